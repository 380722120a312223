"""What a process holds open: no more than its connections, however many ask at once and however often."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from threading import Barrier, Thread

import psutil
from flask import Flask

from tests.api.caller import Caller

AT_ONCE = 12
MOST = {"log.db": 15, "views.db": 20, "accounts.db": 15}
"""Connections to a file: those that are kept, and those that are opened where these are not enough. When one is closed,
SQLite keeps its file open for the next."""


def open_files(folder: Path) -> Mapping[str, int]:
    """Count how often each file of a database in that folder is open."""
    opened = (Path(one.path) for one in psutil.Process().open_files())
    return Counter(one.name for one in opened if one.parent == folder)


def use(api: Caller, number: int) -> list[int]:
    """Record, read, search, and ask for what is not there."""
    answers = [
        api.post("/documents", {"title": f"Letter {number}"}),
        api.get("/status"),
        api.get("/search", q="letter"),
        api.get("/networks/PE"),
    ]
    return [answer.status_code for answer in answers]


def use_at_once(app: Flask) -> list[list[int]]:
    """Do so for many callers at the same moment."""
    line, told = Barrier(AT_ONCE), []

    def ask(number):
        line.wait(30)
        told.append(use(Caller(app), number))

    threads = [Thread(target=ask, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_no_more_is_opened_than_there_may_be_connections_and_nothing_stays_open(app, api, settings):
    use(api, 100)
    told = use_at_once(app)
    before = open_files(settings.data_dir)
    for number in range(101, 111):
        use(api, number)
    after = open_files(settings.data_dir)

    assert told == [[201, 200, 200, 404]] * AT_ONCE
    assert after == before
    assert before["log.db"] > 0 < before["views.db-wal"]
    for name, most in MOST.items():
        assert before[name] <= most
        assert before[f"{name}-wal"] <= most
        assert before[f"{name}-shm"] <= 1
