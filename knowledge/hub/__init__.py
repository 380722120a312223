"""The connection hub: requests for support, and the roster of experts."""
