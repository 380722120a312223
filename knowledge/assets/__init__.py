"""What pages are styled with and maps drawn from: named and locked here, fetched at set-up into static/vendor."""
