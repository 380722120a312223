"""Practices from elsewhere: files as other systems export them, read as far as they can be understood."""
