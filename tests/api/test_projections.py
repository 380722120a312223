"""Read sides built anew at somebody's wish: in the background, once, and told by every process."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from domain.entries import moment
from knowledge.rebuilding import Rebuilder
from projections.rebuilds import REBUILDS, SILENT
from tests.api.caller import Caller
from tests.api.test_recording import on_both_databases
from tests.support.accounts import open_account


def asked(api, name):
    return api.post(f"/projections/{name}/rebuild", {})


def rebuild_of(api, name):
    told = api.get_signed("/projections").json
    return next((one for one in told["projections"] if one["name"] == name), told["search"])["rebuild"]


@on_both_databases
def test_a_rebuild_is_asked_for_taken_up_once_and_told(api, knowledge, monkeypatch):
    worker = Rebuilder(knowledge)
    assert asked(api, "nothing").status_code == 404
    assert worker.build_next() == ""

    assert (asked(api, "records").status_code, asked(api, "search").status_code) == (200, 200)
    assert asked(api, "records").json["type"] == "/problems/being-rebuilt"
    assert rebuild_of(api, "records")["begun_at"] is None
    assert [knowledge.rebuilds.take(), worker.build_next(), worker.build_next()] == ["records", "search", ""]
    knowledge.rebuilds.tell("records", 1)
    assert rebuild_of(api, "records")["position"] == 1
    search = rebuild_of(api, "search")
    assert (bool(search["ended_at"]), search["trouble"]) == (True, "")

    # Whoever took it up is gone, as nothing was heard for long.
    with knowledge.views.engine.begin() as connection:
        connection.execute(update(REBUILDS).values(told_at=moment(datetime.now(tz=UTC) - 2 * SILENT)))
    assert worker.build_next() == "records"
    assert rebuild_of(api, "records")["position"] == knowledge.platform.position()

    def fail(*_, **__):
        raise ArithmeticError("no space left")

    asked(api, "records")
    monkeypatch.setattr(knowledge.views, "_build", fail)
    worker.build_next()
    assert rebuild_of(api, "records")["trouble"] == "ArithmeticError: no space left"


def test_a_process_that_stops_leaves_its_rebuild_to_another(api, source, knowledge):
    asked(api, "records")
    stopped = Rebuilder(knowledge)
    stopped.start()
    stopped.stop()
    stopped.build_next()
    assert (source["document"], rebuild_of(api, "records")["begun_at"]) == (source["document"], None)

    assert Rebuilder(knowledge).build_next() == "records"


def test_only_administrators_rebuild(app, knowledge):
    curator = Caller(app, token=open_account(knowledge, "curator").secret)

    assert curator.get_signed("/projections").status_code == 403
    assert asked(curator, "records").status_code == 403
    assert timedelta(minutes=1) < SILENT
