"""Everything held about one person, for that person to see.

Positions are not kept apart from messages: a shared position is a message like any other.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.reception.grounds import Ground
from bot.reception.outcomes import Outcome
from bot.reception.tickets import Status
from storage import entries, members, staff, tickets
from storage.database import Transaction
from storage.entries import Entry
from storage.erasing import updates_of
from storage.members import Member
from storage.residents import Resident
from storage.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Identity:
    """Who they are to the bot."""

    telegram_id: int
    name: str
    """As Telegram showed it when they last wrote."""
    language: str | None
    last_office: str | None
    """The office offered first next time: a code."""
    first_contact: int
    """Seconds since 1970, like every moment here."""
    seen_on: date | None
    """The last day on which they wrote or pressed something."""
    bot_blocked_at: int | None
    """When Telegram said that they had blocked the bot."""
    discreet: bool
    """Whether answers come hidden behind a tap."""
    data_sent_at: int | None
    """When they last asked for all this."""
    muted: bool
    """Whether they get no announcements."""
    last_district: str | None
    """The district that they named or stood in last: a code."""
    named_for: tuple[str, ...]
    """The offices that they are a named secretary of: codes."""
    is_administrator: bool
    """Whether they were appointed one."""
    is_monitoring: bool
    """Whether they are named for the Monitoring Centre."""


@dataclass(frozen=True, slots=True)
class Block:
    """That they may not write for now."""

    reason: str
    at: int
    until: int | None
    """None: until somebody lifts it."""


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """Something that happened to a concern."""

    kind: str
    """A storage.events.Event."""
    at: int
    role: str
    """resident, secretary, system."""


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """One message of an exchange, as it is kept."""

    at: int
    from_resident: bool
    asks: bool
    """Whether the office asks something by it."""
    kind: str
    """text, photo, voice, location ..."""
    text: str
    """The words, or the caption."""
    earlier: tuple[str, ...]
    """Its wordings before it was edited, oldest first."""
    details: tuple[tuple[str, str], ...]
    """What its kind has besides: file_id, latitude, phone_number ... as name and value."""
    delivery: str
    """kept, queued, delivered, failed, withdrawn."""

    @property
    def file_id(self) -> str | None:
        """The reference to a file on Telegram's servers."""
        return dict(self.details).get("file_id")


