"""Sends a secretary's message, or album, to the resident of a concern."""

from collections.abc import Sequence
from functools import partial

from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.tickets import ENDED, Status, may_move
from handlers import blocked, neutral, verdict
from handlers.desk import Desk, speaking
from handlers.gate import Actor
from handlers.headings import office_heading, office_then
from handlers.relay import Content, carry, content_of, quoting
from handlers.say import message, say
from handlers.staff import card, private_answers
from storage import entries, events, links, residents, terms, tickets
from storage.blocks import Block
from storage.entries import Entry
from storage.events import Event
from storage.outbox import Priority, Send
from storage.residents import Resident
from storage.tickets import Ticket


async def answer(
    desk: Desk,
    actor: Actor,
    ticket: Ticket,
    parts: list[Message],
    quotes: int | None = None,
    *,
    asks: bool = False,
) -> list[Send]:
    """Send a secretary's message, or album, to the resident; ``quotes`` is the entry that it
    replies to. When it ``asks`` something, the concern then waits for the resident."""
    event = parts[0]
    contents = [content for part in parts if (content := content_of(part)) is not None]
    if len(contents) != len(parts):
        text = _("Telegram does not let bots pass on this kind of message. Nothing was sent.")
        return [message(event.chat.id, text, reply_to=event.message_id)]
    source = (event.chat.id, [part.message_id for part in parts])
    album = event.media_group_id
    return await send(desk, actor, ticket, contents, source, album=album, quotes=quotes, asks=asks)


async def send(
    desk: Desk,
    actor: Actor,
    ticket: Ticket,
    contents: Sequence[Content],
    source: tuple[int, Sequence[int]],
    *,
    album: str | None = None,
    quotes: int | None = None,
    asks: bool = False,
) -> list[Send]:
    """Send an answer that stands in a staff chat as the messages ``source``: chat and ids."""
    if actor.person_id is None:
        raise LookupError("an answer without an author")
    chat_id, message_ids = source
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    if resident is None and (ticket.erased_at is not None or not ticket.at_counter):
        text = _("The resident's data was erased. Nothing can be sent.")
        return [message(chat_id, text, reply_to=message_ids[0])]
    entry_ids = await entries.add(
        desk.tx,
        ticket.id,
        contents,
        now=desk.now,
        source=source,
        author=(actor.person_id, actor.name),
        album=album,
        quotes=quotes,
        asks=asks,
    )
    # Who answers first has the concern in charge: one press less.
    if await tickets.take(desk.tx, ticket, actor.person_id, actor.name, desk.now):
        await events.add(desk.tx, ticket.id, Event.TAKEN, desk.now, secretary=actor.person_id)
    written = await entries.by_ids(desk.tx, entry_ids)
    to_colleagues = await private_answers.show(desk, ticket, written, chat_id)
    await links.note_read(desk.tx, ticket.id, chat_id)
    if resident is None:
        await tickets.mark_stale(desk.tx, ticket, desk.now)
        await entries.set_delivery(desk.tx, entry_ids, "kept")
        if asks:
            text = _(
                "Nobody has claimed this concern in the bot yet. Your question is kept. It goes "
                "to the person who uses the code."
            )
        else:
            await terms.meet(desk.tx, ticket, desk.now)
            text = _(
                "Nobody has claimed this concern in the bot yet. Your answer is kept. It goes to "
                "the person who uses the code."
            )
        said = message(chat_id, text, reply_to=message_ids[0], stream=ticket.stream)
        return [said, *to_colleagues]
    # What is closed while the answer is still on its way stays closed.
    reopens = ticket.status in ENDED and may_move(ticket.status, Status.ANSWERED)
    stands = (chat_id, message_ids[0])
    office = ticket.office or ""
    block = await blocked.of_writer(desk, ticket)
    sends = deliver(
        desk, ticket, resident, written, stands, office=office, block=block, reopens=reopens
    )
    return [*sends, *to_colleagues]


