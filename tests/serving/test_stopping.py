"""A server that is told to stop drops no request, and one that is killed loses nothing it acknowledged."""

import json
import signal
import socket
import sqlite3
import time
from contextlib import ExitStack
from http.client import HTTPException
from threading import Event, Thread

import pytest

from tests.serving.served import HEADERS, PATIENCE, serving
from tests.support.workers import wait_until

SLOW = 24
CLIENTS = 12


def raw_request(method, address, body=b""):
    head = [f"{method} /api/v1{address} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    head += [f"{name}: {value}" for name, value in HEADERS.items()]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body


def read_all(connection):
    """Read until the server closes the connection."""
    read = b""
    while piece := connection.recv(65_536):
        read += piece
    return read


def is_whole(answer):
    """Tell whether all of an answer has arrived."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    return head.startswith(b"HTTP/1.1 ") and len(lengths) == 1 and len(body) == int(lengths[0])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("database")
def test_requests_at_work_when_a_server_is_told_to_stop_are_finished(folder):
    with serving(folder) as served:
        busy = sqlite3.connect(folder / "log.db", isolation_level=None)
        busy.execute("BEGIN IMMEDIATE")
        connections = []
        for number in range(SLOW):
            connection = socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE)
            connection.sendall(raw_request("POST", "/documents", json.dumps({"title": f"Letter {number}"}).encode()))
            connections.append(connection)
        time.sleep(0.5)
        served.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        busy.execute("ROLLBACK")
        answers = [read_all(connection) for connection in connections]
        code = served.process.wait(PATIENCE)
        for connection in connections:
            connection.close()

    assert all(map(is_whole, answers))
    assert {answer[:12] for answer in answers} == {b"HTTP/1.1 201"}
    assert code == 0
    with sqlite3.connect(folder / "log.db") as log:
        assert log.execute("SELECT count(*) FROM stored_events").fetchone() == (SLOW,)
    log.close()


def test_a_request_that_arrives_slowly_is_still_answered(folder):
    request = raw_request("POST", "/documents", b'{"title": "Letter"}')
    with (
        serving(folder) as served,
        socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as connection,
    ):
        connection.sendall(request[:60])
        time.sleep(0.3)
        served.process.send_signal(signal.SIGTERM)
        for place in range(60, len(request), 40):
            time.sleep(0.2)
            connection.sendall(request[place : place + 40])
        answer = read_all(connection)
        code = served.process.wait(PATIENCE)

    assert is_whole(answer)
    assert answer.startswith(b"HTTP/1.1 201")
    assert code == 0


def test_whoever_was_let_in_around_the_signal_is_answered_in_full(folder):
    answers: list[bytes] = []
    refused = Event()

    def knock(port):
        while not refused.is_set():
            try:
                connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            except ConnectionRefusedError:
                refused.set()
                return
            with connection:
                try:
                    connection.sendall(raw_request("GET", "/status"))
                    answers.append(read_all(connection))
                except OSError as error:
                    answers.append(repr(error).encode())

    with serving(folder, "--demonstration") as served:
        clients = [Thread(target=knock, args=(served.port,)) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(0.7)
        before = len(answers)
        served.process.send_signal(signal.SIGTERM)
        for client in clients:
            client.join()
        code = served.process.wait(PATIENCE)

    assert [answer[:200] for answer in answers if not is_whole(answer)] == []
    assert len(answers) > before > CLIENTS
    assert code == 0


def test_those_who_wait_at_the_door_when_the_signal_comes_are_answered(folder):
    with serving(folder) as served, ExitStack() as stack:
        served.process.send_signal(signal.SIGSTOP)
        connections = []
        for _ in range(SLOW):
            address = ("127.0.0.1", served.port)
            connection = stack.enter_context(socket.create_connection(address, timeout=PATIENCE))
            connection.sendall(raw_request("GET", "/status"))
            connections.append(connection)
        served.process.send_signal(signal.SIGTERM)
        served.process.send_signal(signal.SIGCONT)
        answers = [read_all(connection) for connection in connections]
        code = served.process.wait(PATIENCE)

    assert all(map(is_whole, answers))
    assert {answer[:12] for answer in answers} == {b"HTTP/1.1 200"}
    assert code == 0


def test_a_second_signal_changes_nothing(folder):
    with serving(folder) as served:
        served.process.send_signal(signal.SIGTERM)
        served.process.send_signal(signal.SIGTERM)

        assert served.process.wait(PATIENCE) == 0


def test_a_server_that_is_killed_while_it_records_loses_nothing_it_acknowledged(folder, database):
    settings = {} if database.is_sqlite else {"DATABASE_URL": database.log_url}
    acknowledged: list[dict[str, object]] = []
    with serving(folder, "--demonstration", **settings) as served:
        document = served.post("/documents", {"title": "Letter"}).json["id"]

        def record(country):
            said = {"milestone": "established", "source": {"document": document}}
            for year in range(1000, 2000):
                try:
                    answer = served.post(f"/networks/{country}/milestones", {**said, "occurred": str(year)})
                    acknowledged.append(answer.json)
                except (OSError, ValueError, HTTPException):
                    return

        writers = [Thread(target=record, args=(country,)) for country in ("PE", "BR", "CL")]
        for writer in writers:
            writer.start()
        wait_until(lambda: len(acknowledged) > 30)
        served.process.kill()
        for writer in writers:
            writer.join()

    with serving(folder, "--demonstration", **settings) as served:
        kept = {
            one["position"]: one
            for country in ("PE", "BR", "CL")
            for one in served.get(f"/networks/{country}").json["milestones"]
        }
        ready = served.get("/readyz").json
        recorded = served.post("/documents", {"title": "After the kill"})
    assert [one for one in acknowledged if kept[one["position"]] != one] == []
    assert ready["status"] == "ready"
    assert recorded.status == 201
    with database.open_views() as views:
        rows = views.rows()
        assert rows == views.rebuilt_rows()
        assert len(rows["audit"]) == views.platform.position()
