"""The outlines of countries, from the file of `world-atlas` that set-up fetches (Natural Earth, 1:50 million)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from domain import vocabulary
from knowledge.problems import Unavailable

Point = tuple[float, float]
"""Longitude and latitude in degrees."""

_FILE = Path(__file__).parent.parent / "static" / "vendor" / "countries-50m.json"

POINTS: Mapping[str, Point] = MappingProxyType(
    {
        "BQ": (-68.3, 12.2),
        "BV": (3.4, -54.4),
        "CC": (96.8, -12.2),
        "CX": (105.6, -10.5),
        "GF": (-53.2, 3.9),
        "GI": (-5.4, 36.1),
        "GP": (-61.5, 16.2),
        "MQ": (-61.0, 14.6),
        "RE": (55.5, -21.1),
        "SJ": (17.0, 78.8),
        "TK": (-171.8, -9.2),
        "TV": (179.2, -8.5),
        "UM": (-162.1, 5.9),
        "YT": (45.2, -12.8),
    }
)
"""Where the entries of ISO 3166-1 lie for which the file has no outline of their own."""


class MapMissing(Unavailable):
    """The outlines of countries, which the map of a bulletin is drawn from, are not installed."""


@dataclass(frozen=True)
class Shape:
    """Land of one country: `code` is alpha-2, or empty where the land has none; rings are closed, holes included."""

    code: str
    rings: Sequence[Sequence[Point]]


@cache
def shapes() -> Sequence[Shape]:
    """List the land of all countries.

    Raises:
        MapMissing: the file was not fetched.
    """
    try:
        topology: Mapping[str, Any] = msgspec.json.decode(_FILE.read_bytes())
    except FileNotFoundError as error:
        raise MapMissing(f"{_FILE} is missing: run `make setup`.") from error
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    by_number = {country.m49: country.code for country in vocabulary.countries().values() if country.m49}
    # Kosovo has no number in M49; the file knows it by name alone.
    by_name = {"Kosovo": "XK"}
    return [
        Shape(
            by_number.get(land.get("id"), by_name.get(land["properties"]["name"], "")),
            [_ring(ring, arcs) for polygon in _polygons(land) for ring in polygon],
        )
        for land in topology["objects"]["countries"]["geometries"]
    ]


def _arc(arc: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> list[Point]:
    """Give the points of an arc, which the file keeps as steps on a grid."""
    (wide, high), (left, bottom) = transform["scale"], transform["translate"]
    xs, ys = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    return [(x * wide + left, y * high + bottom) for x, y in zip(xs, ys, strict=True)]


def _polygons(land: Mapping[str, Any]) -> Iterator[Sequence[Sequence[int]]]:
    if land["type"] == "Polygon":
        yield land["arcs"]
    elif land["type"] == "MultiPolygon":
        yield from land["arcs"]


def _ring(numbers: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """Put arcs together; a negative number means the arc that it complements, backwards."""
    ring: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring
