"""Reads a bulletin file: YAML or JSON of the shape in docs/bulletin-file.md, every record with its line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from marshmallow import Schema, ValidationError, fields, validate

from domain.errors import Refusal

SCHEMA = "bulletin-facts/1"
FILLED = validate.Length(min=1, error="It is empty.")
SLUG = validate.Regexp(r"^[a-z0-9][a-z0-9-]*\Z", error="A slug has lower-case letters, digits and hyphens.")
LARGEST_FILE = 10 * 1_048_576


class UnreadableFile(Refusal):
    """The file does not hold the facts of a bulletin."""


@dataclass(frozen=True)
class BadRecord:
    """A record that cannot go into the log: where it stands, what it is about, and why."""

    line: int
    record: str
    field: str
    reason: str


@dataclass(frozen=True)
class Entry:
    """One record of the file: the list it stands in, its line and its facts."""

    section: str
    line: int
    facts: Mapping[str, Any]


def _text_by_language(**more: Any) -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.String(), **more)


class _Located(Schema):
    locator = fields.String(required=True, validate=FILLED)


class DocumentFacts(Schema):
    """The document itself."""

    id = fields.String(required=True, validate=SLUG)
    title = _text_by_language(required=True, validate=FILLED)
    series = _text_by_language(allow_none=True)
    number = fields.Integer(allow_none=True)
    publisher = fields.String(allow_none=True)
    published = fields.String(required=True)
    language = fields.String(required=True)
    url = fields.String(allow_none=True)
    sha256 = fields.String(allow_none=True)


class MilestoneFacts(_Located):
    """What had happened."""

    aggregate = fields.String(required=True, validate=validate.OneOf(["network", "champion", "project"]))
    country = fields.String()
    project = fields.String()
    milestone = fields.String(required=True)
    occurred = fields.String(required=True)


class ObservationFacts(_Located):
    """A state that something was seen in."""

    aggregate = fields.String(required=True, validate=validate.OneOf(["network"]))
    country = fields.String(required=True)
    track = fields.String(required=True)
    one_of = fields.List(fields.String(), required=True, validate=FILLED)
    observed = fields.String(required=True)


class ProjectFacts(_Located):
    """A project of the trust fund."""

    slug = fields.String(required=True, validate=SLUG)
    number = fields.String(required=True, allow_none=True)
    title = _text_by_language(required=True)
    countries = fields.List(fields.String(), required=True)
    lead = fields.String(required=True, allow_none=True)
    participating = fields.List(fields.String(), required=True)
    components = fields.List(_text_by_language(), required=True)
    purpose = _text_by_language(required=True)


class ActivityFacts(_Located):
    """What a network did."""

    slug = fields.String(required=True, validate=SLUG)
    network = fields.String(required=True)
    title = _text_by_language(required=True)
    summary = _text_by_language(required=True)
    support_kinds = fields.List(fields.String(), required=True)
    objectives = fields.List(fields.String(), required=True)
    tags_inferred = fields.Boolean(required=True)
    counterparts = fields.List(fields.String(), required=True)
    occurred = fields.String(required=True)


class GroupFacts(_Located):
    """A working group."""

    code = fields.String(required=True)
    names = _text_by_language(required=True)
    unofficial = fields.List(fields.String())
    type = fields.String(required=True)
    occurred = fields.String(required=True)


class SupportKindFacts(_Located):
    """A kind of support that the document names."""

    code = fields.String(required=True)


SECTIONS: Mapping[str, type[Schema]] = {
    "projects": ProjectFacts,
    "milestones": MilestoneFacts,
    "observations": ObservationFacts,
    "activities": ActivityFacts,
    "working_groups": GroupFacts,
    "support_kinds": SupportKindFacts,
}
"""The lists of a file, in the order in which they are recorded."""

COUNTS = fields.Dict(keys=fields.String(), values=fields.Integer())


@dataclass(frozen=True)
class BulletinFile:
    """The facts of one file; `bad` lists what is not of the right shape."""

    document: Entry
    entries: list[Entry]
    counts: Mapping[str, int]
    bad: list[BadRecord]


def read_bulletin_file(path: Path) -> BulletinFile:
    """Read a bulletin file.

    Raises:
        UnreadableFile: it cannot be opened, is no YAML, or holds something else.
    """
    root = _compose(path)
    top = _mapping(root)
    if _plain(top.get("schema")) != SCHEMA:
        raise UnreadableFile(f"{path}: it does not begin with `schema: {SCHEMA}`.")
    bad = [
        BadRecord(node.start_mark.line + 1, "the file", name, "Such a part is not known.")
        for name, node in top.items()
        if name not in {"schema", "document", "counts", *SECTIONS}
    ]
    if "document" not in top:
        raise UnreadableFile(f"{path}: it does not say which `document` the facts are from.")
    document = _checked("document", DocumentFacts, top["document"], bad)
    entries = [
        _checked(section, schema, node, bad)
        for section, schema in SECTIONS.items()
        for node in _sequence(section, top.get(section), bad)
    ]
    return BulletinFile(document, entries, _counts(top.get("counts"), bad), bad)


def _compose(path: Path) -> yaml.MappingNode:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableFile(f"{path}: it is larger than {LARGEST_FILE} bytes.")
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror}.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFile(f"{path}: it is no YAML: {error}") from error
    except RecursionError as error:
        raise UnreadableFile(f"{path}: it is nested too deep.") from error
    if not isinstance(root, yaml.MappingNode):
        raise UnreadableFile(f"{path}: it holds no facts.")
    return root


def _checked(section: str, schema: type[Schema], node: yaml.Node, bad: list[BadRecord]) -> Entry:
    line = node.start_mark.line + 1
    try:
        _check_mapping(node)
        facts = schema().load(_plain(node))
    except ValidationError as error:
        bad += [BadRecord(line, section, place, reason) for place, reason in _leaves(_messages(error))]
        facts = {}
    return Entry(section, line, facts)


def _messages(error: ValidationError) -> dict[str, Any]:
    """Map the fields to what is wrong with them, also where one was refused by hand."""
    messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
    return messages


def _check_mapping(node: yaml.Node) -> None:
    if not isinstance(node, yaml.MappingNode):
        raise ValidationError("It is not a record with fields.")
    names = [key.value for key, _ in node.value]
    for name in names:
        if names.count(name) > 1:
            raise ValidationError("It is given twice.", field_name=name)


def _counts(node: yaml.Node | None, bad: list[BadRecord]) -> Mapping[str, int]:
    if node is None:
        return {}
    try:
        counts: Mapping[str, int] = COUNTS.deserialize(_plain(node))
    except ValidationError as error:
        bad.append(BadRecord(node.start_mark.line + 1, "counts", "", str(error)))
        return {}
    return counts


def _mapping(node: yaml.MappingNode) -> dict[str, yaml.Node]:
    return {str(key.value): value for key, value in node.value}


def _sequence(section: str, node: yaml.Node | None, bad: list[BadRecord]) -> list[yaml.Node]:
    if node is None or _plain(node) is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        bad.append(BadRecord(node.start_mark.line + 1, section, "", "It is not a list."))
        return []
    found: list[yaml.Node] = node.value
    return found


def _plain(node: yaml.Node | None) -> Any:
    if node is None:
        return None
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    except yaml.YAMLError as error:
        raise UnreadableFile(f"Line {node.start_mark.line + 1}: {error}") from error


def _leaves(messages: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            below = str(name) if name != "_schema" else ""
            yield from _leaves(inner, "/".join(part for part in (place, below) if part))
    elif isinstance(messages, list):
        for inner in messages:
            yield from _leaves(inner, place)
    else:
        yield place, str(messages)
