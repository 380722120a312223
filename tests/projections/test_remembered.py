"""What is remembered of the views is what reading them anew would tell, and is read anew only for news of the same."""

from contextlib import contextmanager

import pytest

from domain.catalogue.support_activities import SupportActivity
from domain.commitments.pledges import Pledge
from domain.commitments.review_forums import ReviewForum
from domain.directory.national_networks import NationalNetwork
from projections.activity_book import ActivityBook
from projections.believed import Believed
from projections.course_book import CourseBook
from projections.pledge_book import PledgeBook
from tests.support.counting import counted
from tests.support.stories import COORDINATOR, EXAMPLES, bulletin, established, eventful

DAY, LATEST = "2026-01-01", 10_000


class Books:
    """Everything that remembers what it has read."""

    def __init__(self, kept):
        parts = (kept.reader, kept.records, kept.milestones)
        self.kept = kept
        self.activities, self.forums = ActivityBook(*parts), CourseBook(*parts, ReviewForum)
        self.pledges, self.believed = PledgeBook(*parts, kept.pledges), Believed(*parts)

    def told(self):
        return (
            self.activities.on(DAY, position=LATEST),
            self.forums.on(DAY, position=LATEST),
            self.pledges.on(DAY, position=LATEST),
            self.believed.records(NationalNetwork.kind, LATEST),
        )

    @contextmanager
    def after(self, *recorded):
        """Record something; what is told then has to be what nobody remembers."""
        before = self.told()
        self.kept.platform.record(*recorded)
        self.kept.views.catch_up()
        yield before
        assert self.told() == Books(self.kept).told()


@pytest.fixture
def books(kept):
    kept.platform.record(bulletin(), established("PE"), *(eventful(cls) for cls in (SupportActivity, ReviewForum)))
    kept.views.catch_up()
    return Books(kept)


def changed(books, cls):
    record = books.kept.platform.find(cls, EXAMPLES[cls]("PE").id)
    record.retract(2, reason="It was another's.", by=COORDINATOR)
    return record


def test_what_is_no_news_of_the_same_is_not_read_again(books):
    kept = books.kept
    record = kept.platform.find(NationalNetwork, NationalNetwork.id_of("PE"))
    record.retract(2, reason="It was the neighbour's.", by=COORDINATOR)

    with books.after(record) as before, counted(kept.engine) as (_, asked):
        assert books.told() == before

    assert len(asked) == 9
    assert all("EXISTS" in one or "positions" in one for one in asked)


def test_news_of_the_same_is_told_at_once(books):
    for cls in (SupportActivity, ReviewForum):
        with books.after(changed(books, cls)) as before:
            assert books.told() != before
        with books.after(EXAMPLES[cls]("MX")) as before:
            assert books.told() != before
    with books.after(established("MX")) as before:
        assert len(books.told()[3]) == len(before[3]) + 1
    with books.after(eventful(Pledge)) as before:
        assert len(books.told()[2]) == len(before[2]) + 1


def test_what_is_rebuilt_is_read_again(books):
    books.told()
    with counted(books.kept.engine) as (_, asked):
        books.kept.views.rebuild("milestones")
        asked.clear()
        told = books.told()

    assert any("details" in one for one in asked)
    assert told == Books(books.kept).told()
