"""Regional reviews and review forums lived through over HTTP, as everybody then finds them."""

from domain.vocabulary import LANGUAGES
from knowledge.bulletin_file import read_bulletin_file
from knowledge.calendar_file import record_calendar
from knowledge.demonstrating import CALENDAR, DEMONSTRATION
from knowledge.importing import Import
from knowledge.security import IMPORTER
from tests.api.cast import Actor

SECOND = {
    "commission": "ECLAC",
    "round": 2,
    "title": {"en": "Second regional review of flamingos", "es": "Segundo examen regional de flamencos"},
    "regions": ["419"],
}
ADDRESS = "/regional-reviews/ECLAC-2"


def told(who, source, address, milestone, occurred, **details):
    """Record a milestone, whatever the answer."""
    said = {"milestone": milestone, "occurred": occurred, "source": source, "details": details}
    return who.post(f"{address}/milestones", said)


def standing(api, day):
    """Tell how far the review was on a day and for when it was set; None where it was not on record."""
    shown = api.get(ADDRESS, valid_at=day)
    return (shown.json["status"]["one_of"], shown.json["scheduled_for"]) if shown.status_code == 200 else None


def test_the_second_review_of_a_region_is_scheduled_moved_held_and_reported(app, api, knowledge, source):
    curator = Actor(app, knowledge, "curator")
    peru = Actor(app, knowledge, "coordinator", countries=["PE"])
    refused = peru.post("/regional-reviews", SECOND).get_json()
    assert refused["type"] == "/problems/outside-your-countries"
    assert curator.post("/regional-reviews", SECOND).headers["Location"] == f"/api/v1{ADDRESS}"

    dates = {"scheduled_for": "2025-03-04/2025-03-06", "place": "Santiago"}
    moved = {"scheduled_for": "2025-03-18/2025-03-20", "place": "Santiago", "cause": "Another meeting."}
    assert told(peru, source, ADDRESS, "scheduled", "2024-09", **dates).status_code == 403
    for milestone, occurred, details in (
        ("scheduled", "2024-09-10", dates),
        ("rescheduled", "2024-12-02", moved),
        ("consultation-held", "2025-03-18", {"consultation": "Multi-stakeholder hearing"}),
        ("meeting-held", "2025-03-18/2025-03-20", {"place": "Santiago", "mode": "in-person"}),
        ("report-published", "2025-09-30", {}),
    ):
        assert told(curator, source, ADDRESS, milestone, occurred, **details).status_code == 201
    report = told(peru, source, ADDRESS, "voluntary-report-submitted", "2025-02-20", country="PE")
    refused = told(peru, source, ADDRESS, "voluntary-report-submitted", "2025-02-20", country="CL")
    assert (report.status_code, report.json["countries"]) == (201, ["PE"])
    assert refused.json["type"] == "/problems/outside-your-countries"
    position = report.json["position"]
    chile = Actor(app, knowledge, "coordinator", countries=["CL"])
    assert chile.post(f"/milestones/{position}/retractions", {"reason": "Not ours."}).status_code == 403

    assert [standing(api, day) for day in ("2024-09-09", "2024-12-01", "2025-03-17", "2025-03-20", "2025-10-01")] == [
        None,
        (["scheduled"], "2025-03-04/2025-03-06"),
        (["rescheduled"], "2025-03-18/2025-03-20"),
        (["held"], "2025-03-18/2025-03-20"),
        (["reported"], "2025-03-18/2025-03-20"),
    ]
    shown = api.get(ADDRESS, valid_at="2025-02-28").json
    assert [(one["country"], one["milestone"]) for one in shown["reports"]] == [("PE", position)]
    assert [one["milestone"] for one in shown["milestones"]] == [
        *("scheduled", "rescheduled", "voluntary-report-submitted")
    ]
    _is_told_of_its_countries_alone(api, position)
    _is_found(api, knowledge)
    _is_shown_to_readers(app, position)


def _is_told_of_its_countries_alone(api, position):
    for country, reviews, reported in (("PE", ["ECLAC-2"], [position]), ("CL", ["ECLAC-2"], []), ("DE", [], [])):
        page = api.get(f"/countries/{country}").json
        assert [one["code"] for one in page["regional_reviews"]] == reviews
        assert [one["position"] for one in page["milestones"]] == reported
        assert [one["code"] for one in api.get("/regional-reviews", country=country).json["results"]] == reviews
        assert [one["position"] for one in api.get("/milestones", country=country).json["results"]] == reported
    before = api.get("/countries/PE", valid_at="2025-02-19").json
    assert (before["milestones"], before["regional_reviews"][0]["reports"]) == ([], [])
    assert [one["code"] for one in api.get("/status", scope="419").json["regional_reviews"]] == ["ECLAC-2"]
    assert api.get("/status", scope="150").json["regional_reviews"] == []
    assert [one["event"] for one in api.get("/audit", country="PE", kind="regional-review").json["results"]] == [
        "voluntary-report-submitted"
    ]


