"""Anybody tries anything with a practice, in any order, and the model says what has to become of it."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.catalogue.reviews import Quorum
from domain.errors import Refusal
from tests.fuzz.review_model import OTHERS_NEEDED, UN_NEEDED, ReviewModel, Seat
from tests.support.stories import CURATOR
from tests.support.submissions import (
    AUTHOR,
    CRITERIA,
    FIELDS,
    FOCAL_POINT,
    OTHER_REVIEWER,
    REVIEWER,
    STRANGER,
    UN_REVIEWER,
    lived,
    recorded,
    replayed,
    written,
)

ANYBODY = st.sampled_from([AUTHOR, UN_REVIEWER, REVIEWER, OTHER_REVIEWER, STRANGER])
AUTHOR_MOSTLY = st.sampled_from([AUTHOR, AUTHOR, AUTHOR, STRANGER])
AUTHOR_SELDOM = st.sampled_from([STRANGER, STRANGER, STRANGER, AUTHOR])
TITLES = st.sampled_from(["", "Vacunas", "Vacunas en la frontera", "Puestos móviles"])
ORGANIZATIONS = st.sampled_from(["", "Universidad", "Universidad", "MINISTERIO DE SALUD", "dirección de migraciones"])
ADVICE = st.sampled_from(["accept", "accept", "revise", "decline"])
ENDED = ("withdrawn", "declined")
LAST_TRIES = 3
IN_WORK = ("draft", "submitted", "in_review", "accepted")


class ReviewMachine(RuleBasedStateMachine):
    """One practice, and whoever comes by."""

    def __init__(self) -> None:
        super().__init__()
        self.begin()

    def begin(self) -> None:
        """Begin a practice, of which nothing is told yet."""
        self.practice = written()
        self.model = ReviewModel(AUTHOR, title=FIELDS["title"])
        self.tried_in_vain = 0

    @initialize(stage=st.sampled_from(["draft", "submitted", "in_review", "in_review", "in_review"]))
    def bring_it_on_its_way(self, stage: str) -> None:
        if stage != "draft":
            self.submit(AUTHOR, FOCAL_POINT)
        if stage == "in_review":
            self.screen()

    def attempt(self, command: Callable[[], None], objections: Collection[type[Refusal]]) -> bool:
        """Give a command: it is refused for one of these reasons, and otherwise succeeds."""
        before = recorded(self.practice)
        refused = _refusal_of(command)
        assert refused in objections if objections else refused is None, (refused, objections)
        assert len(recorded(self.practice)) == len(before) + (refused is None)
        return refused is None

    @rule(by=AUTHOR_MOSTLY, title=TITLES)
    def revise(self, by: UUID, title: str) -> None:
        against = self.model.against(by=by, stages=["draft"]) | self.model.against_title(title)
        if self.attempt(lambda: self.practice.revise({"title": title}, by=by), against):
            self.model.title = title

    @rule(by=AUTHOR_MOSTLY, focal_point=st.sampled_from([FOCAL_POINT, FOCAL_POINT, None]))
    def submit(self, by: UUID, focal_point: UUID | None) -> None:
        against = self.model.against(by=by, stages=["draft"])
        against |= self.model.against_submitting(has_focal_point=focal_point is not None)
        if self.attempt(lambda: self.practice.submit(by=by, focal_point=focal_point), against):
            self.model.stage = "submitted"

    @rule(by=AUTHOR_SELDOM)
    def withdraw(self, by: UUID) -> None:
        against = self.model.against(by=by, stages=IN_WORK)
        if self.attempt(lambda: self.practice.withdraw(why="Duplicada.", by=by), against):
            self.model.drop(otherwise="withdrawn")

    @rule()
    def lapse(self) -> None:
        if self.attempt(lambda: self.practice.lapse(by=CURATOR), self.model.against(stages=["draft"])):
            self.model.drop(otherwise="withdrawn")

    @rule()
    def return_to_author(self) -> None:
        against = self.model.against(stages=["submitted"])
        if self.attempt(lambda: self.practice.return_to_author({"": "Corta."}, by=CURATOR), against):
            self.model.stage = "draft"

    @rule()
    def screen(self) -> None:
        if self.attempt(lambda: self.practice.screen(by=CURATOR), self.model.against(stages=["submitted"])):
            self.model.stage = "in_review"
            self.model.round += 1

    @rule(reviewer=ANYBODY, organization=ORGANIZATIONS, to_break_a_tie=st.sampled_from([False, False, True]))
    def invite(self, reviewer: UUID, organization: str, *, to_break_a_tie: bool) -> None:
        against = self.model.against(stages=["in_review"])
        against |= self.model.against_inviting(reviewer, organization, to_break_a_tie=to_break_a_tie)
        is_un = reviewer == UN_REVIEWER
        asked: dict[str, Any] = {"affiliation": "un" if is_un else "external", "organization": organization}
        if self.attempt(
            lambda: self.practice.invite_reviewer(reviewer, by=CURATOR, is_tie_breaker=to_break_a_tie, **asked), against
        ):
            self.model.seats[reviewer] = Seat(is_un, organization)

    @rule(reviewer=ANYBODY, accepts=st.sampled_from([True, True, True, False]))
    def answer_invitation(self, reviewer: UUID, *, accepts: bool) -> None:
        against = self.model.against(stages=["in_review"]) | self.model.against_answering(reviewer)

        def command() -> None:
            if accepts:
                self.practice.accept_invitation(by=reviewer)
            else:
                self.practice.decline_invitation(why="Sin tiempo.", by=reviewer)

        if self.attempt(command, against):
            self.model.seats[reviewer].answer = accepts

    @rule(reviewer=ANYBODY, has_conflict=st.sampled_from([False, False, False, True]))
    def declare_interests(self, reviewer: UUID, *, has_conflict: bool) -> None:
        against = self.model.against(stages=["in_review"]) | self.model.against_reviewer(reviewer)
        if self.attempt(
            lambda: self.practice.declare_interests(has_conflict=has_conflict, statement="", by=reviewer), against
        ):
            self.model.seats[reviewer].conflict = has_conflict

    @rule(reviewer=ANYBODY)
    def recuse(self, reviewer: UUID) -> None:
        against = self.model.against(stages=["in_review"]) | self.model.against_reviewer(reviewer)
        if self.attempt(lambda: self.practice.recuse(reviewer, why="Amistad.", by=CURATOR), against):
            self.model.seats[reviewer].gone = True

    @rule(reviewer=ANYBODY, advice=ADVICE)
    def file_review(self, reviewer: UUID, advice: str) -> None:
        against = self.model.against(stages=["in_review"]) | self.model.against_filing(reviewer)
        said: dict[str, Any] = {"scores": dict.fromkeys(CRITERIA, 4), "criteria": CRITERIA, "to_author": "Claro."}
        if self.attempt(lambda: self.practice.file_review(by=reviewer, recommendation=advice, **said), against):
            self.model.seats[reviewer].advice[self.model.round] = advice

    @rule(by=AUTHOR_MOSTLY)
    def clarify(self, by: UUID) -> None:
        stages = ["submitted", "in_review"]
        self.attempt(
            lambda: self.practice.ask_clarification("¿Cuántas?", by=CURATOR), self.model.against(stages=stages)
        )
        self.attempt(lambda: self.practice.give_clarification("12.", by=by), self.model.against(by=by, stages=stages))

    @rule()
    def waive_quorum(self) -> None:
        against = self.model.against(stages=["in_review"])
        if self.attempt(lambda: self.practice.waive_quorum(why="Urgente.", by=CURATOR), against):
            self.model.waived = self.model.round

    @rule()
    def ask_for_changes(self) -> None:
        against = self.model.against(stages=["in_review"])
        if self.attempt(lambda: self.practice.ask_for_changes({"": "Más."}, by=CURATOR), against):
            self.model.stage = "draft"

    @rule()
    def accept(self) -> None:
        against = self.model.against(stages=["in_review"]) | self.model.against_accepting()
        quorum = Quorum(un=UN_NEEDED, external=OTHERS_NEEDED)
        if self.attempt(lambda: self.practice.accept(quorum, by=CURATOR), against):
            self.model.stage = "accepted"

    @rule()
    def decline(self) -> None:
        against = self.model.against(stages=["submitted", "in_review"])
        if self.attempt(lambda: self.practice.decline({"": "No."}, by=CURATOR), against):
            self.model.drop(otherwise="declined")

    @rule()
    def publish(self) -> None:
        if self.attempt(lambda: self.practice.publish(by=CURATOR), self.model.against(stages=["accepted"])):
            self.model.release(self.model.title)

    @rule(by=AUTHOR_MOSTLY)
    def start_version(self, by: UUID) -> None:
        against = self.model.against(by=by, stages=["published"])
        if self.attempt(lambda: self.practice.start_version(by=by), against):
            self.model.stage, self.model.seats = "draft", {}

    @rule(title=TITLES.filter(bool))
    def correct_slip(self, title: str) -> None:
        against = self.model.against(stages=["published"], standings=["public"]) | self.model.against_title(title)
        if self.attempt(lambda: self.practice.correct_slip({"title": title}, why="Errata.", by=CURATOR), against):
            self.model.release(title)

    @rule()
    def archive(self) -> None:
        against = self.model.against(standings=["public"])
        if self.attempt(lambda: self.practice.archive(why="Terminó.", by=CURATOR), against):
            self.model.before = ("public", self.model.hidden)
            self.model.standing = "archived"

    @rule()
    def unpublish(self) -> None:
        against = self.model.against(standings=["public", "archived"])
        if self.attempt(lambda: self.practice.unpublish(why="Datos.", by=CURATOR), against):
            self.model.before = (self.model.standing, self.model.hidden)
            self.model.standing, self.model.hidden = "unpublished", self.model.edition

    @rule()
    def restore(self) -> None:
        against = self.model.against(standings=["archived", "unpublished"])
        if self.attempt(lambda: self.practice.restore(why="Ya no.", by=CURATOR), against):
            self.model.standing, self.model.hidden = self.model.before
            self.model.before = ("public", self.model.hidden)

    @invariant()
    def nobody_tries_for_ever_in_vain(self) -> None:
        if self.model.stage in ENDED:
            self.tried_in_vain += 1
        if self.tried_in_vain > LAST_TRIES:
            self.teardown()
            self.begin()

    @invariant()
    def it_stands_where_the_model_says(self) -> None:
        practice, model = self.practice, self.model
        assert (practice.stage, practice.standing) == (model.stage, model.standing)
        assert (practice.edition, practice.withheld, practice.round) == (model.edition, model.hidden, model.round)
        assert practice.fields["title"] == model.title
        assert set(practice.reviewers) == set(model.seats)
        shown = [edition for edition in range(1, model.edition + 1) if practice.is_shown(edition)]
        assert shown == list(range(model.hidden + 1, model.edition + 1))

    @invariant()
    def what_readers_see_was_accepted_or_waived(self) -> None:
        if self.practice.stage == "accepted":
            assert self.practice.is_quorum_waived or len(self.model.counted()) >= UN_NEEDED + OTHERS_NEEDED

    def teardown(self) -> None:
        assert lived(replayed(self.practice)) == lived(self.practice)


def _refusal_of(command: Callable[[], None]) -> type[Refusal] | None:
    try:
        command()
    except Refusal as refusal:
        return type(refusal)
    return None
