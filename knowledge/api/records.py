"""What the collections of records have in common."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask.typing import ResponseReturnValue

from domain import vocabulary
from domain.documents import SourceDocument
from domain.errors import UnknownCode
from knowledge.answers import Answer, today
from knowledge.api.requests import answer, answers, nothing_recorded, page, read_cursor, tag
from knowledge.problems import BadParameter
from projections.course_book import Stand
from projections.timeline import Wanted

MOST_MILESTONES = 1_000

Tell = Callable[[Sequence[Stand]], list[Answer]]


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


def day_of(query: Mapping[str, Any]) -> tuple[str, int]:
    """Return the day as of which an answer shall be true, and the position of the log up to which anything is known."""
    return query.get("valid_at", today()), answers().position(query.get("known_at"))


def list_on_day(found: Sequence[Stand], query: Mapping[str, Any], tell: Tell) -> ResponseReturnValue:
    """Answer a page of the records of a day, which are in an order of their own."""
    first = read_cursor(query.get("cursor"), int) or 0
    last = first + query["limit"]
    return page(tell(found[first:last]), last if last < len(found) else None)


def show_on_day(
    found: Sequence[Stand], code: str, query: Mapping[str, Any], tell: Tell, what: str
) -> ResponseReturnValue:
    """Answer the record of a day that has a code, with what had happened to it; `what` names it if there is none."""
    stand = next((one for one in found if one.code == code), None)
    if stand is None:
        nothing_recorded(what)
    day, position = day_of(query)
    milestones, _ = answers().milestones(
        Wanted(aggregate_id=stand.id, to_day=day), position=position, limit=MOST_MILESTONES
    )
    (told,) = tell([stand])
    return tag(answer({**told, "milestones": milestones}), told["version"])


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
