"""Distances, the nearest office, and what counts as inside the country."""

from dataclasses import dataclass
from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.geography import (
    EARTH_RADIUS_KM,
    OUTLINE,
    TOLERANCE_KM,
    distance_km,
    inside_country,
    nearest,
)

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
positions = st.tuples(latitudes, longitudes)

Position = tuple[float, float]


@dataclass(frozen=True)
class Place:
    name: str
    latitude: float
    longitude: float


@given(positions, positions)
def test_distance_is_symmetric_and_never_beyond_half_the_globe(
    one: Position, other: Position
) -> None:
    there = distance_km(*one, *other)
    assert there == pytest.approx(distance_km(*other, *one), abs=1e-6)
    assert 0 <= there <= EARTH_RADIUS_KM * pi + 1e-6
    assert distance_km(*one, *one) == 0


@given(positions, positions, positions)
def test_a_detour_is_never_shorter(start: Position, between: Position, end: Position) -> None:
    detour = distance_km(*start, *between) + distance_km(*between, *end)
    assert distance_km(*start, *end) <= detour + 1e-3


def test_known_distances() -> None:
    assert distance_km(40.0, 72.0, 41.0, 72.0) == pytest.approx(111.2, abs=0.1)
    assert distance_km(42.87, 74.59, 40.5283, 72.7985) == pytest.approx(300, abs=3)  # Bishkek-Osh
    assert distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.1)


@given(
    st.lists(st.builds(Place, st.text(max_size=1), latitudes, longitudes)), latitudes, longitudes
)
def test_nearest_gives_every_place_once_in_order(
    places: list[Place], latitude: float, longitude: float
) -> None:
    found = nearest(places, latitude, longitude)
    kilometres = [km for _, km in found]
    assert kilometres == sorted(kilometres)
    assert sorted(map(id, places)) == sorted(id(place) for place, _ in found)


def test_nearest_starts_with_the_nearest() -> None:
    osh, nookat = Place("Osh", 40.5283, 72.7985), Place("Nookat", 40.266, 72.6183)
    assert [place.name for place, _ in nearest([osh, nookat], 40.30, 72.60)] == ["Nookat", "Osh"]
    assert nearest([], 40.3, 72.6) == []


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        pytest.param(42.87, 74.59, id="Bishkek"),
        pytest.param(42.9225, 74.5668, id="Nizhnyaya Ala-Archa"),
        pytest.param(42.8419, 75.3015, id="Tokmok, on the Chu"),
        pytest.param(42.8247, 73.6759, id="Kaindy"),
        pytest.param(42.7362, 71.6098, id="Pokrovka of Talas"),
        pytest.param(42.6154, 78.8192, id="Akbulek"),
        pytest.param(41.1695, 75.8010, id="At-Bashy"),
        pytest.param(39.5527, 72.2052, id="Daroot-Korgon"),
        pytest.param(39.7255, 73.2465, id="Sary-Tash"),
        pytest.param(41.7654, 71.0918, id="Kanysh-Kyya"),
        pytest.param(41.4105, 71.4863, id="Ala-Buka"),
        pytest.param(41.4940, 71.7583, id="Kerben"),
        pytest.param(41.3461, 72.2171, id="Tash-Kumyr"),
        pytest.param(41.0371, 72.4832, id="Kochkor-Ata"),
        pytest.param(40.7046, 72.8667, id="Kara-Suu"),
        pytest.param(40.5161, 72.4996, id="Aravan"),
        pytest.param(40.2568, 72.1279, id="Kyzyl-Kiya"),
        pytest.param(40.2402, 71.8998, id="Markaz"),
        pytest.param(40.3106, 71.3497, id="Kyrgyz-Kyshtak"),
        pytest.param(40.1617, 70.8196, id="Kara-Bak"),
        pytest.param(39.9981, 70.5459, id="Samarkandyk"),
        pytest.param(40.1064, 69.6413, id="Kulundu"),
        pytest.param(39.8988, 69.3716, id="Ak-Suu of Leilek"),
        pytest.param(39.9365, 69.5678, id="Sulyukta"),
    ],
)
def test_settlements_are_inside(latitude: float, longitude: float) -> None:
    assert inside_country(latitude, longitude)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        pytest.param(41.311, 69.280, id="Tashkent"),
        pytest.param(43.238, 76.889, id="Almaty"),
        pytest.param(39.470, 75.990, id="Kashgar"),
        pytest.param(41.001, 71.668, id="Namangan"),
        pytest.param(38.560, 68.774, id="Dushanbe"),
        pytest.param(40.783, 72.344, id="Andijan"),
        pytest.param(40.389, 71.783, id="Fergana"),
        pytest.param(40.283, 69.622, id="Khujand"),
        pytest.param(42.900, 71.378, id="Taraz"),
        pytest.param(40.530, 70.940, id="Kokand"),
        pytest.param(41.170, 80.260, id="Aksu"),
        pytest.param(55.750, 37.620, id="Moscow"),
        pytest.param(0.0, 0.0, id="nowhere"),
        pytest.param(72.618, 40.266, id="Nookat with its numbers swapped"),
    ],
)
def test_neighbours_are_outside(latitude: float, longitude: float) -> None:
    assert not inside_country(latitude, longitude)


def test_the_border_itself_counts_as_inside_and_ten_kilometres_further_does_not() -> None:
    for latitude, longitude in OUTLINE:
        assert inside_country(latitude, longitude)
    south = min(OUTLINE)
    assert inside_country(south[0] - (TOLERANCE_KM - 1) / 111.2, south[1])
    assert not inside_country(south[0] - 2 * TOLERANCE_KM / 111.2, south[1])


@given(latitudes, longitudes)
def test_whatever_is_inside_lies_in_the_box_around_the_country(
    latitude: float, longitude: float
) -> None:
    if inside_country(latitude, longitude):
        assert 39.1 < latitude < 43.4
        assert 69.2 < longitude < 80.4
