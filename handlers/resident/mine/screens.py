"""The list of a resident's concerns, and one of them: what the screens say and which presses they
offer."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.tickets import Status, may_move
from handlers import blocked, labels, verdict, words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import FITS, fitting
from handlers.paging import page_of, turns
from handlers.resident.history import pages_of
from handlers.say import cut, in_place, paragraphs, say, told
from storage import drafts, entries, tickets
from storage.outbox import Send
from storage.tickets import Ticket


class MinePress(CallbackData, prefix="m"):
    """A press under the list or under a concern."""

    do: str
    """list, open, add, files, hide_name, show_name, withdraw, sure; of a concern that waits to be
    sent: waiting, name_on, name_off, drop, dropped"""
    ticket: int = Field(default=0, ge=0, lt=2**63)
    page: int = Field(default=0, ge=0, lt=10**6)


async def list_screen(
    desk: Desk, actor: Actor, page: int, *, under_way: bool = False
) -> tuple[Text, InlineKeyboardMarkup | None]:
    waiting = await drafts.waiting(desk.tx, person(actor).id)
    listed = [*waiting, *await tickets.filed_by(desk.tx, person(actor).id)]
    draft = await drafts.of_resident(desk.tx, person(actor).id)
    unsent = draft is not None and await entries.count(desk.tx, draft.id) > 0
    begun = None
    if unsent and under_way:
        begun = _("You have one unsent concern. Go on with it here:")
    elif unsent:
        begun = _("You have one unsent concern. Press “File a concern” to go on with it.")
    if not listed:
        text = begun or _("You have not sent any concern yet. Press “File a concern”.")
        return say(text), None
    shown, page, more = page_of(listed, page)
    rows = [[_entry(desk, ticket)] for ticket in shown]
    rows += turns(page, more, lambda to: MinePress(do="list", page=to))
    text = _("Your concerns. Press one to see it.")
    return paragraphs(text, begun), InlineKeyboardMarkup(inline_keyboard=rows)


def _entry(desk: Desk, ticket: Ticket) -> InlineKeyboardButton:
    """A concern in the list."""
    if ticket.send_at is not None:
        # NOTE: a button: a concern that waits to be sent; {moment} is like 23.11.2026 14:30
        label = _("⏳ waits: {moment}")
        at = words.moment(ticket.send_at, desk.setting.zone)
        return button(cut(label.format(moment=at), FITS[1]), "waiting", ticket)
    label = f"{ticket.number} · {words.status(ticket.status)}"
    return button(cut(label, FITS[1]), "open", ticket)


def button(text: str, do: str, ticket: Ticket, page: int = 0) -> InlineKeyboardButton:
    return press(text, MinePress(do=do, ticket=ticket.id, page=page))


def press(text: str, data: MinePress) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


async def show_ticket(query: CallbackQuery, desk: Desk, ticket: Ticket, page: int) -> Send:
    return in_place(query, *await ticket_screen(desk, ticket, page))


async def ticket_screen(
    desk: Desk, ticket: Ticket, page: int
) -> tuple[Text, InlineKeyboardMarkup]:
    exchange = await entries.of_ticket(desk.tx, ticket.id)
    pages = pages_of(desk, ticket, exchange, await blocked.of_writer(desk, ticket))
    [text], page, more = page_of(pages, page, 1)
    rows = turns(page, more, lambda to: MinePress(do="open", ticket=ticket.id, page=to))
    if verdict.is_asked(ticket):
        rows.append(verdict.row(ticket, mine=True))
    # NOTE: a button: write more to this concern
    rows.append([button(_("➕ Add to it"), "add", ticket)])
    if any(entry.content["kind"] != "text" for entry in exchange):
        # NOTE: a button: send the photos and files of a concern again
        rows[-1].append(button(_("📎 Show the files"), "files", ticket))
    if ticket.show_name:
        rows.append([button(_(labels.HIDE_NAME), "hide_name", ticket, page)])
    else:
        rows.append([button(_(labels.SHOW_NAME), "show_name", ticket, page)])
    if may_move(ticket.status, Status.WITHDRAWN):
        # NOTE: a button: take the concern back
        rows.append([button(_("↩️ Withdraw"), "withdraw", ticket)])
    # NOTE: a button: to the list of one's concerns
    rows.append([press(_("📂 All concerns"), MinePress(do="list"))])
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


async def own_filed(desk: Desk, actor: Actor, ticket_id: int) -> Ticket | None:
    """The concern of a press or link, if it is the resident's own and was sent."""
    ticket = await tickets.ticket_for(desk.tx, actor.sight, ticket_id)
    return None if ticket is None or ticket.status is Status.DRAFT else ticket


def unknown(query: CallbackQuery) -> Send:
    return told(query, _("This concern is not among yours."), alert=True)
