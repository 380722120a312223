"""Nobody's personal data outlives their wish."""
