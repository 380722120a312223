"""Whatever anybody tries with a practice, the rules of peer review hold."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from domain.catalogue.practices import Practice
from tests.fuzz.review_machine import ReviewMachine

FEW = settings(max_examples=12, stateful_step_count=40, deadline=None)


def test_peer_review_is_as_the_model_says_whatever_is_tried():
    run_state_machine_as_test(ReviewMachine, settings=FEW)


def test_a_rule_that_is_forgotten_is_noticed(monkeypatch):
    monkeypatch.setattr(Practice, "_refuse_own", lambda *_: None)

    # The first example will do; it need not be made small.
    many = settings(FEW, max_examples=3_000, database=None, phases=[Phase.generate])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(ReviewMachine, settings=many)
