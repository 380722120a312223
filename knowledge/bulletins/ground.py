"""The ground on which a bulletin's map is drawn: the outlines of a scope on paper, the same for every bulletin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from domain import vocabulary
from knowledge.bulletins.projecting import HALF_TURN, Projected, Projection, equal_earth, projection_for
from knowledge.bulletins.shapes import POINTS, Point, Shape, shapes

WIDEST, NARROWEST, HIGHEST = 720.0, 420.0, 720.0
"""Of the drawing, in its own units."""
CLOSEST = 0.08
"""Earth radii that the drawing shows at least, so that a small country is seen among its neighbours."""
MARGIN = 14.0
SMALLEST = 8.0
"""A country drawn smaller than this is shown by a dot."""
FINEST = 9
"""Steps of an outline shorter than this, in tenths of a unit, are left out."""
UNPEOPLED = frozenset({"AQ", "BV", "GS", "HM", "TF", "UM"})
"""Where nobody lives who could have a network: no reason to make the map wider."""
WORLD: Sequence[Point] = ((-HALF_TURN, 0.0), (HALF_TURN, 0.0), (0.0, -56.0), (0.0, 78.0))
"""The edges of the map of the world: all around, from Cape Horn to beyond the last settlement in the north."""


@dataclass(frozen=True)
class Outline:
    """The rings of a country on paper."""

    code: str
    rings: Sequence[Sequence[Projected]]

    @property
    def largest(self) -> Sequence[Projected]:
        """The ring that holds most of its land."""
        return max(self.rings, key=lambda ring: abs(area_of(ring)))


@dataclass(frozen=True)
class Frame:
    """Moves what is in earth radii onto the drawing."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Sequence[Projected]) -> "Frame":
        """Fit these points into the drawing."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        wide, high = max(max(xs) - min(xs), CLOSEST), max(max(ys) - min(ys), CLOSEST)
        scale = min((WIDEST - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / high)
        width, height = max(wide * scale + 2 * MARGIN, NARROWEST), high * scale + 2 * MARGIN
        middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
        return cls(middle_x - width / 2 / scale, middle_y - height / 2 / scale, scale, round(width), round(height))

    def place(self, point: Projected) -> Projected:
        """Give the place of a point on the drawing."""
        return (point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale

    def shows(self, ring: Sequence[Projected]) -> bool:
        """Tell whether anything of a ring lies within the drawing."""
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        return max(xs) > 0 and min(xs) < self.width and max(ys) > 0 and min(ys) < self.height


@dataclass(frozen=True)
class Ground:
    """A scope on paper.

    Attributes:
        width, height: of the drawing.
        inside: the countries of the scope.
        land: of each country a path in tenths of a unit, what lies elsewhere first.
        middles: where the signs of a country stand.
        small: the countries of the scope that are shown by a dot.
    """

    width: float
    height: float
    inside: frozenset[str]
    land: Sequence[tuple[str, str]]
    middles: Mapping[str, Projected]
    small: frozenset[str]


@lru_cache(maxsize=32)
def ground_of(scope: str) -> Ground:
    """Lay a region, a country, or with an empty scope the whole world, on paper.

    Raises:
        MapMissing: the outlines were not fetched.
    """
    inside, projection = _view(scope)
    outlines = [outline for shape in shapes() if (outline := _outline(shape, projection))]
    dots = {code: place for code in POINTS if code in inside and (place := projection(POINTS[code]))}
    frame = _frame(outlines, inside, dots, projection)
    placed = [Outline(one.code, [[frame.place(point) for point in ring] for ring in one.rings]) for one in outlines]
    middles = {one.code: middle_of(one.largest) for one in placed} | {
        code: frame.place(point) for code, point in dots.items()
    }
    paths = (
        (one.code, "".join(_path(ring) for ring in one.rings if frame.shows(ring)))
        for one in sorted(placed, key=lambda outline: (outline.code in inside, outline.code))
    )
    small = inside & ({one.code for one in placed if _size(one) < SMALLEST} | set(dots))
    return Ground(
        frame.width,
        frame.height,
        inside & middles.keys(),
        [(code, path) for code, path in paths if path],
        middles,
        frozenset(small),
    )


def _view(scope: str) -> tuple[frozenset[str], Projection]:
    inside = (vocabulary.countries_in(scope) if scope else frozenset(vocabulary.countries())) - {"AQ"}
    middles = [
        middle_of(_turns(max(shape.rings, key=lambda ring: abs(area_of(ring))))[0])
        for shape in shapes()
        if shape.code in inside - UNPEOPLED
    ]
    return inside, projection_for([*middles, *(POINTS[code] for code in sorted(inside & set(POINTS) - UNPEOPLED))])


def _outline(shape: Shape, projection: Projection) -> Outline | None:
    rings = []
    for ring in shape.rings:
        for turned in _turns(ring) if projection is equal_earth else (ring,):
            placed = [place for point in turned if (place := projection(point))]
            if len(placed) == len(ring):
                rings.append(placed)
    return Outline(shape.code, rings) if rings and shape.code != "AQ" else None


def _turns(ring: Sequence[Point]) -> Sequence[Sequence[Point]]:
    """Draw a ring across the edge of the map of the world on both sides of it."""
    if max(abs(x - u) for (x, _), (u, _) in pairwise(ring)) < HALF_TURN:
        return [ring]
    east = [(x + 2 * HALF_TURN if x < 0 else x, y) for x, y in ring]
    return [east, [(x - 2 * HALF_TURN, y) for x, y in east]]


def _frame(
    outlines: Sequence[Outline], inside: frozenset[str], dots: Mapping[str, Projected], projection: Projection
) -> Frame:
    """Fit in the main land of every country; far islands of it may lie beyond the edge."""
    peopled = inside - UNPEOPLED or inside
    if projection is equal_earth:
        return Frame.around([equal_earth(corner) for corner in WORLD])
    within = [point for one in outlines if one.code in peopled for point in one.largest]
    return Frame.around([*within, *(point for code, point in dots.items() if code in peopled)])


def _path(ring: Sequence[Projected]) -> str:
    """Write a ring in tenths of a unit, leaving out steps too fine to be seen."""
    kept = [(round(ring[0][0] * 10), round(ring[0][1] * 10))]
    for x, y in ring[1:]:
        place = (round(x * 10), round(y * 10))
        if abs(place[0] - kept[-1][0]) + abs(place[1] - kept[-1][1]) >= FINEST:
            kept.append(place)
    if len(kept) < 3:  # noqa: PLR2004 - corners of a triangle
        return ""
    steps = " ".join(f"{u - x} {v - y}" for (x, y), (u, v) in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{steps}z"


def _size(outline: Outline) -> float:
    xs, ys = [x for x, _ in outline.largest], [y for _, y in outline.largest]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def area_of(ring: Sequence[Projected] | Sequence[Point]) -> float:
    """Give the area of a ring, with a sign for its direction."""
    return sum(x * v - u * y for (x, y), (u, v) in pairwise(ring)) / 2


def middle_of(ring: Sequence[Projected] | Sequence[Point]) -> Projected:
    """Give the centre of gravity of a ring; of one without an area, its first point."""
    area = area_of(ring)
    if abs(area) < 1e-12:  # noqa: PLR2004 - nothing but rounding
        return ring[0]
    pairs = list(pairwise(ring))
    x = sum((x + u) * (x * v - u * y) for (x, y), (u, v) in pairs) / (6 * area)
    y = sum((y + v) * (x * v - u * y) for (x, y), (u, v) in pairs) / (6 * area)
    return x, y
