"""The API, called in every way that its description allows and many that it does not."""
