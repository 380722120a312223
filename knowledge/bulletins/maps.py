"""Draws where networks, champions and projects are, as SVG without a word in it: its legend is beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from knowledge.bulletins.ground import ground_of
from knowledge.bulletins.projecting import Projected

DOT, FAINT_DOT = 5.0, 2.2
MARK = 4.6
MIDDLE = (12.0, 10.0)
"""Of a picture in the legend."""
SEA, ELSEWHERE, NOTHING, SURE, POSSIBLE, LINE = "#f4f7fa", "#e6e6e3", "#c9ced3", "#1b5e8c", "#a9c9e0", "#ffffff"
INK, CHAMPION, PROJECT = "#1c1c1c", "#f2b705", "#c8402f"
HATCH = (
    '<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="scale({scale})">'
    f'<rect width="6" height="6" fill="{POSSIBLE}"/>'
    f'<path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="{SURE}" stroke-width="1.2"/></pattern>'
)
HATCHES = HATCH.format(id="hatch", scale=1) + HATCH.format(id="hatch-land", scale=10)
"""Land is drawn ten times as large and scaled down, so its pattern has to be larger too."""
SIGN = HATCH.format(id="hatch-sign", scale=1)
"""The pattern of the legend has a name of its own, for it may stand on one page with the map."""


class Shown(StrEnum):
    """How surely something is known of a country: land is filled, and signs are drawn, accordingly."""

    SURE = "sure"
    POSSIBLE = "possible"
    NONE = "none"


FILLS: Mapping[Shown, str] = {Shown.SURE: SURE, Shown.POSSIBLE: "url(#hatch)", Shown.NONE: NOTHING}


@dataclass(frozen=True)
class Marks:
    """What the map shows of one country; `name` is told to who points at it."""

    name: str
    network: Shown = Shown.NONE
    champion: Shown = Shown.NONE
    project: Shown = Shown.NONE


def draw(marks: Mapping[str, Marks], scope: str, links: Mapping[str, str] = MappingProxyType({})) -> str:
    """Draw the map of a scope.

    Args:
        marks: what to show, by country; a country of the scope that is not among them shows nothing.
        scope: a region, a country, or empty for everywhere.
        links: addresses by country, for who clicks on it; none on paper.

    Raises:
        MapMissing: the outlines were not fetched.
    """
    ground = ground_of(scope)
    land = [(code, _land(code, path, marks.get(code), is_inside=code in ground.inside)) for code, path in ground.land]
    parts = [_linked(part, links.get(code)) for code, part in land]
    small = sorted(ground.small, key=lambda code: (code in marks, code))
    parts += [_linked(_dot(ground.middles[code], marks.get(code)), links.get(code)) for code in small]
    for code in sorted(ground.inside & marks.keys()):
        parts += _symbols(ground.middles[code], marks[code])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ground.width:g} {ground.height:g}">'
        f"<defs>{HATCHES}</defs>"
        f'<rect width="{ground.width:g}" height="{ground.height:g}" fill="{SEA}"/>{"".join(parts)}</svg>'
    )


def swatches() -> Mapping[str, str]:
    """Give a small picture of each thing that the map shows, for its legend."""
    box = '<rect x="1" y="3" width="22" height="14" rx="2" fill="{fill}"/>'
    pictures = {f"network-{network}": box.format(fill=fill) for network, fill in FILLS.items()}
    pictures["network-possible"] = f"<defs>{SIGN}</defs>{box.format(fill='url(#hatch-sign)')}"
    for seen in (Shown.SURE, Shown.POSSIBLE):
        pictures[f"champion-{seen}"], pictures[f"project-{seen}"] = _champion(MIDDLE, seen), _project(MIDDLE, seen)
    return {
        name: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 20">{picture}</svg>'
        for name, picture in pictures.items()
    }


def _linked(part: str, address: str | None) -> str:
    """Let a country lead somewhere, past whoever goes by keyboard: the same links stand in the table."""
    return f'<a href={quoteattr(address)} tabindex="-1">{part}</a>' if address else part


def _land(code: str, path: str, shown: Marks | None, *, is_inside: bool) -> str:
    """Fill the land of a country, which is drawn ten times as large and scaled down."""
    fill = ELSEWHERE
    if code and is_inside:
        fill = FILLS[shown.network].replace("#hatch", "#hatch-land") if shown else NOTHING
    return (
        f'<path d="{path}" transform="scale(.1)" fill="{fill}" fill-rule="evenodd" stroke="{LINE}"'
        f' stroke-width="7" stroke-linejoin="round">{_title(shown)}</path>'
    )


def _dot(place: Projected, shown: Marks | None) -> str:
    fill, radius = (FILLS[shown.network], DOT) if shown else (NOTHING, FAINT_DOT)
    return (
        f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="{radius:g}" fill="{fill}" stroke="{LINE}"'
        f' stroke-width="{radius / 5:g}">{_title(shown)}</circle>'
    )


def _symbols(place: Projected, shown: Marks) -> Iterator[str]:
    x, y = place
    apart = MARK + 0.6 if Shown.NONE not in {shown.champion, shown.project} else 0.0
    if shown.champion is not Shown.NONE:
        yield _champion((x - apart, y), shown.champion)
    if shown.project is not Shown.NONE:
        yield _project((x + apart, y), shown.project)


def _champion(place: Projected, seen: Shown) -> str:
    x, y = place
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{MARK:g}" {_ink(CHAMPION, seen)}/>'


def _project(place: Projected, seen: Shown) -> str:
    x, y = place
    side = MARK * 1.25
    corners = ((x, y - side), (x + side, y), (x, y + side), (x - side, y))
    path = "L".join(f"{u:.1f} {v:.1f}" for u, v in corners)
    return f'<path d="M{path}Z" {_ink(PROJECT, seen)}/>'


def _ink(colour: str, seen: Shown) -> str:
    """Fill a sign where it is sure, and only outline it where it is possible."""
    if seen is Shown.SURE:
        return f'fill="{colour}" stroke="{INK}" stroke-width="1"'
    return f'fill="{LINE}" stroke="{colour}" stroke-width="2"'


def _title(shown: Marks | None) -> str:
    return f"<title>{escape(shown.name)}</title>" if shown else ""
