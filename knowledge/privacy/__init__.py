"""What is kept of persons: sealed, told to them, and erased."""
