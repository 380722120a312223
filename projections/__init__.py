"""Disposable SQL tables, each kept in step with the log."""
