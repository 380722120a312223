"""What can be recorded of regional reviews and review forums, and what is refused."""

import pytest

from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.errors import InvalidField
from tests.support.stories import COORDINATOR, EXAMPLES, IN_BULLETIN, IN_LETTER

REVIEW = {"commission": "ECLAC", "round": 2, "title": {"en": "Second review"}, "regions": ["419"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"commission": "ECLAD"}, "commission"),
        ({"round": 0}, "round"),
        ({"round": True}, "round"),
        ({"title": {}}, "title"),
        ({"regions": ["419", "LAC"]}, "regions/1"),
        ({"held": True}, "held"),
    ],
)
def test_a_regional_review_is_described_in_known_codes(change, field):
    with pytest.raises(InvalidField) as refused:
        RegionalReview.register(by=COORDINATOR, facts={**REVIEW, **change})

    assert refused.value.field == field


def test_a_commission_has_one_review_a_round_and_the_forum_one_an_edition():
    second = RegionalReview.register(by=COORDINATOR, facts=REVIEW)
    forum = ReviewForum.register(by=COORDINATOR, facts={"edition": 1, "title": {"en": "First forum"}})

    assert (second.code, second.id) == ("ECLAC-2", RegionalReview.id_of("ECLAC-2"))
    assert (forum.code, forum.id) == ("1", ReviewForum.id_of("1"))
    assert RegionalReview.register(by=COORDINATOR, facts={**REVIEW, "round": 1}).id != second.id


def test_a_meeting_may_lie_ahead_but_not_the_day_on_which_its_date_was_set():
    review = EXAMPLES[RegionalReview]("PE")

    review.record_milestone(
        "scheduled", occurred="2024", source=IN_LETTER, by=COORDINATOR, facts={"scheduled_for": "2999-03-18"}
    )
    with pytest.raises(InvalidField) as refused:
        review.record_milestone(
            "scheduled", occurred="2999", source=IN_LETTER, by=COORDINATOR, facts={"scheduled_for": "2999-03-18"}
        )

    assert refused.value.field == "occurred"


@pytest.mark.parametrize(
    ("milestone", "details", "field"),
    [
        ("scheduled", {}, "details/scheduled_for"),
        ("scheduled", {"scheduled_for": "next spring"}, "details/scheduled_for"),
        ("voluntary-report-submitted", {"country": "XX"}, "details/country"),
        ("round-table-held", {"round_table": 1, "objectives": ["GCM-24"]}, "details/objectives/0"),
        ("round-table-held", {"round_table": 0, "objectives": []}, "details/round_table"),
    ],
)
def test_what_belongs_to_a_milestone_of_a_forum_is_checked(milestone, details, field):
    with pytest.raises(InvalidField) as refused:
        EXAMPLES[ReviewForum]("PE").record_milestone(
            milestone, occurred="2022", source=IN_LETTER, by=COORDINATOR, facts=details
        )

    assert refused.value.field == field


def test_two_consultations_are_no_contradiction_but_two_dates_of_one_are():
    review = EXAMPLES[RegionalReview]("PE")
    for source, consultation, day in (
        (IN_LETTER, "Platforms", "2021-04-12"),
        (IN_LETTER, "Civil society", "2021-04-13"),
        (IN_BULLETIN, "Civil society", "2021-04-18"),
    ):
        review.record_milestone(
            "consultation-held",
            occurred=day,
            source=source,
            by=COORDINATOR,
            facts={"consultation": consultation},
        )

    review.settle(3, reason="The minutes say so.", by=COORDINATOR)

    assert [claim.live for claim in review.claims.values()] == [True, True, False]
