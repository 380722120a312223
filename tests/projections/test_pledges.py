"""What the views tell of pledges is what their events made of them, however the log is read."""

from uuid import UUID

import pytest

from domain.commitments.pledge_stages import Stage
from domain.commitments.pledges import Pledge
from domain.status import Knowledge
from tests.support.pledges import PLEDGER, SAYS, STRANGER, SUBMISSION, at, link, published, report, submitted, withdraw
from tests.support.stories import CURATOR

OTHERS = [UUID(int=SUBMISSION.int + 16 * number) for number in range(1, 7)]
NEW = {"title": {"es": "Más ventanillas"}}


@pytest.fixture
def lives():
    """A pledge with a whole life, another that it matches, and a submission at each stage."""
    other_submission, other = published(8, id=OTHERS[0])
    submission, pledge = published(7, made="2022-05")
    report(pledge, "planning", "2022-07")
    submission.propose_amendment(NEW, why="Más tiempo.", by=PLEDGER)
    pledge.amend(NEW, why="Más tiempo.", by=CURATOR)
    submission.publish_amendment(by=CURATOR)
    link(pledge, other, "2023")
    report(pledge, "fulfilled", "2023-05-02")
    withdraw(pledge, "2024")
    returned = submitted(id=OTHERS[1])
    returned.return_to_author({"title": "Demasiado larga."}, by=CURATOR)
    return [submission, pledge, other_submission, other, returned, submitted(id=OTHERS[2])]


@pytest.mark.parametrize("batch", [1, 3, 10_000])
def test_the_size_of_the_batches_makes_no_difference_to_pledges(kept, lives, batch):
    kept.platform.record(*lives)

    kept.views.catch_up(batch)

    assert kept.parked() == []
    assert kept.rows() == kept.rebuilt_rows()


@pytest.mark.parametrize("stage", Stage)
def test_a_row_tells_what_the_submission_is(kept, stage):
    submission = at(stage)
    kept.platform.record(submission)
    kept.views.catch_up(2)

    (row,), _ = kept.pledge_desk.of_author(PLEDGER)

    assert (row.stage, row.number, row.version) == (submission.stage, submission.number, submission.version)
    assert bool(row.waiting_since) == (stage is Stage.SUBMITTED)
    assert kept.pledge_desk.of_author(STRANGER) == ([], None)


def test_what_has_waited_longest_is_first_on_the_desk(kept):
    first, later = submitted(id=OTHERS[0]), published(7, id=OTHERS[1])[0]
    later.propose_amendment(NEW, why="Más tiempo.", by=PLEDGER)
    kept.platform.record(first, later, submitted(id=OTHERS[2]))
    kept.views.catch_up()

    rows, following = kept.pledge_desk.waiting(limit=2)
    rest, end = kept.pledge_desk.waiting(after=following, limit=2)

    assert [UUID(row.submission) for row in (*rows, *rest)] == [OTHERS[0], OTHERS[1], OTHERS[2]]
    assert end is None


def test_a_pledge_is_told_as_it_stood_on_any_day_and_as_was_known(kept, lives):
    before = kept.platform.record(*lives[2:4])
    kept.platform.record(*lives[:2])
    kept.views.catch_up()
    now = kept.views.position()

    def told(day, position=now):
        standing = kept.pledge_book.find(7, day, position=position)
        return standing and (standing.status.one_of, standing.status.knowledge, list(standing.matches))

    assert told("2022-04-30") is None
    assert told("2022-05-10") == (("made",), Knowledge.POSSIBLE, [])
    assert told("2022-06-30") == (("made",), Knowledge.SURE, [])
    assert told("2022-07-15") == (("made", "planning"), Knowledge.SURE, [])
    assert told("2023-01-01") == (("planning",), Knowledge.SURE, [8])
    assert told("2023-12-31") == (("fulfilled",), Knowledge.SURE, [8])
    assert told("2025-01-01") == (("withdrawn",), Knowledge.SURE, [8])
    assert told("2025-01-01", before) is None
    assert [one.number for one in kept.pledge_book.on("2025-01-01", position=now)] == [8, 7]
    assert kept.pledge_book.last_number() == 8


def test_what_it_promised_before_an_amendment_is_told_of_the_days_before(kept, lives):
    kept.platform.record(*lives)
    kept.views.catch_up()
    now = kept.views.position()
    today = lives[1].modified_on.date().isoformat()

    editions = [kept.pledge_book.find(7, day, position=now).edition for day in ("2023-12-31", today)]

    assert [(one.number, one.promise["title"]) for one in editions] == [(1, SAYS["title"]), (2, NEW["title"])]
    assert editions[1].reason == "Más tiempo."


def test_what_was_read_of_pledges_is_read_again_once_more_is_recorded(kept):
    _, pledge = published(7)
    kept.platform.record(pledge)
    kept.views.catch_up()
    assert kept.pledge_book.find(7, "2024-12-31", position=kept.views.position()).status.one_of == ("made",)

    with kept.platform.change(Pledge, pledge.id) as changed:
        report(changed, "fulfilled", "2024-01-01")
    kept.views.catch_up()

    assert kept.pledge_book.find(7, "2024-12-31", position=kept.views.position()).status.one_of == ("fulfilled",)