@dataclass(frozen=True, slots=True)
class HeldConcern:
    """A concern with all that belongs to it."""

    number: str | None
    """None: not sent."""
    at_counter: bool
    """A secretary wrote it down for them."""
    status: Status
    office: str | None
    about_office: str | None
    topic: str | None
    urgent: bool
    name_shown: bool
    language: str
    created_at: int
    updated_at: int
    filed_at: int | None
    due_on: date | None
    answered_at: int | None
    asked_at: int | None
    """When the office last asked something."""
    outcome: Outcome | None
    """What they said of the last answer."""
    extension: str | None
    """Why the answer took longer, as they were told."""
    register_number: str | None
    ground: Ground | None
    """The legal ground on which it was declined; None: see ``decision``."""
    decision: str | None
    """Why it was redirected or declined, in the words of the office."""
    closed_at: int | None
    send_at: int | None
    """When a finished concern over the limit is filed by itself."""
    events: tuple[HeldEvent, ...]
    messages: tuple[HeldMessage, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Everything held about a person."""

    identity: Identity
    blocks: tuple[Block, ...]
    concerns: tuple[HeldConcern, ...]
    """Oldest first, the unsent ones among them."""
    waiting_in: int
    """Messages of theirs that have not taken effect, or could not."""
    waiting_out: int
    """Messages to them that are still to be sent, or could not be."""
    standing: int
    """Messages in the private chat whose ids are known, so that it can be cleared."""
    wrong_codes: int
    """Wrong codes from the counter that they sent within the last hour."""
    memberships: tuple[Member, ...]
    """The staff chats in which they are known."""
    open_steps: int
    """Conversations with the bot that wait for their next word."""
    announcements: int
    """Announcements of which it is noted that they were meant for them."""


_SHOWN_ELSEWHERE = {"kind", "text", "earlier", "entities"}
"""Of a message's content: shown by fields of their own; and the formatting, which says nothing."""


async def held_about(tx: Transaction, resident: Resident) -> Held:
    """Everything held about a resident."""
    row = await tx.fetch_one(
        "SELECT created_at, data_sent_at, muted, last_district FROM residents WHERE id = ?",
        (resident.id,),
    )
    if row is None:
        raise LookupError(f"resident {resident.id} is gone")
    concerns = await tickets.written_by(tx, resident.id)
    roles = await staff.roles_of(tx, resident.id)
    return Held(
        identity=Identity(
            telegram_id=resident.telegram_id,
            name=resident.name,
            language=resident.language,
            last_office=resident.last_office,
            first_contact=row["created_at"],
            seen_on=date.fromisoformat(resident.seen_on) if resident.seen_on else None,
            bot_blocked_at=resident.blocked_at,
            discreet=resident.discreet,
            data_sent_at=row["data_sent_at"],
            muted=bool(row["muted"]),
            last_district=row["last_district"],
            named_for=await staff.offices_of(tx, resident.id),
            is_administrator=(staff.ADMINISTRATOR, "") in roles,
            is_monitoring=(staff.MONITORING, "") in roles,
        ),
        blocks=await _blocks(tx, resident.telegram_id),
        concerns=tuple([await _concern(tx, concern) for concern in concerns]),
        waiting_in=len(await updates_of(tx, resident.telegram_id)),
        waiting_out=await _count(
            tx, "SELECT COUNT(*) FROM outbox WHERE chat_id = ?", resident.telegram_id
        ),
        standing=await _count(
            tx, "SELECT COUNT(*) FROM standing WHERE chat_id = ?", resident.telegram_id
        ),
        wrong_codes=await _count(
            tx, "SELECT COUNT(*) FROM claim_tries WHERE resident_id = ?", resident.id
        ),
        memberships=tuple(await members.of_person(tx, resident.telegram_id)),
        open_steps=await _count(
            tx,
            "SELECT COUNT(*) FROM fsm WHERE user_id = ? AND state IS NOT NULL",
            resident.telegram_id,
        ),
        announcements=await _count(
            tx, "SELECT COUNT(*) FROM recipients WHERE resident_id = ?", resident.id
        ),
    )


async def _blocks(tx: Transaction, telegram_id: int) -> tuple[Block, ...]:
    rows = await tx.fetch("SELECT * FROM blocks WHERE telegram_id = ? ORDER BY at", (telegram_id,))
    return tuple(Block(row["reason"], row["at"], row["until"]) for row in rows)


async def _concern(tx: Transaction, ticket: Ticket) -> HeldConcern:
    happened = await tx.fetch(
        "SELECT kind, at, role FROM events WHERE ticket_id = ? ORDER BY id", (ticket.id,)
    )
    return HeldConcern(
        number=ticket.number,
        at_counter=ticket.at_counter,
        status=ticket.status,
        office=ticket.office,
        about_office=ticket.about_office,
        topic=ticket.topic,
        urgent=ticket.urgent,
        name_shown=ticket.show_name,
        language=ticket.language,
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
        filed_at=ticket.filed_at,
        due_on=ticket.due_on,
        answered_at=ticket.answered_at,
        asked_at=ticket.asked_at,
        outcome=ticket.outcome,
        extension=ticket.extension,
        register_number=ticket.register_number,
        ground=Ground(ticket.ground) if ticket.ground else None,
        decision=ticket.decision,
        closed_at=ticket.closed_at,
        send_at=ticket.send_at,
        events=tuple(HeldEvent(row["kind"], row["at"], row["role"]) for row in happened),
        messages=tuple(_messages(await entries.of_ticket(tx, ticket.id))),
    )


def _messages(written: Sequence[Entry]) -> list[HeldMessage]:
    return [
        HeldMessage(
            at=entry.sent_at,
            from_resident=entry.direction == "in",
            asks=entry.asks,
            kind=entry.content["kind"],
            text=entry.content["text"],
            earlier=tuple(entry.content.get("earlier", ())),
            details=tuple(
                (name, value if isinstance(value, str) else json.dumps(value))
                for name, value in entry.content.items()
                if name not in _SHOWN_ELSEWHERE and value is not None
            ),
            delivery=entry.delivery,
        )
        for entry in written
    ]


async def _count(tx: Transaction, sql: str, whose: int) -> int:
    row = await tx.fetch_one(sql, (whose,))
    return int(row[0]) if row else 0
