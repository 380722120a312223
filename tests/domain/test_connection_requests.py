"""Requests for support: who may do what when, and what stands against it."""

import pytest

from domain.commitments.connection_stages import OPEN, WHEN, Stage
from domain.commitments.offers import (
    NotAProvider,
    NothingDelivered,
    OfferStage,
    OfferStands,
    OwnRequest,
    ProviderInvitedAlready,
    UnknownOffer,
    WrongStageOfOffer,
)
from domain.dates import FutureDate, UnreadableDate
from domain.errors import InvalidField, UnknownCode
from domain.facts import facts_as_json
from domain.workflows import NothingRevised, WrongStage
from tests.support.connections import (
    NEED,
    OFFER,
    OTHER_OFFER,
    OTHER_PROVIDER,
    PROVIDER,
    STRANGER,
    at,
    deliver,
    offer,
    raised,
)
from tests.support.stories import COORDINATOR, CURATOR
from tests.support.submissions import recorded, refused

STEPS = {
    "revise": lambda request: request.revise({"urgency": "urgent"}, by=COORDINATOR),
    "return": lambda request: request.return_to_requester({"": "Falta todo."}, by=CURATOR),
    "raise-again": lambda request: request.raise_again(by=COORDINATOR),
    "assess": lambda request: request.assess("Cabe.", by=CURATOR),
    "invite-provider": lambda request: request.invite_provider(STRANGER, by=CURATOR),
    "withdraw-invitation": lambda request: request.withdraw_invitation(PROVIDER, why="Error.", by=CURATOR),
    "decline-invitation": lambda request: request.decline_invitation(why="", by=PROVIDER),
    "make-offer": lambda request: request.make_offer("Más.", offer=STRANGER, organization="OIT", by=PROVIDER),
    "withdraw-offer": lambda request: request.withdraw_offer(OTHER_OFFER, why="No hay.", by=OTHER_PROVIDER),
    "decline-offer": lambda request: request.decline_offer(OTHER_OFFER, why="Tarde.", by=COORDINATOR),
    "accept-offer": lambda request: request.accept_offer(OTHER_OFFER, by=COORDINATOR),
    "start-delivery": lambda request: request.start_delivery(OFFER, started="2022-03", by=PROVIDER),
    "report-delivery": lambda request: request.report_delivery(OFFER, "En uso.", by=PROVIDER),
    "complete": lambda request: request.complete("Útil.", by=COORDINATOR),
    "close-unmet": lambda request: request.close_unmet(why="Nadie puede.", by=CURATOR),
    "withdraw": lambda request: request.withdraw(why="Ya está.", by=COORDINATOR),
}
"""A way to take each step."""


def test_there_is_a_way_to_take_every_step():
    assert set(STEPS) == set(WHEN)


@pytest.mark.parametrize(
    ("step", "stage"), [(step, stage) for step, stages in WHEN.items() for stage in Stage if stage not in stages]
)
def test_a_step_is_refused_at_the_wrong_stage(step, stage):
    request = at(stage)
    request.providers = {PROVIDER: True, OTHER_PROVIDER: True}

    with refused(request, WrongStage):
        STEPS[step](request)


@pytest.mark.parametrize(
    ("step", "stage", "leads_to"),
    [
        ("revise", Stage.RAISED, Stage.RAISED),
        ("revise", Stage.RETURNED, Stage.RETURNED),
        ("return", Stage.RAISED, Stage.RETURNED),
        ("raise-again", Stage.RETURNED, Stage.RAISED),
        ("assess", Stage.RAISED, Stage.ASSESSED),
        ("invite-provider", Stage.ASSESSED, Stage.ASSESSED),
        ("make-offer", Stage.MATCHED, Stage.MATCHED),
        ("accept-offer", Stage.MATCHED, Stage.MATCHED),
        ("accept-offer", Stage.IN_DELIVERY, Stage.IN_DELIVERY),
        ("decline-offer", Stage.MATCHED, Stage.MATCHED),
        ("start-delivery", Stage.MATCHED, Stage.IN_DELIVERY),
        ("report-delivery", Stage.IN_DELIVERY, Stage.IN_DELIVERY),
        ("complete", Stage.IN_DELIVERY, Stage.COMPLETED),
        *(("close-unmet", stage, Stage.UNMET) for stage in OPEN),
        *(("withdraw", stage, Stage.WITHDRAWN) for stage in OPEN if stage is not Stage.IN_DELIVERY),
    ],
)
def test_a_step_leads_to_the_next_stage(step, stage, leads_to):
    request = at(stage)

    STEPS[step](request)

    assert request.stage is leads_to


def test_a_request_says_for_whom_and_what_for():
    request = raised()

    assert (request.country, request.requested_by, request.requester) == ("PE", "government", COORDINATOR)
    assert (request.need.title, request.need.objectives) == (NEED["title"], ["GCM-01", "GCM-06"])


