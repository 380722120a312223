"""One command starts the platform; the next start finds everything as it was left."""

import json
import re
import signal
import socket
import stat

import pytest

from tests.serving.served import PATIENCE, begin, begun, free_port, serving
from tests.support.workers import wait_until


def test_the_first_start_shows_the_demonstration_the_address_and_the_token(folder):
    with serving(folder, "--demonstration", ADMIN_TOKEN="") as served:
        wait_until(lambda: "token" in served.said())
        said = served.said()
        counts = served.get("/status?valid_at=2021-09-30").json["counts"]
        token = (folder / "admin-token").read_text()
        recorded = served.ask("POST", "/documents", b'{"title": "Letter"}', Authorization=f"Bearer {token}")

    assert f"http://127.0.0.1:{served.port}" in said
    assert "/api/v1/status?valid_at=2021-09-30" in said
    assert token in said
    assert stat.S_IMODE((folder / "admin-token").stat().st_mode) == 0o600
    assert [counts[name]["sure"] for name in counts] == [13, 6, 10, 4, 2]
    assert recorded.status == 201


def test_the_next_start_keeps_the_data_and_the_token_and_shows_no_secret(folder):
    with serving(folder, "--demonstration", ADMIN_TOKEN="") as served:
        token = (folder / "admin-token").read_text()
        served.ask("POST", "/documents", b'{"title": "Letter"}', Authorization=f"Bearer {token}")
        position = served.get("/readyz").json["position"]
        assert served.stop() == 0

    with serving(folder, "--demonstration", ADMIN_TOKEN="") as served:
        wait_until(lambda: "http://" in served.said())
        ready = served.get("/readyz").json
        recorded = served.ask("POST", "/documents", b'{"title": "Minutes"}', Authorization=f"Bearer {token}")

    assert (ready["status"], ready["position"]) == ("ready", position)
    assert recorded.status == 201
    assert token not in served.said()


def test_the_demonstration_has_an_account_for_each_part_there_is_to_play(folder):
    with serving(folder, "--demonstration") as served:
        wait_until(lambda: "demonstration-accounts" in served.said())
        first = served.said()
        passwords = dict(line.split() for line in (folder / "demonstration-accounts").read_text().splitlines())
        roles = {}
        for email, password in passwords.items():
            signed_in = served.sign_in(email, password)
            assert signed_in.status == 200
            mine = served.ask("GET", "/my/account", Cookie=signed_in.headers["Set-Cookie"].partition(";")[0]).json
            roles[email.partition("@")[0]] = mine["roles"], mine["affiliation"]
        served.stop()
    with serving(folder, "--demonstration") as served:
        wait_until(lambda: "demonstration-accounts" in served.said())
        again = served.said()
        still = served.sign_in(*next(iter(passwords.items())))

    assert all(f"{email} {password}" in first for email, password in passwords.items())
    assert not any(password in again for password in passwords.values())
    assert stat.S_IMODE((folder / "demonstration-accounts").stat().st_mode) == 0o600
    assert still.status == 200
    assert roles["contributor"] == ({"contributor": []}, "external")
    assert [roles[name] for name in ("reviewer-un", "reviewer-1", "reviewer-2")] == [
        ({"reviewer": []}, whose) for whose in ("un", "external", "external")
    ]
    assert roles["coordinator"][0] == {"coordinator": ["MX"]}
    assert (roles["curator"][0], roles["auditor"][0]) == ({"curator": []}, {"auditor": []})
    assert "administrator" in roles["administrator"][0]
    assert "links/" not in first


def test_the_first_administrator_is_set_up_by_the_link_that_is_shown(folder):
    first = {"name": "First", "email": "first@example.org", "password": "correct horse battery"}
    with serving(folder) as served:
        wait_until(lambda: "/en/links/" in served.said())
        shown = re.search(r"/en/links/(\S+)", served.said())
        assert shown
        set_up = served.post_openly("/links/follow", {"link": shown[1], **first})
        again = served.post_openly("/links/follow", {"link": shown[1], **first})
        served.stop()
    with serving(folder) as served:
        signed_in = served.sign_in(first["email"], first["password"])
        said = served.said()

    assert (set_up.status, again.status, signed_in.status) == (200, 409, 200)
    assert "/en/links/" not in said


def test_a_server_without_the_demonstration_starts_empty(folder):
    with serving(folder) as served:
        assert served.get("/readyz").json["position"] == 0


def test_a_server_starts_on_postgresql_that_another_process_has_prepared(folder, postgres_url):
    with begin(folder, "knowledge", "migrate", DATABASE_URL=postgres_url) as migrating:
        assert migrating.wait(2 * PATIENCE) == 0

    with serving(folder, DATABASE_URL=postgres_url) as served:
        assert served.get("/readyz").json["status"] == "ready"


def test_several_may_start_at_once_and_record_the_demonstration_once(folder):
    with begun(folder, "--demonstration") as one, begun(folder, "--demonstration") as other:
        for served in (one, other):
            wait_until(served.is_up, PATIENCE)
        networks = [served.get("/networks?limit=200").json["results"] for served in (one, other)]

    assert networks[0] == networks[1]
    assert len(networks[0]) == 13


def test_what_is_written_through_one_is_read_through_the_other_at_once(folder):
    with serving(folder) as one, serving(folder) as other:
        document = one.post("/documents", {"title": "Letter"}).json["id"]
        for number, country in enumerate(["PE", "BR", "CL", "BO", "UY"] * 2):
            said = {"milestone": "established", "occurred": f"20{10 + number}", "source": {"document": document}}
            writer, reader = (one, other) if number % 2 else (other, one)
            recorded = writer.post(f"/networks/{country}/milestones", said)
            milestones = reader.get(f"/networks/{country}").json["milestones"]
            board = reader.get("/status").json

            assert recorded.json in milestones
            assert board["counts"]["networks_established"]["sure"] == min(number + 1, 5)


def test_a_port_that_is_taken_is_told_in_one_line(folder):
    with socket.create_server(("127.0.0.1", 0)) as listening, begun(folder, port=listening.getsockname()[1]) as served:
        code = served.process.wait(PATIENCE)

    assert code == 1
    assert served.said().startswith("HOST, PORT: 127.0.0.1:")
    assert "Traceback" not in served.said()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_server_told_to_stop_ends_well_although_somebody_is_connected(folder, how):
    with serving(folder) as served, socket.create_connection(("127.0.0.1", served.port)):
        assert served.stop(how) == 0
    assert "Traceback" not in served.said()


def test_a_body_of_many_megabytes_is_answered_with_a_problem(folder):
    with serving(folder) as served:
        refused = served.ask("POST", "/documents", json.dumps({"title": "x" * 10_000_000}).encode())
        after = served.get("/readyz").json

    assert (refused.status, refused.headers["Content-Type"]) == (413, "application/problem+json")
    assert after["position"] == 0


def test_what_is_no_http_breaks_nothing(folder):
    with serving(folder) as served:
        for rubbish in (b"\x00\xff\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST /api/v1/documents HTTP/1.1\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as connection:
                connection.sendall(rubbish)
                assert re.match(rb"HTTP/1\.[01] [345]\d\d ", connection.recv(1_000))
        assert served.is_up()
    assert free_port()
