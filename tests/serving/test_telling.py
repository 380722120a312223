"""What servers tell of themselves: lines of JSON where no terminal is, and nothing that anybody typed."""

import json
import signal

from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.serving.served import TOKEN, Served, begin, free_port, serving
from tests.support.workers import wait_until

SECRET = "Rosa-Quispe-Luna"


def lines_of(said: str) -> list[dict[str, object]]:
    """The log in what a server said; its welcome is beside it."""
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def ask_in_secret(served: Served) -> None:
    served.get(f"/search?q={SECRET}")
    served.ask("GET", f"/documents/{SECRET}", Authorization=f"Bearer {SECRET}", Cookie=SECRET, Referer=SECRET)
    served.ask("POST", f"/documents?{SECRET}=1", json.dumps({"title": SECRET, "url": SECRET}).encode())


def check(lines: list[dict[str, object]], said: str) -> None:
    told = [line for line in lines if line["event"] == "request"]
    assert {"/api/v1/search", "/api/v1/documents"} <= {str(line["route"]) for line in told}
    assert all(line["request_id"] and line["timestamp"] for line in told)
    assert SECRET not in said
    assert TOKEN not in said


def test_a_server_tells_of_requests_as_json(folder):
    with serving(folder) as served:
        ask_in_secret(served)
        assert served.stop() == 0
        said = served.said()

    lines = lines_of(said)
    check(lines, said)
    assert any("Stopping on SIGTERM" in str(line["event"]) for line in lines)


def test_gunicorn_tells_as_the_platform_does(folder, tmp_path):
    with Knowledge(Settings.read({"DATA_DIR": str(folder)})) as knowledge:
        knowledge.migrate()
    port = free_port()
    arguments = ["--config", "docs/gunicorn.conf.py", "--workers", "1", "wsgi:app"]
    with begin(folder, "gunicorn", *arguments, PORT=str(port), ADMIN_TOKEN=TOKEN) as gunicorn:
        served = Served(gunicorn, port, tmp_path / "said")
        wait_until(served.is_up, 60)
        ask_in_secret(served)
        gunicorn.send_signal(signal.SIGTERM)
        said, _ = gunicorn.communicate(timeout=60)

    lines = lines_of(said)
    check(lines, said)
    assert len(lines) == len(said.splitlines())
    assert gunicorn.returncode == 0
