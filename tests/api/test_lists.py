"""Lists: page by page, each thing once, and only what was asked for."""

import pytest

from domain.kernel import identity
from knowledge.security import IMPORTER

CURSORS = [
    *("x", "%%%", "e30", "WzFd", "bnVsbA", "é", "=", "W10"),
    "WyJhIiwiYiIsMTAwMDAwMDAwMDAwMDAwMDAwMDAwXQ",
]
LIMITS = [1, 2, 3, 7, 20, 47, 48, 49, 199, 200]


def pages(api, address, **query):
    """Follow the links from page to page."""
    found = []
    answer = api.get(address, **query)
    while True:
        found.append(answer.json["results"])
        following = following_of(answer)
        assert (following is None) == (answer.json["next"] is None)
        if following is None:
            return found
        answer = api.call("GET", following)


def following_of(answer):
    """Read the address of the next page from a Link header (RFC 8288)."""
    link = answer.headers.get("Link")
    if link is None:
        return None
    address, relation = link.split(">; ")
    assert relation == 'rel="next"'
    return address.removeprefix("<")


@pytest.fixture(scope="session")
def timeline(imported):
    """All milestones of the bulletin, in one page."""
    answer = imported.api.get("/milestones", limit=200)
    assert answer.json["next"] is None
    return answer.json["results"]


@pytest.mark.parametrize("limit", LIMITS)
def test_the_pages_of_the_timeline_give_everything_once(bulletin, timeline, limit):
    found = pages(bulletin, "/milestones", limit=limit)

    assert [one for page in found for one in page] == timeline
    assert {len(page) for page in found[:-1]} <= {limit}


