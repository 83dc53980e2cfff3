"""Whom an announcement is for, counted and written down.

Residents who want no announcements, or who blocked the bot, are nobody's audience. Where somebody
is at home is the district that they looked up last; while that is unknown, the office that they
wrote to last with its region and the districts it serves.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.reception.announcements import Audience
from bot.reception.directory import Directory
from storage.announcements import Announcement
from storage.database import Transaction
from storage.tickets import IS_OPEN


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people an audience is."""

    total: int
    by_language: Mapping[str, int]
    """Only languages that somebody of them reads."""


async def count(
    tx: Transaction, audience: Audience, directory: Directory, *, default_language: str
) -> Counts:
    """How many people it would reach now, in all and by language.

    Who has not chosen a language yet counts as a reader of ``default_language``.
    """
    where, values = _condition(audience, directory, default_language)
    rows = await tx.fetch(
        f"SELECT COALESCE(language, ?), COUNT(*) FROM residents WHERE {where} GROUP BY 1",
        (default_language, *values),
    )
    by_language = {row[0]: row[1] for row in rows}
    return Counts(sum(by_language.values()), by_language)


def covers_country(audience: Audience, directory: Directory) -> bool:
    """Whether no place narrows it, or its places are all districts or all offices there are."""
    if not audience.has_places:
        return True
    meant = _responsible if audience.open_concern else _offices_at_home
    return len(_districts(audience, directory)) == len(directory.districts) or len(
        meant(audience, directory)
    ) == len(directory.offices)


def lost_places(audience: Audience, directory: Directory) -> list[str]:
    """The codes of its places that are no longer in the directory."""
    regions = {region.code for region in directory.regions}
    districts = {district.code for district in directory.districts}
    offices = {office.code for office in directory.offices}
    return [
        *(code for code in audience.regions if code not in regions),
        *(code for code in audience.districts if code not in districts),
        *(code for code in audience.offices if code not in offices),
    ]


async def fill(
    tx: Transaction,
    announcement: Announcement,
    directory: Directory,
    *,
    default_language: str,
) -> int:
    """Write down who gets it, once and for all; returns how many they are."""
    where, values = _condition(announcement.audience, directory, default_language)
    await tx.fetch(
        "INSERT INTO recipients (announcement_id, resident_id) "
        f"SELECT ?, id FROM residents WHERE {where} ON CONFLICT DO NOTHING",
        (announcement.id, *values),
    )
    row = await tx.fetch_one(
        "UPDATE announcements SET total = "
        "(SELECT COUNT(*) FROM recipients WHERE announcement_id = ?1) "
        "WHERE id = ?1 RETURNING total",
        (announcement.id,),
    )
    return int(row["total"]) if row else 0


async def includes(
    tx: Transaction,
    resident_id: int,
    audience: Audience,
    directory: Directory,
    *,
    default_language: str,
    even_muted: bool = False,
) -> bool:
    """Whether a resident is among them now; ``even_muted``: or would be, if they wanted any."""
    where, values = _condition(audience, directory, default_language, even_muted=even_muted)
    rows = await tx.fetch(
        f"SELECT 1 FROM residents WHERE id = ? AND {where}", (resident_id, *values)
    )
    return bool(rows)


def _condition(
    audience: Audience, directory: Directory, default_language: str, *, even_muted: bool = False
) -> tuple[str, list[str]]:
    """The condition of SQL upon a row of residents, and its parameters in their order."""
    conditions = ["blocked_at IS NULL"] if even_muted else ["muted = 0", "blocked_at IS NULL"]
    values: list[str] = []
    if audience.languages:
        conditions.append(f"COALESCE(language, ?) IN ({_marks(audience.languages)})")
        values += [default_language, *audience.languages]
    if audience.open_concern:
        concern = f"resident_id = residents.id AND {IS_OPEN}"
        if audience.has_places:
            # Whoever waits for an office's answer is concerned by its news, wherever they live.
            offices = _responsible(audience, directory)
            concern += f" AND office IN ({_marks(offices)})"
            values += offices
        conditions.append(f"EXISTS (SELECT 1 FROM tickets WHERE {concern})")
    elif audience.has_places:
        known = [district.code for district in directory.districts]
        districts = _districts(audience, directory)
        offices = _offices_at_home(audience, directory)
        conditions.append(
            f"CASE WHEN last_district IN ({_marks(known)}) "
            f"THEN last_district IN ({_marks(districts)}) "
            f"ELSE last_office IN ({_marks(offices)}) END"
        )
        values += [*known, *districts, *offices]
    return " AND ".join(conditions), values


def _districts(audience: Audience, directory: Directory) -> list[str]:
    """The districts whose people are meant: named, in a named region, or of a named office."""
    return [
        district.code
        for district in directory.districts
        if district.code in audience.districts
        or district.region in audience.regions
        or district.office in audience.offices
    ]


def _offices_at_home(audience: Audience, directory: Directory) -> list[str]:
    """The offices whose people are meant: named, in a named region, serving a named district."""
    serving = {d.office for d in directory.districts if d.code in audience.districts}
    return [
        office.code
        for office in directory.offices
        if office.code in audience.offices
        or office.region in audience.regions
        or office.code in serving
    ]


def _responsible(audience: Audience, directory: Directory) -> list[str]:
    """The offices on whose desks concerns of these places lie."""
    serving = {
        district.office
        for district in directory.districts
        if district.code in audience.districts or district.region in audience.regions
    }
    return [
        office.code
        for office in directory.offices
        if office.code in audience.offices
        or office.region in audience.regions
        or office.code in serving
    ]


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))
