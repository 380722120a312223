"""Tests and benchmarks ask more often than anybody would; those of the limits set their own."""

UNLIMITED = {f"LIMIT_{name}": "none" for name in ("SIGN_IN", "RESET", "SEARCH", "WRITES")}
