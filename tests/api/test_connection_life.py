"""A request for support lived through over HTTP: raised, assessed, two offers, one accepted, delivered, completed."""

from functools import partial

from tests.api.hub_cast import OFFERED, RAISED, WHY
from tests.api.test_conditions import at_once
from tests.api.test_recording import on_both_databases


def raise_and_mend(hub):
    """Raise a request, have it returned for one field, mend it, raise it again and have it assessed."""
    raised = hub.coordinator.post("/connection-requests", {**RAISED, "dates": None})
    assert raised.status_code == 201
    request = raised.json["id"]
    assert raised.headers["Location"] == f"/api/v1/connection-requests/{request}"
    assert (raised.json["stage"], raised.json["organization"]) == ("raised", "Ministerio de Trabajo")
    assert raised.json["steps"] == ["revise", "withdraw"]
    assert [one["id"] for one in hub.secretariat.list("/connection-requests/queue")] == [request]
    returned = hub.secretariat.take("return", request, {"reasons": {"dates": "¿Desde cuándo?"}})
    assert returned["stage"] == "returned"
    assert hub.coordinator.look(request)["asked"] == {"dates": "¿Desde cuándo?"}
    assert hub.secretariat.requests("/connection-requests/queue") == []
    hub.coordinator.take("revise", request, {"dates": "2022-03/2022-09"})
    again = hub.colleague.take("raise-again", request)
    assert (again["stage"], again["asked"], again["need"]["dates"]) == ("raised", {}, "2022-03/2022-09")
    assessed = hub.secretariat.take("assess", request, {"assessment": "Cabe en el plan."})
    assert (assessed["stage"], assessed["assessment"]) == ("assessed", "Cabe en el plan.")
    return request


def take_one_of_two_offers(hub, request):
    """Invite two providers, of whom both make an offer, and accept the first."""
    first, second = (hub.offer(provider, request) for provider in (hub.provider, hub.other_provider))
    offers = hub.coordinator.look(request)["offers"]
    assert [(one["id"], one["organization"], one["contact"]) for one in offers] == [
        (first, "OIM", None),
        (second, "Universidad", None),
    ]
    accepted = hub.coordinator.take("accept-offer", request, {"offer": first})
    assert accepted["stage"] == "matched"
    assert accepted["offers"][0]["contact"]["organization"] == "OIM"
    assert hub.provider.look(request)["requester_contact"]["organization"] == "Ministerio de Trabajo"
    assert hub.other_provider.look(request)["requester_contact"] is None
    hub.coordinator.take("decline-offer", request, {"offer": second, "reason": "Basta una."})
    assert hub.other_provider.look(request)["offers"][0]["reason"] == "Basta una."
    return first


@on_both_databases
def test_a_request_lives_from_need_to_help(hub):
    request = raise_and_mend(hub)
    offer = take_one_of_two_offers(hub, request)

    assert hub.provider.take("start-delivery", request, {"offer": offer, "started": "2022-04"})["stage"] == (
        "in_delivery"
    )
    refused = hub.coordinator.step("complete", request, {"feedback": "Muy útil."})
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/nothing-delivered")
    hub.provider.take("report-delivery", request, {"offer": offer, "report": "El registro está en uso."})
    completed = hub.coordinator.take("complete", request, {"feedback": "Muy útil."})

    assert (completed["stage"], completed["steps"]) == ("completed", [])
    assert completed["offers"][0]["reports"][0]["report"] == "El registro está en uso."
    assert hub.provider.look(request)["feedback"] == "Muy útil."
    assert hub.other_provider.look(request)["feedback"] is None
    assert hub.secretariat.requests("/connection-requests/queue") == []
    assert hub.coordinator.requests() == hub.provider.requests() == [request]


def test_a_request_nobody_can_meet_is_closed_with_the_reason(hub):
    request = hub.assess()
    hub.offer(hub.provider, request)

    closed = hub.secretariat.take("close-unmet", request, WHY)

    assert (closed["stage"], closed["closing_reason"]) == ("unmet", WHY["reason"])
    for party in (hub.coordinator, hub.provider):
        assert party.look(request)["closing_reason"] == WHY["reason"]


