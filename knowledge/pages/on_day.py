"""Records that belong to no country, as they were on a day: lists of them, and each with its milestones."""

from collections.abc import Iterable
from typing import Any

from flask.typing import ResponseReturnValue

from domain.errors import NotFound, Told
from knowledge.answers import Answer, today
from knowledge.api.bodies import AsOfQuery
from knowledge.api.requests import answers
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import address, asked_as_sent, question, show
from projections.timeline import Wanted

MOST = 1_000


def day_asked() -> tuple[str, int]:
    """Return the day as of which a page shall be true, and the position of the log up to which anything is known."""
    asked: dict[str, Any] = question(AsOfQuery)
    return asked.get("valid_at", today()), answers().position(asked.get("known_at"))


def find_among(found: Iterable[Answer], kind: str, code: str) -> Answer:
    """Find the record that has a code.

    Raises:
        NotFound: none has.
    """
    for one in found:
        if one["code"] == code:
            return one
    raise NotFound(Told("Nothing is recorded of a {kind} {code!r}.", kind=Told(kind), code=code))


def show_list(template: str, day: str, position: int, *, twin: str, **shown: Any) -> ResponseReturnValue:
    """Show records; `twin` is the endpoint of the API that lists the same."""
    as_asked = asked_as_sent("valid_at", "known_at")
    return show(
        template,
        twin=address(twin, as_asked),
        position=position,
        valid_at=day,
        past=asked_as_sent("known_at"),
        as_asked=as_asked,
        **shown,
    )


def show_one(template: str, record: Answer, day: str, position: int, *, twin: str, **shown: Any) -> ResponseReturnValue:
    """Show a record with its milestones up to a day; `twin` is the endpoint of the API that shows the same."""
    wanted = Wanted(aggregate_id=record["id"], to_day=day)
    milestones, _ = answers().milestones(wanted, position=position, limit=MOST)
    as_asked = asked_as_sent("valid_at", "known_at")
    return show(
        template,
        twin=address(twin, as_asked, code=record["code"]),
        position=position,
        valid_at=day,
        record=record,
        called=record["title"] if "title" in record else record["names"],
        milestones=milestones,
        named=answers().named_in(milestones),
        scale=Scale.around(milestones, until=day),
        past=asked_as_sent("known_at"),
        as_asked=as_asked,
        **shown,
    )
