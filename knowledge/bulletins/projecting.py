"""Puts the round earth on paper: areas keep their sizes."""

from collections.abc import Callable, Iterable
from math import acos, asin, atan2, cos, hypot, radians, sin, sqrt

from knowledge.bulletins.shapes import Point

Projected = tuple[float, float]
Projection = Callable[[Point], Projected | None]
"""Gives the place of a point on paper, y downwards, in earth radii; None where it is not drawn."""

WIDEST = radians(95)
"""From the middle of a map to its edge; a scope that reaches further is drawn as part of the whole world."""
HALF_TURN = 180.0
"""Degrees."""
HORIZON = cos(radians(120))

_A = (1.340264, -0.081106, 0.000893, 0.003796)
"""The coefficients of the Equal Earth projection (Šavrič, Patterson and Jenny, 2018)."""


def projection_for(points: Iterable[Point]) -> Projection:
    """Choose how to draw these points: from above their middle, or as the whole world if they are spread over it."""
    vectors = [_vector(point) for point in points]
    middle = tuple(sum(axis) / max(len(vectors), 1) for axis in zip(*vectors, strict=True)) or (0.0, 0.0, 0.0)
    length = hypot(*middle)
    if length < 1e-6:  # noqa: PLR2004 - they lie all around, and none is in the middle
        return equal_earth
    centre = tuple(axis / length for axis in middle)
    spread = max(acos(max(-1.0, min(1.0, _dot(vector, centre)))) for vector in vectors)
    if spread > WIDEST:
        return equal_earth
    return _azimuthal(atan2(centre[1], centre[0]), asin(centre[2]))


def equal_earth(point: Point) -> Projected:
    """Give the place of a point on a map of the whole world."""
    longitude, latitude = radians(point[0]), radians(point[1])
    angle = asin(sqrt(3) / 2 * sin(latitude))
    square = angle * angle
    sixth = square**3
    stretch = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
    y = angle * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))
    return 2 * sqrt(3) / 3 * longitude * cos(angle) / stretch, -y


def _azimuthal(longitude: float, latitude: float) -> Projection:
    """Look at the earth from above a point (Lambert's azimuthal equal-area projection)."""
    sin_middle, cos_middle = sin(latitude), cos(latitude)

    def project(point: Point) -> Projected | None:
        turned, height = radians(point[0]) - longitude, radians(point[1])
        facing = sin_middle * sin(height) + cos_middle * cos(height) * cos(turned)
        if facing < HORIZON:
            return None
        scale = sqrt(2 / (1 + facing))
        x = scale * cos(height) * sin(turned)
        y = scale * (cos_middle * sin(height) - sin_middle * cos(height) * cos(turned))
        return x, -y

    return project


def _vector(point: Point) -> tuple[float, float, float]:
    longitude, latitude = radians(point[0]), radians(point[1])
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)


def _dot(one: Iterable[float], other: Iterable[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
