"""The shipped towns and villages whose position is known."""

from functools import cache

from bot.reception.settlements import Settlement
from storage.shipped import rows_of


@cache
def settlements() -> tuple[Settlement, ...]:
    """All of them; read from the shipped file once, at the first shared position."""
    return tuple(
        Settlement(
            district=row["district_code"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            name_ru=row["name_ru"],
            name_ky=row["name_ky"] or None,
            name_latin=row["name_latin"],
        )
        for row in rows_of("settlements")
    )
