"""Working groups of one work plan give way to those of the next: who took over from whom, and what was produced."""

from domain.vocabulary import LANGUAGES
from tests.api.test_compact_reviews import is_told_everywhere, told


def group_on(api, code, day):
    """Give the state, the predecessors and the successors of a group on a day."""
    shown = api.get(f"/working-groups/{code}", valid_at=day).json
    return shown["status"]["one_of"], shown["predecessors"], shown["successors"]


def test_a_working_group_produces_something_and_is_succeeded_by_workstreams(api, app, knowledge, source):
    names = {"WG-4": "Alternatives to detention", "WG-8": "Access to services", "WS-1": "Measuring", "WS-2": "Lives"}
    for code, name in names.items():
        kind = "thematic" if code < "WS" else "workstream"
        api.post("/working-groups", {"code": code, "type": kind, "names": {"en": name}})
    address, output = "/working-groups/WG-4", "Guidance on alternatives"
    for milestone, occurred, details in (
        ("established", "2019-06", {}),
        ("output-planned", "2021-01", {"output": output}),
        ("output-status-reported", "2021-03", {"output": output, "status": "yet to start"}),
        ("output-status-reported", "2021-09", {"output": output, "status": "ongoing"}),
        ("output-published", "2022-03", {"output": output}),
        ("succeeded", "2022-12-14", {"successors": ["WS-1", "WS-2"]}),
    ):
        assert told(api, source, address, milestone, occurred, **details).status_code == 201
    assert told(api, source, "/working-groups/WG-8", "succeeded", "2023-01-10", successors=["WS-2"]).status_code == 201
    for code in ("WS-1", "WS-2"):
        assert told(api, source, f"/working-groups/{code}", "established", "2022-12-14").status_code == 201
    before = api.position()
    for wrong, place in ((["WS-1", "WS-9"], 1), (["WG-8"], 0)):
        refused = told(api, source, "/working-groups/WG-8", "succeeded", "2023-02", successors=wrong)
        assert refused.json["errors"][0]["pointer"] == f"#/details/successors/{place}"
    assert api.position() == before

    assert group_on(api, "WG-4", "2022-12-13") == (["established"], [], [])
    assert group_on(api, "WG-4", "2022-12-31") == (["succeeded"], [], ["WS-1", "WS-2"])
    assert group_on(api, "WS-2", "2022-12-31") == (["established"], ["WG-4"], [])
    assert group_on(api, "WS-2", "2023-12-31") == (["established"], ["WG-4", "WG-8"], [])
    assert api.get("/working-groups/WS-2", valid_at="2022-12-13").status_code == 404
    assert [one["code"] for one in api.get("/working-groups", valid_at="2022-12-13").json["results"]] == ["WG-4"]
    for day, status, published in (
        ("2021-02-28", None, False),
        ("2021-08-31", "yet to start", False),
        ("2022-12-31", "ongoing", True),
    ):
        (produced,) = api.get(address, valid_at=day).json["outputs"]
        assert (produced["output"], produced["status"], produced["is_published"]) == (output, status, published)
    listed = api.get("/working-groups", limit=3).json
    rest = api.get("/working-groups", limit=3, cursor=listed["next"]).json
    assert [one["code"] for one in (*listed["results"], *rest["results"])] == list(names)

    events = [
        *("established", "output-planned", "output-status-reported", "output-status-reported", "output-published"),
        *("succeeded", "established", "established", "succeeded"),
    ]
    is_told_everywhere(api, knowledge, "working-group", "detention", events)
    in_bulletins = [
        {one["code"]: one["one_of"] for one in api.get("/bulletin", valid_at=day, scope="PE").json["groups"]}
        for day in ("2022-12-13", "2022-12-31")
    ]
    assert in_bulletins == [
        {"WG-4": ["established"]},
        {"WG-4": ["succeeded"], "WS-1": ["established"], "WS-2": ["established"]},
    ]

    reader = app.test_client()
    for language in LANGUAGES:
        page = reader.get(f"/{language}/working-groups/WS-2").text
        assert f'href="/{language}/working-groups/WG-4"' in page
        assert f'href="/{language}/working-groups/WS-2"' in reader.get(f"/{language}/working-groups").text
    assert output in reader.get("/en/working-groups/WG-4?valid_at=2022-12-13").text
    assert "WS-2" not in reader.get("/en/working-groups/WG-4?valid_at=2022-12-13").text
    assert reader.get("/en/working-groups/WG-9").status_code == 404
