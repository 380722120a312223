"""A request for support is seen by its parties and the secretariat; nobody else can see, find or count it."""

import re
from typing import Any
from uuid import uuid4

import pytest

from domain.commitments.connection_stages import WHEN
from knowledge.hub.parties import TAKEN_BY
from knowledge.private.belongings import Whose
from knowledge.private.erasing import Belongings
from tests.api.caller import API
from tests.api.hub_cast import OFFERED, RAISED, WHY
from tests.api.test_practice_privacy import masked
from tests.api.test_recording import on_both_databases

SECRETS = ("Registro de trabajadores", "Cabe en el plan", "Dos expertas", "El registro está en uso", "Muy útil")
"""Words of the request, its assessment, its offers, the report and the feedback."""
ANYONE = "00000000-0000-4000-8000-000000000000"
BODIES: dict[str, dict[str, Any]] = {
    "revise": {"title": "Otra"},
    "return": {"reasons": {"": "Falta."}},
    "raise-again": {},
    "assess": {"assessment": "Cabe."},
    "invite-provider": {"provider": ANYONE},
    "withdraw-invitation": {"provider": ANYONE, **WHY},
    "decline-invitation": {},
    "make-offer": OFFERED,
    "withdraw-offer": {"offer": ANYONE, **WHY},
    "decline-offer": {"offer": ANYONE, **WHY},
    "accept-offer": {"offer": ANYONE},
    "start-delivery": {"offer": ANYONE, "started": "2022-04"},
    "report-delivery": {"offer": ANYONE, "report": "En uso."},
    "complete": {"feedback": "Útil."},
    "close-unmet": WHY,
    "withdraw": WHY,
}
LENGTH = re.compile(r'"(known_at|lag)": [0-9]+')
"""How long the log is; that it grows says nothing of what grew."""
LISTS = ("/my/connection-requests", "/my/drafts", "/my/submissions", "/my/reviews")


def test_every_step_has_an_example():
    assert set(BODIES) == set(WHEN) == set(TAKEN_BY)


@on_both_databases
def test_to_others_a_request_looks_like_one_that_does_not_exist(hub):
    request, nowhere = hub.complete(), uuid4()

    for who, outsider in hub.outsiders.items():
        for part in ("", "/history"):
            found, missed = (outsider.get_signed(f"/connection-requests/{id}{part}") for id in (request, nowhere))
            assert found.status_code == 404, who
            assert masked(found, request) == masked(missed, nowhere), who


@pytest.mark.parametrize("headers", [{}, {"if_match": '"1"'}, {"if_match": "*"}, {"idempotency_key": "again"}])
def test_whatever_others_command_tells_nothing(hub, headers):
    request, nowhere = hub.deliver(), uuid4()
    before = hub.secretariat.position()

    for who, outsider in hub.outsiders.items():
        for step, body in BODIES.items():
            found, missed = (outsider.step(step, str(id), body, **headers) for id in (request, nowhere))
            assert found.status_code in {403, 404}, (who, step)
            assert masked(found, request) == masked(missed, nowhere), (who, step)
    assert hub.secretariat.position() == before


def test_a_request_is_in_no_list_of_others(hub):
    hub.complete()

    for who, outsider in hub.outsiders.items():
        for address in LISTS:
            assert outsider.list(address) == [], (who, address)
        for address in ("/connection-requests", "/connection-requests/queue"):
            assert outsider.get_signed(address).status_code == 403, who
        assert outsider.get_signed("/connection-requests", format="csv").status_code == 403


def test_without_an_account_nothing_of_requests_is_shown(hub):
    request = hub.complete()
    client = hub.app.test_client()

    for address in ("", "/queue", f"/{request}", f"/{request}/history", f"/{uuid4()}"):
        assert client.get(f"{API}/connection-requests{address}").status_code == 401
    assert client.get(f"{API}/my/connection-requests").status_code == 401


@on_both_databases
def test_nobody_else_sees_a_request_or_finds_it_by_search_audit_feed_or_counting(hub):
    before = traces(hub)
    request = hub.complete()
    while hub.knowledge.keep_findable():
        pass

    after = traces(hub)

    assert set(after) == {"nobody signed in", *hub.outsiders}
    for who, told in after.items():
        assert told == before[who], who
        for address, text in told.items():
            assert request not in text, (who, address)
            assert not any(secret in text for secret in SECRETS), (who, address)


def traces(hub):
    """Everything that outsiders can see, search, follow and count, by who asks and the address."""
    told = {"nobody signed in": told_to(hub.outsiders["stranger"].get)}
    return told | {who: told_to(outsider.get_signed) for who, outsider in hub.outsiders.items()}


