"""Accounts: what state each is in, and which roles it has; whose it is, no projection knows."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Column, Connection, Table, Text

from domain.accounts import Account
from domain.entries import Entry
from projections.bulk import Row, matching_rows, replace_rows
from projections.projection import Projection, as_json

STATE_AFTER: Mapping[type, str] = {
    Account.Suspended: "suspended",
    Account.Resumed: "active",
    Account.Closed: "closed",
    Account.Erased: "erased",
}
"""In which state an account is after what happened to it."""


class Accounts(Projection):
    """One row for each account; `roles` maps each role to its countries, as the account has them."""

    name = "accounts"
    edition = 1

    def define(self) -> None:
        self.accounts = Table(
            f"accounts{self.suffix}",
            self.metadata,
            Column("aggregate_id", Text, primary_key=True),
            Column("opened_at", Text, nullable=False),
            Column("state", Text, nullable=False),
            Column("roles", Text, nullable=False),
        )

    def take_in(self, connection: Connection, entries: Sequence[Entry]) -> None:
        ours = [entry for entry in entries if isinstance(entry.event, Account.Event | Account.Registered)]
        found = self._known(connection, {entry.record for entry in ours})
        for entry in ours:
            if isinstance(entry.event, Account.Registered):
                begun = {"opened_at": entry.recorded_at, "state": "active", "roles": "{}"}
                found[entry.record] = {"aggregate_id": entry.record, **begun}
            else:
                found[entry.record] = {**found[entry.record], **_changed(entry.event, found[entry.record])}
        replace_rows(connection, self.accounts, list(found.values()))

    def _known(self, connection: Connection, ids: Iterable[str]) -> dict[str, Row]:
        rows = matching_rows(connection, self.accounts, [{"aggregate_id": id} for id in ids])
        return {row["aggregate_id"]: row for row in rows}


def _changed(event: object, row: Row) -> Row:
    roles: dict[str, list[str]] = msgspec.json.decode(row["roles"])
    match event:
        case Account.RoleGranted():
            return {"roles": as_json({**roles, event.role: event.countries})}
        case Account.RoleRevoked():
            return {"roles": as_json({role: held for role, held in roles.items() if role != event.role})}
    return {"state": STATE_AFTER.get(type(event), row["state"])}
