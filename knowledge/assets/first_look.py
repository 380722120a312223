"""Puts the style that the first paint needs into a page itself, for whoever arrives without the style sheets.

Whoever comes from another page of ours has the sheets already, and gets links to them. Others see the page after one
round trip: the rules for a page at rest stand in it, let through by their digest, and the sheets follow the content.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request

from knowledge.hardening import POLICY

SHEETS = ("vendor/pico.min.css", "knowledge.css")
RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
SELECTOR = re.compile(r"(?:[^,(]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+")
CHOICE = re.compile(r":(?:is|where)\(([^()]*)\)")
NEGATION = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
DECLARED = re.compile(r"""(--[\w-]+):(?:"[^"]*"|[^;{}"])*(?:;|(?=\}))""")
STATE = r":(?:hover|focus(?:-visible|-within)?|active|disabled|indeterminate|popover-open)"
LATER = re.compile(
    rf"{STATE}|::backdrop|:host|@keyframes|@media print|reduced-motion"
    # What no page has, or none that is shown to somebody who has not signed in and done something.
    r"|\[aria-current\]:not|\[data-|\[aria-(?:busy|disabled|invalid)|\[role=(?:group|switch|textbox)\]|\[(?:disabled|readonly)"
    r"|\[type=(?:color|month|reset|time|week)\]|::-(?:moz-color|ms|webkit-color)|-swatch"
    r"|\b(?:audio|canvas|dialog|iframe|ins|kbd|meter|optgroup|progress|samp|sup|video)\b|\[multiple"
    r"|\.(?:choices|container-fluid|contrast|count|dated|desk|dropdown|grid|keeping|modal|outline|overflow-auto)\b"
    r"|\.(?:attached|parts|preview|qr-code|scores|secret|steps|swatch|series-)\b"
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
    rules = _used(at_rest("".join(minified(place.read_text(encoding="utf-8")) for place, _ in sheets)))
    return Style(rules, f"'sha256-{base64.b64encode(hashlib.sha256(rules.encode()).digest()).decode()}'")


def minified(sheet: str) -> str:
    """Take out of a style sheet what only people read."""
    bare = re.sub(r'/\*.*?\*/|@charset "[^"]*";', "", sheet, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s*\n\s*", " ", bare)).replace(";}", "}").strip()


def at_rest(sheet: str) -> str:
    """Keep the rules for a page that nobody touches, and that is no form in work."""
    kept = []
    for selectors, body in RULE.findall(sheet):
        if selectors.startswith("@"):
            inner = "" if LATER.search(selectors) else at_rest(body)
            kept.append(f"{selectors}{{{inner}}}" if inner else "")
        elif wanted := ",".join(filter(_is_at_rest, _told_apart(selectors))):
            kept.append(f"{wanted}{{{body}}}")
    return "".join(kept)


def _is_at_rest(selector: str) -> bool:
    def chosen(one: re.Match[str]) -> str:
        return next((each for each in one[1].split(",") if not LATER.search(each)), one[0])

    return not LATER.search(CHOICE.sub(chosen, NEGATION.sub(":not", selector)))


def _told_apart(selectors: str) -> list[str]:
    return SELECTOR.findall(re.sub(rf",{STATE}(?=[,)])", "", selectors))


def _used(rules: str) -> str:
    """Leave out the variables that no rule reads, until none is left over."""
    read = set(re.findall(r"var\((--[\w-]+)", rules))
    fewer = re.sub(r"[^{}]+\{\}", "", DECLARED.sub(lambda one: one[0] if one[1] in read else "", rules))
    return rules if fewer == rules else _used(fewer)
