"""Whatever is sent to the API, it answers as its description says, and never fails."""

import pytest

from tests.fuzz.fuzzing import Outcome, fuzz
from tests.fuzz.world import OPERATOR, open_world


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with open_world(tmp_path_factory.mktemp("world") / "kept") as opened:
        yield opened


def test_every_operation_answers_as_its_description_says(world):
    outcome = Outcome()

    fuzz(world, OPERATOR, outcome, examples=1, phases=("fuzzing",), seed=7)

    assert outcome.failures == {}
    assert outcome.cases > 100
    assert {200, 404, 422} <= set(outcome.statuses)


def test_an_answer_that_breaks_a_promise_is_noticed(world, monkeypatch):
    monkeypatch.setitem(world.app.view_functions, "health.show_health", lambda: ({"status": 7}, 200))
    outcome = Outcome()

    fuzz(world, OPERATOR, outcome, examples=1, phases=("fuzzing",), seed=7)

    assert [operation for operation, _ in outcome.failures] == ["GET /api/v1/healthz"]
