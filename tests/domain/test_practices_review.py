"""Peer review: who may review, when, and how many reviews it takes."""

import pytest

from domain.catalogue.reviews import (
    HasConflict,
    InterestsUndeclared,
    InvitationOpen,
    InvitationSettled,
    InvitedAlready,
    NoTie,
    NotInvited,
    OwnOrganization,
    Quorum,
    QuorumMissing,
    ReviewedAlready,
    SelfReview,
)
from domain.errors import InvalidField
from tests.support.stories import CURATOR
from tests.support.submissions import (
    AUTHOR,
    CRITERIA,
    INVITED,
    OTHER_REVIEWER,
    REVIEWER,
    REVIEWERS,
    STRANGER,
    UN_REVIEWER,
    hand_in,
    invite,
    refused,
    review,
)


@pytest.fixture
def invited(in_review):
    """The submission in review with one open invitation."""
    invite(in_review, INVITED)
    return in_review


@pytest.fixture
def second_round(reviewed):
    """The submission reviewed, changed as asked, and in review again."""
    reviewed.ask_for_changes({"title": "Demasiado larga."}, by=CURATOR)
    reviewed.revise({"title": "Corta"}, by=AUTHOR)
    hand_in(reviewed)
    return reviewed


def test_nobody_is_invited_to_review_their_own_practice(in_review):
    with refused(in_review, SelfReview):
        invite(in_review, AUTHOR)


def test_nobody_reviews_their_own_practice(in_review):
    with refused(in_review, SelfReview):
        review(in_review, AUTHOR)


@pytest.mark.parametrize(
    "organization",
    [
        "Dirección de Migraciones",
        "  dirección  de migraciones ",
        "Direccio\u0301n de Migraciones",
        "Ministerio de Salud",
        "MINISTERIO DE SALUD",
    ],
    ids=["the author's", "typed carelessly", "accents apart", "the implementer's", "in capitals"],
)
def test_nobody_reviews_a_practice_of_their_own_organization(in_review, organization):
    with refused(in_review, OwnOrganization):
        invite(in_review, STRANGER, organization=organization)


def test_a_reviewer_of_no_organization_is_invited(in_review):
    invite(in_review, STRANGER, organization="")

    assert STRANGER in in_review.reviewers


def test_a_practice_that_becomes_one_of_the_reviewers_organization_is_not_reviewed_by_them(in_review):
    in_review.ask_for_changes({"implementer": "¿Quién más?"}, by=CURATOR)
    in_review.revise({"implementer": "Universidad"}, by=AUTHOR)
    hand_in(in_review)

    with refused(in_review, OwnOrganization):
        review(in_review, REVIEWER)


def test_nobody_is_invited_twice(invited):
    with refused(invited, InvitedAlready):
        invite(invited, INVITED)


def test_a_reviewer_is_of_the_united_nations_or_external(in_review):
    with refused(in_review, InvalidField, field="affiliation"):
        invite(in_review, STRANGER, "friend")


def test_only_the_invited_answer(invited):
    with refused(invited, NotInvited):
        invited.accept_invitation(by=STRANGER)


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_an_invitation_is_answered_once(invited, answer):
    if answer == "accept":
        invited.accept_invitation(by=INVITED)
    else:
        invited.decline_invitation(why="Sin tiempo.", by=INVITED)

    with refused(invited, InvitationSettled):
        invited.accept_invitation(by=INVITED)
    with refused(invited, InvitationSettled):
        invited.decline_invitation(why="Sin tiempo.", by=INVITED)


def test_only_the_invited_declare_interests(in_review):
    with refused(in_review, NotInvited):
        in_review.declare_interests(has_conflict=False, statement="", by=STRANGER)


def test_only_reviewers_are_recused(in_review):
    with refused(in_review, NotInvited):
        in_review.recuse(STRANGER, why="Amistad.", by=CURATOR)


def test_only_the_invited_review(in_review):
    with refused(in_review, NotInvited):
        review(in_review, STRANGER)


def test_an_open_invitation_is_accepted_before_the_review(invited):
    with refused(invited, InvitationOpen):
        review(invited, INVITED)


def test_who_declined_the_invitation_does_not_review(invited):
    invited.decline_invitation(why="Sin tiempo.", by=INVITED)

    with refused(invited, InvitationOpen):
        review(invited, INVITED)


def test_interests_are_declared_before_the_review(invited):
    invited.accept_invitation(by=INVITED)

    with refused(invited, InterestsUndeclared):
        review(invited, INVITED)


def test_a_reviewer_with_a_conflict_does_not_review(in_review):
    in_review.declare_interests(has_conflict=True, statement="Asesoré el proyecto.", by=REVIEWER)

    with refused(in_review, HasConflict):
        review(in_review, REVIEWER)


def test_a_recused_reviewer_does_not_review(in_review):
    in_review.recuse(REVIEWER, why="Amistad.", by=REVIEWER)

    with refused(in_review, NotInvited):
        review(in_review, REVIEWER)


def test_a_reviewer_files_one_review_in_each_round(reviewed):
    with refused(reviewed, ReviewedAlready):
        review(reviewed, REVIEWER)


