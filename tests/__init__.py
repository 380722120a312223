"""The suite: what the platform promises, checked."""
