"""A bulletin tells where the Compact was reviewed and what became of working groups, as of its day alone."""

import hashlib

from knowledge.bulletins.edition import Edition
from knowledge.bulletins.issuing import issue_bulletin
from knowledge.calendar_file import record_calendar
from knowledge.demonstrating import CALENDAR
from knowledge.recording import Author
from knowledge.security import ADMINISTRATOR, IMPORTER
from tests.api.hub_cast import HubCast
from tests.api.pledgers import Pledgers
from tests.bulletin.conftest import SECOND

DAY = "2022-12-31"


def names_in(told):
    """Give the reviews of a bulletin with their states, and the working groups with theirs."""
    reviews = [(one["kind"], one["code"], one["one_of"]) for one in told["reviews"]]
    return reviews, {one["code"]: one["one_of"] for one in told["groups"]}


def test_the_bulletin_and_the_status_of_2022_show_what_had_happened_by_then_and_nothing_later(newsroom):
    first = Edition(SECOND, newsroom.knowledge.views.position(), "americas", 2)
    issue_bulletin(newsroom.knowledge, Author(ADMINISTRATOR), series="networks", number=2, edition=first)
    before = newsroom.api.get("/bulletin", valid_at=SECOND, scope="americas").json
    record_calendar(newsroom.knowledge.platform, CALENDAR, by=IMPORTER)
    pledgers = Pledgers(newsroom.api.app, newsroom.knowledge)
    pledgers.publish(made="2022-05-19")
    pledgers.publish(made="2023-02", pledger="Agencia")
    codes = [
        newsroom.api.post("/support-activities", {"network": "PE", "title": {"en": f"Activity of {year}"}}).json["code"]
        for year in (2022, 2023)
    ]
    for code, occurred in zip(codes, ("2022-06", "2023-01"), strict=True):
        newsroom.records("support-activities", code, "carried-out", occurred)
    newsroom.records("regional-reviews", "ECLAC-1", "voluntary-report-submitted", "2021-04-20", country="PE")
    newsroom.records("regional-reviews", "ECLAC-2", "voluntary-report-submitted", "2025-02-20", country="PE")
    newsroom.records("working-groups", "WG-4", "output-published", "2023-02", output="Guidance")
    HubCast(newsroom.api.app, newsroom.knowledge).complete()

    told = newsroom.api.get("/bulletin", valid_at=DAY, scope="PE").json
    status = newsroom.api.get("/status", valid_at=DAY, scope="PE").json
    country = newsroom.api.get("/countries/PE", valid_at=DAY).json

    reviews, groups = names_in(told)
    assert reviews == [("review-forum", "1", ["convened"]), ("regional-review", "ECLAC-1", ["reported"])]
    assert (told["reviews"][0]["declaration"]["one_of"], told["reviews"][1]["reports"]) == (["endorsed"], ["PE"])
    assert groups == {**{f"WG-{n}": ["succeeded"] for n in range(1, 9)}, "WS": ["established"], "WS-1": ["established"]}
    assert {one["code"]: one["outputs"] for one in told["groups"]}["WG-4"] == []
    assert [one["id"] for one in told["activities"]] == codes[:1]
    assert [one["number"] for one in told["pledges"]["records"]] == [1]
    assert [one["code"] for one in status["regional_reviews"]] == ["ECLAC-1"]
    assert [one["code"] for one in status["review_forums"]] == ["1"]
    assert [one["code"] for one in country["regional_reviews"]] == ["ECLAC-1"]
    assert [one["code"] for one in country["support_activities"]] == codes[:1]
    assert [one["number"] for one in country["pledges"]] == [1]
    assert [one["occurred"]["edtf"] for one in country["milestones"] if one["aggregate"] == "regional-review"] == [
        "2021-04-20"
    ]
    known_later = {one["earliest"] for one in _dates(told) if one["earliest"]}
    assert max(known_later) <= DAY

    text = newsroom.api.get("/bulletin", valid_at=DAY, scope="PE", lang="es", format="markdown").text
    assert "### Primer Foro de Examen de la Migración Internacional\n\n*celebrado*" in text
    assert "Segundo examen regional" not in text
    assert "- Informes voluntarios de los países: Perú" in text
    assert "*sucedido por otros* — Sucedido por: Líneas de trabajo del plan 2022–2024" in text
    reader = newsroom.api.app.test_client()
    for page, is_there in (
        (f"bulletin?valid_at={DAY}&scope=PE", ["Primer Foro de Examen", "Activity of 2022", "Gobierno del Perú"]),
        (f"?valid_at={DAY}&scope=PE", ["Primer Foro de Examen", "Primer examen regional"]),
        (f"countries/PE?valid_at={DAY}", ["Primer examen regional", "Activity of 2022", "Ventanillas"]),
    ):
        shown = reader.get(f"/es/{page}").text
        assert [one for one in is_there if one not in shown] == [], page
        for later in ("Segundo examen regional", "Activity of 2023", "/pledges/2", "Registro de trabajadores"):
            assert later not in shown, page
    assert newsroom.api.get("/bulletin", valid_at=DAY, scope="PE", lang="fr", format="pdf").data.startswith(b"%PDF-")

    issued = newsroom.api.get("/bulletins/2").json
    assert (issued["template"], issued["altered"], "reviews" in issued["bulletin"]) == (2, [], False)
    document = newsroom.api.get("/bulletins/2", lang="pt", format="pdf")
    assert hashlib.sha256(document.data).hexdigest() == issued["digests"]["pt"]["pdf"]
    again = newsroom.api.get("/bulletin", valid_at=SECOND, scope="americas", known_at=before["known_at"]).json
    assert again == before


def test_the_next_bulletin_tells_the_groups_of_which_something_else_is_known(newsroom):
    newsroom.issues(SECOND, 2)
    assert names_in(newsroom.api.get("/bulletin", valid_at=SECOND, scope="americas").json)[1] == {}
    newsroom.api.post("/working-groups", {"code": "WS-7", "type": "workstream", "names": {"en": "Lives"}})
    newsroom.records("working-groups", "WS-7", "established", "2022-12-14")
    newsroom.records("working-groups", "WG-4", "succeeded", "2022-12-14", successors=["WS-7"])
    newsroom.records("working-groups", "WG-5", "output-status-reported", "2022-11", output="A map", status="ongoing")

    told = newsroom.api.get("/bulletin", valid_at=DAY, scope="americas").json

    assert names_in(told)[1] == {"WG-4": ["succeeded"], "WG-5": ["established"], "WS-7": ["established"]}
    assert told["groups"][0]["successors"] == [{"code": "WS-7", "names": {"en": "Lives"}}]
    issued = newsroom.issues(DAY, 3)
    assert (issued["template"], newsroom.api.get("/bulletins/3").json["altered"]) == (3, [])


def _dates(told):
    """Find every date with bounds in an answer, however deep."""
    if isinstance(told, dict):
        if {"edtf", "earliest", "latest"} <= told.keys():
            yield told
        for inner in told.values():
            yield from _dates(inner)
    elif isinstance(told, list):
        for inner in told:
            yield from _dates(inner)
