"""A bulletin file with anything wrong in it is refused whole, and everything that is wrong is named."""

import json
from typing import Any

import pytest

from tests.commands.conftest import GOOD, HEAD, position

NETWORK: dict[str, Any] = {
    "aggregate": "network",
    "country": "BR",
    "milestone": "established",
    "occurred": "2021",
    "locator": "p. 2",
}
OBSERVED: dict[str, Any] = {
    "aggregate": "network",
    "country": "BR",
    "track": "work-plan",
    "one_of": ["drafted"],
    "observed": "2021",
    "locator": "p. 2",
}
GROUP = {"code": "WG-9", "names": {"en": "Data"}, "type": "core", "occurred": "2021", "locator": "p. 2"}
PROJECT: dict[str, Any] = {
    "slug": "skills",
    "number": None,
    "title": {"en": "Skills"},
    "countries": ["BR"],
    "lead": None,
    "participating": [],
    "components": [],
    "purpose": {},
    "locator": "p. 2",
}
ACTIVITY: dict[str, Any] = {
    "slug": "workshop",
    "network": "BR",
    "title": {"en": "A workshop"},
    "summary": {},
    "support_kinds": [],
    "objectives": [],
    "tags_inferred": True,
    "counterparts": [],
    "occurred": "2021",
    "locator": "p. 2",
}


def without(record, name):
    return {key: value for key, value in record.items() if key != name}


def listed(record):
    """Write a record as one entry of a list; JSON is YAML too."""
    return "  - " + (record if isinstance(record, str) else json.dumps(record))


BAD = [
    (NETWORK | {"country": "UK"}, "country", "UK"),
    (without(NETWORK, "country"), "country", "which country"),
    (NETWORK | {"milestone": "founded"}, "milestone", "founded"),
    (NETWORK | {"occurred": "2021-13"}, "occurred", "EDTF"),
    (NETWORK | {"occurred": "2999"}, "occurred", "after today"),
    (NETWORK | {"locator": ""}, "locator", "empty"),
    (without(NETWORK, "locator"), "locator", "required"),
    (NETWORK | {"aggregate": "embassy"}, "aggregate", "Must be"),
    (without(NETWORK, "country") | {"aggregate": "project", "project": "x"}, "project", "'x' is no entry"),
    (NETWORK | {"by": "me"}, "by", "Unknown"),
    (NETWORK | {"country": "PE", "occurred": "2020"}, "", "stands twice"),
    (NETWORK | {"locator": "a\x00b"}, "source/locator", "NUL"),
    ("established", "", "not a record"),
    ("[established]", "", "not a record"),
    (
        "{aggregate: network, country: BR, country: CL, milestone: established, occurred: '2021', locator: p}",
        "country",
        "given twice",
    ),
    ("{aggregate: network, country: NO, milestone: established, occurred: '2021', locator: p}", "country", "string"),
    ("{aggregate: network, country: BR, milestone: established, occurred: 2021-07-07, locator: p}", "occurred", "str"),
]


@pytest.mark.parametrize(("record", "field", "reason"), BAD, ids=map(str, range(len(BAD))))
def test_a_bad_record_is_named_with_its_line_and_the_reason(command, note, record, field, reason):
    text = f"{HEAD}{GOOD}{listed(record)}\n"

    told, reported = (command("import-bulletin", note(text), *more) for more in ((), ("--json",)))

    assert (told.code, reported.code) == (1, 1)
    assert [(bad["line"], bad["record"], bad["field"]) for bad in reported.json["bad"]] == [(9, "milestones", field)]
    assert reason in reported.json["bad"][0]["reason"]
    assert reported.json["written"] is False
    assert "line 9, milestones" in told.err
    assert position() == 0


OTHERS = [
    ("observations", OBSERVED | {"track": "weather"}, "track"),
    ("observations", OBSERVED | {"one_of": []}, "one_of"),
    ("observations", OBSERVED | {"one_of": ["drafted", "sunny"]}, "one_of/1"),
    ("observations", OBSERVED | {"observed": "2999"}, "observed"),
    ("observations", OBSERVED | {"country": "UK"}, "country"),
    ("working_groups", GROUP | {"type": "secret"}, "type"),
    ("working_groups", GROUP | {"names": {}}, "names"),
    ("working_groups", GROUP | {"occurred": "soon"}, "occurred"),
    ("support_kinds", {"code": "SK-8", "locator": "p. 2"}, "code"),
    ("projects", PROJECT | {"countries": []}, "countries"),
    ("projects", PROJECT | {"countries": ["BR", "UK"]}, "countries/1"),
    ("projects", PROJECT | {"lead": "MI6"}, "lead"),
    ("projects", PROJECT | {"slug": "No Slug"}, "slug"),
    ("activities", ACTIVITY | {"objectives": ["GCM-24"]}, "objectives/0"),
    ("activities", ACTIVITY | {"support_kinds": ["SK-1", "SK-8"]}, "support_kinds/1"),
    ("activities", ACTIVITY | {"network": "UK"}, "network"),
    ("activities", ACTIVITY | {"tags_inferred": "perhaps"}, "tags_inferred"),
]


