"""Forms: what somebody typed is read as the API reads it, and nothing of it is lost when it is refused."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

from flask import request
from marshmallow import EXCLUDE, Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from domain.application import RequestKey
from domain.errors import ChangedMeanwhile, InvalidField, InvalidFields, NotFound, Refusal, RuleBroken
from knowledge.pages.typing_in import BETWEEN, LINES, Typed, body_of, typed_of
from knowledge.problems import leaves, status_of
from knowledge.recording import Author
from knowledge.security import my_account

KEY, SEEN = "form_key", "seen"
"""Hidden fields: the key of this form, and the version that it was made from."""
WHOLE = ""
"""The place of what is wrong with a form as a whole."""
MISSING = fields.Field.default_error_messages["required"]
SHOWN = (InvalidField, InvalidFields, RuleBroken, ChangedMeanwhile, NotFound)
"""Refusals after which the form is shown again, with what they say."""

Made = TypeVar("Made")


class Wrong(NamedTuple):
    """What is wrong at a place of a form: a refusal, or told in the page's language; no detail where it is missing."""

    place: str
    detail: str
    is_told: bool = False


class Form:
    """A form with what was typed into it, and what is wrong with that, place by place.

    `status` is that of the answer that shows it; `labels` collects what its fields are called.
    """

    def __init__(self, schema: type[Schema], *, initial: Mapping[str, Any] | None = None, seen: int = 0) -> None:
        """Make the form, with what the request at hand typed into it.

        Args:
            schema: the one that the API reads the same with.
            initial: what stands in the fields at first, in the shape of the schema.
            seen: the version of what it changes; 0 where it makes something new.
        """
        self.schema = schema()
        self.typed: Typed = MultiDict(request.form) if request.method == "POST" else typed_of(initial or {})
        self.key = self.typed.get(KEY) or uuid4().hex
        sent = self.typed.get(SEEN, "")
        self.seen = int(sent) if sent.isdecimal() and sent.isascii() else seen
        self.status = 200
        self.wrong: list[Wrong] = []
        self.labels: dict[str, str] = {}
        self._addresses: dict[str, str] = {}

    def carried_out(self, command: Callable[[dict[str, Any]], Made]) -> Made | None:
        """Do what was asked; None where it is refused, or was before, and the form tells why.

        Args:
            command: what the API does with the same body.
        """
        try:
            body = self.schema.load(body_of(self.schema, self.typed), unknown=EXCLUDE)
            return None if self.wrong else command(body)
        except ValidationError as error:
            self.refuse(422, *(Wrong(BETWEEN.join(place), detail) for place, detail in leaves(error.messages)))
        except SHOWN as refusal:
            self.refuse(status_of(type(refusal)), *_told_by(refusal))
        return None

    def is_done(self, command: Callable[[dict[str, Any]], object]) -> bool:
        """Do what was asked, where nothing comes of it that is needed; False where it is refused."""
        return self.carried_out(lambda body: (command(body),)) is not None

    def refuse(self, status: int, *wrong: Wrong) -> None:
        """Say what is wrong, but of nothing twice; the answer that shows it has this status."""
        self.status = status
        new = [one for one in wrong if not self.at(one.place)]
        self.wrong += [one._replace(detail="") if one.detail == MISSING else one for one in new]

    def author(self) -> Author:
        """Tell who sends this form, what it was made from, and its key: sent twice, it is carried out once."""
        account = my_account()
        sent = f"{request.path}\n{body_of(self.schema, self.typed)}".encode()
        key = RequestKey(f"{account}/{self.key}", hashlib.sha256(sent).hexdigest())
        return Author(account, seen=self.seen or None, key=key)

    def value(self, place: str) -> str:
        """Return what stands in a field."""
        if place.endswith(LINES) and place not in self.typed:
            return "\n".join(self.typed.getlist(place.removesuffix(LINES)))
        return self.typed.get(place, "")

    def has(self, place: str, value: str) -> bool:
        """Tell whether one of several choices is taken."""
        return value in self.typed.getlist(place)

    def named(self, place: str, label: str) -> str:
        """Remember what the field at a place is called, and return the id of its element."""
        self.labels[place] = label
        return id_of(place)

    def asks_elsewhere(self, place: str, label: str, address: str) -> None:
        """Remember what is called so on another page, which what is wrong there leads to."""
        self.labels[place] = label
        self._addresses[place] = address

    def ask_each(self, place: str, parts: Iterable[str], detail: str = "") -> None:
        """Say at each part of a group what is wrong with the group as a whole, for the form shows none but its parts.

        `detail` is what is said instead, in the language of the page.
        """
        places = [BETWEEN.join((place, part)) for part in parts]
        for whole in [one for one in self.wrong if one.place == place]:
            told = whole._replace(detail=detail, is_told=True) if detail else whole
            at = self.wrong.index(whole)
            self.wrong[at : at + 1] = [told._replace(place=each) for each in places]

    def at(self, place: str) -> list[Wrong]:
        """List what is wrong in a field, or in a part of it."""
        return [one for one in self.wrong if one.place == place or one.place.startswith(place + BETWEEN)]

    def summary(self) -> Iterator[tuple[str, str, Wrong]]:
        """Give for all that is wrong the label, the address of its field and what it is; empty where none is shown."""
        for one in self.wrong:
            places = [place for place in self.labels if one in self.at(place)]
            place = max(places, key=len, default=None)
            yield (self.labels[place], self._address(place), one) if place is not None else ("", "", one)

    def _address(self, place: str) -> str:
        return self._addresses.get(place) or f"#{id_of(place)}"


def id_of(place: str) -> str:
    """Return the id of the element of a field."""
    return "field-" + place.replace(BETWEEN, "-")


def _told_by(refusal: Refusal) -> Iterator[Wrong]:
    if isinstance(refusal, InvalidFields):
        yield from (Wrong(place, detail) for place, detail in refusal.details.items())
    elif isinstance(refusal, InvalidField):
        yield Wrong(refusal.field, refusal.detail)
    else:
        yield Wrong(WHOLE, str(refusal))