def test_a_request_is_taken_back_before_anything_is_delivered(hub):
    withdrawn, delivered = hub.begin(), hub.deliver()

    assert hub.coordinator.take("withdraw", withdrawn, WHY)["stage"] == "withdrawn"
    refused = hub.coordinator.step("withdraw", delivered, WHY)

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/wrong-stage")


@on_both_databases
def test_a_request_sent_twice_is_carried_out_once(hub):
    raised = [hub.coordinator.post("/connection-requests", RAISED, idempotency_key="raise") for _ in range(2)]
    assert raised[0].json == raised[1].json
    request = hub.assess(raised[0].json["id"])
    hub.secretariat.take("invite-provider", request, {"provider": str(hub.provider.id)})

    offered = [hub.provider.take("make-offer", request, OFFERED, idempotency_key="offer") for _ in range(2)]

    assert offered[0] == offered[1]
    assert len(hub.coordinator.look(request)["offers"]) == 1
    assert len(hub.coordinator.requests()) == 1


def test_who_leaves_is_told_the_same_when_the_request_is_sent_again(hub):
    request = hub.assess()
    hub.secretariat.take("invite-provider", request, {"provider": str(hub.provider.id)})

    left = [hub.provider.take("decline-invitation", request, idempotency_key="leave") for _ in range(2)]

    assert left[0] == left[1]
    assert (left[0]["need"], left[0]["country"], left[0]["parts"]) == (None, None, [])
    assert hub.provider.get_signed(f"/connection-requests/{request}").status_code == 404


def test_of_two_who_have_read_the_same_version_one_is_heard(hub):
    request = hub.begin()
    tag = hub.coordinator.get_signed(f"/connection-requests/{request}").headers["ETag"]
    edit = partial(hub.coordinator.step, "revise", request, if_match=tag)

    answers = at_once(partial(edit, {"title": "Uno"}), partial(edit, {"title": "Dos"}))

    assert sorted(answer.status_code for answer in answers) == [200, 412]


def test_the_queue_has_what_has_stood_longest_first_with_its_age(hub):
    first, second = hub.begin(), hub.begin()
    hub.assess(first)
    hub.offer(hub.provider, first)

    queue = hub.secretariat.list("/connection-requests/queue")

    assert [(one["id"], one["stage"], one["days"]) for one in queue] == [(second, "raised", 0), (first, "assessed", 0)]
    assert (queue[1]["invited"], queue[1]["offers"]["made"]) == (1, 1)
    assert hub.secretariat.requests("/connection-requests/queue", stage="raised") == [second]
    page = hub.secretariat.get_signed("/connection-requests/queue", limit=1).json
    rest = hub.secretariat.get_signed("/connection-requests/queue", limit=1, cursor=page["next"]).json
    assert ([one["id"] for one in rest["results"]], rest["next"]) == ([first], None)


def test_the_secretariat_lists_and_exports_all_requests(hub):
    first, second = hub.complete(), hub.begin(support_kinds=["SK-7"], title="=1+1")

    assert hub.secretariat.requests("/connection-requests") == [second, first]
    assert hub.secretariat.requests("/connection-requests", support_kind="SK-7") == [second]
    assert hub.secretariat.requests("/connection-requests", stage="completed", country="PE") == [first]
    assert hub.secretariat.requests("/connection-requests", country="EC") == []
    table = hub.secretariat.get_signed("/connection-requests", format="csv")
    assert table.mimetype == "text/csv"
    lines = table.get_data(as_text=True).splitlines()
    assert len(lines) == 3
    assert '"\'=1+1"' in lines[1]
    assert lines[2].startswith(f'"{first}","PE","government"')


def test_a_filter_of_the_list_that_is_unknown_is_named(hub):
    for query in ({"country": "ZZ"}, {"stage": "lost"}, {"support_kind": "SK-0"}, {"colour": "red"}, {"cursor": "x"}):
        refused = hub.secretariat.get_signed("/connection-requests", **query)
        assert (refused.status_code, refused.json["errors"][0]["parameter"]) == (422, next(iter(query)))