@pytest.mark.parametrize(
    ("scores", "field"),
    [
        ({"relevance": 5}, "scores/results"),
        ({"relevance": 5, "results": 4, "beauty": 3}, "scores/beauty"),
        ({"relevance": 0, "results": 4}, "scores/relevance"),
        ({"relevance": 5, "results": 6}, "scores/results"),
        ({"relevance": 5, "results": 4.5}, "scores/results"),
    ],
    ids=["one missing", "one too many", "too low", "too high", "between"],
)
def test_a_review_rates_each_criterion_from_one_to_five(in_review, scores, field):
    with refused(in_review, InvalidField, field=field):
        in_review.file_review(by=REVIEWER, scores=scores, recommendation="accept", to_author="", criteria=CRITERIA)


def test_a_review_recommends_to_accept_revise_or_decline(in_review):
    with refused(in_review, InvalidField, field="recommendation"):
        in_review.file_review(by=REVIEWER, scores={}, recommendation="perhaps", to_author="", criteria=())


@pytest.mark.parametrize(
    "reviewers",
    [(), (UN_REVIEWER,), (UN_REVIEWER, REVIEWER), (REVIEWER, OTHER_REVIEWER)],
    ids=["none", "un", "un and external", "two external"],
)
def test_one_review_from_the_united_nations_and_two_from_outside_are_needed(in_review, reviewers):
    review(in_review, *reviewers)

    with refused(in_review, QuorumMissing):
        in_review.accept(Quorum(), by=CURATOR)


def test_a_reviewed_submission_is_accepted(reviewed):
    reviewed.accept(Quorum(), by=CURATOR)

    assert reviewed.stage == "accepted"


def test_a_missing_quorum_says_what_is_in(in_review):
    review(in_review, REVIEWER)

    with pytest.raises(QuorumMissing, match=r"0 of 1 .* United Nations and 1 of 2 .* outside"):
        in_review.accept(Quorum(), by=CURATOR)


@pytest.mark.parametrize(("quorum", "is_enough"), [(Quorum(un=1, external=0), True), (Quorum(un=2, external=0), False)])
def test_another_quorum_may_be_set(in_review, quorum, is_enough):
    review(in_review, UN_REVIEWER)

    if is_enough:
        in_review.accept(quorum, by=CURATOR)
        return
    with refused(in_review, QuorumMissing):
        in_review.accept(quorum, by=CURATOR)


def test_the_review_of_a_reviewer_recused_later_does_not_count(reviewed):
    reviewed.recuse(REVIEWER, why="Amistad.", by=CURATOR)

    with refused(reviewed, QuorumMissing):
        reviewed.accept(Quorum(), by=CURATOR)


def test_the_review_of_a_reviewer_who_declares_a_conflict_later_does_not_count(reviewed):
    reviewed.declare_interests(has_conflict=True, statement="Me ofrecieron un puesto.", by=REVIEWER)

    with refused(reviewed, QuorumMissing):
        reviewed.accept(Quorum(), by=CURATOR)


def test_a_new_round_needs_new_reviews(second_round):
    with refused(second_round, QuorumMissing):
        second_round.accept(Quorum(), by=CURATOR)

    review(second_round, *REVIEWERS)
    second_round.accept(Quorum(), by=CURATOR)


def test_a_waived_quorum_is_not_needed(in_review):
    in_review.waive_quorum(why="Urgente.", by=CURATOR)

    in_review.accept(Quorum(), by=CURATOR)

    assert in_review.stage == "accepted"


def test_a_waiver_is_for_its_round_only(in_review):
    in_review.waive_quorum(why="Urgente.", by=CURATOR)
    in_review.ask_for_changes({"": "Falta el contexto."}, by=CURATOR)
    hand_in(in_review)

    with refused(in_review, QuorumMissing):
        in_review.accept(Quorum(), by=CURATOR)


def break_tie(practice):
    practice.invite_reviewer(
        STRANGER, affiliation="external", organization="Otra universidad", is_tie_breaker=True, by=CURATOR
    )


def test_a_tie_is_broken_by_one_more_reviewer(in_review):
    review(in_review, UN_REVIEWER, REVIEWER)
    review(in_review, OTHER_REVIEWER, recommendation="decline")

    break_tie(in_review)

    assert in_review.reviewers[STRANGER].is_tie_breaker


def test_where_reviews_agree_there_is_no_tie_to_break(reviewed):
    with refused(reviewed, NoTie):
        break_tie(reviewed)


def test_the_review_of_a_recused_reviewer_makes_no_tie(in_review):
    review(in_review, UN_REVIEWER, REVIEWER)
    review(in_review, OTHER_REVIEWER, recommendation="decline")
    in_review.recuse(OTHER_REVIEWER, why="Amistad.", by=CURATOR)

    with refused(in_review, NoTie):
        break_tie(in_review)


def test_a_tie_is_of_its_round(in_review):
    review(in_review, UN_REVIEWER, REVIEWER)
    review(in_review, OTHER_REVIEWER, recommendation="decline")
    in_review.ask_for_changes({"": "Falta el contexto."}, by=CURATOR)
    hand_in(in_review)

    with refused(in_review, NoTie):
        break_tie(in_review)
