"""/ticket and the presses that read one concern: its exchange, its card, its files, a file to
print."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.routing import CENTRE
from bot.reception.tickets import read_number
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.relay import carry
from handlers.say import in_place, message, quote
from handlers.staff import card, private_cards
from handlers.staff.buttons import not_here
from handlers.staff.card_text import heading, legible
from handlers.staff.menu import TicketPress
from handlers.staff.placing import handled_here, is_cardless, unerased_here
from handlers.staff.queue.lists import several_screen, view
from handlers.staff.queue.paper import printable
from handlers.staff.queue.presses import SIGN, LookPress
from handlers.staff.queue.reading import ticket_screen
from storage import entries, links, queue
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)


def is_private(actor: Actor) -> bool:
    """Whether somebody acts in their private chat."""
    return actor.chat_id == actor.person_id


async def ticket(event: Message, command: CommandObject, desk: Desk, actor: Actor) -> Sends:
    """The concern with this number; without one, the one whose message is replied to."""
    wanted = (command.args or "").strip()
    if not wanted and event.reply_to_message is not None:
        link = await entries.linked(desk.tx, event.chat.id, event.reply_to_message.message_id)
        found = await handled_here(desk, actor, link.ticket_id) if link else None
        if found is not None:
            return await _page(desk, actor, found, event.message_id)
    if not wanted:
        return message(event.chat.id, _usage(), reply_to=event.message_id)
    tickets = await by_number(desk, actor, wanted)
    if not tickets:
        # NOTE: {number} is what somebody wrote: the number of a concern, or what they took for one
        text = _("There is no concern {number} here.").format(number=wanted[:50])
        return message(event.chat.id, f"{SIGN} {text}\n\n{_usage()}", reply_to=event.message_id)
    if len(tickets) > 1:
        screen = several_screen(desk, tickets)
        return message(event.chat.id, *screen, reply_to=event.message_id)
    return await _page(desk, actor, tickets[0], event.message_id)


def _usage() -> str:
    return _(
        "Write the number behind the command, for example /ticket NKT-2026-00017 or "
        "/ticket NKT 17."
    )


async def by_number(desk: Desk, actor: Actor, text: str) -> list[Ticket]:
    """The concerns of this desk that a text may name: the newest of that number for an office, or
    one of each office."""
    codes = [*(office.code for office in desk.directory.offices), CENTRE]
    number = read_number(text, codes)
    if number is None:
        return []
    found = await queue.numbered(desk.tx, await view(desk, actor), number)
    newest: dict[str, Ticket] = {}
    for one in found:
        newest.setdefault((one.number or "")[:3], one)
    here = [await handled_here(desk, actor, one.id) for one in newest.values()]
    return [one for one in here if one is not None]


async def _page(desk: Desk, actor: Actor, found: Ticket, asked: int) -> Send:
    """The exchange, in a message of its own that replies to the one with the id ``asked``."""
    await links.note_read(desk.tx, found.id, _chat(actor))
    screen = await ticket_screen(desk, found, 0)
    return message(_chat(actor), *screen, reply_to=asked, **_showing(found))


def _showing(found: Ticket) -> dict[str, Any]:
    """What a message that shows a concern is sent with: it is erased with it, and a reply to it
    is no answer."""
    context = {"ticket": found.id, "named": found.show_name}
    return {"stream": "reading", "on_result": "page_posted", "context": context}


@router.callback_query(TicketPress.filter(F.do == "read"), flags={"action": Action.SEE_DESK})
async def read(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """The exchange below the card whose button was pressed."""
    found = await handled_here(desk, actor, callback_data.ticket)
    if found is None or query.message is None:
        return not_here(query)
    return await _page(desk, actor, found, query.message.message_id)


@router.callback_query(
    LookPress.filter(F.do.in_({"look", "page"})), flags={"action": Action.SEE_DESK}
)
async def look(query: CallbackQuery, callback_data: LookPress, desk: Desk, actor: Actor) -> Sends:
    """A concern out of a list: in private its card, in a group its exchange in the place of the
    list; or another page of the exchange."""
    found = await handled_here(desk, actor, callback_data.ticket)
    if found is None:
        return not_here(query)
    if callback_data.do == "look" and is_private(actor) and found.erased_at is None:
        return await _show_card(desk, found, _chat(actor))
    await links.note_read(desk.tx, found.id, _chat(actor))
    screen = await ticket_screen(desk, found, callback_data.page)
    if not isinstance(query.message, Message):
        return message(_chat(actor), *screen, **_showing(found))
    where = (query.message.chat.id, query.message.message_id)
    await entries.link(desk.tx, private_cards.page(*where, found.id))
    return in_place(query, *screen)


@router.callback_query(LookPress.filter(F.do == "card"), flags={"action": Action.SEE_DESK})
async def to_card(
    query: CallbackQuery, callback_data: LookPress, desk: Desk, actor: Actor
) -> Sends:
    """Leads to the card, or shows it."""
    found = await unerased_here(desk, actor, callback_data.ticket)
    if found is None:
        return not_here(query)
    return await _show_card(desk, found, _chat(actor))


async def _show_card(desk: Desk, found: Ticket, chat_id: int) -> list[Send]:
    """Leads to the card in the chat that has the concern: one that is not there, or not any
    longer, is posted. In the private chat of a named secretary it is shown anew."""
    if found.chat_id != chat_id:
        return await private_cards.show(desk, found, chat_id)
    if await is_cardless(desk, found):
        return await card.post(desk, found)
    return await card.refresh(desk, found, asked=True)


@router.callback_query(LookPress.filter(F.do == "media"), flags={"action": Action.SEE_DESK})
async def media(query: CallbackQuery, callback_data: LookPress, desk: Desk, actor: Actor) -> Sends:
    """The resident's photos, voice messages and files, sent again."""
    found = await handled_here(desk, actor, callback_data.ticket)
    if found is None:
        return not_here(query)
    written = [
        entry
        for entry in await entries.for_office(desk.tx, found.id)
        if entry.direction == "in" and entry.content["kind"] != "text"
    ]
    sends = []
    for group in card.grouped(written):
        sends += carry(
            [legible(entry.content) for entry in group],
            _chat(actor),
            heading(found),
            on_last="media_shown",
            on_others="media_shown",
            stream=found.stream,
            context={"ticket": found.id, "entries": [entry.id for entry in group]},
        )
    return sends


