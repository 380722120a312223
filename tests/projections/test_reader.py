"""Whoever asks several things at once is answered over one connection, and of one state of the views."""

import pytest
from sqlalchemy.exc import DBAPIError

from domain.directory.national_networks import NationalNetwork
from tests.support.counting import counted
from tests.support.stories import bulletin, established

PERU = NationalNetwork.id_of("PE")


@pytest.fixture
def peru(kept):
    kept.platform.record(bulletin(), established("PE", "2021-10"))
    kept.views.catch_up()
    return kept


def ask(kept):
    return [
        kept.views.position(),
        kept.board.on("2021-12-31", position=2),
        kept.pledge_book.on("2021-12-31", position=2),
        kept.register.by_ids([str(PERU)]),
        kept.views.position(),
    ]


def test_what_is_asked_at_once_takes_one_connection_and_reads_once_how_far_the_views_are(peru):
    apart = ask(peru)
    with counted(peru.engine) as (taken, asked), peru.reader.at_once():
        together = ask(peru)

    assert together == apart
    assert len(taken) == 1
    assert sum("positions" in statement for statement in asked) == 1
    assert len(asked) == 2


def test_what_others_record_meanwhile_is_left_to_the_next_request(peru):
    with peru.reader.at_once():
        before = peru.views.position()
        with peru.platform.change(NationalNetwork, PERU) as network:
            network.retract(2, reason="It was the neighbour's.", by=PERU)
        meanwhile = peru.views.position()
        peru.views.catch_up()
        own = peru.views.position()

    assert (before, meanwhile, own) == (3, 3, 4)


def test_whoever_is_refused_one_answer_gets_the_next(peru):
    with peru.reader.at_once():
        with pytest.raises(DBAPIError), peru.reader.connect() as connection:
            connection.exec_driver_sql("SELECT * FROM nowhere")
        found = peru.register.one("network", "PE")

    assert found.aggregate_id == str(PERU)
