"""Puts the style that the first paint needs into a page itself, for whoever arrives without the style sheets.

Whoever comes from another page of ours has the sheets already, and gets links to them. Others see the page after one
round trip: the rules for a page at rest stand in it, let through by their digest, and the sheets follow the content.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from flask import Flask, Response, current_app, g, request
from tinycss2 import parse_blocks_contents, parse_rule_list, parse_stylesheet
from tinycss2.ast import AtRule, Declaration, FunctionBlock, Node, QualifiedRule, WhitespaceToken

from knowledge.hardening import POLICY

SHEETS = ("vendor/pico.min.css", "knowledge.css")
STATE = r":(?:hover|focus(?:-visible|-within)?|active|disabled|indeterminate|popover-open)"
LATER = re.compile(
    rf"{STATE}|::backdrop|:host|@keyframes|@media print|reduced-motion"
    # What no page has, or none that is shown to somebody who has not signed in and done something.
    r"|\[aria-current\]:not|\[data-|\[aria-(?:busy|disabled|invalid)|\[role=(?:group|switch|textbox)\]|\[(?:disabled|readonly)"
    r"|\[type=(?:color|month|reset|time|week)\]|::-(?:moz-color|ms|webkit-color)|-swatch"
    r"|\b(?:audio|canvas|dialog|iframe|ins|kbd|meter|optgroup|progress|samp|sup|video)\b|\[multiple"
    r"|\.(?:choices|container-fluid|contrast|count|dated|desk|dropdown|grid|keeping|modal|outline|overflow-auto)\b"
    r"|\.(?:attached|parts|preview|qr-code|row|secret|steps|swatch|series-)\b"
)
"""Of a selector: what can be styled after the first paint, without anything moving."""


@dataclass(frozen=True)
class Style:
    """Rules, and what the policy calls them (CSP 3 §2.3.1)."""

    rules: str
    source: str


def first_look() -> Style | None:
    """Give the style to put into this page; None where its sheets are at hand, or the browser does not say."""
    if request.headers.get("Sec-Fetch-Mode") != "navigate" or getattr(g.get("caller"), "account", None):
        return None
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return None
    places = [Path(current_app.static_folder or "") / name for name in SHEETS]
    g.first_look = _style(tuple((place, place.stat().st_mtime_ns) for place in places))
    found: Style = g.first_look
    return found


def allow_first_look(app: Flask) -> None:
    """Let the style in a page pass, and caches know on what it depends."""
    app.after_request(_allow)


def _allow(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.update(("Sec-Fetch-Mode", "Sec-Fetch-Site"))
    if style := g.get("first_look"):
        response.headers["Content-Security-Policy"] = f"{POLICY}; style-src 'self' {style.source}"
    return response


@lru_cache(maxsize=4)
def _style(sheets: tuple[tuple[Path, int], ...]) -> Style:
    rules = at_rest("".join(place.read_text(encoding="utf-8") for place, _ in sheets))
    return Style(rules, f"'sha256-{base64.b64encode(hashlib.sha256(rules.encode()).digest()).decode()}'")


def at_rest(sheet: str) -> str:
    """Keep of a style sheet what it says of a page that nobody touches, and that is no form in work."""
    rules = _read_by_some(list(_at_rest(parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))))
    return "".join(
        "".join(f"{head}{{" for head in within) + "".join(map(str, those)) + "}" * len(within)
        for within, those in groupby(rules, key=lambda rule: rule.within)
    )


@dataclass(frozen=True)
class Rule:
    """What is declared for some selectors, within the rules around (`@media`)."""

    within: tuple[str, ...]
    selectors: str
    declared: tuple[Declaration, ...]

    def __str__(self) -> str:
        """Write it as CSS."""
        declared = (f"{one.name}:{_text(one.value)}{'!important' if one.important else ''}" for one in self.declared)
        return f"{self.selectors}{{{';'.join(declared)}}}"


def _at_rest(nodes: Iterable[Node], within: tuple[str, ...] = ()) -> Iterator[Rule]:
    for node in nodes:
        if isinstance(node, QualifiedRule):
            if wanted := [_text(one) for one in _told_apart(node.prelude) if _is_at_rest(one)]:
                yield Rule(within, ",".join(wanted), _declared(node))
        elif isinstance(node, AtRule) and node.content:
            head = f"@{node.at_keyword} {_text(node.prelude)}"
            if not LATER.search(head):
                inner = parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from _at_rest(inner, (*within, head))


def _declared(rule: QualifiedRule) -> tuple[Declaration, ...]:
    parts = parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return tuple(part for part in parts if isinstance(part, Declaration))


def _is_at_rest(selector: Sequence[Node]) -> bool:
    return not LATER.search("".join(map(_essence, selector)))


def _essence(node: Node) -> str:
    """Write part of a selector without what it excludes, and of choices the first at rest."""
    if isinstance(node, FunctionBlock) and node.lower_name == "not":
        return "not"
    if isinstance(node, FunctionBlock) and node.lower_name in ("is", "where"):
        choices = _told_apart(node.arguments)
        return _text(next((one for one in choices if _is_at_rest(one)), choices[0]))
    return str(node.serialize())


def _told_apart(selectors: Iterable[Node]) -> list[list[Node]]:
    return [list(those) for is_comma, those in groupby(selectors, key=lambda node: node == ",") if not is_comma]


def _text(nodes: Iterable[Node]) -> str:
    return "".join(" " if isinstance(node, WhitespaceToken) else str(node.serialize()) for node in nodes).strip()


def _read_by_some(rules: list[Rule]) -> list[Rule]:
    """Leave out the variables that no rule reads, until none is left over."""
    read = set(re.findall(r"var\((--[\w-]+)", "".join(map(str, rules))))
    kept = [
        replace(rule, declared=tuple(one for one in rule.declared if one.name in read or not one.name.startswith("--")))
        for rule in rules
    ]
    return rules if kept == rules else _read_by_some([rule for rule in kept if rule.declared])
