"""The data files that are shipped with the program."""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

ShippedRow = dict[str, str]
"""A row by column; an empty cell is an empty text."""


def rows_of(name: str) -> list[ShippedRow]:
    """The rows of ``name``.csv. These files are tested and belong to the program: their cells are
    taken as they are, unlike those of the directory, which people write."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def empty_picture() -> bytes:
    """A grey PNG that shows nothing: it stands where a picture cannot be deleted. Telegram refuses
    photos that are very small or very narrow."""
    return (DATA / "empty.png").read_bytes()


@cache
def classifier() -> tuple[ShippedRow, ...]:
    """Every district and city of the country, as the state classifier has them."""
    return tuple(row for row in rows_of("places") if row["kind"] == "district")