@pytest.mark.parametrize(
    ("field", "value", "rule", "place"),
    [
        ("title", " ", InvalidField, "title"),
        ("description", "", InvalidField, "description"),
        ("objectives", [], InvalidField, "objectives"),
        ("objectives", ["GCM-24"], UnknownCode, "objectives/0"),
        ("support_kinds", [], InvalidField, "support_kinds"),
        ("support_kinds", ["SK-1", "SK-9"], UnknownCode, "support_kinds/1"),
        ("urgency", "at once", InvalidField, "urgency"),
        ("dates", "spring", UnreadableDate, "dates"),
        ("language", "Spanish", InvalidField, "language"),
        ("budget", 5, InvalidField, "budget"),
    ],
)
def test_a_need_that_cannot_be_recorded_is_refused_by_field(field, value, rule, place):
    with pytest.raises(rule) as refusal:
        raised(need={**NEED, field: value})
    assert refusal.value.field == place

    request = raised()
    with refused(request, rule, field=place):
        request.revise({field: value}, by=COORDINATOR)


def test_a_code_that_is_named_twice_counts_once():
    assert raised(need={**NEED, "support_kinds": ["SK-1", "SK-2", "SK-1"]}).need.support_kinds == ["SK-1", "SK-2"]


def test_a_revision_changes_something():
    request = raised()

    with refused(request, NothingRevised):
        request.revise({"urgency": NEED["urgency"], "dates": NEED["dates"]}, by=COORDINATOR)

    request.revise({"dates": None, "title": NEED["title"]}, by=COORDINATOR)
    assert request.need.dates is None
    assert facts_as_json(request.pending_events[-1])["changes"] == {"dates": None}


@pytest.mark.parametrize(
    ("reasons", "field"), [({}, "reasons"), ({"dates": " "}, "reasons/dates"), ({"budget": "¿?"}, "reasons/budget")]
)
def test_a_return_names_fields_that_there_are(reasons, field):
    request = raised()

    with refused(request, InvalidField, field=field):
        request.return_to_requester(reasons, by=CURATOR)


def test_nobody_offers_support_for_a_request_of_their_own():
    request = at(Stage.ASSESSED)

    with refused(request, OwnRequest):
        request.invite_provider(COORDINATOR, by=CURATOR)


def test_a_provider_is_invited_once_and_again_after_declining():
    request = at(Stage.ASSESSED)
    request.invite_provider(PROVIDER, by=CURATOR)

    with refused(request, ProviderInvitedAlready):
        request.invite_provider(PROVIDER, by=CURATOR)

    request.decline_invitation(why="Ahora no.", by=PROVIDER)
    assert not request.is_invited(PROVIDER)
    request.invite_provider(PROVIDER, by=CURATOR)
    assert request.is_invited(PROVIDER)


def test_an_invitation_that_there_is_not_cannot_be_withdrawn():
    request = at(Stage.ASSESSED)

    with refused(request, InvalidField, field="provider"):
        request.withdraw_invitation(PROVIDER, why="Error.", by=CURATOR)


@pytest.mark.parametrize("stage", [Stage.MATCHED, Stage.IN_DELIVERY])
def test_a_provider_whose_offer_stands_stays_invited(stage):
    request = at(stage)

    for leave in (
        lambda: request.decline_invitation(why="", by=PROVIDER),
        lambda: request.withdraw_invitation(PROVIDER, why="Error.", by=CURATOR),
        lambda: request.decline_invitation(why="", by=OTHER_PROVIDER),
    ):
        with refused(request, OfferStands):
            leave()


@pytest.mark.parametrize("step", ["make-offer", "start-delivery", "report-delivery", "decline-invitation"])
def test_only_an_invited_provider_offers_and_delivers(step):
    request = at(Stage.MATCHED)
    request.providers[PROVIDER] = False

    with refused(request, NotAProvider):
        STEPS[step](request)


def test_a_provider_does_not_reach_the_offer_of_another():
    request = at(Stage.MATCHED)

    for reach in (
        lambda: request.withdraw_offer(OFFER, why="Ajena.", by=OTHER_PROVIDER),
        lambda: request.start_delivery(OFFER, started="2022-03", by=OTHER_PROVIDER),
        lambda: request.withdraw_offer(STRANGER, why="Ninguna.", by=OTHER_PROVIDER),
        lambda: request.accept_offer(STRANGER, by=COORDINATOR),
    ):
        with refused(request, UnknownOffer, field="offer"):
            reach()


def test_several_offers_are_accepted():
    request = at(Stage.MATCHED)

    request.accept_offer(OTHER_OFFER, by=COORDINATOR)

    assert {one.stage for one in request.offers.values()} == {OfferStage.ACCEPTED}


