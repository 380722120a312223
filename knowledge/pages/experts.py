"""The roster of experts: found by those who look for help; joined, changed and left by whoever is on it."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.commitments.expert_listings import NotListed
from domain.vocabulary import LANGUAGES, countries, objectives, support_kinds
from knowledge.api.experts import ExpertsQuery, ListingRequest, sought_by
from knowledge.api.requests import knowledge
from knowledge.pages.blueprint import asked_as_sent, pages, question, show_form, words
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.permissions import SIGNED_IN
from knowledge.roster import FIND, LONGEST_STATEMENT, RosterOfExperts
from knowledge.security import my_account

SPOKEN = ("en", "es", "fr", "pt", "ar", "zh", "ru", "ht", "qu", "gn", "nl", "it", "de")
"""Languages that the form offers; through the API any can be named."""
MOST = 200


@pages.page("/experts", permission=FIND)
def show_experts() -> ResponseReturnValue:
    """Show who is on the roster, narrowed by what somebody looks for."""
    found = RosterOfExperts(knowledge()).find(sought_by(question(ExpertsQuery)))
    return show_form(
        "experts.html",
        experts=found[:MOST],
        sought=asked_as_sent("objective", "support_kind", "language", "country"),
        choices=_choices(*(one["languages"] for one in found)),
    )


@pages.page("/experts/<uuid:id>", permission=FIND)
def show_expert(id: UUID) -> ResponseReturnValue:
    """Show an expert."""
    return show_form("expert.html", expert=RosterOfExperts(knowledge()).one(id))


@pages.page("/my/expert-listing", permission=SIGNED_IN)
def show_my_listing() -> ResponseReturnValue:
    """Show the form by which one is listed, or says something else of oneself."""
    mine = RosterOfExperts(knowledge()).mine(my_account())
    return _asked(Form(ListingRequest, initial={**mine, "agrees": True} if mine else {}))


@pages.form("/my/expert-listing", permission=SIGNED_IN)
def join_roster() -> ResponseReturnValue:
    """Be listed."""
    form = Form(ListingRequest)
    if not form.is_done(lambda body: RosterOfExperts(knowledge()).join(my_account(), body)):
        return _asked(form)
    return see_next(url_for("pages.show_my_listing"), saying=key("roster.joined"))


@pages.form("/my/expert-listing/leave", permission=SIGNED_IN)
def leave_roster() -> ResponseReturnValue:
    """Be listed no longer."""
    try:
        RosterOfExperts(knowledge()).leave(my_account())
    except NotListed:
        # Sent twice, it is as it should be.
        return see_next(url_for("pages.show_my_listing"), saying=key("roster.left"))
    return see_next(url_for("pages.show_my_listing"), saying=key("roster.left"))


def _asked(form: Form) -> ResponseReturnValue:
    mine = RosterOfExperts(knowledge()).mine(my_account())
    return show_form(
        "my_listing.html",
        status=form.status,
        form=form,
        mine=mine,
        most=LONGEST_STATEMENT,
        choices=_choices(form.typed.getlist("languages")),
    )


def _choices(*spoken: list[str]) -> dict[str, list[tuple[str, str]]]:
    """List what can be chosen, each by its code with its name; languages that somebody named are among them."""
    say = words()
    languages = dict.fromkeys([*LANGUAGES, *SPOKEN, *(code for codes in spoken for code in codes)])
    return {
        "objective": [(code, say.objective(code)) for code in objectives()],
        "support_kind": [(code, say.support_kind(code)) for code in support_kinds()],
        "language": say.by_name([(code, say.spoken_language(code)) for code in languages]),
        "country": say.by_name([(code, say.country(code)) for code in countries()]),
    }
