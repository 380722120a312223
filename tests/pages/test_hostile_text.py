"""Text that tries to be a script stays text, wherever anybody is shown it."""

from collections import defaultdict
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader

from knowledge.private.people import Person
from tests.api.caller import Caller
from tests.pages.conftest import make_findable
from tests.pages.walking import Shown, open_world, walk
from tests.support.hostile import HOSTILE, MARK, attack, looked_at
from tests.support.letters import letters

SHOWING = {
    *("show_act", "show_country", "show_desk", "show_document", "show_in_work", "show_milestone", "show_my_account"),
    *(
        "show_practice",
        "show_project",
        "show_queue",
        "show_timeline",
        "search_repository",
        "show_working_groups",
        "show_account",
    ),
}
"""Views that show what users wrote; each must have shown the mark to somebody."""


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setattr(Caller, "post", attack)
    with open_world(tmp_path / "kept") as opened:
        recorded = record(Caller(opened.app))
        for account in filter(None, opened.people.values()):
            opened.knowledge.people.keep(account, Person(HOSTILE, "", HOSTILE))
        make_findable(opened.knowledge)
        yield replace(opened, begins=(*opened.begins, *recorded))


def record(operator):
    """Record something of every kind, with every detail; give where it is shown."""
    texts = {"es": "Datos", "en": "Data"}
    document = operator.post("/documents", {"title": "A letter", "url": "https://example.org/letter"}).json["id"]
    source = {"document": document, "locator": "p. 1", "quote": "In words"}
    project = {"code": "MX-1", "title": texts, "countries": ["MX"], "purpose": texts, "components": [texts]}
    activity = {"network": "MX", "title": texts, "summary": texts, "counterparts": ["Ministry"]}
    milestone = {"occurred": "2021-10", "source": source}
    planned = {"milestone": "output-planned", "details": {"output": "A guide"}}
    must(operator, "/projects", project)
    carried_out = {**milestone, "milestone": "carried-out"}
    must(
        operator, f"/support-activities/{must(operator, '/support-activities', activity)['id']}/milestones", carried_out
    )
    must(operator, "/working-groups", {"code": "WG-X", "type": "thematic", "names": texts})
    must(operator, "/projects/MX-1/milestones", {**milestone, "milestone": "assigned"})
    must(operator, "/projects/MX-1/milestones", {**milestone, "milestone": "revised", "details": {"change": "Budget"}})
    must(operator, "/working-groups/WG-X/milestones", {**milestone, **planned})
    position = must(operator, "/networks/MX/milestones", {**milestone, "milestone": "established"})["position"]
    later = {"occurred": "2021-11", "source": source, "reason": "It was later."}
    must(operator, f"/milestones/{position}/corrections", later)
    must(operator, "/bulletins", {"valid_at": "2021-12-31", "scope": "MX"})
    person = {"name": "Somebody", "email": "somebody@example.org", "organization": "Office"}
    must(operator, f"/accounts/{must(operator, '/accounts', person)['id']}/invite", {"language": "es"})
    shown = (f"milestones/{position}", f"documents/{document}", "projects/MX-1", "countries/MX", "working-groups/WG-X")
    return [f"/en/{place}" for place in shown]


def must(operator, address, body):
    answer = operator.post(address, body)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json


def test_text_that_tries_to_be_a_script_stays_text_on_every_page(world):
    told: dict[str, int] = defaultdict(int)
    dangers = []
    for who in world.people:
        for shown in [*walk(world, who), *searched(world)]:
            looking = looked_at(shown.text)
            told[shown.view.removeprefix("pages.")] += looking.told
            dangers += [f"{who} {shown.address}: {found}" for found in looking.found]

    assert not dangers
    assert {view for view in SHOWING if not told[view]} == set()
    assert not list(others_that_run_it(world))


def searched(world):
    """Ask for the mark itself, so that it is shown among the highlights."""
    address = "/en/repository?q=zap+script"
    yield Shown("pages.search_repository", "", address, world.app.test_client().get(address).text)


def others_that_run_it(world):
    """Look at feeds, documents and letters; give those in which it is not text, or in which nobody said it."""
    client, api = world.app.test_client(), Caller(world.app)
    for address in ("/en/milestones.atom", "/api/v1/search.atom?q=zap"):
        feed = ET.fromstring(client.get(address).get_data())  # noqa: S314 - our own
        kinds = {element.tag.rpartition("}")[2] for element in feed.iter()}
        if "script" in kinds or MARK not in "".join(feed.itertext()):
            yield address
    asked = {"scope": "MX", "valid_at": "2021-12-31", "lang": "es"}
    pages = PdfReader(BytesIO(api.get("/bulletin", **asked, format="pdf").get_data())).pages
    if MARK not in "".join(page.extract_text() for page in pages).replace("\n", ""):
        yield "the PDF"
    if looked_at(
        MarkdownIt("commonmark", {"html": True}).render(api.get("/bulletin", **asked, format="markdown").text)
    ).found:
        yield "the Markdown"
    sent = letters(world.knowledge)
    if not sent or any(letter.get_content_type() != "text/plain" or "\n" in letter["Subject"] for letter in sent):
        yield "a letter"
