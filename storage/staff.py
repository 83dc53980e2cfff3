"""Named staff: who has a role by name, and the links by which people get one."""

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from bot.reception.routing import ADMINISTRATION, CENTRE
from storage.database import Row, Transaction

SECRETARY = "secretary"
MONITORING = "monitoring"
ADMINISTRATOR = "administrator"

INVITE_SECONDS = 48 * 3600
"""How long a link can be used."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a role."""

    id: int
    """The id of their row in the residents table."""
    telegram_id: int
    name: str
    """As Telegram shows it."""
    language: str | None
    """None: not chosen yet."""


@dataclass(frozen=True, slots=True)
class Post:
    """A role of a person."""

    person: Person
    role: str
    office: str
    """A secretary's office; "" for other roles."""
    since: int
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Invite:
    """What somebody becomes who opens a link."""

    role: str
    office: str
    by_id: int
    """The administrator who made the link."""


_PEOPLE = (
    "SELECT staff.role, staff.office, since, residents.id, telegram_id, name, language "
    "FROM staff JOIN residents ON residents.id = staff.person_id "
)


async def secretaries_of(tx: Transaction, office: str) -> list[Person]:
    """The named secretaries of an office who can be written to."""
    rows = await tx.fetch(
        f"{_PEOPLE} WHERE staff.role = 'secretary' AND staff.office = ? "
        "AND residents.blocked_at IS NULL ORDER BY residents.id",
        (office,),
    )
    return [_person(row) for row in rows]


async def complained_of(tx: Transaction, about: str | None) -> list[Person]:
    """Those who must not learn of a concern ``about`` a reception; None: it is about none."""
    return [] if about is None else await secretaries_of(tx, about)


async def monitoring(tx: Transaction) -> list[Person]:
    """The people of the Monitoring Centre who can be written to."""
    rows = await tx.fetch(
        f"{_PEOPLE} WHERE staff.role = 'monitoring' AND residents.blocked_at IS NULL "
        "ORDER BY residents.id"
    )
    return [_person(row) for row in rows]


async def roles_of(tx: Transaction, person_id: int) -> list[tuple[str, str]]:
    """Somebody's roles, each with its office ("" for none)."""
    rows = await tx.fetch(
        "SELECT role, office FROM staff WHERE person_id = ? ORDER BY role, office", (person_id,)
    )
    return [(row["role"], row["office"]) for row in rows]


async def administrators(tx: Transaction) -> list[int]:
    """The Telegram ids of those who were appointed administrators, the first of them first."""
    rows = await tx.fetch(
        "SELECT telegram_id FROM staff JOIN residents ON residents.id = staff.person_id "
        "WHERE staff.role = 'administrator' ORDER BY staff.since, residents.id"
    )
    return [row["telegram_id"] for row in rows]


async def offices_of(tx: Transaction, person_id: int) -> tuple[str, ...]:
    """The offices that somebody is a named secretary of."""
    rows = await tx.fetch(
        "SELECT office FROM staff WHERE person_id = ? AND role = 'secretary' ORDER BY office",
        (person_id,),
    )
    return tuple(row["office"] for row in rows)


async def offices_of_each(
    tx: Transaction, telegram_ids: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """The same for several people by their Telegram ids, without those who are of no office."""
    rows = await tx.fetch(
        "SELECT telegram_id, office FROM residents JOIN staff ON staff.person_id = residents.id "
        "WHERE role = 'secretary' AND telegram_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY telegram_id, office",
        (json.dumps(list(telegram_ids)),),
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row["telegram_id"]] = (*found.get(row["telegram_id"], ()), row["office"])
    return found


async def posts(tx: Transaction, role: str) -> list[Post]:
    """Everybody with a role, by office and name."""
    rows = await tx.fetch(
        f"{_PEOPLE} WHERE staff.role = ? ORDER BY staff.office, name, residents.id", (role,)
    )
    return [_post(row) for row in rows]


async def of_lost_offices(tx: Transaction) -> list[Post]:
    """Named secretaries of receptions that are no more."""
    rows = await tx.fetch(
        f"{_PEOPLE} WHERE staff.office <> '' AND staff.office NOT IN (SELECT code FROM offices)"
    )
    return [_post(row) for row in rows]


async def add(
    tx: Transaction, person_id: int, role: str, office: str, *, by: int | None, now: float
) -> bool:
    """Give somebody a role. False: they have it already."""
    rows = await tx.fetch(
        "INSERT INTO staff (person_id, role, office, since, by_id) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING RETURNING person_id",
        (person_id, role, office, int(now), by),
    )
    return bool(rows)


async def remove(tx: Transaction, person_id: int, role: str, office: str) -> bool:
    """Take a role away. False: they do not have it."""
    rows = await tx.fetch(
        "DELETE FROM staff WHERE person_id = ? AND role = ? AND office = ? RETURNING person_id",
        (person_id, role, office),
    )
    return bool(rows)


async def invite(tx: Transaction, role: str, office: str, *, by: int, now: float) -> str:
    """A code by which one person gets a role, once and within `INVITE_SECONDS`."""
    await tx.fetch("DELETE FROM invites WHERE expires_at <= ?", (int(now),))
    code = secrets.token_urlsafe(12)
    await tx.fetch(
        "INSERT INTO invites (code, role, office, by_id, expires_at) VALUES (?, ?, ?, ?, ?)",
        (code, role, office, by, int(now) + INVITE_SECONDS),
    )
    return code


async def use(tx: Transaction, code: str, now: float) -> Invite | None:
    """Spend a code. None: it is unknown, used or too old."""
    row = await tx.fetch_one(
        "DELETE FROM invites WHERE code = ? AND expires_at > ? RETURNING role, office, by_id",
        (code, int(now)),
    )
    return Invite(row["role"], row["office"], row["by_id"]) if row else None


async def invited(tx: Transaction, code: str, now: float) -> Invite | None:
    """What a code leads to, without spending it."""
    row = await tx.fetch_one(
        "SELECT role, office, by_id FROM invites WHERE code = ? AND expires_at > ?",
        (code, int(now)),
    )
    return Invite(row["role"], row["office"], row["by_id"]) if row else None


async def void_invites(tx: Transaction, by: int) -> None:
    """The links that somebody made and nobody has used yet are worth nothing any longer."""
    await tx.fetch("DELETE FROM invites WHERE by_id = ?", (by,))


async def void_lost_invites(tx: Transaction) -> None:
    """Links to a reception that is no more lead nowhere, should one of its code come back."""
    await tx.fetch(
        "DELETE FROM invites WHERE office <> '' AND office NOT IN (SELECT code FROM offices)"
    )


def subject(role: str, office: str) -> str:
    """What the audit calls those with a role: a table and a code."""
    return f"staff {_CODES.get(role, office)}"


_CODES = {ADMINISTRATOR: ADMINISTRATION, MONITORING: CENTRE}


def role_of(code: str) -> tuple[str, str]:
    """The role and the office behind the code in such a subject."""
    roles = {known: role for role, known in _CODES.items()}
    return (roles[code], "") if code in roles else (SECRETARY, code)


def _post(row: Row) -> Post:
    return Post(_person(row), row["role"], row["office"], row["since"])


def _person(row: Row) -> Person:
    return Person(row["id"], row["telegram_id"], row["name"], row["language"])
