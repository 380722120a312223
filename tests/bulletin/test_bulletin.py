"""The record of an issued bulletin: what it keeps, what it refuses, and what its views make of it."""

from typing import Any

import pytest

from domain.bulletins import Bulletin, NothingToCorrect
from domain.dates import FutureDate
from domain.errors import InvalidField
from projections.bulletins import Bulletins
from projections.issued import Issued
from tests.support.databases import lived
from tests.support.stories import CURATOR

DIGESTS = {"es": {"pdf": "a" * 64}, "en": {"pdf": "b" * 64}}


def issued(number=2, **other):
    facts = {"valid_at": "2021-09-30", "known_at": 94, "scope": "americas", "series": "networks", **other}
    return Bulletin.issue(
        number=number, template=1, content="c" * 64, digests=DIGESTS, printed=[33, 12, 33], by=CURATOR, **facts
    )


@pytest.fixture
def views(database):
    """A log with its views, that of the bulletins among them."""
    projection = Bulletins()
    with database.open_views(projection) as kept:
        kept.migrate()
        kept.issued = Issued(kept.reader, projection)
        yield kept


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"series": "A series"}, "series"),
        ({"series": "a" * 61}, "series"),
        ({"number": 0}, "number"),
        ({"valid_at": "September"}, "valid_at"),
        ({"scope": "atlantis"}, "scope"),
    ],
)
def test_what_names_or_describes_no_bulletin_is_refused(wrong, field):
    with pytest.raises(InvalidField) as refused:
        issued(**wrong)

    assert refused.value.field == field


def test_nobody_issues_the_bulletin_of_a_day_to_come():
    with pytest.raises(FutureDate):
        issued(valid_at="2999-12-31")


def test_a_series_has_each_number_once():
    assert issued(2).id == issued(2).id != issued(3).id
    assert issued(2, series="americas").id != issued(2).id


def test_an_erratum_tells_what_no_earlier_one_told():
    bulletin = issued()
    with pytest.raises(NothingToCorrect):
        bulletin.issue_erratum(known_at=100, changed=[], note={}, by=CURATOR)
    bulletin.issue_erratum(known_at=100, changed=[33], note={"es": "…"}, by=CURATOR)
    with pytest.raises(NothingToCorrect):
        bulletin.issue_erratum(known_at=101, changed=[33], note={}, by=CURATOR)
    bulletin.issue_erratum(known_at=102, changed=[33, 12], note={}, by=CURATOR)

    assert bulletin.told == {12, 33}


def test_an_erratum_speaks_a_language_of_the_platform():
    with pytest.raises(InvalidField):
        issued().issue_erratum(known_at=100, changed=[33], note={"de": "Kanada"}, by=CURATOR)


def test_replay_equals_what_was_lived(platform):
    bulletin = issued()
    bulletin.issue_erratum(known_at=100, changed=[33], note={"es": "Canadá no."}, by=CURATOR)
    platform.record(bulletin)

    again = platform.find(Bulletin, bulletin.id)

    assert again == bulletin
    assert again.told == {33}
    facts: Any = lived(platform)[0][-1]
    assert (facts["digests"], facts["printed"], facts["known_at"]) == (DIGESTS, [12, 33], 94)


def test_the_view_knows_number_errata_and_what_was_printed(views):
    bulletin = issued()
    bulletin.issue_erratum(known_at=100, changed=[33], note={"es": "Canadá no."}, by=CURATOR)
    views.platform.record(bulletin, issued(3), issued(1, series="americas"))
    views.views.catch_up()

    assert views.issued.one("networks", 2).valid_at == "2021-09-30"
    assert views.issued.one("networks", 4) is None
    assert views.issued.last_number("networks") == 3
    assert views.issued.last_number("another") == 0
    assert views.issued.printed(str(bulletin.id)) == [12, 33]
    assert [(row.series, row.number) for row in views.issued.printed_in(12)] == [
        ("americas", 1),
        ("networks", 2),
        ("networks", 3),
    ]
    assert views.issued.printed_in(13) == []
    assert [row.known_at for row in views.issued.errata(str(bulletin.id))] == [100]


def test_a_rebuilt_view_has_the_same_rows(views):
    bulletin = issued()
    bulletin.issue_erratum(known_at=100, changed=[33], note={}, by=CURATOR)
    views.platform.record(bulletin, issued(3))
    views.views.catch_up()

    before = views.rows()

    assert len(before["bulletins"]) == 2
    assert views.rebuilt_rows() == before
