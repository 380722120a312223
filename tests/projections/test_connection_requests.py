"""What the views tell of requests is what their events made of them, however the log is read."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.connection_stages import Stage
from domain.entries import Entry, moment
from domain.errors import Refusal
from projections.connection_requests import LIVED, ConnectionRequests
from projections.engine import open_views
from projections.hub import Asked, Outcome, Seats
from tests.domain.test_connection_log import CALLS, SOMEBODY
from tests.support.connections import NEED, OTHER_PROVIDER, PROVIDER, REQUEST, STRANGER, at, long_life, raised
from tests.support.stories import COORDINATOR, CURATOR


def number(count):
    return UUID(int=REQUEST.int + 16 * count)


def every_stage():
    """Give a request at each stage, and one that has lived through everything."""
    return [*(at(stage, id=number(place)) for place, stage in enumerate(Stage, 1)), long_life()]


def row_of(kept, request):
    return next(row for row in kept.hub.all(Asked())[0] if row.request == str(request.id))


def ids(page):
    return [row.request for row in page[0]]


@pytest.fixture
def recorded(kept):
    """A request at each stage, taken in."""
    requests = every_stage()
    kept.platform.record(*requests)
    kept.views.catch_up()
    return {request.stage: request for request in requests[:-1]}


def test_a_row_tells_what_the_request_is(kept):
    requests = every_stage()
    kept.platform.record(*requests)

    kept.views.catch_up()

    for request in requests:
        row = row_of(kept, request)
        assert {name: getattr(row, name) for name in LIVED} == {name: getattr(request, name) for name in LIVED}
        assert (row.requester, row.version) == (str(COORDINATOR), request.version)
        assert row.raised_at == moment(request.created_on)


@pytest.mark.parametrize("batch", [1, 3, 10_000])
def test_the_size_of_the_batches_makes_no_difference_to_requests(kept, batch):
    kept.platform.record(*every_stage())

    kept.views.catch_up(batch)

    assert kept.parked() == []
    assert kept.rows() == kept.rebuilt_rows()


@settings(max_examples=40)
@given(data=st.data())
def test_whatever_happens_to_a_request_its_row_follows(data):
    request = at(data.draw(st.sampled_from(list(Stage))))
    for (name, arguments), by in data.draw(st.lists(st.tuples(CALLS, SOMEBODY), max_size=20)):
        try:
            getattr(request, name)(**arguments, by=by)
        except Refusal:
            continue
    entries = [
        Entry(position, event.originator_id, event.originator_version, "", event)
        for position, event in enumerate(request.pending_events, 1)
    ]
    view, engine = ConnectionRequests(), open_views("sqlite:///:memory:")

    with engine.begin() as connection:
        view.metadata.create_all(connection)
        while entries:
            size = data.draw(st.integers(1, len(entries)))
            view.take_in(connection, entries[:size])
            entries = entries[size:]
        row = connection.execute(select(view.requests)).one()
        invited = connection.execute(select(view.providers.c.account).where(view.providers.c.is_invited)).scalars()
        asked = connection.execute(select(view.kinds.c.kind).where(view.kinds.c.is_asked)).scalars()
        assert set(invited) == {str(account) for account, invited in request.providers.items() if invited}
        assert set(asked) == set(request.need.support_kinds)
    engine.dispose()

    assert {name: getattr(row, name) for name in LIVED} == {name: getattr(request, name) for name in LIVED}


def test_a_request_is_listed_for_those_who_take_part(kept, recorded):
    everything = ids(kept.hub.all(Asked()))
    assert len(everything) == len(Stage) + 1

    assert ids(kept.hub.of_party(Seats(requester=str(COORDINATOR)))) == everything
    assert ids(kept.hub.of_party(Seats(countries=frozenset({"PE"})))) == everything
    opened = {Stage.MATCHED, Stage.IN_DELIVERY, Stage.COMPLETED}
    assert set(ids(kept.hub.of_party(Seats(provider=str(PROVIDER))))) == {str(recorded[stage].id) for stage in opened}
    assert len(ids(kept.hub.of_party(Seats(provider=str(OTHER_PROVIDER))))) == len(opened) + 1


def test_a_request_is_in_no_list_of_others(kept, recorded):
    assert recorded

    for seats in (
        Seats(),
        Seats(requester=str(STRANGER), provider=str(STRANGER), countries=frozenset({"EC"})),
        Seats(requester=str(PROVIDER), provider=str(COORDINATOR)),
    ):
        assert ids(kept.hub.of_party(seats)) == []


def test_what_waits_longest_comes_first(kept, recorded):
    waiting = ids(kept.hub.waiting())

    assert waiting == [
        str(recorded[stage].id) for stage in (Stage.RAISED, Stage.ASSESSED, Stage.MATCHED, Stage.IN_DELIVERY)
    ]
    rows, following = kept.hub.waiting(limit=3)
    assert [row.request for row in rows] == waiting[:3]
    assert ids(kept.hub.waiting(after=following)) == waiting[3:]


def test_requests_are_narrowed_and_paged(kept, recorded):
    assert ids(kept.hub.all(Asked(stage="unmet"))) == [str(recorded[Stage.UNMET].id)]
    assert ids(kept.hub.all(Asked(country="EC"))) == []
    assert ids(kept.hub.all(Asked(country="PE", support_kind="SK-2"))) == [str(REQUEST)]
    everything = ids(kept.hub.all(Asked()))
    rows, following = kept.hub.all(Asked(), limit=4)
    assert [row.request for row in rows] + ids(kept.hub.all(Asked(), after=following)) == everything


def test_requests_are_counted_by_kind_year_and_outcome(kept):
    requests = [at(stage, id=number(place)) for place, stage in enumerate(Stage, 1)]
    other = raised(id=number(99), need={**NEED, "support_kinds": ["SK-4", "SK-7"]})
    kept.platform.record(*requests, other)
    kept.views.catch_up()
    year = str(other.created_on.year)

    counted = Counter({Outcome.OPEN: 5, Outcome.MET: 1, Outcome.UNMET: 1})
    figures = kept.hub.figures()
    assert figures == {
        ("SK-1", year): counted,
        ("SK-4", year): counted + Counter({Outcome.OPEN: 1}),
        ("SK-7", year): Counter({Outcome.OPEN: 1}),
    }

    with kept.platform.change(ConnectionRequest, other.id) as request:
        request.revise({"support_kinds": ["SK-4"]}, by=COORDINATOR)
        request.close_unmet(why="Nadie puede.", by=CURATOR)
    kept.views.catch_up()

    assert kept.hub.figures() == {
        ("SK-1", year): counted,
        ("SK-4", year): counted + Counter({Outcome.UNMET: 1}),
    }
