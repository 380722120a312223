"""Where to go after signing in: back to where one came from, and never to another site."""

from urllib.parse import urlsplit


def own_address(address: str, *, otherwise: str) -> str:
    """Return an address if it is one of this platform, without scheme and host, else `otherwise`."""
    # Browsers read a backslash as a slash and leave tabs and line breaks out, so `/\t/evil.example` leads astray.
    if not address.startswith("/") or address[1:2] in {"/", "\\"} or not address.isprintable() or "\\" in address:
        return otherwise
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else address