def told_to(ask):
    """Ask everything, with or without saying who asks."""
    queries: dict[str, dict[str, object]] = {
        "/search": {"q": "registro"},
        "/search?facets": {"q": "trabajadores", "kind": "connection-request"},
        "/search.atom": {"q": "registro"},
        "/search/suggest": {"q": "registro"},
        "/audit": {"kind": "connection-request"},
        "/audit?format=csv": {"kind": "connection-request", "format": "csv"},
        "/audit?q=": {"q": "registro"},
        "/audit?country=": {"country": "PE"},
        "/audit?limit=": {"limit": 1},
        "/milestones": {"country": "PE"},
        "/countries/PE": {"valid_at": "2030-12-31", "known_at": 0},
        "/status": {"valid_at": "2030-12-31", "known_at": 0},
        "/networks": {},
        "/support-activities": {},
        "/connection-requests/figures": {},
        "/connection-requests": {},
        "/connection-requests/queue": {},
        "/my/connection-requests": {},
        "/my/submissions": {},
    }
    told = {}
    for address, query in queries.items():
        answer = ask(address.partition("?")[0], **query)
        told[address] = LENGTH.sub("", answer.get_data(as_text=True))
        told[f"{address} tag"] = str(answer.headers.get("ETag"))
    return told


def test_the_audit_trail_shows_parties_what_they_did_themselves(hub):
    request = hub.complete()

    own = {
        party: {(one["event"], one["aggregate_id"]) for one in party.list("/audit", kind="connection-request")}
        for party in (hub.coordinator, hub.provider, hub.other_provider, hub.outsiders["stranger"])
    }

    assert own[hub.provider] == {(name, request) for name in ("offer-made", "delivery-started", "delivery-reported")}
    assert own[hub.coordinator] == {(name, request) for name in ("registered", "offer-accepted", "completed")}
    assert own[hub.other_provider] == {("offer-made", request)}
    assert own[hub.outsiders["stranger"]] == set()


def test_a_provider_sees_a_request_once_invited_and_no_longer_than_that(hub):
    request = hub.assess()
    address = f"/connection-requests/{request}"
    assert hub.provider.get_signed(address).status_code == 404

    hub.secretariat.take("invite-provider", request, {"provider": str(hub.provider.id)})
    assert hub.provider.look(request)["parts"] == ["provider"]
    hub.secretariat.take("withdraw-invitation", request, {"provider": str(hub.provider.id), **WHY})

    assert hub.provider.get_signed(address).status_code == 404
    assert hub.provider.requests() == []


def test_a_provider_sees_the_own_offers_alone(hub):
    request = hub.deliver()

    told = hub.other_provider.look(request)
    whole = str(told) + hub.other_provider.get_signed(f"/connection-requests/{request}/history").get_data(as_text=True)

    assert [one["organization"] for one in told["offers"]] == ["Universidad"]
    assert (told["providers"], told["asked"], told["requester_contact"]) == ([], {}, None)
    for hidden in ("OIM", "El registro está en uso", str(hub.provider.id), str(hub.coordinator.id)):
        assert hidden not in whole
    assert hub.other_provider.happenings(request) == ["registered", "assessed", "provider-invited", "offer-made"]


def test_a_provider_does_not_reach_the_offer_of_another(hub):
    request = hub.deliver()
    theirs = hub.coordinator.look(request)["offers"][0]["id"]

    for step in ("withdraw-offer", "start-delivery", "report-delivery"):
        found, missed = (
            hub.other_provider.step(step, request, {**BODIES[step], "offer": id}) for id in (theirs, ANYONE)
        )
        assert found.status_code == 422
        assert masked(found, theirs) == masked(missed, ANYONE)


def test_the_requester_sees_the_offers_and_not_who_was_sought(hub):
    request = hub.deliver()

    told = hub.coordinator.look(request)

    assert [one["organization"] for one in told["offers"]] == ["OIM", "Universidad"]
    assert [one["contact"] is None for one in told["offers"]] == [False, True]
    assert told["providers"] == []
    assert "provider-invited" not in hub.coordinator.happenings(request)
    assert "offer-made" in hub.coordinator.happenings(request)


def test_the_secretariat_sees_everything(hub):
    request = hub.deliver()

    told = hub.secretariat.look(request)

    assert {one["account"] for one in told["providers"]} == {str(hub.provider.id), str(hub.other_provider.id)}
    assert [one["contact"]["organization"] for one in told["offers"]] == ["OIM", "Universidad"]
    assert told["requester_contact"]["organization"] == "Ministerio de Trabajo"
    assert len(hub.secretariat.happenings(request)) == told["version"]


def test_a_coordinator_of_the_country_takes_part_and_one_who_left_it_does_not(hub):
    request = hub.assess()
    assert hub.colleague.look(request)["parts"] == ["requester"]
    assert hub.colleague.requests() == [request]

    moved = {"role": "coordinator", "countries": ["EC"]}
    assert hub.operator().post(f"/accounts/{hub.coordinator.id}/grant-role", moved).status_code == 201

    assert hub.coordinator.get_signed(f"/connection-requests/{request}").status_code == 404
    assert hub.coordinator.requests() == []
    assert hub.colleague.take("withdraw", request, WHY)["stage"] == "withdrawn"


