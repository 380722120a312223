"""What guessing and flooding cost: little is hashed at once, and a way in is never open for long."""

from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore

from sqlalchemy import select

from domain.entries import moment
from knowledge.administrators import Administrators
from knowledge.private.links import LINKS
from knowledge.signing_in import passwords
from tests.support.visitors import Visitor

ANYBODY = {"email": "nobody@example.org", "password": "a rather long phrase"}


def test_whoever_comes_when_enough_is_being_hashed_waits_and_is_told_to_come_back(app, monkeypatch):
    turns = BoundedSemaphore(1)
    monkeypatch.setattr(passwords, "_at_once", turns)
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    browser = Visitor(app)
    browser.get("/en/sign-in")

    with turns:
        refused = browser.call("/sign-in", ANYBODY)
    after = browser.call("/sign-in", ANYBODY)

    assert (refused.status_code, refused.get_json()["type"]) == (503, "/problems/too-many-at-once")
    assert int(refused.headers["Retry-After"]) > 0
    assert after.status_code == 401


def test_a_turn_is_given_back_whatever_becomes_of_it(monkeypatch):
    monkeypatch.setattr(passwords, "_at_once", BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)

    assert not passwords.is_right("a rather long phrase", "no hash at all")
    digest = passwords.hash_password("a rather long phrase")
    assert passwords.is_right("a rather long phrase", digest)


def test_a_set_up_link_is_good_for_an_hour_at_most_and_only_the_last_one(knowledge):
    for _ in range(2):
        Administrators(knowledge).set_up_link()

    with knowledge.private.reading() as connection:
        (ends,) = connection.execute(select(LINKS.c.expires_at)).scalars()
    assert ends <= moment(datetime.now(tz=UTC) + timedelta(hours=1))
