"""The typed facts an event carries: read from its annotations, checked when it is recorded and when it is read."""

import dataclasses
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Annotated, Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from domain import vocabulary
from domain.dates import When
from domain.errors import InvalidField, Told
from domain.sealing import Sealed

S = TypeVar("S")
LONGEST_NAME = 300
LONGEST_TEXT = 20_000
DEEPEST = 32
HIGHEST = 2**63 - 1
NAMED = re.compile(r"Object (?:missing required|contains unknown) field `(.*)`", re.DOTALL)
PLAIN = (NoneType, UUID, Decimal, datetime)
"""What is kept as it is, besides text, numbers, lists and dictionaries."""


@dataclasses.dataclass(frozen=True)
class Checked:
    """An annotation: the text is good when `check` accepts it."""

    check: Callable[[str], object]


CountryCode = Annotated[str, Checked(vocabulary.find_country)]
RegionCode = Annotated[str, Checked(vocabulary.find_region)]
AgencyCode = Annotated[str, Checked(vocabulary.find_agency)]
ObjectiveCode = Annotated[str, Checked(vocabulary.find_objective)]
PrincipleCode = Annotated[str, Checked(vocabulary.find_principle)]
SupportKindCode = Annotated[str, Checked(vocabulary.find_support_kind)]
Period = Annotated[str, Checked(When.parse)]
Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]


class Unstorable(InvalidField):
    """A value cannot be kept in the log for good."""


def check_plain(value: object, *, field: str = "", depth: int = 0) -> None:
    """Refuse what plain JSON cannot carry through every database and back.

    Raises:
        Unstorable: a number that is not finite or over 64 bits, a time without its zone, a key that
            is no text, a lone surrogate or NUL, a text over 20,000 characters, nesting deeper than
            32, or another type.
    """
    if depth > DEEPEST:
        raise Unstorable(Told("It is nested deeper than {deepest}.", deepest=DEEPEST), field=field)
    match value:
        case str():
            _check_text(value, field)
        case int() | float():
            _check_number(value, field)
        case dict() | list():
            for place, inner in _places(value, field):
                check_plain(inner, field=join(field, place), depth=depth + 1)
        case Sealed():
            # It is longer than what was said, and that was checked before it was sealed.
            return
        case msgspec.Struct():
            check_plain(msgspec.structs.asdict(value), field=field, depth=depth)
        case datetime() if value.tzinfo is None:
            raise Unstorable(Told("{value} is a time without its zone.", value=value), field=field)
        case _ if not isinstance(value, PLAIN):
            raise Unstorable(Told("A {type} is not kept as it is.", type=type(value).__name__), field=field)


def _places(value: dict[Any, object] | list[object], field: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, list):
        yield from ((str(place), inner) for place, inner in enumerate(value))
        return
    for key, inner in value.items():
        if not isinstance(key, str):
            raise Unstorable(Told("The key {key!r} is not text.", key=key), field=field)
        _check_text(key, field)
        yield key, inner


def _check_number(number: float, field: str) -> None:
    if isinstance(number, int) and abs(number) > HIGHEST:
        raise Unstorable("It is a number of more than 64 bits.", field=field)
    if not math.isfinite(number):
        raise Unstorable(Told("{number} is not a finite number.", number=number), field=field)


def _check_text(text: str, field: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Unstorable(Told("It is longer than {longest} characters.", longest=LONGEST_TEXT), field=field)
    if "\x00" in text:
        raise Unstorable("It contains a NUL character.", field=field)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unstorable("It contains half a character (a lone surrogate).", field=field) from error


class Facts:
    """The shape of the facts of one event class.

    `names` lists the fields that are facts of their own, without those that every event has
    (aggregate, version, time); `struct` is the same as a `msgspec` type.
    """

    common: ClassVar[frozenset[str]] = frozenset({"originator_id", "originator_version", "originator_topic"})

    def __init__(self, event_class: type, *, without: frozenset[str] = frozenset()) -> None:
        """Read the annotations of `event_class`, leaving out the fields in `without`."""
        hints = get_type_hints(event_class, include_extras=True)
        left_out = self.common | without
        self.hints = {
            field.name: hints[field.name] for field in dataclasses.fields(event_class) if field.name not in left_out
        }
        self.names = tuple(self.hints)
        self.struct = msgspec.defstruct(
            event_class.__name__,
            [(name, hint, None) if _is_optional(hint) else (name, hint) for name, hint in self.hints.items()],
            forbid_unknown_fields=True,
            kw_only=True,
        )

    def read(self, given: Mapping[str, Any], *, field: str) -> dict[str, Any]:
        """Check what a person sent for these facts, e.g. the details of a milestone.

        Args:
            given: names and values, as decoded from JSON.
            field: where they stand in what was sent, for the error.

        Raises:
            InvalidField: one is missing, unknown, of the wrong type or not in its code list.
        """
        check_plain(dict(given), field=field)
        facts = _converted(given, self.struct, field)
        read = {name: getattr(facts, name) for name in self.names}
        for name, hint in self.hints.items():
            _check_codes(read[name], hint, join(field, name))
        return read


def read_struct(given: Mapping[str, Any], struct: type[S]) -> S:
    """Check what a person sent for the fields of a `msgspec` type.

    Raises:
        InvalidField: one is missing, unknown, of the wrong type or not in its code list.
    """
    read = _converted(given, struct, "")
    for name, hint in get_type_hints(struct, include_extras=True).items():
        _check_codes(getattr(read, name), hint, name)
    return read


def _converted(given: Mapping[str, Any], struct: type[S], field: str) -> S:
    try:
        return msgspec.convert(given, struct)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        place = path.strip("`.").replace("[", "/").replace("]", "").replace(".", "/")
        # What is missing or unknown is told of the object that lacks or has it.
        named = NAMED.fullmatch(message)
        detail = f"{message}."
        raise InvalidField(detail, field=join(field, place, named[1] if named else "")) from error


def check_code(text: str, hint: Any, *, field: str) -> str:
    """Return `text` if the code list in `hint` has it.

    Raises:
        InvalidField: it has not; the error names `field`.
    """
    _check_codes(text, hint, field)
    return text


@cache
def facts_of(event_class: type) -> Facts:
    """Give the shape of everything `event_class` stores."""
    return Facts(event_class)


def facts_as_json(event: Any) -> dict[str, Any]:
    """Give everything an event stores as plain JSON values."""
    event_class: type = type(event)
    facts: dict[str, Any] = msgspec.to_builtins({name: getattr(event, name) for name in facts_of(event_class).names})
    return facts


def _is_optional(hint: Any) -> bool:
    return NoneType in get_args(hint)


def _check_codes(value: object, hint: Any, field: str) -> None:
    if value is None:
        return
    if get_origin(hint) is Annotated:
        for mark in get_args(hint)[1:]:
            if isinstance(mark, Checked) and isinstance(value, str):
                _check_one(mark, value, field)
        hint = get_args(hint)[0]
    inner = [argument for argument in get_args(hint) if argument is not NoneType]
    if isinstance(value, list):
        for place, element in enumerate(value):
            _check_codes(element, inner[0], f"{field}/{place}")
    elif len(inner) == 1:
        _check_codes(value, inner[0], field)


def _check_one(mark: Checked, text: str, field: str) -> None:
    try:
        mark.check(text)
    except InvalidField as error:
        error.field = field
        raise


def join(*places: str) -> str:
    """Put the places of a field together, leaving out empty ones."""
    return "/".join(place for place in places if place)
