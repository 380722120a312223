"""Searches that somebody keeps, on their pages."""

import re

from knowledge.app import create_app
from tests.api.cast import Cast
from tests.pages.conftest import make_findable
from tests.support.visitors import Visitor


def found(pattern, text):
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def test_a_search_is_kept_shows_what_is_new_and_is_deleted(knowledge):
    app = create_app(knowledge)
    cast = Cast(app, knowledge)
    reader = Visitor(app).sign_in(knowledge, cast.stranger.id)
    cast.publish(cast.begin(title="Vacunas al llegar"))
    make_findable(knowledge)

    offered = found(r'href="([^"]+/my/searches/new[^"]+)"', reader.get("/es/repository?q=vacunas&country=PE").text)
    form = reader.get(offered.replace("&amp;", "&")).text
    asked = dict(re.findall(r'name="(query/\w+)" value="([^"]+)"', form))
    unnamed = reader.send("/es/my/searches/new", **asked)
    kept = reader.send("/es/my/searches/new", name="Mis vacunas", **asked)
    cast.publish(cast.begin(title="Vacunas al salir"))
    make_findable(knowledge)
    listed = reader.get("/es/my/searches").text
    new = found(r'href="([^"]+/my/searches/[0-9a-f-]{36})"', listed)
    shown = reader.get(new).text
    looked = reader.send(f"{new}/look", until=found(r'name="until" value="([^"]+)"', shown))
    seen = reader.get(new).text
    deleted = reader.send(f"{new}/delete")

    assert asked == {"query/q": "vacunas", "query/country": "PE"}
    assert "vacunas · Perú" in form
    assert (unnamed.status_code, kept.status_code, looked.status_code, deleted.status_code) == (422, 303, 303, 303)
    assert 'href="/es/repository?q=vacunas&amp;country=PE">Mis vacunas</a>' in listed
    assert ("al salir" in shown, "al llegar" in shown) == (True, False)
    assert "al salir" not in seen
    assert "No guarda ninguna búsqueda" in reader.get("/es/my/searches").text
    assert reader.get(new).status_code == 404
