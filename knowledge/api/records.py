"""What the collections of records have in common."""

from collections.abc import Callable, Mapping
from typing import Any

from flask.typing import ResponseReturnValue

from domain import vocabulary
from domain.documents import SourceDocument
from domain.errors import UnknownCode
from knowledge.api.requests import answer, answers, nothing_recorded, page, read_cursor, tag
from knowledge.problems import BadParameter
from projections.timeline import Wanted

MOST_MILESTONES = 1_000


def list_records(kind: str, query: dict[str, Any]) -> ResponseReturnValue:
    """Answer a page of the records of a kind."""
    after = read_cursor(query.get("cursor"), str) or ""
    country = known_country(query.get("country", ""))
    return page(*answers().records(kind, country=country, after=after, limit=query["limit"]))


def show_record(kind: str, code: str, what: str) -> ResponseReturnValue:
    """Answer one record with its milestones; `what` names it in the refusal if there is none."""
    found = answers().record(kind, code)
    if found is None:
        nothing_recorded(what)
    # A document has no milestones; it is what those of others rest on.
    wanted = Wanted(document=found["id"]) if kind == SourceDocument.kind else Wanted(aggregate_id=found["id"])
    milestones, _ = answers().milestones(wanted, position=answers().position(None), limit=MOST_MILESTONES)
    return tag(answer({**found, "milestones": milestones}), found["version"])


CODED: Mapping[str, Callable[[str], object]] = {
    "objective": vocabulary.find_objective,
    "principle": vocabulary.find_principle,
    "support_kind": vocabulary.find_support_kind,
    "country": vocabulary.find_country,
    "region": vocabulary.find_region,
}
"""The filters that take a code, and the lists they are from."""


def check_codes(query: Mapping[str, Any]) -> None:
    """Refuse filters that name a code of no list.

    Raises:
        BadParameter: as said.
    """
    for name, find in CODED.items():
        try:
            if query.get(name):
                find(query[name])
        except UnknownCode as error:
            raise BadParameter(error.detail, field=name) from error


def known_country(code: str) -> str:
    """Return the code of a filter, if it is a country's or empty.

    Raises:
        BadParameter: it is another.
    """
    check_codes({"country": code})
    return code
