"""What the log keeps of a practice: who may see it, and that it can be lived again."""

from copy import deepcopy

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.catalogue.practice_history import Stage
from domain.catalogue.practices import Practice
from domain.catalogue.reviews import Quorum
from domain.errors import Refusal
from domain.kernel import event_classes
from tests.support.stories import CURATOR
from tests.support.submissions import (
    AUTHOR,
    FIELDS,
    FOCAL_POINT,
    INVITED,
    REVIEWER,
    REVIEWERS,
    STRANGER,
    at,
    live_on,
    lived,
    recorded,
    replayed,
    review,
)

PUBLIC = {"Published", "MinorCorrectionPublished", "Translated", "Archived", "Unpublished", "Restored"}
EVENTS = {event.__name__: event for name, event in event_classes().items() if ":Practice." in name}

WHY = st.sampled_from(["", "Porque sí."])
REASONS = st.sampled_from([{}, {"title": "Demasiado larga."}, {"": " "}])
CHANGES = st.sampled_from([FIELDS, {"title": "Otra"}, {"title": ""}, {"countries": ["ZZ"]}, {"links": []}])
SOMEBODY = st.sampled_from([AUTHOR, CURATOR, REVIEWER, INVITED, STRANGER])
QUORUMS = st.sampled_from([Quorum(), Quorum(un=0, external=1), Quorum(un=0, external=0)])

COMMANDS = {
    "revise": {"changes": CHANGES},
    "submit": {"focal_point": st.sampled_from([None, FOCAL_POINT])},
    "return_to_author": {"reasons": REASONS},
    "screen": {},
    "invite_reviewer": {
        "reviewer": SOMEBODY,
        "affiliation": st.sampled_from(["un", "external", "friend"]),
        "organization": st.sampled_from(["Universidad", "Ministerio de Salud", ""]),
    },
    "accept_invitation": {},
    "decline_invitation": {"why": WHY},
    "declare_interests": {"has_conflict": st.booleans(), "statement": WHY},
    "recuse": {"reviewer": SOMEBODY, "why": WHY},
    "file_review": {
        "scores": st.sampled_from([{}, {"results": 4}, {"results": 9}]),
        "recommendation": st.sampled_from(["accept", "revise", "decline", "perhaps"]),
        "to_author": WHY,
        "criteria": st.just(["results"]),
    },
    "ask_clarification": {"question": WHY},
    "give_clarification": {"answer": WHY},
    "waive_quorum": {"why": WHY},
    "ask_for_changes": {"reasons": REASONS},
    "accept": {"quorum": QUORUMS},
    "decline": {"reasons": REASONS},
    "withdraw": {"why": WHY},
    "lapse": {},
    "publish": {},
    "import_from": {"source": WHY, "key": st.just("7")},
    "publish_imported": {"changes": CHANGES},
    "correct_slip": {"changes": CHANGES, "why": WHY},
    "start_version": {},
    "translate": {
        "language": st.sampled_from(["en", "es", "?"]),
        "texts": st.sampled_from([{}, {"title": "Vaccination"}, {"links": "x"}]),
    },
    "ask_for_update": {"why": WHY},
    "archive": {"why": WHY},
    "unpublish": {"why": WHY},
    "restore": {"why": WHY},
}
CALLS = st.sampled_from(sorted(COMMANDS)).flatmap(
    lambda name: st.tuples(st.just(name), st.fixed_dictionaries(COMMANDS[name]))
)


class AnyStory(RuleBasedStateMachine):
    """Whatever anybody tries in whatever order."""

    @initialize(stage=st.sampled_from(list(Stage)))
    def begin(self, stage):
        self.practice = at(stage)

    @rule(call=CALLS, by=SOMEBODY)
    def attempt(self, call, by):
        name, arguments = call
        before = deepcopy(lived(self.practice))
        events = recorded(self.practice)

        try:
            getattr(self.practice, name)(**arguments, by=by)
        except Refusal:
            assert recorded(self.practice) == events
            assert lived(self.practice) == before
        else:
            assert recorded(self.practice)[:-1] == events

    @invariant()
    def what_readers_see_is_a_published_version(self):
        practice = self.practice
        assert (practice.standing == "none") == (practice.edition == 0) == (practice.released == {})

    def teardown(self):
        if hasattr(self, "practice"):
            assert lived(replayed(self.practice)) == lived(self.practice)


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@pytest.fixture
def long_story(published):
    """Two reviewed versions with a correction, a translation, and every way of leaving readers and coming back."""
    live_on(published)
    return published


def test_replay_equals_what_was_lived(long_story):
    again = replayed(long_story)

    assert lived(again) == lived(long_story)
    assert again.content == long_story.content
    assert (again.edition, again.round, again.stale_translations) == (3, 4, ["en"])


def test_the_long_story_leaves_no_event_out(long_story):
    # What comes from elsewhere has a story of its own.
    assert set(recorded(long_story)) == set(EVENTS) - {"Imported"}


def test_a_replayed_practice_goes_on_under_the_same_rules(in_review):
    again = replayed(in_review)

    review(again, *REVIEWERS)
    again.accept(Quorum(), by=CURATOR)

    assert again.stage is Stage.ACCEPTED


@pytest.mark.parametrize("name", EVENTS)
def test_only_what_reached_readers_is_public(name):
    assert EVENTS[name].public == (name in PUBLIC)


def test_a_practice_of_the_platform_is_what_was_recorded(platform, published):
    platform.record(published)

    found = platform.find(Practice, published.id)

    assert lived(found) == lived(published)