@pytest.mark.parametrize(("section", "record", "field"), OTHERS, ids=map(str, range(len(OTHERS))))
def test_every_part_of_the_file_is_looked_at(command, note, section, record, field):
    reported = command("import-bulletin", note(f"{HEAD}{section}:\n{listed(record)}\n"), "--json")

    assert reported.code == 1
    assert [(bad["line"], bad["record"], bad["field"]) for bad in reported.json["bad"]] == [(8, section, field)]
    assert position() == 0


@pytest.mark.parametrize(
    "text", ["milestones: established", "minutes: []", "counts: {networks_established: many}", "counts: 3"]
)
def test_a_part_that_is_not_what_it_should_be_is_named_with_its_line(command, note, text):
    reported = command("import-bulletin", note(f"{HEAD}{text}\n"), "--json")

    assert reported.code == 1
    assert [bad["line"] for bad in reported.json["bad"]] == [7]
    assert position() == 0


def test_all_bad_records_are_named_at_once_in_their_order(command, note):
    text = f"{HEAD}milestones:\n" + "".join(listed(record) + "\n" for record, _, _ in BAD[:6])

    reported = command("import-bulletin", note(text), "--json").json

    assert [bad["line"] for bad in reported["bad"]] == [8, 9, 10, 11, 12, 13]


def test_what_cannot_be_printed_is_named_all_the_same(command, note):
    record = listed(NETWORK | {"country": "\ud800"})

    reported = command("import-bulletin", note(f"{HEAD}milestones:\n{record}\n"), "--json")

    assert [bad["field"] for bad in reported.json["bad"]] == ["country"]


def test_a_rehearsal_names_them_too(command, note):
    text = f"{HEAD}{GOOD}{listed(BAD[0][0])}\n"

    assert command("import-bulletin", note(text), "--dry-run").code == 1


UNREADABLE = {
    "no YAML": "schema: [",
    "a tab": "schema:\n\t- x",
    "another shape": "- schema: bulletin-facts/1",
    "nothing": "",
    "another schema": "schema: bulletin-facts/2\n",
    "no schema": "document: {}\n",
    "no document": "schema: bulletin-facts/1\n",
    "a program": HEAD + "counts: !!python/object/apply:os.getcwd []\n",
    "a NUL": "schema: \x00",
    "a circle": "schema: bulletin-facts/1\ndocument: &a {id: *a}\n",
    "too deep": "schema: " + "[" * 5_000,
    "two documents": HEAD + "---\n" + HEAD,
    "an unknown anchor": HEAD + "counts: *a\n",
    "a name that is a list": HEAD + "? [a]\n: b\n",
    "a name in a record that is a list": HEAD + "milestones:\n  - {[a]: b}\n",
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_bulletin_file_is_refused_in_a_few_lines(command, note, text):
    outcome = command("import-bulletin", note(text))

    assert outcome.code == 1
    assert outcome.err.strip()
    assert len(outcome.err.strip().splitlines()) < 12
    assert "Traceback" not in outcome.err
    assert position() == 0


@pytest.mark.parametrize("path", ["", "missing.yaml", ".", "note.yaml/below"])
def test_a_file_that_cannot_be_opened_is_refused_in_one_line(command, note, tmp_path, path):
    note(HEAD)

    outcome = command("import-bulletin", tmp_path / path)

    assert outcome.code == 1
    assert len(outcome.err.strip().splitlines()) == 1
    assert str(tmp_path) in outcome.err


def test_a_file_that_is_not_written_in_unicode_is_refused(command, note):
    path = note("")
    path.write_bytes((HEAD + "# \xe9").encode("latin-1"))

    assert command("import-bulletin", path).code == 1


def test_a_file_of_many_megabytes_is_not_read(command, note):
    assert command("import-bulletin", note(HEAD + "# " + "x" * 11_000_000)).code == 1
