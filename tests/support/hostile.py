"""Text that tries to be a script in every field that a user can fill, and what looks for it where it is shown."""

import copy
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.api.caller import API, Caller, document_of, documented_path

MARK = "zap()"
HOSTILE = f"""'">]]></p><script>{MARK}</script><zap onload={MARK}>{{{{7*7}}}} #{MARK} [x](javascript:{MARK})"""
TRIES = 12


def attack(self: Caller, address: str, body: Any, **headers: str) -> TestResponse:
    """Send what somebody sends, with hostile text before every text, and in every field that was left out.

    What a field refuses is sent as it was, so that the story goes on.
    """
    if not isinstance(body, dict):
        return send(self, address, body, **headers)
    sent = filled(body, properties_of(self.app, address))
    answer = send(self, address, sent, **headers)
    for _ in range(TRIES):
        refused = answer.json.get("errors", []) if answer.status_code == 422 and answer.json else []
        pointers = [error["pointer"].removeprefix("#/").split("/") for error in refused if "pointer" in error]
        restored = [restore(sent, body, pointer) for pointer in pointers]
        if not any(restored):
            break
        answer = send(self, address, sent, **headers)
    return answer if answer.status_code < 400 else send(self, address, body, **headers)


send = Caller.post
"""How things are sent without hostile text."""


def properties_of(app: Flask, address: str) -> dict[str, Any]:
    """Give the fields that an address takes, by the document of the API."""
    whole = API + address.removeprefix(API)
    rule, _ = app.url_map.bind("").match(whole, "POST", return_rule=True)
    document = document_of(app)
    asked = document["paths"][documented_path(rule.rule)]["post"].get("requestBody", {}).get("content", {})
    schema = asked.get("application/json", {}).get("schema", {})
    return dict(resolved(schema, document).get("properties", {}))


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Follow the reference of a schema, if it is one."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return dict(document["components"]["schemas"][name] if name else schema)


def filled(body: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    """Put hostile text before every text, and into every free text that was left out."""
    added = {name: HOSTILE for name, schema in properties.items() if name not in body and is_free(schema)}
    return {**marked(copy.deepcopy(body)), **added}


def is_free(schema: dict[str, Any]) -> bool:
    """Tell whether a field takes any text."""
    kinds = schema.get("type", "")
    is_text = "string" in ([kinds] if isinstance(kinds, str) else kinds)
    return is_text and not {"enum", "format", "pattern"} & set(schema)


def marked(value: Any) -> Any:
    """Put hostile text before every text within a value; behind the address of a page, which stays one."""
    if isinstance(value, dict):
        return {name: marked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [marked(inner) for inner in value]
    if isinstance(value, str):
        return f"{value}?{HOSTILE}" if value.startswith("https://") else f"{HOSTILE} {value}"
    return value


def restore(sent: Any, body: Any, path: list[str]) -> bool:
    """Send a field as it was; tell whether that makes a difference."""
    head, *rest = path
    place: Any = int(head) if isinstance(sent, list) and head.isdigit() else head
    there = place in sent if isinstance(sent, dict) else isinstance(place, int) and place < len(sent)
    if not there:
        return False
    was_there = place in body if isinstance(body, dict) else place < len(body)
    if rest and was_there and isinstance(sent[place], dict | list) and restore(sent[place], body[place], rest):
        return True
    if not was_there:
        del sent[place]
        return True
    differs = bool(sent[place] != body[place])
    sent[place] = copy.deepcopy(body[place])
    return differs


class Looking(HTMLParser):
    """Reads a page as a browser does, and keeps what a script could begin with."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.told = 0
        self._is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        acts = [name for name in given if name.startswith("on")]
        lures = [name for name in ("href", "src", "action") if given.get(name, "").strip().startswith("javascript:")]
        self._is_script = tag == "script"
        if acts or lures or tag == "zap" or (self._is_script and not given.get("src", "").startswith("/static/")):
            self.found.append(self.get_starttag_text() or tag)
        self.told += sum(MARK in value for value in given.values())

    def handle_data(self, data: str) -> None:
        if self._is_script and data.strip():
            self.found.append(data)
        self.told += MARK in data

    def handle_endtag(self, tag: str) -> None:
        self._is_script = self._is_script and tag != "script"


def looked_at(page: str) -> Looking:
    """Read a page."""
    looking = Looking()
    looking.feed(page)
    looking.close()
    return looking
