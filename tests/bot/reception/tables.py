"""A small directory in rows, as files have them."""

from typing import Any

from bot.reception.directory import LANGUAGES

Tables = dict[str, list[dict[str, Any]]]


def named(name: str, **columns: Any) -> dict[str, Any]:
    """A row with the name in every language."""
    return columns | {f"name_{language}": f"{name} {language}" for language in LANGUAGES}


def office(code: str, district: str, region: str = "R2") -> dict[str, Any]:
    """An office of which nothing is known but its place."""
    unknown = dict.fromkeys(("address", "phone", "hours", "secretary", "staff_chat_id"), "")
    place = {"latitude": "40.266", "longitude": "72.6183", "confirmed": "1"}
    return named(code, code=code, region_code=region, district_code=district, **unknown, **place)


def district(code: str, region: str, office_code: str) -> dict[str, Any]:
    """A district and the office that serves it."""
    seat = {"seat_latitude": "40.266", "seat_longitude": "72.6183", "confirmed": "0"}
    return named(code, code=code, region_code=region, office_code=office_code, **seat)


def small_directory() -> Tables:
    """Two regions, three districts, two offices, and one or two of everything else."""
    return {
        "regions": [
            named("north", code="R1", position="2"),
            named("south", code="R2", position="1"),
        ],
        "districts": [
            district("D1", "R2", "AAA"),
            district("D2", "R1", "AAA"),
            district("D3", "R2", "BBB"),
        ],
        "offices": [office("AAA", "D1"), office("BBB", "D3")],
        "topics": [
            named("other", code="other", position="10", urgent="0"),
            named("conflict", code="conflict", position="9", urgent="1"),
        ],
        "emergency": [named("police", number="102", position="1", verified="1")],
        "agency": [named("agency", code="agency")],
        "working_day_overrides": [
            {"day": "2026-01-08", "working": "0", "source": "decree"},
            {"day": "2026-01-10", "working": "1", "source": "decree"},
        ],
        "terms": [
            {"since": "2007-05-04", "registration": "1", "answer": "14", "source": "law"},
            {"since": "2027-01-01", "registration": "1", "answer": "10", "source": "bill"},
        ],
    }