def _is_found(api, knowledge):
    while knowledge.keep_findable():
        pass
    found = api.get("/search", q="flamencos", kind="regional-review", region="419").json["results"]
    assert [one["address"] for one in found] == [f"/api/v1{ADDRESS}"]
    printed = api.get("/bulletin", valid_at="2025-12-31", scope="PE").json["reviews"]
    assert [(one["code"], one["one_of"], one["reports"]) for one in printed] == [("ECLAC-2", ["reported"], ["PE"])]
    assert api.get("/bulletin", valid_at="2024-09-09", scope="PE").json["reviews"] == []
    reports = api.get("/search", q="flamencos", kind="milestone", country="PE").json["results"]
    assert len(reports) == 1


def _is_shown_to_readers(app, position):
    reader = app.test_client()
    for language in LANGUAGES:
        for page in ("reviews", "regional-reviews/ECLAC-2", "countries/PE", f"milestones/{position}", ""):
            shown = reader.get(f"/{language}/{page}")
            assert shown.status_code == 200
            assert f"/{language}/regional-reviews/ECLAC-2" in shown.text, page
    assert reader.get("/es/regional-reviews/ECLAC-9").status_code == 404
    found = reader.get("/es/repository?kind=regional-review&q=flamencos").text
    assert 'href="/es/regional-reviews/ECLAC-2"' in found


def test_a_forum_is_convened_and_its_declaration_drafted_adopted_and_endorsed(api, app, knowledge, source):
    api.post("/review-forums", {"edition": 1, "title": {"en": "First forum"}})
    for milestone, occurred, details in (
        ("scheduled", "2022-01", {"scheduled_for": "2022-05-17/2022-05-20", "place": "New York"}),
        ("declaration-drafted", "2022-05-12", {"symbol": "A/AC.293/2022/L.1"}),
        ("hearing-held", "2022-05-16", {}),
        ("round-table-held", "2022-05-17", {"round_table": 1, "objectives": ["GCM-02", "GCM-05"]}),
        ("convened", "2022-05-17/2022-05-20", {"place": "New York"}),
        ("declaration-adopted", "2022-05-20", {}),
        ("declaration-endorsed", "2022-06-07", {}),
    ):
        assert told(api, source, "/review-forums/1", milestone, occurred, **details).status_code == 201

    then = {day: api.get("/review-forums/1", valid_at=day).json for day in ("2022-05-15", "2022-06-06", "2022-12-31")}

    assert [(one["status"]["one_of"], one["declaration"]["one_of"]) for one in then.values()] == [
        (["scheduled"], ["drafted"]),
        (["convened"], ["adopted"]),
        (["convened"], ["endorsed"]),
    ]
    events = [
        *("scheduled", "declaration-drafted", "hearing-held", "round-table-held"),
        *("convened", "declaration-adopted", "declaration-endorsed"),
    ]
    is_told_everywhere(api, knowledge, "review-forum", "forum", events)
    for day, state in (("2022-05-15", "scheduled"), ("2022-12-31", "convened")):
        (board,) = api.get("/status", valid_at=day).json["review_forums"]
        (printed,) = api.get("/bulletin", valid_at=day, scope="PE").json["reviews"]
        assert board["status"]["one_of"] == printed["one_of"] == [state]
    page = app.test_client().get("/en/review-forums/1?valid_at=2022-06-06").text
    assert "Round table held" in page
    assert "2. " in page
    assert "Declaration endorsed" not in page


def is_told_everywhere(api, knowledge, kind, words, events):
    """Check that the timeline, the audit trail and the search have what happened to the records of a kind."""
    while knowledge.keep_findable():
        pass
    assert [one["milestone"] for one in api.get("/milestones", aggregate=kind).json["results"]] == events
    audited = [one["event"] for one in api.get("/audit", kind=kind).json["results"] if one["event"] != "registered"]
    assert sorted(audited) == sorted(events)
    found = api.get("/search", q=words, facets="kind").json
    assert {one["value"] for one in found["facets"]["kind"]} >= {kind, "milestone"}
    assert api.get("/search", q=words, kind=kind).json["total"] > 0


def test_the_calendar_of_the_demonstration_tells_what_had_happened_by_a_day_and_is_recorded_once(api, knowledge):
    Import(knowledge.platform, by=IMPORTER).run(read_bulletin_file(DEMONSTRATION))
    record_calendar(knowledge.platform, CALENDAR, by=IMPORTER)
    position = knowledge.platform.position()

    record_calendar(knowledge.platform, CALENDAR, by=IMPORTER)
    then = api.get("/status", valid_at="2022-12-31").json

    assert knowledge.platform.position() == position
    assert [(one["code"], one["status"]["one_of"]) for one in then["regional_reviews"]] == [
        ("ECLAC-1", ["reported"]),
        ("ESCWA-1", ["held"]),
    ]
    assert [(one["code"], one["status"]["one_of"]) for one in then["review_forums"]] == [("1", ["convened"])]
    assert [one["code"] for one in api.get("/review-forums").json["results"]] == ["1", "2"]
