"""Attacks that no other test tries; docs/security.md lists all of them."""
