"""Letters to people: written in their language, and sent when the server for them can be reached."""
