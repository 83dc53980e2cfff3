"""What shows a concern to staff on request: cards that named secretaries opened in their private
chats, beside the one in the staff chat; pages and files."""

import json

from aiogram.methods import DeleteMessage, EditMessageText
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from handlers.desk import Desk, speaking
from handlers.say import MAX_TEXT, message, say
from handlers.staff import leaving, naming
from handlers.staff.card_text import body_of
from handlers.staff.continuation import Result
from handlers.staff.menu import TicketPress, buttons
from handlers.staff.prompts import READING
from storage import entries, links, outbox, residents, staff, tickets
from storage.entries import SHOWN, Link
from storage.outbox import Priority, Ref, Send
from storage.tickets import Ticket


async def show(desk: Desk, ticket: Ticket, chat_id: int) -> list[Send]:
    """Show the card to somebody at a desk: where it stands already, by a word that leads to it;
    in the private chat of a named secretary, anew."""
    if ticket.chat_id == chat_id:
        text = say(
            # NOTE: quotes the card of the concern, so that a tap leads there
            _("🗂 Here is the card of <b>{number}</b>."),
            number=ticket.number or "",
        )
        to_card = Ref("reply_parameters.message_id", "card", ticket.id)
        return [message(chat_id, text, stream=ticket.stream, refs=(to_card,))]
    # What told of more to read may have been cleared away.
    await links.note_read(desk.tx, ticket.id, chat_id)
    # Two cards of one concern in a chat would show two states.
    sends = [
        Send(
            DeleteMessage(chat_id=chat_id, message_id=earlier.message_id),
            stream=ticket.stream,
            optional=True,
        )
        for earlier in await links.unlink_cards(desk.tx, ticket.id, chat_id)
    ]
    exchange = await entries.of_ticket(desk.tx, ticket.id)
    body, marks, _shown = await body_of(desk, ticket, exchange, MAX_TEXT)
    card = message(chat_id, body, buttons(ticket))
    sends.append(
        Send(
            card.method.model_copy(update={"entities": marks or None}),
            stream=ticket.stream,
            on_result="private_card_posted",
            context={"ticket": ticket.id, "state": ticket.updated_at},
        )
    )
    return sends


async def private_card_posted(desk: Desk, result: Result) -> list[Send]:
    """Replies to it are answers; it is kept up to date from now on."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    for message_id in result.message_ids:
        await entries.link(desk.tx, Link(result.chat_id, message_id, ticket.id, None, "card"))
    if not await may_see(desk, ticket, result.chat_id):
        return await leaving.clear(desk, ticket, result.chat_id)
    if ticket.updated_at == result.context["state"]:
        return []
    return await refresh(desk, ticket, Priority.REFRESH)


async def media_shown(desk: Desk, result: Result) -> list[Send]:
    """What the resident sent stands there once more: replies to it are answers, too."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    entry_ids = result.context["entries"]
    for index, message_id in enumerate(result.message_ids):
        entry_id = entry_ids[min(index, len(entry_ids) - 1)]
        await entries.link(desk.tx, Link(result.chat_id, message_id, ticket.id, entry_id, "copy"))
    if await may_see(desk, ticket, result.chat_id):
        return []
    return await leaving.clear(desk, ticket, result.chat_id)


async def announce(desk: Desk, ticket: Ticket) -> list[Send]:
    """The resident has written: those who opened the card in private are told, once until they
    read it."""
    sends = []
    opened = await links.private_cards(desk.tx, ticket.id, ticket.chat_id)
    for chat_id, card_id in {link.chat_id: link.message_id for link in opened}.items():
        person = await residents.by_telegram_id(desk.tx, chat_id)
        if person is None or person.blocked_at is not None or person.id == ticket.resident_id:
            continue
        if not await may_see(desk, ticket, chat_id):
            # It is taken out when the card is brought up to date.
            continue
        if await links.has_unread(desk.tx, ticket.id, chat_id) or await outbox.is_under_way(
            desk.tx, chat_id, ticket.stream, "page_posted"
        ):
            continue
        with speaking(await desk.language_of_chat(chat_id)):
            # NOTE: to a secretary, in private; {number} is that of a concern
            news = say(_("<b>{number}</b>: the resident has written."), number=ticket.number or "")
            press = TicketPress(do="read", ticket=ticket.id)
            button = InlineKeyboardButton(text=_("📖 Read it all"), callback_data=press.pack())
        sends.append(
            message(
                chat_id,
                Text(f"{READING} ", news),
                InlineKeyboardMarkup(inline_keyboard=[[button]]),
                reply_to=card_id,
                priority=Priority.CARD,
                stream=ticket.stream,
                on_result="page_posted",
                context={"ticket": ticket.id, "unread": True},
                optional=True,
            )
        )
    return sends


async def page_posted(desk: Desk, result: Result) -> list[Send]:
    """A message shows the exchange, or leads to it: a reply to it is no answer."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    unread = bool(result.context.get("unread"))
    for message_id in result.message_ids:
        await entries.link(desk.tx, page(result.chat_id, message_id, ticket.id, unread=unread))
    if await may_see(desk, ticket, result.chat_id):
        # The name may have been hidden while it was on its way.
        is_stale = result.context.get("named") and not ticket.show_name
        return await naming.take_out(desk, ticket) if is_stale else []
    return await leaving.clear(desk, ticket, result.chat_id)


def page(chat_id: int, message_id: int, ticket_id: int, *, unread: bool = False) -> Link:
    """What notes that a message shows an exchange; ``unread``: it only says that there is more to
    read."""
    noted = {"do": SHOWN, "unread": True} if unread else {"do": SHOWN}
    return Link(chat_id, message_id, ticket_id, None, "prompt", json.dumps(noted))


async def may_see(desk: Desk, ticket: Ticket, chat_id: int) -> bool:
    """Whether a concern is still with a chat, or with the secretary whose private chat it is."""
    if ticket.chat_id == chat_id:
        return True
    person = await residents.by_telegram_id(desk.tx, chat_id)
    offices = await staff.offices_of(desk.tx, person.id) if person else ()
    return ticket.office in offices and ticket.about_office not in offices


async def refresh(desk: Desk, ticket: Ticket, priority: Priority) -> list[Send]:
    """Show the ticket's present state on all of them."""
    sends = []
    for link in await links.private_cards(desk.tx, ticket.id, ticket.chat_id):
        if not await may_see(desk, ticket, link.chat_id):
            # It went elsewhere, or the secretary did.
            sends += await leaving.clear(desk, ticket, link.chat_id)
            continue
        with speaking(await desk.language_of_chat(link.chat_id)):
            exchange = await entries.of_ticket(desk.tx, ticket.id)
            body, marks, _shown = await body_of(desk, ticket, exchange, MAX_TEXT)
            edit = EditMessageText(
                chat_id=link.chat_id,
                message_id=link.message_id,
                text=body,
                entities=marks or None,
                parse_mode=None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=buttons(ticket),
            )
        sends.append(Send(edit, priority=priority, stream=ticket.stream, optional=True))
    return sends
