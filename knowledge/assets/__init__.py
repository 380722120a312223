"""What the pages are styled with: named and locked here, fetched at set-up, served from static/vendor."""
