"""Ready answers: chosen under a card, seen with everything filled in, then sent as an answer of
whoever pressed."""

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import DeleteMessage
from aiogram.types import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.utils.formatting import Pre, Text, TextMention
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.permissions import Action
from bot.reception.placeholders import Placeholder, fill, languages_for
from bot.reception.plain import plain
from handlers import words
from handlers.desk import Desk, speaking
from handlers.gate import Actor
from handlers.labels import FITS, fitting
from handlers.paging import page_of, turns
from handlers.say import cut, in_place, message, paragraphs, say, told
from handlers.staff import answering, private_cards
from handlers.staff.buttons import not_here
from handlers.staff.menu import TicketPress
from handlers.staff.placing import handled_here, unerased_here
from handlers.staff.prompts import INTERNAL
from storage import entries, links, residents, templates
from storage.entries import READY
from storage.outbox import Send, Sends
from storage.templates import Template
from storage.tickets import Ticket

router = Router(name=__name__)


class ReadyPress(CallbackData, prefix="ra"):
    """A press under the list or under a preview."""

    do: str
    """list, look, send, change, drop"""
    ticket: int = Field(ge=0, lt=2**63)
    id: int = Field(default=0, ge=0, lt=2**63)
    """The template."""
    page: int = Field(default=0, ge=0, lt=10**6)