@pytest.mark.parametrize("limit", [1, 2, 12, 13, 14])
def test_the_pages_of_a_collection_give_everything_once(bulletin, limit):
    everything = bulletin.get("/networks").json["results"]

    found = pages(bulletin, "/networks", limit=limit)

    assert [one for page in found for one in page] == everything
    assert len(found) == -(-13 // limit)


def test_a_page_keeps_to_what_was_asked_for(bulletin, timeline):
    found = pages(bulletin, "/milestones", limit=2, country="MX", to="2021-09-30")

    wanted = [one for one in timeline if "MX" in one["countries"]]
    assert [one for page in found for one in page] == wanted
    assert len(found) > 1


def test_the_timeline_runs_from_the_first_that_was_over_to_the_last(timeline):
    keys = [(one["occurred"]["latest"], one["occurred"]["earliest"] or "", one["position"]) for one in timeline]

    assert keys == sorted(keys)
    assert len(timeline) == 48


@pytest.mark.parametrize("address", ["/milestones", "/networks", "/documents", "/support-kinds"])
@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1.5", "9" * 5000])
def test_a_page_has_1_to_200_entries(bulletin, address, limit):
    refused = bulletin.get(address, limit=limit)

    assert refused.status_code == 422
    assert refused.json["errors"][0]["parameter"] == "limit"


@pytest.mark.parametrize("address", ["/milestones", "/networks"])
@pytest.mark.parametrize("cursor", CURSORS)
def test_a_cursor_comes_from_the_page_before(bulletin, address, cursor):
    refused = bulletin.get(address, cursor=cursor)

    assert refused.status_code == 422
    assert refused.json["errors"][0]["parameter"] == "cursor"


def everything(_):
    return True


def nothing(_):
    return False


FILTERS = [
    ({"country": "MX"}, lambda one: "MX" in one["countries"], 5),
    ({"aggregate": "champion"}, lambda one: one["aggregate"] == "champion", 6),
    ({"milestone": "terms-of-reference-approved"}, lambda one: one["milestone"] == "terms-of-reference-approved", 10),
    ({"from_": "2021-10-01"}, nothing, 0),
    ({"from_": "2021-09-30", "to": "2021-09-30"}, lambda one: one["occurred"]["edtf"] != "2021-07-07", 47),
    ({"from_": "2021-07-07", "to": "2021-07-07"}, lambda one: one["occurred"]["earliest"] != "2021-09-01", 41),
    ({"recorded_to": "2020-12-31"}, nothing, 0),
    ({"recorded_from": "2020-12-31"}, everything, 48),
    ({"recorded_from": "2020-12-31T23:00:00-01:00"}, everything, 48),
    ({"by": str(IMPORTER)}, everything, 48),
    ({"by": str(identity("account", "administrator"))}, nothing, 0),
    ({"known_at": 1}, nothing, 0),
    (
        {"country": "MX", "aggregate": "network", "milestone": "established"},
        lambda one: one["milestone"] == "established" and one["code"] == "MX",
        1,
    ),
    ({"country": "IS"}, nothing, 0),
]


@pytest.mark.parametrize(("query", "is_wanted", "number"), FILTERS, ids=[str(query) for query, _, _ in FILTERS])
def test_the_timeline_can_be_narrowed(bulletin, timeline, query, is_wanted, number):
    found = bulletin.get("/milestones", limit=200, **query).json["results"]

    assert found == [one for one in timeline if is_wanted(one)]
    assert len(found) == number


def test_the_timeline_can_be_narrowed_to_a_source(bulletin, timeline):
    document = timeline[0]["source"]["document"]

    assert bulletin.get("/milestones", limit=200, document=document).json["results"] == timeline
    assert bulletin.get("/milestones", document=str(IMPORTER)).json["results"] == []


def test_the_timeline_can_be_narrowed_to_a_time_of_recording(api, source):
    said = {"milestone": "established", "occurred": "2021", "source": source}
    first, second = (api.post(f"/networks/{country}/milestones", said).json for country in ("PE", "BR"))

    until = api.get("/milestones", recorded_to=first["recorded_at"]).json["results"]
    since = api.get("/milestones", recorded_from=second["recorded_at"]).json["results"]

    assert (until, since) == ([first], [second])


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("country", "UK"),
        ("country", "mx"),
        ("from_", "2021-13-01"),
        ("from_", "[..2021-09]"),
        ("from_", "yesterday"),
        ("to", "2021-02-29"),
        ("recorded_from", "2021-09-30T12:00:00"),
        ("recorded_to", "noon"),
        ("recorded_to", "0001-01-01T00:00:00+14:00"),
        ("by", "somebody"),
        ("document", "bulletin-2"),
        ("known_at", "-1"),
        ("known_at", "soon"),
    ],
)
def test_a_filter_that_cannot_be_understood_is_named(bulletin, parameter, value):
    refused = bulletin.get("/milestones", **{parameter: value})

    assert refused.status_code == 422
    assert refused.json["errors"][0]["parameter"] == parameter.rstrip("_")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("valid_at", "2021"),
        ("valid_at", "2021-09-31"),
        ("valid_at", "x" * 5000),
        ("known_at", "x"),
        ("scope", "zz"),
        ("scope", "\x00"),
    ],
)
def test_a_status_that_cannot_be_given_is_refused_by_name(bulletin, parameter, value):
    refused = bulletin.get("/status", **{parameter: value})

    assert refused.status_code == 422
    assert refused.json["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)
def test_what_no_database_can_look_up_is_just_not_there(api):
    for parameter in ("milestone", "aggregate", "country", "cursor"):
        refused = api.get("/milestones", **{parameter: "a\x00b"})
        assert (refused.status_code, refused.json["errors"][0]["parameter"]) == (422, parameter)
    assert api.get("/projects/a%00b").status_code == 404
    assert api.get(f"/milestones/{10**30}").status_code == 404
    assert api.get(f"/milestones/{'9' * 5000}").status_code == 404
    assert api.get("/documents", cursor="ImFcdTAwMDBiIg").status_code == 422
    assert api.get("/milestones", cursor="WyJhXHUwMDAwYiIsImIiLDFd").status_code == 422
