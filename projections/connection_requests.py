"""Requests for support: where each stands, to whom it was opened, and for which kinds of support it asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Connection, Index, Integer, Table, Text

from domain.commitments.connection_history import ConnectionHistory
from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.connection_stages import Stage
from domain.commitments.offers import Offer
from domain.entries import Entry
from projections.bulk import matching_rows, replace_rows
from projections.projection import Projection, as_json

LIVED = ("country", "requested_by", "organization", "reached", "stage")
"""What a request is by its own events, column by column."""
OF_REQUESTS = (ConnectionHistory.Event, ConnectionHistory.Registered)


class ConnectionRequests(Projection):
    """One row for each request; `raised` is the position at which it was.

    `fields`, `offers` and `providers` are JSON, as the domain has them. Rows of providers and of
    kinds stay when somebody is invited no longer, or a kind is asked for no longer; they say so.
    """

    name = "connection_requests"
    edition = 1

    def define(self) -> None:
        self.requests = Table(
            f"connection_requests{self.suffix}",
            self.metadata,
            Column("request", Text, primary_key=True),
            *(Column(name, Text, nullable=False) for name in (*LIVED, "requester", "fields", "offers", "providers")),
            *(Column(name, Text, nullable=False) for name in ("raised_at", "updated_at", "stage_since")),
            Column("version", Integer, nullable=False),
            Column("raised", BigInteger, nullable=False),
            Index(None, "raised"),
            Index(None, "country"),
            Index(None, "requester"),
            Index(None, "stage", "stage_since", "request"),
        )
        self.providers = Table(
            f"connection_request_providers{self.suffix}",
            self.metadata,
            Column("request", Text, primary_key=True),
            Column("account", Text, primary_key=True),
            Column("is_invited", Boolean(create_constraint=False), nullable=False),
            Index(None, "account"),
        )
        self.kinds = Table(
            f"connection_request_kinds{self.suffix}",
            self.metadata,
            Column("request", Text, primary_key=True),
            Column("kind", Text, primary_key=True),
            Column("is_asked", Boolean(create_constraint=False), nullable=False),
        )

    def take_in(self, connection: Connection, entries: Sequence[Entry]) -> None:
        ours = [entry for entry in entries if isinstance(entry.event, OF_REQUESTS)]
        lives = self._lives(connection, {entry.record for entry in ours})
        for entry in ours:
            if isinstance(entry.event, ConnectionHistory.Registered):
                lives[entry.record] = _raised(entry)
            else:
                lives[entry.record].go_on(entry)
        found = list(lives.values())
        replace_rows(connection, self.requests, [life.row() for life in found])
        replace_rows(connection, self.providers, [row for life in found for row in life.providers()])
        replace_rows(connection, self.kinds, [row for life in found for row in life.kinds()])

    def _lives(self, connection: Connection, ids: Iterable[str]) -> dict[str, "_Life"]:
        rows = matching_rows(connection, self.requests, [{"request": id} for id in ids])
        return {row["request"]: _revived(row) for row in rows}


@dataclass
class _Life:
    """A request while a batch of its events is taken in: the domain's own events say what it becomes."""

    request: ConnectionRequest
    noted: dict[str, Any]
    asked_before: frozenset[str] = frozenset()

    def go_on(self, entry: Entry) -> None:
        """Live through one more event."""
        stage, asked = self.request.stage, self.request.fields["support_kinds"]
        entry.event.apply(self.request)
        self.asked_before |= {*asked}
        self.noted.update(version=entry.version, updated_at=entry.recorded_at)
        if self.request.stage is not stage:
            self.noted["stage_since"] = entry.recorded_at

    def row(self) -> dict[str, Any]:
        """Give the row of the request."""
        return {
            **{name: getattr(self.request, name) for name in LIVED},
            "requester": str(self.request.requester),
            "fields": as_json(self.request.fields),
            "offers": as_json(self.request.offers),
            "providers": as_json(self.request.providers),
            **self.noted,
        }

    def providers(self) -> Iterable[dict[str, Any]]:
        """Give a row for each provider to whom it was ever opened."""
        for account, is_invited in self.request.providers.items():
            yield {"request": self.noted["request"], "account": str(account), "is_invited": is_invited}

    def kinds(self) -> Iterable[dict[str, Any]]:
        """Give a row for each kind of support that it asks for, or asked for."""
        asked = self.request.fields["support_kinds"]
        for kind in sorted(self.asked_before.union(asked)):
            yield {"request": self.noted["request"], "kind": kind, "is_asked": kind in asked}


def _raised(entry: Entry) -> _Life:
    at = entry.recorded_at
    noted = {"request": entry.record, "version": entry.version, "raised": entry.position}
    return _Life(entry.event.mutate(None), {**noted, **dict.fromkeys(("raised_at", "updated_at", "stage_since"), at)})


def _revived(row: dict[str, Any]) -> _Life:
    """Bring back as much of a request as its events need to go on."""
    request = ConnectionRequest.__new__(ConnectionRequest)
    vars(request).update(
        {name: row[name] for name in LIVED if name != "stage"},
        reached=Stage(row["reached"]),
        requester=UUID(row["requester"]),
        fields=msgspec.json.decode(row["fields"]),
        offers=msgspec.json.decode(row["offers"], type=dict[UUID, Offer]),
        providers=msgspec.json.decode(row["providers"], type=dict[UUID, bool]),
    )
    own = {*LIVED, "requester", "fields", "offers", "providers"}
    return _Life(request, {name: value for name, value in row.items() if name not in own})
