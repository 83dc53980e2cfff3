"""The card of a ticket in its office's staff chat."""

from collections.abc import Collection, Sequence

from aiogram.methods import EditMessageText
from aiogram.types import LinkPreviewOptions

from bot.reception.tickets import Status
from handlers import pace
from handlers.desk import Desk, speaking
from handlers.relay import carry, quoting
from handlers.say import MAX_TEXT, message
from handlers.staff import bundle, forum, private_cards
from handlers.staff.card_text import body_of, heading, is_story, is_unshown, legible
from handlers.staff.menu import buttons
from handlers.staff.wrong_chat import is_misplaced
from storage import entries, following, links, tickets
from storage.entries import Entry
from storage.outbox import Priority, Ref, Send
from storage.tickets import Ticket

HEAD_GROWTH = 400
"""UTF-16 units kept free on a new card."""
BUSY_AFTER = 3.0
"""What has been on its way to a chat for so many seconds waits for the chat's limit: what comes
meanwhile waits with it, and comes together."""


async def post(desk: Desk, ticket: Ticket, priority: Priority = Priority.CARD) -> list[Send]:
    """The card of a ticket, and what of the resident's exchange does not stand on it, as
    replies to it: at once what was shown before, the rest as `release` allows. The ticket's staff
    chat must be known."""
    chat_id = _chat_of(ticket)
    await tickets.mark_fresh(desk.tx, ticket.id)
    await following.let_go(desk.tx, ticket.id)
    with speaking(await desk.language_of_chat(chat_id)):
        exchange = await entries.of_ticket(desk.tx, ticket.id)
        # Room for what the head may grow by: who is in charge, a longer state.
        body, marks, shown = await body_of(desk, ticket, exchange, MAX_TEXT - HEAD_GROWTH)
        card = message(chat_id, body, buttons(ticket))
        sends = [
            *await private_cards.update(desk, ticket, priority),
            *await forum.prepare(desk, ticket, priority),
            Send(
                card.method.model_copy(update={"entities": marks or None}),
                priority=priority,
                stream=ticket.stream,
                on_result="card_posted",
                context={"ticket": ticket.id},
            ),
        ]
        sends += await _again(desk, ticket, exchange, shown, priority)
    fresh = [
        entry.id
        for entry in exchange
        if entry.direction == "in" and entry.shown_at is None and entry.id not in shown
    ]
    return [*sends, *await show(desk, ticket, fresh, priority)]


async def _again(
    desk: Desk,
    ticket: Ticket,
    exchange: Sequence[Entry],
    on_card: Collection[int],
    priority: Priority,
) -> list[Send]:
    """What was shown before, and the answers that do not stand in the chat by themselves: texts
    in as few messages as possible, then files."""
    elsewhere = set[int]()
    if any(entry.direction == "out" for entry in exchange):
        elsewhere = await links.answers_elsewhere(desk.tx, ticket.id, _chat_of(ticket))
    written = [
        entry
        for entry in exchange
        if entry.id in elsewhere
        or (entry.direction == "in" and entry.shown_at is not None and entry.id not in on_card)
    ]
    groups = grouped(written)
    incoming = [entry for entry in exchange if entry.direction == "in"]
    if not bundle.is_due(written) or not incoming:
        await links.note_bundled(desk.tx, [entry.id for entry in written], bundled=False)
        return [send for group in groups for send in follow_up(ticket, group, priority)]
    texts = [entry.id for entry in written if entry.content["kind"] == "text"]
    await links.note_bundled(desk.tx, texts, bundled=True)
    # One of whose own copy nothing depends: the card shows it, or the pages do.
    host = next((e for e in incoming if e.id in on_card or e.id in texts), incoming[0])
    sends = await bundle.texts(desk, ticket, groups, host, priority)
    for group in groups:
        if group[0].content["kind"] == "text":
            continue
        if group[0].direction == "in":
            sends += follow_up(ticket, group, priority)
        else:
            sends += await bundle.files_of_answer(desk, ticket, group, host, priority)
    return sends


async def show_corrected(desk: Desk, ticket: Ticket, entry: Entry) -> list[Send]:
    """What the resident corrected stands in one message with others: it is shown anew."""
    chat_id = _chat_of(ticket)
    await links.note_bundled(desk.tx, [entry.id], bundled=False)
    with speaking(await desk.language_of_chat(chat_id)):
        return follow_up(ticket, [entry], Priority.REFRESH, edited=True)


async def show(
    desk: Desk, ticket: Ticket, entry_ids: Sequence[int], priority: Priority = Priority.CARD
) -> list[Send]:
    """Show what the resident wrote beside the card: now, or as soon as the limit allows."""
    if not entry_ids:
        return []
    if ticket.resident_id is None or ticket.status is Status.WITHDRAWN:
        return await _show_at_once(desk, ticket, entry_ids, priority)
    await entries.set_delivery(desk.tx, entry_ids, "queued")
    return await release(desk, ticket.resident_id, priority)


async def _show_at_once(
    desk: Desk, ticket: Ticket, entry_ids: Sequence[int], priority: Priority
) -> list[Send]:
    """What no limit of a person holds: a secretary wrote it down for somebody; or the concern was
    withdrawn, and the office has it by other ways. What is held of such a one stays so."""
    if ticket.chat_id is None or (ticket.resident_id is None and not ticket.at_counter):
        return []
    written = [one for one in await entries.by_ids(desk.tx, entry_ids) if not one.is_held]
    await entries.note_shown(desk.tx, [entry.id for entry in written], desk.now)
    return [send for group in grouped(written) for send in follow_up(ticket, group, priority)]


