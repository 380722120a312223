"""One request for support: what its parties see of it, and the steps that they take."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.accounts import Account
from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.connection_stages import WHEN
from domain.commitments.needs import FIELDS
from domain.commitments.offers import OF_OFFERS
from domain.entries import moment
from domain.errors import NotFound, Told
from knowledge.answers import Answer
from knowledge.api.connection_requests import shown
from knowledge.api.connection_steps import STEPS
from knowledge.api.requests import knowledge
from knowledge.hub.parties import OFFER, find_request, is_on_side, party_to
from knowledge.markdown import html_of
from knowledge.pages.blueprint import pages, show_form
from knowledge.pages.colleagues import accounts_that_may, names_of_accounts
from knowledge.pages.forms import Form
from knowledge.pages.hub import need_choices
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.permissions import SIGNED_IN, permissions_of
from knowledge.security import caller

AS_IT_IS = frozenset({"raise-again", "accept-offer"})
"""What needs no further word: a button is enough."""
GRAVE = frozenset({"close-unmet", "withdraw", "withdraw-offer"})
"""What is not undone by a click."""
ABOUT_PROVIDERS = frozenset({"withdraw-invitation"})
"""Steps that name a provider."""


@pages.page("/hub/requests/<uuid:id>", permission=SIGNED_IN)
def show_request(id: UUID) -> ResponseReturnValue:
    """Show a request to those who take part in it; to others it does not exist."""
    return _shown(find_request(knowledge().platform, id, caller()))


@pages.page("/hub/requests/<uuid:id>/<step>", permission=SIGNED_IN)
def show_step_of_request(id: UUID, step: str) -> ResponseReturnValue:
    """Show the form of a step."""
    found = _request_for(id, step)
    initial: Answer = {name: request.args[name] for name in ("offer", "provider") if name in request.args}
    if step == "revise":
        initial = shown().request(found)["need"]
    return _asked(found, step, Form(STEPS[step].shape, initial=initial, seen=found.version))


@pages.form("/hub/requests/<uuid:id>/<step>", permission=SIGNED_IN)
def take_step_with_request(id: UUID, step: str) -> ResponseReturnValue:
    """Take a step with a request."""
    found = _request_for(id, step)
    form = Form(STEPS[step].shape)

    def act(body: Answer) -> Any:
        # An emptied date is one that is open now, where the API takes what is left out for unchanged.
        said = {"dates": None, **body} if step == "revise" else body
        return STEPS[step].act(form.author(), id, said)

    if form.carried_out(act) is None:
        return _shown(found, form) if step in AS_IT_IS else _asked(found, step, form)
    after = knowledge().platform.find(ConnectionRequest, id)
    takes_part = party_to(after, caller()).parts
    address = url_for("pages.show_request", id=id) if takes_part else url_for("pages.show_my_requests")
    return see_next(address, saying=".".join((key("hub.done"), step)))


def _request_for(id: UUID, step: str) -> ConnectionRequest:
    """Find a request for somebody who takes part in it and may take this step.

    Raises:
        NotFound: nothing is called so, there is none, or the caller does not take part.
        Forbidden: they may not.
    """
    if step not in WHEN:
        raise NotFound(Told("Nothing is called {name!r} here.", name=step))
    found = find_request(knowledge().platform, id, caller())
    caller().require(f"{ConnectionRequest.kind}:{step}")
    party_to(found, caller()).require(step)
    return found


def _shown(found: ConnectionRequest, form: Form | None = None) -> ResponseReturnValue:
    told = shown().request(found)
    steps = told["steps"]
    return show_form(
        "hub_request.html",
        status=form.status if form else 200,
        form=form or Form(STEPS["raise-again"].shape, seen=found.version),
        request_=told,
        need=told["need"],
        rendered=html_of,
        history=shown().history(found),
        steps=[one for one in steps if one not in OF_OFFERS and one not in ABOUT_PROVIDERS],
        of_offers={
            offer["id"]: [one for one in steps if offer["stage"] in OF_OFFERS.get(one, ())] for offer in told["offers"]
        },
        closes_invitations="withdraw-invitation" in steps,
        as_it_is=AS_IT_IS,
    )


def _asked(found: ConnectionRequest, step: str, form: Form) -> ResponseReturnValue:
    told = shown().request(found)
    return show_form(
        "hub_step.html",
        status=form.status,
        form=form,
        request_=told,
        step=step,
        names=form.schema.fields,
        grave=GRAVE,
        fields=FIELDS,
        offer=next((one for one in told["offers"] if one["id"] == form.value("offer")), None),
        providers=_providers(found, step),
        changed=_since(found, form) if form.status == HTTPStatus.PRECONDITION_FAILED else [],
        **need_choices(),
    )


def _since(found: ConnectionRequest, form: Form) -> list[Answer]:
    """List what happened after the version from which the form was made, which it is made from anew."""
    read = moment(knowledge().platform.event(found.id, min(form.seen, found.version)).timestamp)
    form.seen = found.version
    return [one for one in shown().history(found) if one["at"] > read]


def _providers(found: ConnectionRequest, step: str) -> list[tuple[str, str]]:
    """List whom the form offers: who could be invited, or who could be closed out."""
    if step == "withdraw-invitation":
        return names_of_accounts([account for account, is_invited in found.providers.items() if is_invited])
    if step != "invite-provider":
        return []
    able = accounts_that_may(OFFER)
    return names_of_accounts([one.id for one in able if not found.is_invited(one.id) and _may_help(one, found)])


def _may_help(account: Account, found: ConnectionRequest) -> bool:
    return account.id != found.requester and not is_on_side(found.country, permissions_of(account.roles))
