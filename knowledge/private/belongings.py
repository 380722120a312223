"""Which rows are a person's: said by each private table, so that none is forgotten when the person is erased."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, false, func

BELONGING = "belonging"
"""Where a table keeps what it says: `Table(…, info=of_account("account"))`."""


@dataclass(frozen=True)
class Whose:
    """Whom rows may belong to.

    Attributes:
        account: theirs.
        name: by which else they may be known; empty where nothing is known.
        addresses: at which letters reach them.
        practices: ids of those they wrote.
        focal_points: ids of those who answer for the implementers of those practices.
    """

    account: UUID
    name: str = ""
    addresses: frozenset[str] = frozenset()
    practices: frozenset[str] = frozenset()
    focal_points: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Belonging:
    """How rows of a table belong to a person.

    Attributes:
        rows: tells which, as a condition.
        stays: why they outlive the person; empty where they are erased with the person.
        secret: columns that nobody is told.
        ends: the column that says until when a row is good, RFC 3339 UTC and empty for good; none if empty.
    """

    rows: Callable[[Table, Whose], ColumnElement[bool]]
    stays: str = ""
    secret: frozenset[str] = frozenset()
    ends: str = ""


def of_account(column: str, *, stays: str = "", secret: Collection[str] = (), ends: str = "") -> dict[str, Belonging]:
    """Say that rows belong to the account that a column names."""
    return belonging(lambda table, whose: table.c[column] == str(whose.account), stays=stays, secret=secret, ends=ends)


def by_account_or_address(
    account: str, email: str, *, secret: Collection[str] = (), ends: str = ""
) -> dict[str, Belonging]:
    """Say that rows belong to the account that a column names, or to whom an address in another one reaches."""

    def rows(table: Table, whose: Whose) -> ColumnElement[bool]:
        of_account = table.c[account] == str(whose.account)
        return of_account | is_address(table.c[email], whose)

    return belonging(rows, secret=secret, ends=ends)


def is_address(column: ColumnElement[Any], whose: Whose) -> ColumnElement[bool]:
    """Find an address of theirs, in capitals or not."""
    return func.lower(column).in_({address.lower() for address in whose.addresses}) | column.in_(whose.addresses)


def of_author(column: str) -> dict[str, Belonging]:
    """Say that rows belong to the author of the practice that a column names."""
    return belonging(lambda table, whose: table.c[column].in_(whose.practices))


def of_nobody(why: str) -> dict[str, Belonging]:
    """Say that rows tell nothing of any person, and why."""
    return belonging(lambda *_: false(), stays=why)


def belonging(
    rows: Callable[[Table, Whose], ColumnElement[bool]],
    *,
    stays: str = "",
    secret: Collection[str] = (),
    ends: str = "",
) -> dict[str, Belonging]:
    """Say in a table's own way which rows belong to whom."""
    return {BELONGING: Belonging(rows, stays, frozenset(secret), ends)}


def belonging_of(table: Table) -> Belonging:
    """Return what a table says.

    Raises:
        KeyError: it says nothing, so nobody may be told that they are erased.
    """
    found: Belonging = table.info[BELONGING]
    return found
