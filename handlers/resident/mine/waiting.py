"""A concern that is finished and waits for a limit: reading it, showing or hiding the name, and
taking it back."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.tickets import Status
from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.paging import page_of, turns
from handlers.resident.concern.screens import about_name
from handlers.resident.history import waiting_pages
from handlers.resident.mine.screens import (
    MinePress,
    button,
    list_screen,
    press,
    show_ticket,
    unknown,
)
from handlers.say import in_place, paragraphs, say, told
from storage import drafts, entries, tickets
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)


async def _own_waiting(desk: Desk, actor: Actor, ticket_id: int) -> Ticket | None:
    """The concern of a press, if it is the resident's own and waits to be sent."""
    ticket = await tickets.ticket_for(desk.tx, actor.sight, ticket_id)
    if ticket is None or ticket.status is not Status.DRAFT or ticket.send_at is None:
        return None
    return ticket


async def _gone(query: CallbackQuery, desk: Desk, actor: Actor, ticket_id: int) -> Sends:
    """It does not wait any longer: it was sent, or taken back."""
    ticket = await tickets.ticket_for(desk.tx, actor.sight, ticket_id)
    if ticket is None or ticket.status is Status.DRAFT:
        return unknown(query)
    # NOTE: shown by Telegram in a small window: at most 200 characters
    note = told(query, _("This concern has been sent meanwhile."), alert=True)
    return [note, await show_ticket(query, desk, ticket, 0)]


@router.callback_query(MinePress.filter(F.do == "waiting"), flags={"action": Action.FOLLOW})
async def look(query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor) -> Sends:
    """What was written, and when it goes."""
    ticket = await _own_waiting(desk, actor, callback_data.ticket)
    if ticket is None:
        return await _gone(query, desk, actor, callback_data.ticket)
    return await _show(query, desk, actor, ticket, callback_data.page)


async def _show(query: CallbackQuery, desk: Desk, actor: Actor, ticket: Ticket, page: int) -> Send:
    pages = waiting_pages(desk, ticket, await entries.of_ticket(desk.tx, ticket.id))
    [text], page, more = page_of(pages, page, 1)
    if page == 0:
        barred = _("🚫 It is not sent while you cannot write to the receptions.")
        about = about_name(ticket, actor)
        text = paragraphs(barred if actor.block is not None else None, text, about)
    rows = turns(page, more, lambda to: MinePress(do="waiting", ticket=ticket.id, page=to))
    if ticket.show_name:
        rows.append([button(_(labels.HIDE_NAME), "name_off", ticket)])
    else:
        rows.append([button(_(labels.SHOW_NAME), "name_on", ticket)])
    # NOTE: a button: delete the concern that waits to be sent
    rows.append([button(_("🗑 Take it back"), "drop", ticket)])
    # NOTE: a button: to the list of one's concerns
    rows.append([press(_("📂 All concerns"), MinePress(do="list"))])
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


# Whoever may not write could write in a name.
@router.callback_query(MinePress.filter(F.do == "name_on"), flags={"action": Action.ADD})
@router.callback_query(MinePress.filter(F.do == "name_off"), flags={"action": Action.FOLLOW})
async def decide_on_name(
    query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor
) -> Sends:
    """The office will see the resident's name, or not."""
    ticket = await _own_waiting(desk, actor, callback_data.ticket)
    if ticket is None:
        return await _gone(query, desk, actor, callback_data.ticket)
    shown = callback_data.do == "name_on"
    ticket = await drafts.change(desk.tx, ticket, desk.now, show_name=shown)
    return await _show(query, desk, actor, ticket, 0)


@router.callback_query(MinePress.filter(F.do == "drop"), flags={"action": Action.FOLLOW})
async def drop(query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor) -> Sends:
    """Asks before it deletes."""
    ticket = await _own_waiting(desk, actor, callback_data.ticket)
    if ticket is None:
        return await _gone(query, desk, actor, callback_data.ticket)
    text = say(_("Take this concern back? It is deleted, and nothing of it is sent to anybody."))
    rows = [
        # NOTE: a button: delete the concern that waits to be sent
        [button(_("🗑 Yes, delete"), "dropped", ticket)],
        # NOTE: a button: do not delete the concern
        [button(_("⬅️ No, keep it"), "waiting", ticket)],
    ]
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(MinePress.filter(F.do == "dropped"), flags={"action": Action.FOLLOW})
async def dropped(
    query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor
) -> Sends:
    """It is deleted, and the list is shown."""
    ticket = await _own_waiting(desk, actor, callback_data.ticket)
    if ticket is None:
        return await _gone(query, desk, actor, callback_data.ticket)
    await drafts.discard(desk.tx, ticket)
    text, keyboard = await list_screen(desk, actor, 0)
    note = _("Deleted. Nothing was sent to anybody.")
    return in_place(query, paragraphs(note, text), keyboard)