async def deliver_kept(
    desk: Desk, ticket: Ticket, resident: Resident, *, late: bool = False
) -> list[Send]:
    """Bring the resident what was answered or asked while nobody was there to read it. ``late``:
    the staff chat was told that it did not arrive, and is told when it has. Of what has ended
    nothing is asked any longer."""
    exchange = await entries.of_ticket(desk.tx, ticket.id)
    kept = [e for e in exchange if e.direction == "out" and e.delivery == "kept"]
    await entries.set_delivery(desk.tx, [entry.id for entry in kept], "queued")
    groups = card.grouped(kept)
    answers = [group for group in groups if not group[0].asks]
    sends = []
    for group in groups:
        stands = await entries.sources_of(desk.tx, [entry.id for entry in group])
        source = (stands[0].chat_id, stands[0].message_id) if stands else None
        if group[0].asks and ticket.status in ENDED:
            await entries.set_delivery(desk.tx, [entry.id for entry in group], "failed")
            place, text = source or (None, None), partial(_not_asked, ticket)
            sends += await private_answers.tell(desk, ticket, place, group[0].id, text)
            continue
        sends += deliver(
            desk,
            ticket,
            resident,
            group,
            source,
            office=await office_then(desk, ticket, group[0]),
            block=await blocked.of_writer(desk, ticket),
            reopens=late and await _reopens(desk, ticket, group[0]),
            late=late,
            # Asked once, below the last of them.
            judged=group is answers[-1] if answers else False,
        )
    return sends


def _not_asked(ticket: Ticket) -> Text:
    # NOTE: a question to the resident was kept until they come back, or use the code
    text = _("❗️ <b>{number}</b>: the question was not sent, because the concern has ended.")
    return say(text, number=ticket.number or "")


async def _reopens(desk: Desk, ticket: Ticket, answer: Entry) -> bool:
    """Whether an ended concern is answered anew by an answer that has not reached its resident:
    it was written after the end, or they were silent because they had not read it."""
    if ticket.status not in ENDED or not may_move(ticket.status, Status.ANSWERED):
        return False
    if ticket.closed_at is not None and answer.sent_at > ticket.closed_at:
        return True
    closed_by = await events.closed_by(desk.tx, ticket.id)
    return ticket.status is Status.CLOSED and closed_by == "system"


def deliver(
    desk: Desk,
    ticket: Ticket,
    resident: Resident,
    written: Sequence[Entry],
    source: tuple[int, int] | None,
    *,
    office: str,
    block: Block | None,
    reopens: bool = False,
    late: bool = False,
    judged: bool = True,
) -> list[Send]:
    """Bring a stored answer, or album, to the resident. ``source``: its first message in the staff
    chat, which shows what becomes of it; None: it is not there any longer. ``office``: the code of
    who says it. ``block``: what keeps the resident from replying now. ``reopens``: should the
    concern have ended, it is answered anew by it. ``late``: the staff chat is told in words when
    it has arrived. ``judged``: the resident is asked whether it settles the matter."""
    asks = written[0].asks
    context = {
        "ticket": ticket.id,
        "entries": [entry.id for entry in written],
        "secretary": written[0].author_id,
        "chat": source[0] if source else None,
        "message": source[1] if source else None,
        "discreet": resident.discreet,
        "asks": asks,
        "reopens": reopens,
        "late": late,
    }
    with speaking(resident.language or ticket.language):
        if resident.discreet:
            notice = neutral.answer_notice(
                resident.telegram_id,
                written[0].id,
                on_result="answer_delivered",
                stream=ticket.stream,
                context=context,
            )
            return [notice]
        prefix = office_heading(desk, ticket, written[0], office, block)
        sends = carry(
            [entry.content for entry in written],
            resident.telegram_id,
            prefix,
            on_last="answer_delivered",
            on_others="copied",
            priority=Priority.WAITING,
            stream=ticket.stream,
            refs=quoting(written),
            context=context,
        )
        is_over = ticket.status in ENDED and not reopens
        if asks or not judged or verdict.is_asked(ticket) or is_over:
            # Asked once; after a further answer the question still stands above.
            return sends
        return verdict.with_question(sends, ticket)
