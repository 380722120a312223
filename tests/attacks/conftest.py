"""A platform on which there is something of everything, and those who attack it; tests of one module share it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from knowledge.app import access_of, create_app
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.api.caller import TOKEN, Caller
from tests.api.cast import FOCAL_POINT, Cast
from tests.api.conftest import new_source
from tests.api.hub_cast import RAISED, HubCast
from tests.support.unlimited import UNLIMITED

SECRET = "Nobody may read this"
LANGUAGE = "<language:language>"
PART = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<bounds>[^)]*)\))?:)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Attacked:
    """The application, who runs it, who has no business with anything, and by kind what is none of theirs."""

    app: Flask
    knowledge: Knowledge
    cast: Cast
    hidden: dict[str, str]

    def routes(self, *methods: str) -> Iterator[tuple[str, Rule]]:
        """Give every route of API and pages that takes one of these methods."""
        for rule in self.app.url_map.iter_rules():
            if rule.rule.startswith(("/api/", f"/{LANGUAGE}")) and access_of(self.app, rule.endpoint):
                yield from ((method, rule) for method in methods if method in (rule.methods or ()))

    def ask(self, method: str, address: str, who: Caller | None = None, **sent: Any) -> Any:
        """Ask as somebody; as a stranger whom nobody knows if None."""
        known = {"Authorization": who.headers()["Authorization"]} if who else {}
        headers = {"Accept": "application/json", **known, **sent.pop("headers", {})}
        return self.app.test_client().open(address, method=method, headers=headers, buffered=True, **sent)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """Drafts, reviews, pledges and requests that are nobody else's, and what readers have."""
    folder = tmp_path_factory.mktemp("attacked")
    settings = {"DATA_DIR": str(folder), "ADMIN_TOKEN": TOKEN, "SEARCH_ENGINE": "memory", **UNLIMITED}
    with Knowledge(Settings.read(settings)) as knowledge:
        knowledge.migrate()
        app = create_app(knowledge)
        cast, hub, api = Cast(app, knowledge), HubCast(app, knowledge), Caller(app)
        new_source(api, "A note")
        cast.publish()
        pledge = made(cast.author.post("/pledges", {"title": {"es": SECRET}}))
        search = made(cast.author.post("/my/searches", {"name": SECRET, "query": {"q": "x"}}))
        request = made(hub.coordinator.post("/connection-requests", {**RAISED, "title": SECRET}))
        hidden = {
            "draft": cast.begin(title=SECRET),
            "submitted": submitted(cast),
            "in review": cast.review(cast.begin(title=SECRET)),
            "pledge": pledge,
            "request": request,
            "search": search,
            "account": str(cast.author.id),
        }
        yield Attacked(app, knowledge, cast, hidden)


def submitted(cast: Cast) -> str:
    """Hand in a practice that says what nobody may read."""
    practice = cast.begin(title=SECRET)
    cast.author.must("submit", practice, {"focal_point": {**FOCAL_POINT, "name": SECRET}})
    return practice


def made(answer: Any) -> str:
    """Return the id of what was begun."""
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.json["id"])


def filled(rule: str, **values: str) -> str:
    """Fill the parts of a route; what is not named gets something."""
    named = rule.replace(LANGUAGE, "en")
    return PART.sub(lambda part: values.get(part["name"]) or something(part), named)


def something(part: re.Match[str]) -> str:
    """Fill a part of an address: with the first of a few words, or with anything of its kind."""
    if part["kind"] == "any":
        return part["bounds"].split(",")[0]
    usual = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x"}
    return usual.get(part["kind"] or "", "XX")
