"""Distances and the country's outline, for suggesting an office from a shared position.

A position suggests and never decides: distance across mountains or a border says little.
"""

from collections.abc import Iterable
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Protocol, TypeVar

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

TOLERANCE_KM = 5.0
"""How far beyond the outline a position still counts as inside.

The outline is rough, and villages along the Chu, in the Fergana valley and in Leilek stand on the
border itself. Refusing a resident of a border village is worse than serving a neighbour, so the
doubt goes to inside: towns abroad within a few kilometres of the border may count as inside.
"""

OUTLINE = (
    # (latitude, longitude), clockwise from the western tip of the Chatkal valley.
    (41.52, 70.20),
    (41.92, 70.85),
    (42.25, 70.97),
    (42.52, 71.05),
    (42.80, 71.25),
    (42.82, 71.75),
    (42.85, 72.20),
    (42.75, 72.75),
    (42.55, 73.20),
    (42.50, 73.50),
    (42.85, 73.48),
    (43.05, 73.57),
    (43.14, 73.85),
    (43.26, 74.20),
    (43.10, 74.58),
    (43.01, 74.72),
    (42.97, 74.95),
    (42.94, 75.15),
    (42.85, 75.40),
    (42.85, 75.75),
    (42.97, 76.00),
    (42.93, 76.40),
    (42.92, 76.90),
    (42.98, 77.40),
    (42.92, 78.00),
    (42.88, 78.60),
    (42.80, 79.20),
    (42.50, 79.62),
    (42.35, 80.26),
    (42.05, 80.15),
    (41.60, 78.60),
    (41.20, 78.15),
    (41.03, 76.90),
    (40.45, 76.52),
    (40.35, 75.90),
    (40.60, 75.50),
    (40.35, 74.80),
    (40.10, 74.30),
    (39.90, 73.85),
    (39.65, 73.95),
    (39.43, 73.60),
    (39.35, 72.30),
    (39.28, 71.78),
    (39.58, 71.00),
    (39.60, 70.50),
    (39.55, 69.80),
    (39.52, 69.35),
    (39.85, 69.28),
    (39.98, 69.35),
    (40.15, 69.55),
    (40.13, 69.80),
    (40.03, 70.20),
    (40.04, 70.60),
    (40.20, 70.80),
    (40.24, 71.10),
    (40.32, 71.40),
    (40.22, 71.65),
    (40.28, 72.02),
    (40.45, 72.30),
    (40.58, 72.42),
    (40.60, 72.72),
    (40.75, 72.85),
    (40.82, 73.15),
    (40.92, 72.75),
    (40.98, 72.40),
    (41.18, 72.12),
    (41.33, 71.95),
    (41.40, 71.65),
    (41.33, 71.42),
    (41.15, 71.30),
    (41.35, 70.85),
    (41.42, 70.50),
)
"""Kyrgyzstan, simplified by hand to straight lines, for telling inside from abroad only.

Good to about 5 km along settled borders and 15 km in the high mountains. Enclaves, of others
within and our Barak outside, are ignored.
"""


class Placed(Protocol):
    """Anything with a position in WGS 84 degrees: an office, a settlement."""

    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...


_P = TypeVar("_P", bound=Placed)


def distance_km(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Great-circle distance in kilometres between two positions in degrees (haversine)."""
    here, there = radians(latitude), radians(other_latitude)
    half_chord = (
        sin((there - here) / 2) ** 2
        + cos(here) * cos(there) * sin(radians(other_longitude - longitude) / 2) ** 2
    )
    # Rounding may carry the value a hair past 1 for opposite points of the globe.
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half_chord)))


def nearest(places: Iterable[_P], latitude: float, longitude: float) -> list[tuple[_P, float]]:
    """All places with their distance in km from the position, nearest first; ties keep order."""
    measured = [
        (place, distance_km(latitude, longitude, place.latitude, place.longitude))
        for place in places
    ]
    return sorted(measured, key=lambda pair: pair[1])


def inside_country(latitude: float, longitude: float) -> bool:
    """Whether a position is in Kyrgyzstan, or within TOLERANCE_KM of its rough outline."""
    inside = False
    for start, end in zip(OUTLINE, (*OUTLINE[1:], OUTLINE[0]), strict=True):
        if _km_from_edge(latitude, longitude, start, end) <= TOLERANCE_KM:
            return True
        (lat1, lon1), (lat2, lon2) = start, end
        # Each edge crossed by the ray going east turns inside to outside and back.
        if (lat1 > latitude) != (lat2 > latitude):
            crossing = lon1 + (latitude - lat1) / (lat2 - lat1) * (lon2 - lon1)
            if longitude < crossing:
                inside = not inside
    return inside


def _km_from_edge(
    latitude: float, longitude: float, start: tuple[float, float], end: tuple[float, float]
) -> float:
    """Kilometres from a position to a straight edge, on a plane that touches at the position.

    Good to a fraction of a percent at the few kilometres that are compared; far positions are
    only ever measured as far.
    """
    km_per_degree = radians(1) * EARTH_RADIUS_KM
    squeeze = cos(radians(latitude))
    x1, y1 = (
        (start[1] - longitude) * squeeze * km_per_degree,
        (start[0] - latitude) * km_per_degree,
    )
    x2, y2 = (end[1] - longitude) * squeeze * km_per_degree, (end[0] - latitude) * km_per_degree
    dx, dy = x2 - x1, y2 - y1
    along = -(x1 * dx + y1 * dy) / (dx * dx + dy * dy)
    along = max(0.0, min(1.0, along))
    return hypot(x1 + along * dx, y1 + along * dy)