def test_a_request_whose_only_accepted_offer_is_withdrawn_is_open_again():
    request = at(Stage.MATCHED)

    request.withdraw_offer(OFFER, why="Sin fondos.", by=PROVIDER)

    assert request.stage is Stage.ASSESSED


@pytest.mark.parametrize("step", ["withdraw-offer", "decline-offer", "accept-offer", "report-delivery"])
def test_an_offer_that_was_declined_stays_so(step):
    request = at(Stage.MATCHED)
    request.decline_offer(OTHER_OFFER, why="Tarde.", by=COORDINATOR)
    take = {"report-delivery": lambda: request.report_delivery(OTHER_OFFER, "En uso.", by=OTHER_PROVIDER)}

    with refused(request, WrongStageOfOffer):
        take.get(step, lambda: STEPS[step](request))()


def test_a_delivery_begins_once_with_what_was_accepted():
    request = at(Stage.MATCHED)

    with refused(request, WrongStageOfOffer):
        request.start_delivery(OTHER_OFFER, started="2022-03", by=OTHER_PROVIDER)
    with refused(request, WrongStageOfOffer):
        request.report_delivery(OFFER, "En uso.", by=PROVIDER)
    request.start_delivery(OFFER, started="2022-03", by=PROVIDER)
    with refused(request, WrongStageOfOffer):
        request.start_delivery(OFFER, started="2022-04", by=PROVIDER)
    with refused(request, WrongStageOfOffer):
        request.withdraw_offer(OFFER, why="Tarde.", by=PROVIDER)


@pytest.mark.parametrize(("started", "rule"), [("2999", FutureDate), ("spring", UnreadableDate), ("", UnreadableDate)])
def test_a_delivery_begins_on_a_day_that_has_come(started, rule):
    request = at(Stage.MATCHED)

    with refused(request, rule, field="started"):
        request.start_delivery(OFFER, started=started, by=PROVIDER)


@pytest.mark.parametrize(
    ("others", "field"),
    [
        ({"organization": ""}, "organization"),
        ({"support_kinds": ["SK-0"]}, "support_kinds"),
        ({"dates": "2022/2021"}, "dates"),
    ],
)
def test_an_offer_that_cannot_be_recorded_is_refused_by_field(others, field):
    request = at(Stage.MATCHED)

    with pytest.raises(InvalidField) as refusal:
        request.make_offer("Más.", offer=STRANGER, by=PROVIDER, **{"organization": "OIT", **others})

    assert refusal.value.field == field
    assert recorded(request)[-1] == "OfferAccepted"


def test_a_request_is_completed_after_a_delivery_was_reported():
    request = at(Stage.MATCHED)
    request.start_delivery(OFFER, started="2022-03", by=PROVIDER)

    with refused(request, NothingDelivered):
        request.complete("Útil.", by=COORDINATOR)

    request.report_delivery(OFFER, "En uso.", by=PROVIDER)
    request.complete("Útil.", by=COORDINATOR)
    assert request.stage is Stage.COMPLETED


SILENCE = {
    "assess": (Stage.RAISED, "assessment", lambda request: request.assess(" ", by=CURATOR)),
    "withdraw": (Stage.RAISED, "reason", lambda request: request.withdraw(why="", by=COORDINATOR)),
    "close-unmet": (Stage.MATCHED, "reason", lambda request: request.close_unmet(why="", by=CURATOR)),
    "decline-offer": (
        Stage.MATCHED,
        "reason",
        lambda request: request.decline_offer(OTHER_OFFER, why="", by=COORDINATOR),
    ),
    "withdraw-offer": (Stage.MATCHED, "reason", lambda request: request.withdraw_offer(OFFER, why="", by=PROVIDER)),
    "report-delivery": (Stage.IN_DELIVERY, "report", lambda request: request.report_delivery(OFFER, "", by=PROVIDER)),
    "complete": (Stage.IN_DELIVERY, "feedback", lambda request: request.complete("", by=COORDINATOR)),
}


@pytest.mark.parametrize("step", SILENCE)
def test_something_is_said(step):
    stage, field, keep_silent = SILENCE[step]
    request = at(stage)

    with refused(request, InvalidField, field=field):
        keep_silent(request)


def test_two_providers_deliver_side_by_side():
    request = at(Stage.IN_DELIVERY)
    request.accept_offer(OTHER_OFFER, by=COORDINATOR)

    deliver(request, OTHER_OFFER, by=OTHER_PROVIDER)

    assert {one.reports for one in request.offers.values()} == {1}


def test_a_further_offer_comes_while_another_is_delivered():
    request = at(Stage.IN_DELIVERY)

    offer(request, STRANGER, by=STRANGER)

    assert request.offers[STRANGER].provider == STRANGER