@router.callback_query(TicketPress.filter(F.do == "ready"), flags={"action": Action.ANSWER})
async def offer(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """The titles for the topic of a concern, in a message of their own."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None or query.message is None:
        return not_here(query)
    found = await templates.fitting(desk.tx, ticket.topic, await _languages(desk, ticket))
    if not found:
        text = _("There is no ready answer for this topic. Administrators write them: /templates")
        return told(query, text, alert=True)
    return message(query.message.chat.id, *_list(ticket, found, 0), stream=ticket.stream)


@router.callback_query(ReadyPress.filter(F.do == "list"), flags={"action": Action.ANSWER})
async def turn(query: CallbackQuery, callback_data: ReadyPress, desk: Desk, actor: Actor) -> Sends:
    """Another page of the titles."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if (refusal := await _sent_already(query, desk)) is not None:
        return refusal
    found = await templates.fitting(desk.tx, ticket.topic, await _languages(desk, ticket))
    await _unlink(query, desk)
    return in_place(query, *_list(ticket, found, callback_data.page))


@router.callback_query(ReadyPress.filter(F.do == "look"), flags={"action": Action.ANSWER})
async def look(query: CallbackQuery, callback_data: ReadyPress, desk: Desk, actor: Actor) -> Sends:
    """What the resident would get, to the letter."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if (refusal := await _sent_already(query, desk)) is not None:
        return refusal
    template = await templates.by_id(desk.tx, callback_data.id)
    if template is None:
        return told(query, _removed(), alert=True)
    await _note_shown(query, desk, ticket, template)
    return in_place(query, *await _preview(desk, ticket, template))


@router.callback_query(ReadyPress.filter(F.do == "send"), flags={"action": Action.ANSWER})
async def send(query: CallbackQuery, callback_data: ReadyPress, desk: Desk, actor: Actor) -> Sends:
    """Exactly what the preview shows goes to the resident."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    preview = query.message
    if not isinstance(preview, Message):
        return told(query, _("This preview is too old. Please choose the answer again."))
    if (refusal := await _sent_already(query, desk)) is not None:
        return refusal
    template = await templates.by_id(desk.tx, callback_data.id)
    if template is None:
        return told(query, _removed(), alert=True)
    text, keyboard = await _preview(desk, ticket, template)
    if preview.text != text.render()[0]:
        note = _("This answer has changed meanwhile. Please read it again.")
        await _note_shown(query, desk, ticket, template)
        return [told(query, note, alert=True), in_place(query, text, keyboard)]
    content = {"kind": "text", "text": await _filled(desk, ticket, template)}
    shown = in_place(
        query,
        paragraphs(
            say(
                # NOTE: above a ready answer; {name} is that of the secretary who pressed “Send”
                _("📨 <b>{number}</b> · sent by {name}"),
                number=ticket.number or "",
                name=plain(query.from_user.full_name),
            ),
            content["text"],
        ),
    )
    chat_id, message_id = preview.chat.id, preview.message_id
    sends = await answering.send(desk, actor, ticket, [content], (chat_id, [message_id]))
    if await _names(desk, ticket, template):
        await links.note_named(desk.tx, chat_id, message_id)
    return [shown, *sends]


@router.callback_query(ReadyPress.filter(F.do == "change"), flags={"action": Action.ANSWER})
async def change(
    query: CallbackQuery, callback_data: ReadyPress, desk: Desk, actor: Actor
) -> Sends:
    """Opens the reply field, with the text to be copied and changed."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None or query.message is None:
        return not_here(query)
    if (refusal := await _sent_already(query, desk)) is not None:
        return refusal
    template = await templates.by_id(desk.tx, callback_data.id)
    if template is None:
        return told(query, _removed(), alert=True)
    text = paragraphs(
        say(
            # NOTE: {name} is that of the secretary who pressed
            _(
                "{name}, tap the text to copy it. Change it, and send it as a reply to this "
                "message: it goes to the resident of <b>{number}</b>."
            ),
            # A mention: Telegram opens the reply field only for people who are mentioned.
            name=TextMention(plain(query.from_user.full_name), user=query.from_user),
            number=ticket.number or "",
        ),
        Pre(await _filled(desk, ticket, template)),
    )
    named = await _names(desk, ticket, template)
    await _unlink(query, desk)
    prompt = message(
        query.message.chat.id,
        text,
        ForceReply(selective=True),
        stream=ticket.stream,
        on_result="prompt_posted",
        context={"ticket": ticket.id, **({"purpose": {"do": READY}} if named else {})},
    )
    return [*_gone(query), prompt]


@router.callback_query(ReadyPress.filter(F.do == "drop"), flags={"action": Action.ANSWER})
async def drop(query: CallbackQuery, callback_data: ReadyPress, desk: Desk, actor: Actor) -> Sends:
    """The list or the preview goes from the chat."""
    ticket = await handled_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if (refusal := await _sent_already(query, desk)) is not None:
        return refusal
    await _unlink(query, desk)
    return _gone(query)


def _list(ticket: Ticket, found: list[Template], page: int) -> tuple[Text, InlineKeyboardMarkup]:
    shown, page, more = page_of(found, page)
    rows = [[_button(cut(one.title, FITS[1]), "look", ticket, one.id)] for one in shown]
    rows += turns(page, more, lambda to: ReadyPress(do="list", ticket=ticket.id, page=to))
    # NOTE: a button: no ready answer is wanted
    rows.append([_button(_("✖️ None of them"), "drop", ticket)])
    text = say(
        # NOTE: {mark} is an emoji; a press shows the answer, and sends nothing
        _("{mark} Ready answers for <b>{number}</b>. Press one to read it."),
        mark=INTERNAL,
        number=ticket.number or "",
    )
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


async def _preview(
    desk: Desk, ticket: Ticket, template: Template
) -> tuple[Text, InlineKeyboardMarkup]:
    text = paragraphs(
        say(
            # NOTE: {mark} is an emoji; below it stands the answer as the resident would get it
            _("{mark} <b>{number}</b>: this would be sent. Nothing is sent yet."),
            mark=INTERNAL,
            number=ticket.number or "",
        ),
        await _filled(desk, ticket, template),
    )
    rows = [
        [
            # NOTE: a button: send this answer to the resident
            _button(_("📨 Send"), "send", ticket, template.id),
            # NOTE: a button: change the words before they are sent
            _button(_("✏️ Change"), "change", ticket, template.id),
        ],
        [
            # NOTE: a button: back to the list of ready answers
            _button(_("⬅️ Others"), "list", ticket),
            # NOTE: a button: send nothing
            _button(_("✖️ Do not send"), "drop", ticket),
        ],
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


async def _filled(desk: Desk, ticket: Ticket, template: Template) -> str:
    """The answer to a concern, in the template's language."""
    with speaking(template.language):
        # NOTE: stands for a name that is not known: “Hello, dear resident!”
        nameless = _("dear resident")
        values = {
            Placeholder.NUMBER: ticket.number or "",
            Placeholder.NAME: await _name(desk, ticket) or nameless,
            Placeholder.OFFICE: words.office(desk.directory, ticket.office or ""),
            Placeholder.DATE: words.day(ticket.due_on or desk.today),
        }
    return fill(template.text, values)


async def _name(desk: Desk, ticket: Ticket) -> str:
    """The name of the resident, if the office may see it; else nothing."""
    if not ticket.show_name or ticket.resident_id is None:
        return ""
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    return plain(resident.name).strip() if resident else ""


async def _names(desk: Desk, ticket: Ticket, template: Template) -> bool:
    """Whether the name of the resident stands in an answer to a concern."""
    return f"{{{Placeholder.NAME}}}" in template.text and bool(await _name(desk, ticket))


async def _note_shown(query: CallbackQuery, desk: Desk, ticket: Ticket, one: Template) -> None:
    """The message of a press shows this answer. One with the name goes when the name does."""
    await _unlink(query, desk)
    if query.message is not None and await _names(desk, ticket, one):
        where = (query.message.chat.id, query.message.message_id)
        await entries.link(desk.tx, private_cards.page(*where, ticket.id))


async def _unlink(query: CallbackQuery, desk: Desk) -> None:
    """The message of a press shows no name any longer."""
    if query.message is not None:
        await links.unlink_page(desk.tx, query.message.chat.id, query.message.message_id)


async def _languages(desk: Desk, ticket: Ticket) -> tuple[str, ...]:
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    return languages_for((resident.language if resident else None) or ticket.language)


async def _sent_already(query: CallbackQuery, desk: Desk) -> Send | None:
    """What is said to a press on a message that is an answer by now: two may press at once."""
    if query.message is None:
        return None
    link = await entries.linked(desk.tx, query.message.chat.id, query.message.message_id)
    if link is None or link.kind != "source":
        return None
    return told(query, _("This answer was sent already."), alert=True)


def _gone(query: CallbackQuery) -> list[Send]:
    if query.message is None:
        return []
    chat_id, message_id = query.message.chat.id, query.message.message_id
    return [Send(DeleteMessage(chat_id=chat_id, message_id=message_id), optional=True)]


def _removed() -> str:
    return _("This ready answer was removed.")


def _button(text: str, do: str, ticket: Ticket, template_id: int = 0) -> InlineKeyboardButton:
    press = ReadyPress(do=do, ticket=ticket.id, id=template_id)
    return InlineKeyboardButton(text=text, callback_data=press.pack())
