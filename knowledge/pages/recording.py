"""Recording a milestone: of which record, what happened, when, on whose word; read in words before it is saved."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from domain.application import Done
from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.claims import Source
from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.dates import When
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.errors import InvalidField
from domain.milestone_history import MilestoneHistory, facts_of_milestone
from domain.milestones import tracks_of
from knowledge.answers import Answer, today
from knowledge.api.milestones import concerned_by, country_in
from knowledge.api.requests import answers, catch_up_with, knowledge, recorder
from knowledge.compact_reviews import REPORTED, covers
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import pages, question, show_form, words
from knowledge.pages.dating import DAY, HOWS, write_date
from knowledge.pages.details import ObservationForm, choices_for, milestone_schema
from knowledge.pages.forms import SEEN, Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.pages.sources import register_source, says_new, source_choices, source_of
from knowledge.pages.targets import (
    COUNTRY,
    MOST,
    RECORD,
    Target,
    by_track,
    event_of,
    find_target,
    is_all_mine,
    my_countries,
    title_of,
    title_of_state,
)
from knowledge.permissions import EVERYWHERE
from knowledge.recording import MILESTONE_KINDS, Author
from knowledge.security import caller
from knowledge.signing_in.forgery import FIELD
from projections.views import VIEWS_FAILED

OBSERVED = "observed"
OF_NO_COUNTRY = (WorkingGroup.kind, RegionalReview.kind, ReviewForum.kind)
"""Records that belong to no country, so that whoever records for some countries only is not offered them."""
CONFIRMED, CHANGE = "confirmed", "change"
"""The buttons below what is to be recorded: record it, or change something first."""
Command = Callable[[dict[str, Any], Author, Source], Done]


@dataclass(frozen=True)
class Sheet:
    """What a form is about: the record, and either a kind of milestone or the track that a source describes."""

    target: Target
    title: str
    event: type[MilestoneHistory.Milestone] | None = None
    track: str = ""


class CountryQuery(Schema):
    """For which country something is recorded."""

    country = fields.String()


@pages.page("/record", permission=RECORD)
def choose_record() -> ResponseReturnValue:
    """Show of what milestones can be recorded, country by country."""
    offered = my_countries()
    country = _country_asked(offered)
    everywhere = caller().permissions[RECORD] >= EVERYWHERE
    return show_form(
        "record_choose.html",
        countries=offered,
        country=country,
        projects=answers().records(Project.kind, country=country, limit=MOST)[0] if country else [],
        activities=answers().records(SupportActivity.kind, country=country, limit=MOST)[0] if country else [],
        reported_to=_reported_to(country) if country else [],
        report=REPORTED,
        others={kind: answers().records(kind, limit=MOST)[0] for kind in OF_NO_COUNTRY} if everywhere else {},
        country_kinds=(NationalNetwork.kind, ChampionCountry.kind),
    )


@pages.page("/record/<kind>/<code>", permission=RECORD)
def choose_milestone(kind: str, code: str) -> ResponseReturnValue:
    """Show which milestones a record can have, and those it has."""
    target = find_target(kind, code)
    milestones = target.milestones()
    return show_form(
        "record_milestone_choose.html",
        target=target,
        by_track=by_track(target),
        tracks=list(tracks_of(MILESTONE_KINDS[kind])) if is_all_mine(target) else [],
        milestones=milestones,
        named=answers().named_in(milestones),
        scale=Scale.around(milestones, until=today()),
    )


@pages.page("/record/<kind>/<code>/<milestone>", permission=RECORD)
def show_recording(kind: str, code: str, milestone: str) -> ResponseReturnValue:
    """Show the form for a milestone."""
    target = find_target(kind, code)
    event = event_of(target, milestone)
    initial = {"occurred": {"how": DAY}, "details": {COUNTRY: _country_asked(my_countries())}}
    form = Form(milestone_schema(event), initial=initial, seen=target.seen)
    return _asked(Sheet(target, title_of(kind, milestone), event), form)


@pages.form("/record/<kind>/<code>/<milestone>", permission=RECORD)
def record_milestone(kind: str, code: str, milestone: str) -> ResponseReturnValue:
    """Show what would be recorded, and record it once it is confirmed."""
    target = find_target(kind, code)
    event = event_of(target, milestone)

    def check(body: dict[str, Any]) -> None:
        caller().require(f"{kind}:record-milestone", [*concerned_by(kind, code), *country_in(body["details"])])
        facts_of_milestone(event).read(body["details"], field="details")

    def record(body: dict[str, Any], author: Author, source: Source) -> Done:
        check(body)
        said = {"milestone": milestone, "occurred": body["occurred"], "details": body["details"]}
        return recorder().record_milestone(author, kind, code, source=source, **said)

    form = Form(milestone_schema(event))
    return _recorded(Sheet(target, title_of(kind, milestone), event), form, check, record)


@pages.page(f"/record/<kind>/<code>/{OBSERVED}/<track>", permission=RECORD)
def show_observing(kind: str, code: str, track: str) -> ResponseReturnValue:
    """Show the form for a state that a source describes."""
    target = find_target(kind, code)
    title = title_of_state(target, track)
    form = Form(ObservationForm, initial={"occurred": {"how": DAY}}, seen=target.seen)
    return _asked(Sheet(target, title, track=track), form)


@pages.form(f"/record/<kind>/<code>/{OBSERVED}/<track>", permission=RECORD)
def observe_status(kind: str, code: str, track: str) -> ResponseReturnValue:
    """Show which state would be recorded, and record it once it is confirmed."""
    target = find_target(kind, code)
    title = title_of_state(target, track)

    def record(body: dict[str, Any], author: Author, source: Source) -> Done:
        said = {"track": track, "one_of": body["one_of"], "occurred": body["occurred"]}
        return recorder().observe_status(author, kind, code, source=source, **said)

    return _recorded(Sheet(target, title, track=track), Form(ObservationForm), lambda _: None, record)


def see_milestone(done: Done, *, saying: str) -> ResponseReturnValue:
    """Lead to the milestone that something was done with."""
    try:
        catch_up_with(done)
        row = knowledge().timeline.change_at(str(done.aggregate_id), done.version)
    except VIEWS_FAILED:
        row = None
    if row is None:
        return see_next(url_for("pages.show_timeline"), saying=saying)
    return see_next(url_for("pages.show_milestone", position=row.claim), saying=saying)


def check_date(edtf: str) -> When:
    """Read the date of something that happened.

    Raises:
        InvalidField: it is none, or lies ahead.
    """
    try:
        return When.parse_past(edtf)
    except InvalidField as refusal:
        refusal.field = "occurred"
        raise


def hidden_in(form: Form) -> list[tuple[str, str]]:
    """List what was typed, to be carried on by fields that nobody sees."""
    own = {FIELD, "form_key", SEEN, CONFIRMED, CHANGE, "occurred"}
    return [(name, text) for name, text in form.typed.items(multi=True) if name not in own and text]


def _country_asked(offered: list[tuple[str, str]]) -> str:
    """Return the country that the address names, or the only one that is offered; empty where it is open."""
    asked: str = question(CountryQuery).get("country", "")
    if asked in {code for code, _ in offered}:
        return asked
    return offered[0][0] if len(offered) == 1 else ""


def _reported_to(country: str) -> list[Answer]:
    """List the reviews and forums to which a country can report; a review that names no region may be about it."""
    reviews, _ = answers().records(RegionalReview.kind, limit=MOST)
    forums, _ = answers().records(ReviewForum.kind, limit=MOST)
    about = [one for one in reviews if not one["regions"] or covers(one["regions"], frozenset({country}))]
    return [*about, *forums]


def _recorded(
    sheet: Sheet, form: Form, check: Callable[[dict[str, Any]], None], record: Command
) -> ResponseReturnValue:
    if CHANGE in request.form:
        return _asked(sheet, form)
    write_date(form)
    author = form.author()

    def checked(body: dict[str, Any]) -> tuple[dict[str, Any], When, Source]:
        check(body)
        return body, check_date(body["occurred"]), source_of(body["source"])

    if CONFIRMED not in request.form:
        read = form.carried_out(checked)
        return _confirming(sheet, form, *read) if read else _asked(sheet, form)
    done = form.carried_out(lambda body: record(body, author, register_source(body["source"])))
    return see_milestone(done, saying=key("recording.recorded")) if done else _asked(sheet, form)


def _asked(sheet: Sheet, form: Form) -> ResponseReturnValue:
    say, target, event = words(), sheet.target, sheet.event
    changed = target.since(form.seen) if form.status == HTTPStatus.PRECONDITION_FAILED else []
    if changed:
        form.seen = target.seen
    return show_form(
        "record.html",
        status=form.status,
        form=form,
        target=target,
        title=sheet.title,
        details=list(facts_of_milestone(event).hints) if event else [],
        required={name for name, field in _details_of(form).items() if field.required},
        choices=choices_for(event, say) if event else {},
        states=[
            (one, say("states", sheet.track, one))
            for one in tracks_of(MILESTONE_KINDS[target.kind]).get(sheet.track, ())
        ],
        hows=HOWS,
        is_new=says_new(form),
        changed=changed,
        named=answers().named_in(changed),
        scale=Scale.around(changed, until=today()),
        **source_choices(),
    )


def _confirming(sheet: Sheet, form: Form, body: dict[str, Any], when: When, source: Source) -> ResponseReturnValue:
    say = words()
    document = answers().called([str(source.document)]).get(str(source.document))
    return show_form(
        "record_confirm.html",
        form=form,
        target=sheet.target,
        title=sheet.title,
        when=when,
        source=source,
        document=document["title"] if document else body["source"]["new"]["title"],
        details=list(say.details({"milestone": "", "details": body.get("details", {})})),
        states=say.states(sheet.track, body["one_of"]) if sheet.track else "",
        hidden=hidden_in(form),
    )


def _details_of(form: Form) -> dict[str, Any]:
    details: Any = form.schema.fields.get("details")
    return details.schema.fields if details else {}