async def release(desk: Desk, resident_id: int, priority: Priority = Priority.CARD) -> list[Send]:
    """Show to the offices what of a resident's messages may be shown by now, the oldest first.
    What the limit does not allow yet stays held."""
    sends: list[Send] = []
    told: dict[int, Ticket] = {}
    free = await pace.free(desk, resident_id)
    held = await entries.held(desk.tx, resident_id) if free else []
    for group in grouped(held):
        if not free:
            break
        ids = [entry.id for entry in group]
        ticket = await tickets.load(desk.tx, group[0].ticket_id)
        chat_id = ticket.chat_id
        if chat_id is None or await is_misplaced(desk, ticket):
            # Whoever has the concern next gets it with the card.
            await entries.set_delivery(desk.tx, ids, "kept")
            if chat_id is None:
                told.setdefault(ticket.id, ticket)
            continue
        await entries.note_shown(desk.tx, ids, desk.now)
        told.setdefault(ticket.id, ticket)
        free -= 1
        if await following.is_due(desk.tx, ticket, desk.now - BUSY_AFTER):
            await following.hold(desk.tx, ids)
            continue
        with speaking(await desk.language_of_chat(chat_id)):
            sends += follow_up(ticket, group, priority)
    for ticket in told.values():
        sends += await private_cards.announce(desk, ticket)
    return sends


async def arrived(desk: Desk, ticket: Ticket) -> list[Send]:
    """Something of the concern has come to the chat that has it. When nothing more is on its way,
    what the resident wrote meanwhile follows."""
    if ticket.chat_id is None:
        return []
    # The call that has just been made is still there.
    under_way = await following.ahead(desk.tx, ticket, float("inf"))
    return await follow(desk, ticket) if under_way <= 1 else []


async def follow(desk: Desk, ticket: Ticket) -> list[Send]:
    """Show what the resident wrote while the chat was busy, in as few messages as possible."""
    if (
        ticket.chat_id is None
        or ticket.status is Status.WITHDRAWN
        or await is_misplaced(desk, ticket)
    ):
        # Whoever has the concern next gets it with the card.
        return []
    waited = await following.let_go(desk.tx, ticket.id)
    written = await entries.by_ids(desk.tx, waited) if waited else []
    sends: list[Send] = []
    with speaking(await desk.language_of_chat(ticket.chat_id)):
        for group in bundle.joined(grouped(written)):
            if len(group) == 1 or group[0].content["kind"] != "text":
                sends += follow_up(ticket, group, Priority.CARD)
                continue
            await links.note_bundled(desk.tx, [entry.id for entry in group], bundled=True)
            sends += await bundle.texts(
                desk, ticket, grouped(group), group[-1], Priority.CARD, heading(ticket)
            )
    return sends


def follow_up(
    ticket: Ticket, group: Sequence[Entry], priority: Priority, *, edited: bool = False
) -> list[Send]:
    """What the resident wrote (a message or an album), as a reply to the card."""
    ids = [entry.id for entry in group]
    return carry(
        [legible(entry.content) for entry in group],
        _chat_of(ticket),
        heading(ticket, edited=edited),
        on_last="copied",
        on_others="copied",
        priority=priority,
        stream=ticket.stream,
        # The later one counts, where it stands in the chat.
        refs=(Ref("reply_parameters.message_id", "card", ticket.id), *quoting(group)),
        context={"ticket": ticket.id, "entries": ids},
    )


async def refresh(
    desk: Desk, ticket: Ticket, priority: Priority = Priority.WAITING, *, asked: bool = False
) -> list[Send]:
    """Show the ticket's present state on its card; nothing while there is no staff chat.
    ``asked``: somebody looks for the card, and is led to it, or gets it anew if it is gone.

    For whoever pressed a button on the card and looks at it. Other changes mark the card stale
    (`tickets.mark_stale`): several soon after each other cost one edit of the group's 20 a
    minute.
    """
    await tickets.mark_fresh(desk.tx, ticket.id)
    opened = await private_cards.refresh(desk, ticket, priority)
    if ticket.chat_id is None:
        return opened
    with speaking(await desk.language_of_chat(ticket.chat_id)):
        exchange = await entries.of_ticket(desk.tx, ticket.id)
        body, marks, shown = await body_of(desk, ticket, exchange, MAX_TEXT)
        sends = [
            *opened,
            Send(
                EditMessageText(
                    chat_id=ticket.chat_id,
                    text=body,
                    entities=marks or None,
                    parse_mode=None,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                    reply_markup=buttons(ticket),
                ),
                priority=priority,
                stream=ticket.stream,
                refs=(Ref("message_id", "card", ticket.id),),
                on_result="card_refreshed",
                context={"ticket": ticket.id, **({"asked": True} if asked else {})},
            ),
            *await forum.follow(desk, ticket, priority),
        ]
    # A story that was edited and no longer fits on the card follows it.
    fresh = [
        entry.id
        for entry in exchange
        if is_story(ticket, entry) and entry.id not in shown and is_unshown(entry)
    ]
    return [*sends, *await show(desk, ticket, fresh, priority)]


def grouped(exchange: Sequence[Entry]) -> list[list[Entry]]:
    """Entries one by one, albums together."""
    groups: list[list[Entry]] = []
    for entry in exchange:
        if groups and entry.album and groups[-1][0].album == entry.album:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _chat_of(ticket: Ticket) -> int:
    if ticket.chat_id is None:
        raise LookupError(f"ticket {ticket.id} has no staff chat")
    return ticket.chat_id
