"""The pages that people read, in four languages, without a script."""
