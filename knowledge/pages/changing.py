"""Changing what is recorded of a milestone: refine, correct, retract, reinstate, settle, and undo what one just did."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from domain.application import Done
from domain.claims import Source
from domain.dates import When
from domain.errors import NotFound, Refusal, Told
from knowledge.answers import Answer, today
from knowledge.api.bodies import ReasonRequest
from knowledge.api.fields import POSITION
from knowledge.api.milestones import require_change
from knowledge.api.requests import answers, knowledge, recorder
from knowledge.dossiers import dossier
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.dating import DAY, HOWS, write_date
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.recording import see_milestone
from knowledge.pages.sources import CorrectionForm, RefinementForm, register_source, says_new, source_choices
from knowledge.pages.targets import Target
from knowledge.recording import Author
from knowledge.security import caller

CHANGE = "milestone:refine"
"""Who may refine may do the others too, but for settling."""
REFINE, CORRECT, RETRACT, REINSTATE, SETTLE, UNDO = "refine", "correct", "retract", "reinstate", "settle", "undo"
UNDOABLE = timedelta(hours=1)
"""So long after it was recorded, a change is offered to be undone by whoever made it."""


class Verb(NamedTuple):
    """What can be done about a milestone: what it asks, and what the API does with the answers."""

    asks: type[Schema]
    act: Callable[[Author, int, dict[str, Any]], Done]


def _refine(author: Author, position: int, body: dict[str, Any]) -> Done:
    return recorder().refine(author, position, occurred=body["occurred"], source=register_source(body["source"]))


def _correct(author: Author, position: int, body: dict[str, Any]) -> Done:
    source = register_source(body["source"])
    return recorder().correct(author, position, occurred=body["occurred"], source=source, reason=body["reason"])


def _undo(author: Author, position: int, body: dict[str, Any]) -> Done:
    """Bring back what was believed before the last change."""
    history = answers().history(position, position=answers().position(None))
    last, reason = history[-1]["last_change"]["change"], body["reason"]
    if last in {"recorded", "reinstated"}:
        return recorder().retract(author, position, reason=reason)
    if last == "retracted":
        return recorder().reinstate(author, position, reason=reason)
    if last == "settled":
        require_change(f"milestone:{SETTLE}", position)
        return recorder().reopen(author, position, reason=reason)
    before, told = history[-2]["occurred"]["edtf"], history[-2]["source"]
    source = Source(UUID(told["document"]), locator=told["locator"], quote=told["quote"])
    if When.parse(before).is_within(When.parse(history[-1]["occurred"]["edtf"])):
        return recorder().refine(author, position, occurred=before, source=source)
    return recorder().correct(author, position, occurred=before, source=source, reason=reason)


VERBS: Mapping[str, Verb] = {
    REFINE: Verb(RefinementForm, _refine),
    CORRECT: Verb(CorrectionForm, _correct),
    RETRACT: Verb(ReasonRequest, lambda author, position, body: recorder().retract(author, position, **body)),
    REINSTATE: Verb(ReasonRequest, lambda author, position, body: recorder().reinstate(author, position, **body)),
    SETTLE: Verb(ReasonRequest, lambda author, position, body: recorder().settle(author, position, **body)),
    UNDO: Verb(ReasonRequest, _undo),
}
DATED = frozenset({REFINE, CORRECT})


@pages.page(f"/milestones/{POSITION}/<verb>", permission=CHANGE)
def show_changing(position: int, verb: str) -> ResponseReturnValue:
    """Show the form of something that can be done about a milestone."""
    claim = _claim(position, verb)
    initial = (
        {"occurred": {"how": DAY}} if verb in DATED else {"reason": words()("changing.mistake") if verb == UNDO else ""}
    )
    return _asked(claim, verb, Form(VERBS[verb].asks, initial=initial, seen=_target(claim).seen))


@pages.form(f"/milestones/{POSITION}/<verb>", permission=CHANGE)
def change_milestone(position: int, verb: str) -> ResponseReturnValue:
    """Do something about a milestone."""
    claim = _claim(position, verb)
    form = Form(VERBS[verb].asks)
    if verb in DATED:
        write_date(form)
    author = form.author()
    done = form.carried_out(lambda body: VERBS[verb].act(author, position, body))
    if done is None:
        return _asked(claim, verb, form)
    return see_milestone(done, saying=".".join((key("changing.done"), verb)))


def changes_offered(claim: Answer) -> Iterator[str]:
    """List what can be done about a milestone by whoever asks."""
    if not _may(CHANGE, claim["position"]):
        return
    last = claim["history"][-1]["last_change"]
    made = datetime.fromisoformat(last["at"])
    if str(last["by"]) == str(caller().account) and datetime.now(tz=UTC) - made < UNDOABLE and _is_undone(claim, last):
        yield UNDO
    if not claim["live"]:
        yield REINSTATE
        return
    yield from (REFINE, CORRECT, RETRACT)
    if any(one["live"] and one["excluding"] for one in claim["others"]) and _may("milestone:settle", claim["position"]):
        yield SETTLE


UNDONE = frozenset({"recorded", "refined", "corrected", "retracted", "reinstated"})
"""The changes of one claim that one other undoes."""


def _is_undone(claim: Answer, last: Answer) -> bool:
    if last["change"] == "settled":
        return _may(f"milestone:{SETTLE}", claim["position"]) and bool(
            knowledge().timeline.set_aside_for(claim["position"])
        )
    return last["change"] in UNDONE


def _may(permission: str, position: int) -> bool:
    if not caller().may(permission):
        return False
    try:
        require_change(permission, position)
    except Refusal:
        return False
    return True


def _claim(position: int, verb: str) -> Answer:
    """Find the milestone, for somebody who may do this about it.

    Raises:
        NotFound: there is none, or nothing is called so.
        Forbidden: they may not.
    """
    if verb not in VERBS:
        raise NotFound(Told("Nothing is called {name!r} here.", name=verb))
    claim = dossier(knowledge(), position, position=answers().position(None))
    require_change(CHANGE if verb == UNDO else f"milestone:{verb}", position)
    return claim


def _target(claim: Answer) -> Target:
    return Target(claim["aggregate"], claim["code"], answers().record(claim["aggregate"], claim["code"]))


def _asked(claim: Answer, verb: str, form: Form) -> ResponseReturnValue:
    target = _target(claim)
    changed = target.since(form.seen) if form.status == HTTPStatus.PRECONDITION_FAILED else []
    if changed:
        form.seen = target.seen
    shown = [claim, *changed, *claim["others"]]
    return show_form(
        "change_milestone.html",
        status=form.status,
        form=form,
        claim=claim,
        verb=verb,
        names=form.schema.fields,
        hows=HOWS,
        is_new=says_new(form),
        changed=changed,
        excluding=[one for one in claim["others"] if one["live"] and one["excluding"]],
        named=answers().named_in(shown),
        scale=Scale.around(shown, until=today()),
        back=url_for("pages.show_milestone", position=claim["position"]),
        **(source_choices() if verb in DATED else {}),
    )
