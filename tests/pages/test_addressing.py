"""An address that is remembered is the one that Flask would put together now."""

from typing import Any

from flask import Flask

from knowledge.addressing import MOST, Application
from knowledge.app import create_app

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("pages.show_board", {}),
    ("pages.show_board", {"language": "fr"}),
    ("pages.show_country", {"code": "MX"}),
    ("pages.show_milestone", {"position": 1}),
    ("pages.show_timeline", {"known_at": 1, "country": "PE"}),
    ("pages.show_timeline", {"known_at": True, "country": "PE"}),
    ("pages.show_timeline", {"known_at": "1", "country": None}),
    ("pages.show_timeline", {"country": "ñ&" * 150, "what": ["network", "project"]}),
    ("choose_language", {"code": "en", "next": "/en/?a=1&b=ñ"}),
    ("status.show_country", {"code": "PE"}),
    ("static", {"filename": "knowledge.css"}),
]
REQUESTS = [("/en/", ""), ("/es/countries/MX", ""), ("/en/", "/below"), ("/api/v1/status", "")]


def test_an_address_is_the_same_however_often_and_from_wherever_it_is_asked_for(knowledge):
    app = create_app(knowledge)
    found = set()

    for path, root in REQUESTS * 2:
        with app.test_request_context(path, base_url=f"http://localhost{root}"):
            for endpoint, values in ASKED:
                found.add(app.url_for(endpoint, **values))
                assert app.url_for(endpoint, **values) == Flask.url_for(app, endpoint, **values)
                assert app.url_for(endpoint, **values, _external=True).startswith("http://localhost")

    assert {"/en/", "/es/", "/below/en/", "/fr/"} < found
    assert {"/en/milestones?known_at=1&country=PE", "/en/milestones?known_at=True&country=PE"} < found


def test_what_is_remembered_is_bounded(knowledge):
    app = create_app(knowledge)
    assert isinstance(app, Application)

    with app.test_request_context("/en/"):
        for position in range(6_000):
            app.url_for("pages.show_milestone", position=position)

    assert app.remembered.cache_info().currsize == MOST < 6_000
