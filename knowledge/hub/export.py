"""Requests for support as a table that spreadsheets open, for the secretariat."""

from collections.abc import Iterable

from knowledge.answers import Answer
from knowledge.representations.tables import BETWEEN, table_of

COLUMNS = (
    "id",
    "country",
    "requested_by",
    "organization",
    "title",
    "objectives",
    "support_kinds",
    "urgency",
    "dates",
    "language",
    "stage",
    "stage_since",
    "days",
    "raised_at",
    "updated_at",
    "invited",
    "offers",
)


def requests_as_csv(requests: Iterable[Answer]) -> str:
    """Write requests, as the secretariat's list tells of them, each as a row; `offers` counts all of them."""
    return table_of(COLUMNS, (_row(request) for request in requests))


def _row(request: Answer) -> dict[str, str]:
    return {
        **{name: _cell(request[name]) for name in COLUMNS},
        "offers": str(sum(request["offers"].values())),
    }


def _cell(value: object) -> str:
    if isinstance(value, list):
        return BETWEEN.join(value)
    return "" if value is None else str(value)
