"""Turns what is typed into the fields of a form into the body that the API reads, and back.

A field within a field is named `source/document`, a text in a language `title/es`, the second of several
`links/1/url`. Several choices have one name. Where a list is written a line each, the name ends in `/lines`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict

BETWEEN = "/"
"""Between the names of a field within a field."""
LINES = "/lines"
CHECKED = "true"
MOST = 100
"""Of several that have fields of their own."""

Typed = MultiDict[str, str]


def body_of(schema: Schema, typed: Typed, inside: str = "") -> dict[str, Any]:
    """Give the body of a form; an empty field says nothing.

    Args:
        schema: what the body shall be.
        typed: the fields as sent.
        inside: what the names of its fields begin with.
    """
    body = {}
    for name, field in schema.fields.items():
        sent_as = field.data_key or name
        value = _value(field, typed, inside + sent_as)
        if value not in ("", [], {}):
            body[sent_as] = value
    return body


def with_emptied(schema: Schema, body: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Give these fields of a body; what the form has and nothing was typed into is empty now.

    Args:
        schema: what the body is.
        body: as it was read.
        names: of the fields that the form has.
    """
    return {name: body.get(name, _empty(schema.fields[name])) for name in names}


def typed_of(body: Mapping[str, Any]) -> Typed:
    """Give the fields in which a body stands."""
    return MultiDict(_fields_of(body, ""))


def _value(field: fields.Field[Any], typed: Typed, place: str) -> Any:
    if isinstance(field, fields.Nested):
        return body_of(field.schema, typed, place + BETWEEN)
    if isinstance(field, fields.List):
        return _several(field.inner, typed, place)
    if isinstance(field, fields.Dict):
        start = place + BETWEEN
        return {
            name.removeprefix(start): _value(field.value_field or fields.String(), typed, name)
            for name, text in typed.items()
            if name.startswith(start) and text
        }
    return _single(field, typed.get(place, ""))


def _single(field: fields.Field[Any], typed: str) -> Any:
    if field.metadata.get("format") == "password":
        # A space at its end belongs to a password.
        return typed
    text = _text(typed)
    # A number that cannot be read is refused by the schema, not here.
    return int(text) if isinstance(field, fields.Integer) and text.isdecimal() and text.isascii() else text


def _several(inner: fields.Field[Any], typed: Typed, place: str) -> list[Any]:
    if isinstance(inner, fields.Nested):
        bodies = (body_of(inner.schema, typed, f"{place}/{number}/") for number in range(MOST))
        return [body for body in bodies if body]
    lines = [line for text in typed.getlist(place + LINES) for line in text.splitlines()]
    return [_single(inner, text) for text in [*typed.getlist(place), *lines] if text.strip()]


def _empty(field: fields.Field[Any]) -> Any:
    if isinstance(field, fields.List):
        return []
    if isinstance(field, fields.Dict):
        return {}
    if isinstance(field, fields.Boolean):
        return False
    return None if field.allow_none else ""


def _text(text: str) -> str:
    """Give a text as it was typed, but for the line ends of browsers and space around it."""
    return text.replace("\r\n", "\n").strip()


def _fields_of(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _fields_of(inner, f"{place}/{name}" if place else str(name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, inner in enumerate(value):
            yield from _fields_of(inner, f"{place}/{number}" if isinstance(inner, Mapping) else place)
    elif value is True:
        yield place, CHECKED
    elif value is not None and value is not False:
        yield place, str(value)