@router.callback_query(LookPress.filter(F.do == "file"), flags={"action": Action.SEE_DESK})
async def file(query: CallbackQuery, callback_data: LookPress, desk: Desk, actor: Actor) -> Sends:
    """The concern as a page for the paper register."""
    found = await unerased_here(desk, actor, callback_data.ticket)
    if found is None or query.message is None:
        return not_here(query)
    content = await printable(desk, found)
    caption = _("{number}: open the file and print it. Whoever has it can read the concern.")
    method = SendDocument(
        chat_id=_chat(actor),
        # Half an emoji, should any have come in, must not keep the rest from the register.
        document=BufferedInputFile(content.encode("utf-8", "replace"), f"{found.number}.html"),
        caption=f"{SIGN} {caption.format(number=found.number)}",
        parse_mode=None,
        # In a forum it belongs into the same topic.
        reply_parameters=quote(query.message.message_id),
    )
    return Send(method, **_showing(found))


def _chat(actor: Actor) -> int:
    if actor.chat_id is None:
        raise LookupError("a press outside of any chat")
    return actor.chat_id


async def replied_to_page(
    desk: Desk, actor: Actor, found: Ticket, reply: Message, _details: Any
) -> Sends:
    """A reply to what only shows a concern: it may have been meant as an answer."""
    text = _("Nothing was sent. To answer, reply to the card or to the resident's message.")
    return message(reply.chat.id, text, reply_to=reply.message_id)
