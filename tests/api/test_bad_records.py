"""What cannot be registered, observed or changed is refused by name, and the log stays as it was."""

import pytest

from tests.api.test_bad_input import ADDRESS, NOWHERE, good, pointers

SKILLS = {"code": "MPTF-1", "title": {"en": "Skills"}, "countries": ["PE"]}
BAD = [
    ("/documents", {"title": ""}, "#/title"),
    ("/documents", {"title": " "}, "#/title"),
    ("/documents", {"title": "a\x00"}, "#/title"),
    ("/documents", {"title": "\ud800"}, "#/title"),
    ("/documents", {"title": 1}, "#/title"),
    ("/documents", {}, "#/title"),
    ("/documents", {"title": "x" * 20_001}, "#/title"),
    ("/documents", {"title": "Letter", "published": "2021-13"}, "#/published"),
    ("/documents", {"title": "Letter", "language": "Spanish"}, "#/language"),
    ("/documents", {"title": "Letter", "url": "javascript:alert(1)"}, "#/url"),
    ("/documents", {"title": "Letter", "sha256": "abc"}, "#/sha256"),
    ("/documents", {"title": "Letter", "slug": "letter"}, "#/slug"),
    ("/working-groups", {"code": "", "type": "core", "names": {"en": "Data"}}, "#/code"),
    ("/working-groups", {"code": "WG-9\n", "type": "core", "names": {"en": "Data"}}, "#/code"),
    ("/working-groups", {"code": "WG/9", "type": "core", "names": {"en": "Data"}}, "#/code"),
    ("/working-groups", {"code": "WG-9", "type": "secret", "names": {"en": "Data"}}, "#/type"),
    ("/working-groups", {"code": "WG-9", "type": "core", "names": {}}, "#/names"),
    ("/working-groups", {"code": "WG-9", "type": "core", "names": {"en": "a\x00"}}, "#/names/en"),
    ("/projects", {"code": "MPTF-1", "title": {}, "countries": ["PE"]}, "#/title"),
    ("/projects", {"code": "MPTF-1", "title": {"en": "Skills"}, "countries": []}, "#/countries"),
    ("/projects", {"code": "MPTF-1", "title": {"en": "Skills"}, "countries": ["PE", "UK"]}, "#/countries/1"),
    ("/projects", {"code": "MPTF-1", "title": {"en": "Skills"}, "countries": ["PE"], "lead": "MI6"}, "#/lead"),
    ("/projects", {"code": "a b", "title": {"en": "Skills"}, "countries": ["PE"]}, "#/code"),
    (
        "/projects",
        {"code": "M", "title": {"en": "S"}, "countries": ["PE"], "money": {"amount": -1, "currency": "USD"}},
        "#/money/amount",
    ),
    (
        "/projects",
        {"code": "M", "title": {"en": "S"}, "countries": ["PE"], "money": {"amount": 1.5, "currency": "USD"}},
        "#/money/amount",
    ),
    (
        "/projects",
        {"code": "M", "title": {"en": "S"}, "countries": ["PE"], "money": {"amount": 1, "currency": "dollars"}},
        "#/money/currency",
    ),
    (
        "/projects",
        {"code": "M", "title": {"en": "S"}, "countries": ["PE"], "components": [{"en": 1}]},
        "#/components/0",
    ),
    ("/support-activities", {"network": "UK", "title": {"en": "A workshop"}}, "#/network"),
    ("/support-activities", {"network": "PE", "title": {}}, "#/title"),
    ("/support-activities", {"network": "PE", "title": {"en": "W"}, "objectives": ["GCM-24"]}, "#/objectives/0"),
    ("/support-activities", {"network": "PE", "title": {"en": "W"}, "support_kinds": ["SK-8"]}, "#/support_kinds/0"),
    ("/networks/PE/observations", {"track": "weather"}, "#/track"),
    ("/networks/PE/observations", {"one_of": ["approved", "sunny"]}, "#/one_of/1"),
    ("/networks/PE/observations", {"one_of": []}, "#/one_of"),
    ("/networks/PE/observations", {"occurred": "2999"}, "#/occurred"),
]


@pytest.mark.parametrize(("address", "body", "pointer"), BAD, ids=[f"{a} {p} {n}" for n, (a, _, p) in enumerate(BAD)])
def test_what_cannot_be_registered_or_observed_is_named(api, source, address, body, pointer):
    before = api.position()
    if address.endswith("observations"):
        body = {"track": "terms-of-reference", "one_of": ["drafting"], "occurred": "2021-09", "source": source, **body}

    refused = api.post(address, body)

    assert (refused.status_code, pointers(refused)) == (422, [pointer])
    assert api.position() == before


@pytest.mark.parametrize(
    ("verb", "body", "pointer"),
    [
        ("refinements", {"occurred": "2021-10-32"}, "#/occurred"),
        ("refinements", {"occurred": "2021-10-14", "source": {"document": NOWHERE}}, "#/source/document"),
        ("refinements", {"occurred": "2021-10-14", "reason": "So."}, "#/reason"),
        ("corrections", {"occurred": "2999", "reason": "So."}, "#/occurred"),
        ("corrections", {"occurred": "2020"}, "#/reason"),
        ("corrections", {"occurred": "2020", "reason": " "}, "#/reason"),
        ("retractions", {"reason": ""}, "#/reason"),
        ("retractions", {"reason": "a\x00"}, "#/reason"),
        ("retractions", {"reason": "\ud800"}, "#/reason"),
        ("retractions", {}, "#/reason"),
    ],
)
def test_a_change_that_cannot_be_recorded_is_named(api, source, verb, body, pointer):
    claim = api.post(ADDRESS, good(source)).json["position"]
    if verb != "retractions":
        body = {"source": source, **body}

    refused = api.post(f"/milestones/{claim}/{verb}", body)

    assert (refused.status_code, pointers(refused)) == (422, [pointer])
    assert api.position() == claim


@pytest.mark.parametrize("position", ["0", "1", "2", "99", "9" * 30, "9" * 5_000, "-1", "x", "1.5"])
@pytest.mark.parametrize("verb", ["retractions", "reinstatements"])
def test_what_is_no_milestone_cannot_be_changed(api, source, position, verb):
    api.post(ADDRESS, good(source))
    before = api.position()

    assert api.post(f"/milestones/{position}/{verb}", {"reason": "No."}).status_code == 404
    assert api.position() == before
