"""Pledges for readers: a list to narrow, each with what became of it, and the dashboard."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.commitments.pledge_content import Form, Kind
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.commitments.pledges import Pledge
from domain.vocabulary import objectives
from knowledge.answers import Answer, today
from knowledge.api.bodies import AsOfQuery
from knowledge.api.pledge_commands import NUMBER, pledge_answers, published_pledges
from knowledge.api.pledge_schemas import AskedQuery, PledgesQuery
from knowledge.api.records import check_codes
from knowledge.api.requests import answers, knowledge, part_of, write_cursor
from knowledge.markdown import html_of
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show, words
from knowledge.pages.charts import Stack
from knowledge.permissions import PUBLIC
from knowledge.pledges.answers import outline
from knowledge.pledges.asking import Asked
from knowledge.pledges.figures import figures
from knowledge.pledges.submitting import CURATE
from knowledge.security import caller
from projections.pledge_book import STATES

FILTERS = ("objective", "kind", "form", "country", "region", "progress", "pledger_type", "valid_at", "known_at")
KEPT = ("report-progress", "link-match", "unlink-match", "withdraw")
"""What those who pledged, and curators for them, do with a published pledge."""


@pages.page("/pledges", permission=PUBLIC)
def show_pledges() -> ResponseReturnValue:
    """Show the pledges that stood on a day, the highest number first."""
    asked = question(PledgesQuery)
    position = answers().position(asked.get("known_at"))
    found = _asked(asked).find(knowledge(), asked.get("valid_at", today()), position=position)
    shown, following = part_of(found, lambda one: one.number, cursor=asked.get("cursor"), limit=asked["limit"])
    filters = asked_as_sent(*FILTERS)
    return show(
        "pledges.html",
        twin=address("pledges.list_pledges", filters),
        position=position,
        valid_at=asked.get("valid_at", today()),
        pledges=[outline(one) for one in shown],
        number=len(found),
        filters=filters,
        as_asked=asked_as_sent("valid_at", "known_at"),
        following=write_cursor(following) if following else "",
        table=address("pledges.list_pledges", {**filters, "format": "csv"}),
        **_offered(),
    )


@pages.page("/pledges/dashboard", permission=PUBLIC)
def show_pledge_dashboard() -> ResponseReturnValue:
    """Show how many pledges stand, by what they say and how far they are, and over time."""
    asked, say = question(AskedQuery), words()
    day, position = asked.get("valid_at", today()), answers().position(asked.get("known_at"))
    told = figures(knowledge(), _asked(asked), day, position=position)
    filters = asked_as_sent(*FILTERS)
    named = {
        "objective": say.objective,
        "kind": lambda kind: say("pledge.kind", kind),
        "form": lambda form: say("pledge.form", form),
        "pledger_type": say.pledger_type,
        "region": say.region,
        "progress": lambda state: say.states("pledge", [state]),
    }
    return show(
        "pledge_dashboard.html",
        twin=address("pledges.show_pledge_figures", filters),
        position=position,
        valid_at=day,
        told=told,
        filters=filters,
        charts=[(name, _chart(told[f"by_{name}"], word)) for name, word in named.items()],
        over_time=Stack.of(
            [(str(one["year"]), _pair(one["pledges"])) for one in told["over_time"]],
            [say("pledges.sure"), say("pledges.possible")],
        ),
        years=told["over_time"],
        **_offered(),
    )


@pages.page(f"/pledges/{NUMBER}", permission=PUBLIC)
def show_pledge(number: int) -> ResponseReturnValue:
    """Show a pledge as it stood on a day, with what became of it and every text that it ever had."""
    asked = question(AsOfQuery)
    day, position = asked.get("valid_at", today()), answers().position(asked.get("known_at"))
    told = pledge_answers().pledge(number, day, position=position)
    pledge = published_pledges().find(number)
    editions = [one for one in pledge_answers().history(pledge) if one["event"] in {"registered", "amended"}]
    milestones = told["milestones"]
    return show(
        "pledge.html",
        twin=address("pledges.show_pledge", asked_as_sent("valid_at", "known_at"), number=number),
        position=position,
        valid_at=day,
        pledge=told,
        rendered=html_of,
        editions=editions[: told["edition"] - 1][::-1],
        milestones=milestones,
        named=answers().named_in(milestones),
        scale=Scale.around(milestones, until=day),
        file=_file(told),
        acts=list(acts_with(pledge)),
        submission=_submission_for(pledge),
    )


def acts_with(pledge: Pledge) -> list[str]:
    """List what a caller can do with a published pledge."""
    if not _is_party(pledge) or pledge.is_withdrawn:
        return []
    acts = [verb for verb in KEPT if caller().may(f"pledge:{verb}") and (verb != "unlink-match" or pledge.matches)]
    return [*acts, "amend"] if caller().may("pledge:amend") else acts


def _submission_for(pledge: Pledge) -> str:
    """Give the address of the desk of a pledge for those who take part; empty for readers."""
    return url_for("pages.show_pledge_in_work", id=pledge.submission) if _is_party(pledge) else ""


def _is_party(pledge: Pledge) -> bool:
    if caller().account is None:
        return False
    author = knowledge().platform.find(PledgeSubmission, pledge.submission).author
    return caller().account == author or caller().may(CURATE)


def _file(told: Answer) -> tuple[str, str] | None:
    file = told["file"]
    if not file:
        return None
    return file["name"], url_for("pledges.download_pledge_file", number=told["number"], digest=file["digest"])


def _chart(counted: list[Answer], word: Any) -> Stack:
    say = words()
    rows = [(word(one["value"]), _pair(one)) for one in counted]
    return Stack.of(rows, [say("pledges.sure"), say("pledges.possible")])


def _pair(counted: Answer) -> tuple[int, int]:
    """Give what is sure, and what is possible beyond that."""
    return counted["sure"], counted["possible"] - counted["sure"]


def _asked(asked: Answer) -> Asked:
    check_codes(asked)
    return Asked(**{name: asked[name] for name in Asked.__dataclass_fields__ if name in asked})


def _offered() -> dict[str, list[tuple[str, str]]]:
    say = words()
    return {
        "objectives": [(code, say.objective(code)) for code in objectives()],
        "kinds": [(one.value, say("pledge.kind", one)) for one in Kind],
        "forms": [(one.value, say("pledge.form", one)) for one in Form],
        "states": [(state, say.states("pledge", [state])) for state in STATES],
        "pledger_types": [(one, say.pledger_type(one)) for one in knowledge().settings.pledger_types],
        "regions": say.regions(),
    }
