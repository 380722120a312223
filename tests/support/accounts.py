"""Accounts that act in tests, each with a token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from domain.accounts import Account
from knowledge.private.people import Person
from knowledge.private.tokens import make_token, read_token
from knowledge.security import ADMINISTRATOR
from knowledge.wiring import Knowledge


@dataclass(frozen=True)
class Opened:
    """An account, and the secret of its token."""

    id: UUID
    secret: str


def open_account(
    knowledge: Knowledge,
    *roles: str,
    countries: Sequence[str] = (),
    organization: str = "",
    affiliation: str = "external",
    permissions: Sequence[str] | None = None,
    expires_in: timedelta = timedelta(days=1),
) -> Opened:
    """Open an account with some roles, named after the first, and issue a token for it."""
    secret = make_token()
    sent = read_token(secret)
    assert sent is not None
    account = Account.open(id=uuid4(), by=ADMINISTRATOR)
    for role in roles:
        account.grant_role(role, countries=countries if role == "coordinator" else (), by=ADMINISTRATOR)
    account.issue_token(sent.id, prefix=sent.digest[:8], name="test", permissions=permissions, by=ADMINISTRATOR)
    knowledge.people.keep(
        account.id, Person(name=next(iter(roles), "nobody"), organization=organization, affiliation=affiliation)
    )
    knowledge.platform.record(account)
    knowledge.tokens.keep(sent, account=account.id, expires_at=datetime.now(tz=UTC) + expires_in)
    return Opened(account.id, secret)
