"""What shows a concern to staff on request: cards that named secretaries opened in their private
chats, beside the one in the staff chat; pages and files."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from aiogram.methods import DeleteMessage, EditMessageText
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from handlers.desk import Desk, speaking
from handlers.say import MAX_TEXT, message, say
from handlers.staff import leaving, naming, uncopied
from handlers.staff.card_text import body_of
from handlers.staff.continuation import Result
from handlers.staff.menu import button, buttons
from handlers.staff.prompts import READING
from storage import entries, links, members, residents, staff, tickets
from storage.entries import SHOWN, Link
from storage.outbox import Priority, Send
from storage.staff import Person
from storage.tickets import Ticket


async def show(desk: Desk, ticket: Ticket, chat_id: int) -> list[Send]:
    """Show the card in the private chat of a named secretary."""
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
        return await uncopied.instead(desk, ticket, result, "media_shown")
    return await leaving.clear(desk, ticket, result.chat_id)


async def announce(desk: Desk, ticket: Ticket) -> list[Send]:
    """The resident has written: those who work on it in private are told, once until they read
    it."""

    def news() -> Text:
        # NOTE: to a secretary, in private; {number} is that of a concern
        return say(_("<b>{number}</b>: the resident has written."), number=ticket.number or "")

    return await _tell(desk, ticket, await readers(desk, ticket), news, once=True)


async def announce_new(desk: Desk, ticket: Ticket) -> list[Send]:
    """A concern came in that no chat shows: the named secretaries of its office are told."""
    if ticket.chat_id is not None:
        return []

    def news() -> Text:
        return say(
            # NOTE: to a secretary, in private; {number} is that of a concern
            _("<b>{number}</b>: a new concern. No staff chat shows it. You can read it here."),
            number=ticket.number or "",
        )

    return await _tell(desk, ticket, await readers(desk, ticket), news, once=True)


async def tell_office(
    desk: Desk, ticket: Ticket, news: Callable[[], Text], **send: Any
) -> list[Send]:
    """Tell the chat that has it, and those who work on it in private, but for whoever reads it
    there. ``news`` is called with the language of each; ``send`` goes to the chat's `Send`."""
    people = await readers(desk, ticket, outside=ticket.chat_id)
    privately = await _tell(desk, ticket, people, news)
    if ticket.chat_id is None:
        return privately
    with speaking(await desk.language_of_chat(ticket.chat_id)):
        said = news()
    notice = message(ticket.chat_id, said, priority=Priority.CARD, stream=ticket.stream, **send)
    return [notice, *privately]


async def readers(desk: Desk, ticket: Ticket, *, outside: int | None = None) -> list[Person]:
    """The named secretaries who may see a concern and can be written to: its own resident is not
    among them. Nor is anybody who is known to be in the chat ``outside``."""
    accused = await staff.complained_of(desk.tx, ticket.about_office)
    known = await members.of_chat(desk.tx, outside) if outside is not None else []
    not_for = {ticket.chat_id, *(person.telegram_id for person in accused)}
    not_for |= {member.telegram_id for member in known if member.left_at is None}
    return [
        person
        for person in await staff.secretaries_of(desk.tx, ticket.office or "")
        if person.id != ticket.resident_id and person.telegram_id not in not_for
    ]


async def _tell(
    desk: Desk,
    ticket: Ticket,
    people: Sequence[Person],
    news: Callable[[], Text],
    *,
    once: bool = False,
) -> list[Send]:
    """Those of them who opened the card; where no chat has the concern, all. ``once``: there is
    more to read, and nobody who knows that is told again."""
    opened = await opened_cards(desk, ticket)
    sends = []
    for person in people:
        chat_id = person.telegram_id
        if ticket.chat_id is not None and chat_id not in opened:
            continue
        if once and await links.has_unread(desk.tx, ticket.id, chat_id):
            continue
        with speaking(person.language or desk.setting.default_language):
            sends.append(leading(ticket, chat_id, news(), opened.get(chat_id), unread=once))
    return sends


async def opened_cards(desk: Desk, ticket: Ticket) -> dict[int, int]:
    """The cards that were opened in private: chat -> message."""
    found = await links.private_cards(desk.tx, ticket.id, ticket.chat_id)
    return {link.chat_id: link.message_id for link in found}


def leading(
    ticket: Ticket,
    chat_id: int,
    text: Text,
    card_id: int | None,
    *,
    unread: bool = False,
    priority: Priority = Priority.CARD,
) -> Send:
    """A message to a secretary in private that leads to a concern: a reply to it is no answer."""
    return message(
        chat_id,
        Text(f"{READING} ", text),
        InlineKeyboardMarkup(inline_keyboard=[[button(_("📖 Read it all"), "read", ticket)]]),
        reply_to=card_id,
        priority=priority,
        stream=ticket.stream,
        on_result="page_posted",
        context={"ticket": ticket.id, "unread": unread},
        optional=True,
    )


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
        if await may_see(desk, ticket, link.chat_id):
            sends.append(await _present(desk, ticket, link, priority))
        else:
            # It went elsewhere, or the secretary did.
            sends += await leaving.clear(desk, ticket, link.chat_id)
    return sends


async def update(desk: Desk, ticket: Ticket, priority: Priority) -> list[Send]:
    """The same while the concern is on its way to another chat: who may not see it any longer
    sees no more of it, and keeps the card until the new one is there (see `leaving`)."""
    return [
        await _present(desk, ticket, link, priority)
        for link in await links.private_cards(desk.tx, ticket.id, ticket.chat_id)
        if await may_see(desk, ticket, link.chat_id)
    ]


async def without_name(desk: Desk, ticket: Ticket) -> list[Send]:
    """The resident hid the name: it goes from the cards, also from those that stay in chats that
    the concern has left, until its new card is there."""
    sends = []
    for link in await links.cards_elsewhere(desk.tx, ticket):
        is_of_use = link.chat_id > 0 and await may_see(desk, ticket, link.chat_id)
        send = await _present(desk, ticket, link, Priority.WAITING, with_buttons=is_of_use)
        sends.append(send)
    return sends


async def _present(
    desk: Desk, ticket: Ticket, link: Link, priority: Priority, *, with_buttons: bool = True
) -> Send:
    """What makes a card show the ticket's present state."""
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
            reply_markup=buttons(ticket) if with_buttons else None,
        )
    return Send(edit, priority=priority, stream=ticket.stream, optional=True)
