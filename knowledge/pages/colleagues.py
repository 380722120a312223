"""Those who can be asked for something: accounts by what they may do, and what they are called."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.accounts import Account
from knowledge.api.requests import answers, knowledge
from knowledge.pages.blueprint import words
from knowledge.permissions import permissions_of

MOST_ACCOUNTS = 1_000
"""Among which somebody is looked for."""


def accounts_that_may(permission: str) -> list[Account]:
    """List the accounts that can be used and hold a permission."""
    found, _ = answers().records(Account.kind, limit=MOST_ACCOUNTS)
    accounts = (knowledge().platform.find(Account, UUID(one["id"])) for one in found)
    return [account for account in accounts if account.is_active and permission in permissions_of(account.roles)]


def names_of_accounts(accounts: Sequence[UUID]) -> list[tuple[str, str]]:
    """Pair accounts with name and organization, as far as they are known, in the order of names."""
    people = knowledge().people.by_account(accounts)
    return words().by_name([(str(id), _called(people.get(id), id)) for id in accounts])


def _called(person: Any, id: UUID) -> str:
    return f"{person.name or id}, {person.organization}".rstrip(", ") if person else str(id)
