"""Files that belong to practices: received, looked at, kept by digest, and read for the search."""
