"""The directory: regions, districts, offices, topics, emergency numbers and the agency's name.

Everything here is immutable and complete once built: a `Directory` that exists has no district
without an office and no code that leads nowhere. Rows come as plain mappings of column names to
values, in the shape of the files in storage/data/ (their columns are described in its README);
the same shape serves CSV, where all values are text, and SQL, where they may be numbers or NULL.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from bot.reception.geography import inside_country

LANGUAGES = ("ky", "ru", "uz", "uz_Cyrl", "en")
"""The languages, in the order of the name columns."""

Row = Mapping[str, Any]
"""One line of a file or of a table: column name -> value."""

_T = TypeVar("_T")
_C = TypeVar("_C", "Region", "District", "Office", "Topic")


class DirectoryError(ValueError):
    """The directory's data cannot be used. The message names the file, the row and the remedy."""


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

    def __post_init__(self) -> None:
        """Check that the parts fit together. Raises DirectoryError."""
        _check_codes("regions.csv", [region.code for region in self.regions])
        _check_codes("districts.csv", [district.code for district in self.districts])
        _check_codes("offices.csv", [office.code for office in self.offices])
        _check_codes("topics.csv", [topic.code for topic in self.topics])
        _check_codes("emergency.csv", [entry.number for entry in self.emergency])
        regions = {region.code for region in self.regions}
        region_of = {district.code: district.region for district in self.districts}
        offices = {office.code for office in self.offices}
        for row, district in enumerate(self.districts, 1):
            where = f"districts.csv, row {row} ({district.code}):"
            if district.region not in regions:
                raise DirectoryError(f"{where} no region {district.region!r}; mend region_code")
            if district.office not in offices:
                raise DirectoryError(f"{where} no office {district.office!r}; mend office_code")
        for row, office in enumerate(self.offices, 1):
            where = f"offices.csv, row {row} ({office.code}):"
            if office.district not in region_of:
                raise DirectoryError(
                    f"{where} no district {office.district!r}; mend district_code"
                )
            if office.region != region_of[office.district]:
                raise DirectoryError(f"{where} its district is elsewhere; mend region_code")
            if not inside_country(office.latitude, office.longitude):
                raise DirectoryError(f"{where} outside Kyrgyzstan; mend the position (swapped?)")

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
    ) -> Self:
        """Build it from rows shaped like the files of storage/data/, CSV or SQL.

        Where rows have a `position` column they are put in its order. Raises DirectoryError,
        naming the file, the row (counted from 1, without the header) and the column to mend.
        """
        names = _read("agency.csv", agency, lambda row: row.names())
        if len(names) != 1:
            raise DirectoryError(f"agency.csv has {len(names)} rows; keep the present name only")
        return cls(
            regions=_read("regions.csv", regions, lambda r: Region(r.text("code"), r.names())),
            districts=_read("districts.csv", districts, _district),
            offices=_read("offices.csv", offices, _office),
            topics=_read("topics.csv", topics, _topic),
            emergency=_read("emergency.csv", emergency, _emergency),
            agency=names[0],
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


def _find(things: Iterable[_C], code: str) -> _C:
    # A few dozen things: cheap enough to go through, and no second index to keep.
    return {thing.code: thing for thing in things}[code]


def _check_codes(file: str, codes: list[str]) -> None:
    if not codes:
        raise DirectoryError(f"{file} is empty: restore its rows")
    for row, code in enumerate(codes):
        if code in codes[:row]:
            raise DirectoryError(f"{file}, row {row + 1}: {code!r} stands twice; mend one")


@dataclass(frozen=True)
class _RowReader:
    """One row with its place in the file, so that every complaint can name it."""

    where: str
    row: Row

    def text_or_none(self, column: str) -> str | None:
        if column not in self.row:
            raise DirectoryError(f"{self.where}: {column} is missing: add the column")
        value = self.row[column]
        return None if value is None else str(value).strip() or None

    def text(self, column: str) -> str:
        if (value := self.text_or_none(column)) is None:
            raise DirectoryError(f"{self.where}: {column} is empty: fill it in")
        return value

    def flag(self, column: str) -> bool:
        if (value := self.text(column)) not in {"0", "1", "False", "True"}:
            raise DirectoryError(f"{self.where}: {column} is {value!r}: write 0 or 1")
        return value in {"1", "True"}

    def number(self, column: str) -> float:
        value = self.text(column)
        # Not everything float() takes is a position: "nan", "inf", "1e3".
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
            raise DirectoryError(f"{self.where}: {column} is {value!r}: write it like 40.266")
        return float(value)

    def integer_or_none(self, column: str) -> int | None:
        if (value := self.text_or_none(column)) is None:
            return None
        if not re.fullmatch(r"-?[0-9]+", value):
            raise DirectoryError(f"{self.where}: {column} is {value!r}: write a whole number")
        return int(value)

    def names(self) -> Names:
        return Names({language: self.text(f"name_{language}") for language in LANGUAGES})


def _read(file: str, rows: Iterable[Row], build: Callable[[_RowReader], _T]) -> tuple[_T, ...]:
    readers = [_RowReader(f"{file}, row {number}", row) for number, row in enumerate(rows, 1)]
    if any("position" in reader.row for reader in readers):
        readers.sort(key=lambda reader: reader.number("position"))
    return tuple(build(reader) for reader in readers)


def _district(row: _RowReader) -> District:
    return District(
        code=row.text("code"),
        name=row.names(),
        region=row.text("region_code"),
        office=row.text("office_code"),
        confirmed=row.flag("confirmed"),
        seat_latitude=row.number("seat_latitude"),
        seat_longitude=row.number("seat_longitude"),
    )


def _office(row: _RowReader) -> Office:
    return Office(
        code=row.text("code"),
        name=row.names(),
        region=row.text("region_code"),
        district=row.text("district_code"),
        latitude=row.number("latitude"),
        longitude=row.number("longitude"),
        address=row.text_or_none("address"),
        phone=row.text_or_none("phone"),
        hours=row.text_or_none("hours"),
        secretary=row.text_or_none("secretary"),
        staff_chat_id=row.integer_or_none("staff_chat_id"),
        confirmed=row.flag("confirmed"),
    )


def _topic(row: _RowReader) -> Topic:
    return Topic(row.text("code"), row.names(), row.flag("urgent"))


def _emergency(row: _RowReader) -> EmergencyNumber:
    return EmergencyNumber(row.text("number"), row.names(), row.flag("verified"))