def test_a_request_is_raised_for_the_own_countries_alone(hub):
    refused = hub.coordinator.post("/connection-requests", {**RAISED, "country": "EC"})

    assert (refused.status_code, refused.json["type"]) == (403, "/problems/outside-your-countries")


def test_a_step_is_taken_by_those_whose_it_is(hub):
    request = hub.deliver()
    parties = {
        "requester": hub.party("coordinator", "curator", "contributor", countries=["PE"]),
        "secretariat": hub.party("curator", "coordinator", "contributor", countries=["EC"]),
        "provider": hub.party("coordinator", "contributor", countries=["EC"]),
    }
    hub.secretariat.take("invite-provider", request, {"provider": str(parties["provider"].id)})

    for part, party in parties.items():
        assert party.look(request)["parts"] == [part]
        for step in sorted(TAKEN_BY):
            if TAKEN_BY[step] != part:
                refused = party.step(step, request, BODIES[step])
                assert refused.status_code == 403, (part, step)
                is_held = f"connection-request:{step}" in permissions(party)
                assert (refused.json["type"] == "/problems/not-your-part") == is_held, (part, step)


def permissions(party):
    return party.get_signed("/my/account").json["permissions"]


@pytest.mark.parametrize("roles", [["reviewer"], [], ["auditor"]])
def test_only_an_account_that_can_help_is_invited(hub, roles):
    request = hub.assess()
    account = hub.party(*roles)

    for provider in (str(account.id), ANYONE):
        refused = hub.secretariat.step("invite-provider", request, {"provider": provider})
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "#/provider")


def test_nobody_on_the_side_of_the_requester_is_invited(hub):
    request = hub.assess()

    for party in (hub.coordinator, hub.colleague):
        refused = hub.secretariat.step("invite-provider", request, {"provider": str(party.id)})
        assert (refused.status_code, refused.json["type"]) == (409, "/problems/own-request")


def test_what_cannot_be_recorded_is_named_by_field(hub):
    request = hub.begin()

    for body, pointer in (
        ({"objectives": ["GCM-99"]}, "#/objectives/0"),
        ({"support_kinds": []}, "#/support_kinds"),
        ({"dates": "spring"}, "#/dates"),
        ({"urgency": "now"}, "#/urgency"),
        ({"title": " "}, "#/title"),
        ({"stage": "completed"}, "#/stage"),
        ({"country": "EC"}, "#/country"),
    ):
        refused = hub.coordinator.step("revise", request, body)
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)


def test_what_is_personal_goes_with_the_key_of_the_person_in_the_log_too(hub):
    said = {**WHY, "personal": True}
    request = hub.assess()
    hub.secretariat.take("invite-provider", request, {"provider": str(hub.provider.id)})
    hub.provider.take("decline-invitation", request, {"reason": "Estoy de baja."})
    hub.secretariat.take("invite-provider", request, {"provider": str(hub.other_provider.id)})
    hub.secretariat.take("withdraw-invitation", request, {"provider": str(hub.other_provider.id), **WHY})
    hub.secretariat.take("close-unmet", request, {"reason": "Nadie conoce a la experta.", "personal": True})
    taken_back = hub.begin()
    hub.coordinator.take("withdraw", taken_back, said)

    def reasons():
        happened = hub.secretariat.list(f"/connection-requests/{request}/history")
        return [one["facts"]["reason"] for one in happened if "reason" in one["facts"]]

    assert reasons() == ["Estoy de baja.", WHY["reason"], "Nadie conoce a la experta."]
    assert hub.coordinator.look(request)["closing_reason"] == "Nadie conoce a la experta."
    assert hub.coordinator.look(taken_back)["closing_reason"] == WHY["reason"]
    assert is_in_log(hub, b"Cabe en el plan")
    for words in (b"Estoy de baja", b"Por una raz", b"Nadie conoce"):
        assert not is_in_log(hub, words)

    for person in (hub.provider, hub.other_provider, hub.secretariat):
        Belongings(hub.knowledge.private).erase(Whose(person.id))

    # The secretariat is erased too: what it looks with is a colleague's token.
    hub.secretariat = hub.party("curator")
    assert reasons() == ["[erased]"] * 3
    assert hub.coordinator.look(request)["closing_reason"] == "[erased]"


def is_in_log(hub, words):
    """Whether words stand in the bytes of any event."""
    return any(words in bytes(entry.stored) for entry in hub.knowledge.platform.read(0, 1_000))


def test_a_curator_who_is_party_to_a_request_is_not_its_secretariat(hub):
    raised = hub.secretariat.post("/connection-requests", {**RAISED, "organization": "Secretariat"}).json["id"]
    assert hub.secretariat.look(raised)["parts"] == ["requester"]
    refused = hub.secretariat.step("assess", raised, {"assessment": "Cabe."})
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/not-your-part")

    helping = hub.party("curator")
    request = hub.assess()
    hub.secretariat.take("invite-provider", request, {"provider": str(helping.id)})

    assert helping.look(request)["parts"] == ["provider"]
    assert helping.step("close-unmet", request, WHY).status_code == 403
