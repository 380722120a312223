"""The log is for programs and for operators, and knows neither secrets nor what people typed."""

import io
import json
import logging
import os
import pty
import subprocess
import sys
from contextlib import contextmanager

import pytest

from knowledge import logs
from tests.api.caller import API

SECRET = "Rosa Quispe lives at 12 Calle Luna"
log = logging.getLogger("knowledge.tests")


@contextmanager
def told():
    """The lines that are written meanwhile, as a program reads them."""
    written = io.StringIO()
    writer = logging.StreamHandler(written)
    writer.setFormatter(logs.formatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(writer)
    root.setLevel(logging.DEBUG)
    lines: list[dict[str, object]] = []
    try:
        yield lines
    finally:
        root.removeHandler(writer)
        root.setLevel(level)
        lines += [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_is_an_object_with_its_moment_its_level_and_who_tells():
    with told() as lines:
        log.warning("The folder of %s is full.", "attachments", extra={"left": 3})

    (line,) = lines
    assert line.pop("timestamp").endswith("Z")
    assert {name: line[name] for name in line if name != "message"} == {
        "event": "The folder of attachments is full.",
        "left": 3,
        "level": "warning",
        "logger": "knowledge.tests",
    }


def test_every_line_of_a_request_has_its_id_and_no_other_line_has(app):
    app.before_request(lambda: log.warning("In the middle."))

    with told() as lines:
        app.test_client().get("/healthz", headers={"X-Request-Id": "abcdef-0123"})
        log.warning("In between.")
        app.test_client().get("/en/", headers={"X-Request-Id": "abcdef-4567"})

    ids = [line.get("request_id") for line in lines if line["logger"].startswith("knowledge")]
    assert ids == ["abcdef-0123", "abcdef-0123", None, "abcdef-4567", "abcdef-4567"]


def test_a_failure_is_told_with_its_place_and_without_what_somebody_typed():
    def look_up():
        try:
            fail(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error

    with told() as lines:
        try:
            look_up()
        except KeyError:
            log.exception("It failed.")

    assert "test_logs.py" in lines[0]["exception"]
    assert lines[0]["exception"].splitlines()[-1] == "KeyError"
    assert "ValueError" in lines[0]["exception"]
    assert SECRET not in json.dumps(lines)


def test_a_failure_of_the_machine_is_told_in_its_words():
    with told() as lines:
        try:
            os.stat("/nowhere/at/all")  # noqa: PTH116 - it is not there
        except OSError:
            log.exception("It failed.")

    assert "No such file or directory" in lines[0]["exception"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Token kp_0123abcd_secretsecret_99 came", "Token [redacted] came"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer [redacted]"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [redacted]"),
        ("postgresql+psycopg://user:pass@db.example/x", "postgresql+psycopg://[redacted]@db.example/x"),
        ("to rosa.quispe@ministry.example, now", "to [redacted], now"),
        ("duplicate key\nDETAIL: Key (name)=(Rosa) exists.", "duplicate key\nDETAIL: [redacted]"),
        ("at 12:30 http://127.0.0.1:8000/en/ of 3@4", "at 12:30 http://127.0.0.1:8000/en/ of 3@4"),
    ],
)
def test_secrets_and_addresses_of_people_are_blackened_wherever_they_come_from(text, kept):
    assert logs.redacted(text) == kept


def test_nobody_writes_a_line_of_their_own_into_the_log():
    with told() as lines:
        log.warning("%s", "one\r\n2026 INFO forged\x1b[2J\u2028\x85", extra={"name_given": "a\nb"})

    (line,) = lines
    assert line["event"] == "one\\r\\n2026 INFO forged\\x1b[2J\\u2028\\x85"
    assert line["name_given"] == "a\\nb"


def test_requests_leave_none_of_their_words_in_the_log(app, knowledge, monkeypatch):
    client = app.test_client()
    monkeypatch.setattr(type(knowledge.register), "by_id", lambda *_: fail(SECRET))
    token = {"Authorization": "Bearer the-token-of-these-tests"}

    with told() as lines:
        client.get(f"{API}/search?q={SECRET}", headers={"Authorization": f"Bearer {SECRET}", "X-Request-Id": SECRET})
        client.get(f"/en/?scope={SECRET}", headers={"Cookie": f"session={SECRET}", "User-Agent": SECRET})
        client.get(f"{API}/documents/{SECRET}", headers={"If-None-Match": SECRET, "Referer": SECRET})
        client.post(f"{API}/documents", json={"title": SECRET, "url": SECRET, SECRET: 1}, headers=token)
        assert client.post(f"{API}/documents", json={"title": SECRET}, headers=token).status_code == 500

    assert len(lines) >= 6
    assert SECRET not in json.dumps(lines, ensure_ascii=False)
    assert "the-token" not in json.dumps(lines)


def fail(what):
    raise ValueError(what)


def test_on_a_terminal_it_is_for_people():
    ours, theirs = pty.openpty()
    program = "import logging; from knowledge import logs; logs.configure(); logging.getLogger('x').error('a\\nb')"
    subprocess.run([sys.executable, "-c", program], stderr=theirs, check=True)
    os.close(theirs)
    said = os.read(ours, 1_000).decode()
    os.close(ours)

    assert "a\\nb" in said
    assert "\x1b[" in said
    assert "{" not in said
