"""The connection hub: requests for support for their parties and the secretariat, and figures for everybody."""

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.commitments.needs import RequestedBy, Urgency
from domain.vocabulary import LANGUAGES, objectives, support_kinds
from knowledge.answers import Answer
from knowledge.api.connection_bodies import RaiseRequest
from knowledge.api.connection_requests import requests, shown
from knowledge.api.requests import answers, knowledge
from knowledge.hub.figures import public_figures
from knowledge.hub.parties import CURATE, RAISE, seats_of
from knowledge.pages.blueprint import pages, show, show_form, words
from knowledge.pages.charts import Stack
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.languages import language, name_of_language
from knowledge.pages.notices import see_next
from knowledge.pages.targets import my_countries
from knowledge.permissions import PUBLIC, SIGNED_IN
from knowledge.security import caller
from projections.hub import Outcome

MOST = 200


@pages.page("/hub", permission=PUBLIC)
def show_hub() -> ResponseReturnValue:
    """Show what the hub is for, and how many requests were met and unmet, so that no single one shows."""
    say = words()
    told = public_figures(knowledge().hub.figures(), rounded_to=knowledge().settings.requests_rounded_to)
    outcomes = [(one.value, say("hub.outcome", one)) for one in Outcome]
    rows = [(say.support_kind(one["support_kind"]), [one[name] for name, _ in outcomes]) for one in told["totals"]]
    return show(
        "hub.html",
        twin=url_for("connection-requests.show_connection_figures"),
        position=answers().position(None),
        rounded_to=told["rounded_to"],
        outcomes=outcomes,
        chart=Stack.of(rows, [name for _, name in outcomes]),
        by_year=[{**one, "name": say.support_kind(one["support_kind"])} for one in told["by_year"]],
    )


@pages.page("/hub/mine", permission=SIGNED_IN)
def show_my_requests() -> ResponseReturnValue:
    """Show the requests of one's countries, and those to which one was invited as a provider."""
    rows, _ = knowledge().hub.of_party(seats_of(caller()), limit=MOST)
    return show_form("hub_mine.html", requests=[_named(shown().listed(row)) for row in rows])


@pages.page("/hub/queue", permission=CURATE)
def show_hub_queue() -> ResponseReturnValue:
    """Show the secretariat what is under way, the longest first."""
    rows, following = knowledge().hub.waiting(limit=MOST)
    waiting = [_named(shown().waiting(row)) for row in rows]
    return show_form("hub_queue.html", waiting=waiting, are_more=following is not None, most=MOST)


@pages.page("/hub/raise", permission=RAISE)
def show_raising() -> ResponseReturnValue:
    """Show the form with which support is asked for."""
    mine = my_countries(RAISE)
    country = mine[0][0] if len(mine) == 1 else ""
    return _raising(Form(RaiseRequest, initial={"country": country, "language": language(), "urgency": Urgency.SOON}))


@pages.form("/hub/raise", permission=RAISE)
def raise_request() -> ResponseReturnValue:
    """Ask for support of a country."""
    form = Form(RaiseRequest)

    def act(body: Answer) -> Answer:
        own = {name: body.pop(name) for name in ("country", "requested_by", "organization")}
        return {"id": requests().raise_for(form.author(), **own, need=body).aggregate_id}

    done = form.carried_out(act)
    if done is None:
        return _raising(form)
    return see_next(url_for("pages.show_request", id=done["id"]), saying=key("hub.raised"))


def need_choices() -> dict[str, list[tuple[str, str]]]:
    """Give a template what can be chosen where a need is described."""
    say = words()
    return {
        "objectives": [(code, say.objective(code)) for code in objectives()],
        "support_kinds": [(code, say.support_kind(code)) for code in support_kinds()],
        "urgencies": [(one.value, say("hub.urgency", one)) for one in Urgency],
        "languages_offered": [(code, name_of_language(code)) for code in LANGUAGES],
    }


def _raising(form: Form) -> ResponseReturnValue:
    say = words()
    return show_form(
        "hub_raise.html",
        status=form.status,
        form=form,
        countries=my_countries(RAISE),
        askers=[(one.value, say("hub.requested_by", one)) for one in RequestedBy],
        **need_choices(),
    )


def _named(request: Answer) -> Answer:
    say = words()
    return {**request, "country_name": say.country(request["country"])}
