"""The directory: regions, districts, offices, topics, emergency numbers and the agency's name.

Everything here is immutable and complete once built: a `Directory` that exists has no district
without an office and no code that leads nowhere. Rows come in the shape of the files in
storage/data/ (their columns are described in its README), out of files or out of the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self, TypeVar

from bot.reception.deadlines import Term
from bot.reception.directory_rows import LANGUAGES, Row, read_table, source
from bot.reception.directory_rules import complaints
from bot.reception.problems import DirectoryError, Sentence

__all__ = [
    "LANGUAGES",
    "Directory",
    "District",
    "EmergencyNumber",
    "Names",
    "Office",
    "Region",
    "Row",
    "Topic",
]

_C = TypeVar("_C", "Region", "District", "Office", "Topic")


@dataclass(frozen=True, slots=True)
class Names:
    """What one thing is called: language code -> name, at least one."""

    # A dict has no hash; things with equal names are told apart by their codes.
    by_language: Mapping[str, str] = field(hash=False)

    def get(self, language: str) -> str:
        """The name in this language, else in Kyrgyz, else in Russian, else in any."""
        for choice in (language, "ky", "ru"):
            if choice in self.by_language:
                return self.by_language[choice]
        return next(iter(self.by_language.values()))


@dataclass(frozen=True, slots=True)
class Region:
    """One of the seven regions, or Bishkek or Osh city. `code` is the state classifier's."""

    code: str
    name: Names


@dataclass(frozen=True, slots=True)
class District:
    """A district or a city. `region` and `office` are codes; `confirmed` is about the office.

    Latitude and longitude are of its seat, WGS 84 degrees.
    """

    code: str
    name: Names
    region: str
    office: str
    confirmed: bool
    seat_latitude: float
    seat_longitude: float


@dataclass(frozen=True, slots=True)
class Office:
    """A public reception. `region` and `district` (where it sits) are codes.

    The position is of the town it sits in, WGS 84 degrees, not of a building. None means unknown.
    `confirmed` says that a public source names this place as having a reception.
    """

    code: str
    name: Names
    region: str
    district: str
    latitude: float
    longitude: float
    address: str | None
    phone: str | None
    hours: str | None
    secretary: str | None
    staff_chat_id: int | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """What a concern is about; `urgent` ones show the emergency numbers and mark the ticket."""

    code: str
    name: Names
    urgent: bool


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A number to call in danger; `verified` says that it was read in a source."""

    number: str
    name: Names
    verified: bool


@dataclass(frozen=True)
class Directory:
    """The whole directory, checked and read-only; everything is in the order to show it.

    Lookups by a code raise KeyError when there is none: an old button, or a forged one.
    """

    regions: tuple[Region, ...]
    districts: tuple[District, ...]
    offices: tuple[Office, ...]
    topics: tuple[Topic, ...]
    emergency: tuple[EmergencyNumber, ...]
    agency: Names
    overrides: Mapping[date, bool] = field(hash=False)
    """Days that are working (True) or off (False) against the calendar."""
    terms: tuple[Term, ...]
    """What the law gives the offices, by the day from which it holds; one at least."""

    @classmethod
    def from_rows(
        cls,
        *,
        regions: Iterable[Row],
        districts: Iterable[Row],
        offices: Iterable[Row],
        topics: Iterable[Row],
        emergency: Iterable[Row],
        agency: Iterable[Row],
        terms: Iterable[Row],
        working_day_overrides: Iterable[Row] = (),
        classifier: Iterable[Row] = (),
    ) -> Self:
        """Build it from rows shaped like the files of storage/data/, CSV or SQL.

        Where rows have a `position` column they are put in its order. ``classifier`` has the
        `code`, `name_ky` and `name_ru` of every district and city of the country: the districts
        must be these; without any they may be others. Raises DirectoryError with all that is
        wrong.
        """
        tables = {
            "regions": list(regions),
            "districts": list(districts),
            "offices": list(offices),
            "topics": list(topics),
            "emergency": list(emergency),
            "agency": list(agency),
            "working_day_overrides": list(working_day_overrides),
            "terms": list(terms),
        }
        problems: list[Sentence] = []
        lines = {table: read_table(table, rows, problems) for table, rows in tables.items()}
        sources = {table: source(table, rows) for table, rows in tables.items()}
        # In both of the country's languages: the classifier has no others.
        known = {row["code"]: f"{row['name_ky']}, {row['name_ru']}" for row in classifier}
        problems += complaints(lines, sources, known)
        if problems:
            raise DirectoryError(problems)
        cells: dict[str, list[Row]] = {
            table: [line.cells for line in read] for table, read in lines.items()
        }
        return cls(
            regions=tuple(Region(row["code"], _names(row)) for row in cells["regions"]),
            districts=tuple(_district(row) for row in cells["districts"]),
            offices=tuple(_office(row) for row in cells["offices"]),
            topics=tuple(_topic(row) for row in cells["topics"]),
            emergency=tuple(_emergency(row) for row in cells["emergency"]),
            agency=_names(cells["agency"][0]),
            overrides={
                date.fromisoformat(row["day"]): bool(row["working"])
                for row in cells["working_day_overrides"]
            },
            terms=tuple(_term(row) for row in cells["terms"]),
        )

    def region(self, code: str) -> Region:
        """The region of this code."""
        return _find(self.regions, code)

    def district(self, code: str) -> District:
        """The district or city of this code."""
        return _find(self.districts, code)

    def office(self, code: str) -> Office:
        """The office of this code."""
        return _find(self.offices, code)

    def known_office(self, code: str | None) -> Office | None:
        """The office of a code that anybody may have written; None when there is none."""
        return next((office for office in self.offices if office.code == code), None)

    def topic(self, code: str) -> Topic:
        """The topic of this code."""
        return _find(self.topics, code)

    def districts_of(self, region: str) -> tuple[District, ...]:
        """The districts and cities of the region of this code."""
        code = self.region(region).code
        return tuple(district for district in self.districts if district.region == code)

    def office_for_district(self, code: str) -> Office:
        """The office responsible for the district or city of this code."""
        return self.office(self.district(code).office)

    def districts_served(self, office: str) -> tuple[District, ...]:
        """The districts and cities that the office of this code is responsible for."""
        code = self.office(office).code
        return tuple(district for district in self.districts if district.office == code)


def _find(things: Iterable[_C], code: str) -> _C:
    # A few dozen things: cheap enough to go through, and no second index to keep.
    return {thing.code: thing for thing in things}[code]


def _names(row: Row) -> Names:
    return Names({language: row[f"name_{language}"] for language in LANGUAGES})


def _district(row: Row) -> District:
    return District(
        code=row["code"],
        name=_names(row),
        region=row["region_code"],
        office=row["office_code"],
        confirmed=bool(row["confirmed"]),
        seat_latitude=row["seat_latitude"],
        seat_longitude=row["seat_longitude"],
    )


def _office(row: Row) -> Office:
    return Office(
        code=row["code"],
        name=_names(row),
        region=row["region_code"],
        district=row["district_code"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        address=row["address"],
        phone=row["phone"],
        hours=row["hours"],
        secretary=row["secretary"],
        staff_chat_id=row["staff_chat_id"],
        confirmed=bool(row["confirmed"]),
    )


def _topic(row: Row) -> Topic:
    return Topic(row["code"], _names(row), bool(row["urgent"]))


def _term(row: Row) -> Term:
    return Term(date.fromisoformat(row["since"]), row["registration"], row["answer"])


def _emergency(row: Row) -> EmergencyNumber:
    return EmergencyNumber(row["number"], _names(row), bool(row["verified"]))
