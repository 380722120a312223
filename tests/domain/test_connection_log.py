"""What the log keeps of a request: for nobody but its parties, and so that it can be lived again."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.connection_stages import Stage
from domain.errors import Refusal
from domain.kernel import event_classes
from tests.support.connections import OFFER, OTHER_OFFER, OTHER_PROVIDER, PROVIDER, STRANGER, at, long_life
from tests.support.stories import COORDINATOR, CURATOR
from tests.support.submissions import lived, recorded, replayed

EVENTS = {event.__name__: event for name, event in event_classes().items() if ":ConnectionRequest." in name}

WHY = st.sampled_from(["", "Porque sí."])
OFFERS = st.sampled_from([OFFER, OTHER_OFFER, STRANGER])
SOMEBODY = st.sampled_from([COORDINATOR, CURATOR, PROVIDER, OTHER_PROVIDER, STRANGER])
CHANGES = st.sampled_from([{"urgency": "urgent"}, {"support_kinds": ["SK-7"]}, {"dates": None}, {"title": ""}])

COMMANDS: dict[str, dict[str, Any]] = {
    "revise": {"changes": CHANGES},
    "return_to_requester": {"reasons": st.sampled_from([{}, {"dates": "¿Cuándo?"}, {"": " "}])},
    "raise_again": {},
    "assess": {"assessment": WHY},
    "invite_provider": {"provider": SOMEBODY},
    "withdraw_invitation": {"provider": SOMEBODY, "why": WHY},
    "decline_invitation": {"why": WHY},
    "make_offer": {
        "offered": WHY,
        "offer": st.uuids(),
        "organization": WHY,
        "support_kinds": st.sampled_from([[], ["SK-1"], ["SK-0"]]),
    },
    "withdraw_offer": {"offer": OFFERS, "why": WHY},
    "decline_offer": {"offer": OFFERS, "why": WHY},
    "accept_offer": {"offer": OFFERS},
    "start_delivery": {"offer": OFFERS, "started": st.sampled_from(["2022", "2999", ""])},
    "report_delivery": {"offer": OFFERS, "report": WHY},
    "complete": {"feedback": WHY},
    "close_unmet": {"why": WHY},
    "withdraw": {"why": WHY},
}
CALLS = st.sampled_from(sorted(COMMANDS)).flatmap(
    lambda name: st.tuples(st.just(name), st.fixed_dictionaries(COMMANDS[name]))
)


class AnyStory(RuleBasedStateMachine):
    """Whatever anybody tries in whatever order."""

    @initialize(stage=st.sampled_from(list(Stage)))
    def begin(self, stage):
        self.request = at(stage)

    @rule(call=CALLS, by=SOMEBODY)
    def attempt(self, call, by):
        name, arguments = call
        before, events = deepcopy(lived(self.request)), recorded(self.request)

        try:
            getattr(self.request, name)(**arguments, by=by)
        except Refusal:
            assert recorded(self.request) == events
            assert lived(self.request) == before
        else:
            assert recorded(self.request)[:-1] == events

    def teardown(self):
        if hasattr(self, "request"):
            assert lived(replayed(self.request)) == lived(self.request)


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


def test_replay_equals_what_was_lived():
    request = long_life()

    again = replayed(request)

    assert lived(again) == lived(request)
    assert (again.stage, again.need) == (Stage.COMPLETED, request.need)


def test_the_long_story_and_the_two_bad_ends_leave_no_event_out():
    ends = [name for stage in (Stage.UNMET, Stage.WITHDRAWN) for name in recorded(at(stage))]

    assert {*recorded(long_life()), *ends} == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
def test_nothing_about_a_request_is_public(name):
    assert EVENTS[name].public is False


def test_a_request_of_the_platform_is_what_was_recorded(platform):
    request = long_life()
    platform.record(request)

    assert lived(platform.find(ConnectionRequest, request.id)) == lived(request)
