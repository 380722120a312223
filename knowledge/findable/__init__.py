"""What can be found, and in which words."""
