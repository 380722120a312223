"""How many requests for support there are: told to everybody, in figures behind which no request shows."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from knowledge.hub.figures import public_figures
from projections.hub import Outcome
from tests.api.hub_cast import WHY

YEAR = str(datetime.now(tz=UTC).year)


def figures(hub):
    answer = hub.app.test_client().get("/api/v1/connection-requests/figures")
    assert answer.status_code == 200
    return answer.json


def test_up_to_four_requests_leave_no_trace_in_the_figures(hub):
    before = figures(hub)
    for _ in range(4):
        hub.begin()

    assert figures(hub) == before == {"rounded_to": 5, "totals": [], "by_year": []}


def test_from_five_on_figures_are_multiples_of_five(hub):
    requests = [hub.begin() for _ in range(6)]

    row = {"support_kind": "SK-1", "open": 5, "met": 0, "unmet": 0}
    assert [one for one in figures(hub)["totals"] if one["support_kind"] == "SK-1"] == [row]
    assert {**row, "year": YEAR} in figures(hub)["by_year"]

    hub.secretariat.take("close-unmet", requests[0], WHY)
    hub.coordinator.take("withdraw", requests[1], WHY)
    assert figures(hub)["totals"] == []


@pytest.mark.parametrize("settings", [{"REQUESTS_ROUNDED_TO": "1"}], indirect=True)
def test_a_platform_can_be_set_to_give_exact_figures(hub):
    hub.complete()
    hub.begin(support_kinds=["SK-7"])
    hub.secretariat.take("close-unmet", hub.begin(support_kinds=["SK-7"]), WHY)

    assert figures(hub)["totals"] == [
        {"support_kind": "SK-1", "open": 0, "met": 1, "unmet": 0},
        {"support_kind": "SK-4", "open": 0, "met": 1, "unmet": 0},
        {"support_kind": "SK-7", "open": 1, "met": 0, "unmet": 1},
    ]


def test_a_total_is_rounded_by_itself():
    counted = {("SK-1", "2021"): Counter({Outcome.MET: 4}), ("SK-1", "2022"): Counter({Outcome.MET: 4})}

    told = public_figures(counted, rounded_to=5)

    assert told["by_year"] == []
    assert told["totals"] == [{"support_kind": "SK-1", "open": 0, "met": 5, "unmet": 0}]
