"""Who may write: until accounts exist, whoever has the administrator's token."""

import hmac
from uuid import UUID

from flask import request

from domain.kernel import identity
from knowledge.problems import NotAuthenticated

ADMINISTRATOR: UUID = identity("account", "administrator")
"""The account that the token stands for."""
IMPORTER: UUID = identity("account", "import")
"""The account in whose name files are imported on the command line."""


def authenticate(token: str) -> UUID:
    """Return the account that this request comes from.

    Args:
        token: the administrator's.

    Raises:
        NotAuthenticated: the request has no bearer token (RFC 6750), or another one.
    """
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        raise NotAuthenticated(
            "Send the administrator's token as `Authorization: Bearer …`; `serve` shows it at the first start."
        )
    if not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise NotAuthenticated("This is not the administrator's token.")
    return ADMINISTRATOR
