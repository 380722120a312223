"""Where countries stood at two times, side by side: of two days, or as known at two moments."""

from datetime import date, timedelta

from flask import request
from flask.typing import ResponseReturnValue

from domain import vocabulary
from knowledge.answers import today
from knowledge.api.bodies import StatusDifferenceQuery
from knowledge.api.requests import answers, knowledge
from knowledge.api.status import differences_asked
from knowledge.bulletins.phrases import figure
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show, words
from knowledge.permissions import PUBLIC

ASKED = ("from_valid_at", "from_known_at", "to_valid_at", "to_known_at", "scope")
LATELY = 30
"""Days."""
MOST_BULLETINS = 200


@pages.page("/compare", permission=PUBLIC)
def compare_status() -> ResponseReturnValue:
    """Show what differs, in words; whoever asks nothing yet is offered what others ask."""
    difference, say = differences_asked(question(StatusDifferenceQuery)), words()
    asked, scope = asked_as_sent(*ASKED), difference["scope"] or ""
    return show(
        "compare.html",
        twin=address("status.compare_status", asked),
        position=max(difference[end]["known_at"] for end in ("from", "to")),
        asked=asked,
        is_asked=bool(request.args),
        difference=difference,
        counts=[
            (say("counts", name), figure(pair), figure(difference["to"]["counts"][name]))
            for name, pair in difference["from"]["counts"].items()
        ],
        rows=say.by_name([(one, say.country(one["country"])) for one in difference["countries"]]),
        titles=answers().project_titles(one["code"] for each in difference["countries"] for one in each["projects"]),
        scopes=say.regions() if scope not in vocabulary.countries() else [(scope, say.country(scope)), *say.regions()],
        offers=_offers(scope),
    )


def _offers(scope: str) -> list[tuple[str, str]]:
    """Give what is often asked, each with its address."""
    say, now = words(), date.fromisoformat(today())
    same = {"scope": scope} if scope else {}
    new_year = now.replace(month=1, day=1) - timedelta(days=1)
    before = (now - timedelta(days=LATELY)).isoformat()
    offers = [
        (say("compare.since_day", day=say.day(new_year.isoformat())), {"from_valid_at": new_year.isoformat()}),
        (say("compare.learned_since", day=say.day(before)), {"from_known_at": before}),
    ]
    issued = max(knowledge().issued.listed(limit=MOST_BULLETINS), key=lambda row: row.position, default=None)
    if issued:
        asked = {"from_valid_at": issued.valid_at, "from_known_at": str(issued.known_at)}
        offers.append((say("compare.since_bulletin", number=issued.number), asked))
    return [(label, address("pages.compare_status", {**same, **asked})) for label, asked in offers]
