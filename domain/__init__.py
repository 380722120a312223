"""Decisions and the rules they pass; knows no framework."""
