"""Whatever anybody tries with a practice, the rules of peer review hold."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from domain.catalogue.practices import Practice
from tests.fuzz.review_machine import ReviewMachine

FEW = settings(max_examples=12, stateful_step_count=40, deadline=None)


def test_peer_review_is_as_the_model_says_whatever_is_tried():
    run_state_machine_as_test(ReviewMachine, settings=FEW)


def test_a_rule_that_is_forgotten_is_noticed(monkeypatch):
    monkeypatch.setattr(Practice, "_refuse_own", lambda *_: None)

    with pytest.raises(AssertionError):
        run_state_machine_as_test(ReviewMachine, settings=settings(FEW, max_examples=200, database=None))
