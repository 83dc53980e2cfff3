"""Erases a person, or a concern whose time has come, here and in the chats that have the concern.

Cards are emptied and copies deleted. What Telegram neither deletes nor overwrites is told to
administrators once a concern (see `leaving.cleared`).
"""

from collections import defaultdict

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.tickets import Status
from handlers import words
from handlers.desk import Desk, speaking
from handlers.say import message, paragraphs, say
from handlers.staff import forum, leaving
from handlers.staff.continuation import Result
from handlers.staff.removal import Way, removal
from handlers.staff.wrong_chat import is_misplaced
from storage import charge, chats, erasing, events, links, tickets
from storage.entries import READY
from storage.events import Event
from storage.outbox import Priority, Send
from storage.residents import Resident
from storage.tickets import Ticket

LISTED = 50
"""Concerns named in one message."""


async def forget(desk: Desk, resident: Resident) -> list[Send]:
    """Erase everything about a resident, at their wish. Their open concerns end, and so do their
    roles: what they opened of other people's concerns goes from their chat.

    To be called after the last change of their state: nothing may be written of them afterwards.
    """
    sends: list[Send] = []
    written = await tickets.written_by(desk.tx, resident.id)
    for ticket in written:
        sends += await _removals(desk, ticket, by_wish=True)
    for ticket_id in await links.opened_in(desk.tx, resident.telegram_id):
        ticket = await tickets.load(desk.tx, ticket_id)
        sends += await leaving.clear(desk, ticket, resident.telegram_id)
    await erasing.erase_resident(desk.tx, resident, desk.now)
    for ticket in written:
        sends += await _close_topic(desk, ticket, Priority.REFRESH)
    return sends


async def hand_back(desk: Desk, person: Resident) -> list[Send]:
    """Somebody who worked on concerns wishes to be forgotten: nobody is in charge of theirs any
    longer, and the chats that have the open ones are told, without a name."""
    person_id, by_chat = person.telegram_id, defaultdict[int, list[str]](list)
    for ticket in await charge.give_back(desk.tx, person_id, desk.now):
        await events.add(desk.tx, ticket.id, Event.RELEASED, desk.now, system=True)
        if ticket.chat_id in (None, person_id) or ticket.resident_id == person.id:
            continue
        if not await is_misplaced(desk, ticket):
            by_chat[ticket.chat_id].append(ticket.number or "")
    sends = []
    for chat_id, numbers in by_chat.items():
        with speaking(await desk.language_of_chat(chat_id)):
            listed = words.listing(numbers[:LISTED])
            more = len(numbers) - LISTED
            text = paragraphs(
                # NOTE: to a staff chat; {numbers} are those of concerns
                say(_("🤲 Nobody is in charge any longer of: {numbers}"), numbers=listed),
                # NOTE: below a list; {count} is how many are not on it
                ngettext("And {count} concern more.", "And {count} concerns more.", more).format(
                    count=more
                )
                if more > 0
                else None,
            )
        sends.append(message(chat_id, text, priority=Priority.CARD, stream="given_back"))
    return sends


async def strip(desk: Desk, ticket: Ticket) -> list[Send]:
    """Erase what tells of the resident in a concern whose time has come."""
    sends = await _removals(desk, ticket, by_wish=False)
    await erasing.strip_ticket(desk.tx, ticket, desk.now, system=True)
    return [*sends, *await _close_topic(desk, ticket, Priority.ANNOUNCEMENT)]


async def _close_topic(desk: Desk, ticket: Ticket, priority: Priority) -> list[Send]:
    """Close the forum topic of a concern that was erased. Nothing in its name is a person's."""
    if ticket.status is Status.DRAFT:
        return []
    return await forum.follow(desk, await tickets.load(desk.tx, ticket.id), priority)


async def _removals(desk: Desk, ticket: Ticket, *, by_wish: bool) -> list[Send]:
    """What empties the chats of a concern."""
    if ticket.status is Status.DRAFT:
        return []
    # What one person wishes goes after people who wait and before reminders; retention has all
    # the time in the world, and the groups have 20 messages a minute.
    rest = Priority.REFRESH if by_wish else Priority.ANNOUNCEMENT
    sends = []
    for link, file in await erasing.shown_in_chats(desk.tx, ticket):
        is_card = link.kind == "card"
        sends.append(
            removal(
                ticket,
                link.chat_id,
                link.message_id,
                await _instead(desk, ticket, link.chat_id, by_wish=by_wish),
                erasing.REMOVALS,
                way=Way.TEXT if is_card else Way.DELETE,
                file=file,
                priority=Priority.CARD if is_card and by_wish else rest,
            )
        )
    return sends


async def _instead(desk: Desk, ticket: Ticket, chat_id: int, *, by_wish: bool) -> str:
    """What stands on the emptied card. A reply to it still finds the concern: by the number, and
    by the “·” of a card."""
    with speaking(await desk.language_of_chat(chat_id)):
        text = (
            # NOTE: on the emptied card of a concern, for secretaries; keep the “·”
            _("{number} · withdrawn. The data of the resident was erased.")
            if by_wish
            # NOTE: on the emptied card of a concern, for secretaries; keep the “·”
            else _("{number} · closed long ago. The data of the resident was erased.")
        )
        return text.format(number=ticket.number or "")


async def arrived_late(desk: Desk, ticket: Ticket, result: Result, name: str) -> list[Send]:
    """Something about an erased concern has come to its end, and would have had the
    continuation ``name``. A card or a copy that was on its way is taken out again; a forum topic
    is closed."""
    if name == "topic_made":
        return await forum.made(desk, result)
    opened = name in ("private_card_posted", "media_shown", "page_posted") or (
        # A ready answer with the name, to be changed before it is sent.
        name == "prompt_posted" and (result.context.get("purpose") or {}).get("do") == READY
    )
    if name not in ("card_posted", "copied") and not opened:
        return []
    if result.chat_id in await chats.moves(desk.tx):
        # In a dead group nothing can be changed.
        return []
    if result.chat_id > 0 and result.chat_id != ticket.chat_id and not opened:
        # In the resident's own chat it is theirs.
        return []
    instead = await _instead(desk, ticket, result.chat_id, by_wish=True)
    return [
        removal(
            ticket, result.chat_id, message_id, instead, erasing.REMOVALS, priority=Priority.CARD
        )
        for message_id in result.message_ids
    ]
