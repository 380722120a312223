"""How the verbs of pledges are routed, and what they are answered with."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from domain.application import Done
from domain.claims import Source
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.commitments.pledges import Pledge
from knowledge.api.blueprint import Blueprint
from knowledge.api.fields import LAST_POSITION
from knowledge.api.pledge_schemas import PledgeInWorkSchema, PledgeSchema
from knowledge.api.requests import accepted, answer, answers, author, catch_up_with, knowledge, tag
from knowledge.pledges.answers import PledgeAnswers
from knowledge.pledges.keeping import PublishedPledges
from knowledge.pledges.submitting import PledgeSubmissions
from knowledge.recording import Author
from knowledge.security import caller
from projections.views import VIEWS_FAILED

Body = dict[str, Any]
Act = Callable[[Author, Any, Body], Done]
"""Done by somebody with a pledge, that the address names, and what is said with it."""
NUMBER = f"<int(max={LAST_POSITION}):number>"
"""The part of an address that names a published pledge."""
SUBMISSION = "<uuid:id>"
"""The part of an address that names a pledge in work."""
PROBLEMS = (404, 409)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verb:
    """What is done with a pledge: the shape of what is said with it, and what carries it out."""

    shape: type[Schema]
    act: Act


VERBS: dict[str, Verb] = {}
"""Every verb of pledges, each under the name of its route and its permission; pages give the same commands."""


def verb(blueprint: Blueprint, which: str, name: str, shape: type[Schema]) -> Callable[[Act], Act]:
    """Route `POST /pledges/{which}/{verb}`, which takes the permission of the same name.

    Args:
        blueprint: of the collection.
        which: `NUMBER` of a published pledge, or `SUBMISSION` of one in work.
        name: of the verb, kebab-case.
        shape: of what is sent.
    """
    answered, shown = (PledgeSchema, pledge_shown) if which == NUMBER else (PledgeInWorkSchema, submission_shown)

    def decorate(act: Act) -> Act:
        VERBS[name] = Verb(shape, act)

        def view(body: Body, **named: Any) -> ResponseReturnValue:
            (pledge,) = named.values()
            return shown(act(author(), pledge, body))

        view.__name__, view.__doc__ = act.__name__, act.__doc__
        route = blueprint.command(
            f"/pledges/{which}/{name}", answered, *PROBLEMS, permission=f"pledge:{name}", status=200
        )
        route(blueprint.arguments(shape)(view))
        return act

    return decorate


def submissions() -> PledgeSubmissions:
    """Return who carries out what is commanded of pledges in work."""
    return PledgeSubmissions(knowledge(), caller())


def published_pledges() -> PublishedPledges:
    """Return who carries out what is commanded of published pledges."""
    return PublishedPledges(knowledge(), caller())


def pledge_answers() -> PledgeAnswers:
    """Return who answers about pledges."""
    return PledgeAnswers(knowledge())


def source_of(body: Body) -> Source | None:
    """Read who says so; None where nobody is named."""
    return Source(**body["source"]) if body["source"] else None


def submission_shown(done: Done) -> Response:
    """Answer with the pledge in work as it is now; sent again, as it is then."""
    return in_work(done.aggregate or knowledge().platform.find(PledgeSubmission, done.aggregate_id))


def in_work(submission: Any) -> Response:
    """Answer with a pledge in work."""
    return tag(answer(pledge_answers().submission(submission)), submission.version)


def pledge_shown(done: Done) -> Response:
    """Answer with the published pledge as it is now, even if it was just withdrawn."""
    pledge: Any = done.aggregate or knowledge().platform.find(Pledge, done.aggregate_id)
    try:
        catch_up_with(done)
        body = pledge_answers().recorded(pledge.number, position=answers().position(None))
    except VIEWS_FAILED:
        log.exception("What was recorded cannot be looked up now.")
        body = None
    return tag(answer(body), done.version) if body else accepted(done)
