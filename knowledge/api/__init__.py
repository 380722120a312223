"""The REST API under /api/v1: nouns of the domain as collections, its verbs as POST routes."""
