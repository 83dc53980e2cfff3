"""The places of the country, as shipped."""

from functools import cache

from bot.reception.gazetteer import Gazetteer, Kind, Place
from storage.shipped import rows_of

ANY_NAME = "Bishkeek"
"""The first search loads what compares names that are not spelt alike."""


def warm_up() -> None:
    """Do what the first search would wait for. Meant for a thread."""
    gazetteer().search(ANY_NAME)


@cache
def gazetteer() -> Gazetteer:
    """All places, built from the shipped files at the first call and kept for the process.

    That takes a quarter of a second. Called while another thread builds it, it does not wait but
    builds its own: whoever asks is answered, and they are all alike.
    """
    rows = rows_of("places")
    above = {row["code"]: row for row in rows}

    def district(code: str) -> str | None:
        while code:
            if above[code]["kind"] == Kind.DISTRICT:
                return code
            code = above[code]["parent_code"]
        return None

    return Gazetteer(
        [
            Place(
                code=row["code"],
                kind=Kind(row["kind"]),
                parent=row["parent_code"] or None,
                district=district(row["code"]),
                name_ru=row["name_ru"],
                name_ky=row["name_ky"] or None,
                aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
            )
            for row in rows
        ],
        {
            row["code"]: [row[column] for column in row if column.startswith("name_")]
            for table in ("regions", "districts")
            for row in rows_of(table)
        },
    )
