"""A resident's own concerns: the list, each with its whole exchange, adding, withdrawing."""

from aiogram import F, Router
from aiogram.filters import Command, or_f
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.permissions import Action
from bot.reception.tickets import Status, may_move
from handlers import labels, words
from handlers.desk import Desk, speaking
from handlers.gate import Actor, person
from handlers.labels import FITS, Pressed, fitting
from handlers.relay import carry
from handlers.resident.concern.progress import Step
from handlers.resident.concern.steps import redraw, show
from handlers.resident.history import pages_of
from handlers.resident.seen import remember
from handlers.say import cut, in_place, message, say, told
from handlers.staff import card, placing
from handlers.staff.leaving import leave
from storage import drafts, entries, events, outbox, tickets
from storage.events import Event
from storage.outbox import Priority, Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)

LISTED = 8
"""Concerns on one page of the list."""


class MinePress(CallbackData, prefix="m"):
    """A press under the list or under a concern."""

    do: str
    """list, open, add, files, hide_name, show_name, withdraw, sure"""
    ticket: int = Field(default=0, ge=0, lt=2**63)
    page: int = Field(default=0, ge=0, lt=10**6)


@router.message(or_f(Command("mine"), Pressed(labels.MINE)), flags={"action": Action.FOLLOW})
async def mine(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """The list, newest first; an unsent one is named too."""
    await remember(state, "mine")
    chat_id = person(actor).telegram_id
    text, keyboard = await _list(desk, actor, 0, under_way=raw_state is not None)
    sends = [message(chat_id, text, keyboard)]
    screen = await redraw(desk, actor, state, raw_state)
    return [*sends, screen] if screen else sends


async def _list(
    desk: Desk, actor: Actor, page: int, *, under_way: bool = False
) -> tuple[Text, InlineKeyboardMarkup | None]:
    filed = await tickets.filed_by(desk.tx, person(actor).id)
    draft = await drafts.of_resident(desk.tx, person(actor).id)
    unsent = draft is not None and await entries.count(desk.tx, draft.id) > 0
    if not filed:
        text = _("You have not sent any concern yet. Press “File a concern”.")
        if unsent and under_way:
            text = _("You have one unsent concern. Go on with it here:")
        elif unsent:
            text = _("You have one unsent concern. Press “File a concern” to go on with it.")
        return say(text), None
    shown = filed[page * LISTED : (page + 1) * LISTED]
    rows = [
        [_button(cut(f"{ticket.number} · {words.status(ticket.status)}", FITS[1]), "open", ticket)]
        for ticket in shown
    ]
    turn = []
    if page > 0:
        turn.append(_press("⬅️", MinePress(do="list", page=page - 1)))
    if len(filed) > (page + 1) * LISTED:
        turn.append(_press("➡️", MinePress(do="list", page=page + 1)))
    if turn:
        rows.append(turn)
    text = _("Your concerns. Press one to see it.")
    return say(text), InlineKeyboardMarkup(inline_keyboard=rows)


def _button(text: str, do: str, ticket: Ticket, page: int = 0) -> InlineKeyboardButton:
    return _press(text, MinePress(do=do, ticket=ticket.id, page=page))


def _press(text: str, data: MinePress) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


@router.callback_query(MinePress.filter(F.do == "list"), flags={"action": Action.FOLLOW})
async def turn_list(
    query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """Another page of the list, in the same message."""
    await remember(state, "mine")
    text, keyboard = await _list(desk, actor, max(0, callback_data.page))
    return in_place(query, text, keyboard)


@router.callback_query(MinePress.filter(F.do == "open"), flags={"action": Action.FOLLOW})
async def open_ticket(
    query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """A concern with its state, dates and exchange, in the same message."""
    ticket = await _filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return _unknown(query)
    await remember(state, f"mine_{ticket.id}")
    return await _show_ticket(query, desk, ticket, callback_data.page)


async def _show_ticket(query: CallbackQuery, desk: Desk, ticket: Ticket, page: int) -> Send:
    return in_place(query, *await _ticket_screen(desk, ticket, page))


async def _ticket_screen(
    desk: Desk, ticket: Ticket, page: int
) -> tuple[Text, InlineKeyboardMarkup]:
    exchange = await entries.of_ticket(desk.tx, ticket.id)
    pages = pages_of(desk, ticket, exchange)
    page = min(max(0, page), len(pages) - 1)
    turn = []
    if page > 0:
        turn.append(_button("⬅️", "open", ticket, page - 1))
    if page + 1 < len(pages):
        turn.append(_button("➡️", "open", ticket, page + 1))
    rows = [turn] if turn else []
    # NOTE: a button: write more to this concern
    rows.append([_button(_("➕ Add to it"), "add", ticket)])
    if any(entry.content["kind"] != "text" for entry in exchange):
        # NOTE: a button: send the photos and files of a concern again
        rows[-1].append(_button(_("📎 Show the files"), "files", ticket))
    if ticket.show_name:
        rows.append([_button(_(labels.HIDE_NAME), "hide_name", ticket, page)])
    else:
        rows.append([_button(_(labels.SHOW_NAME), "show_name", ticket, page)])
    if may_move(ticket.status, Status.WITHDRAWN):
        # NOTE: a button: take the concern back
        rows.append([_button(_("↩️ Withdraw"), "withdraw", ticket)])
    # NOTE: a button: to the list of one's concerns
    rows.append([_press(_("📂 All concerns"), MinePress(do="list"))])
    return pages[page], InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


async def linked(desk: Desk, actor: Actor, ticket_id: str) -> list[Send] | None:
    """What a link shows: the list, or one of the resident's own concerns."""
    chat_id = person(actor).telegram_id
    if not ticket_id:
        return [message(chat_id, *await _list(desk, actor, 0))]
    # Eighteen digits are below what SQLite can hold.
    known = ticket_id.isascii() and ticket_id.isdigit() and len(ticket_id) <= 18
    ticket = await _filed(desk, actor, int(ticket_id)) if known else None
    return [message(chat_id, *await _ticket_screen(desk, ticket, 0))] if ticket else None


async def _filed(desk: Desk, actor: Actor, ticket_id: int) -> Ticket | None:
    """The concern of a press or link, if it is the resident's own and was sent."""
    ticket = await tickets.ticket_for(desk.tx, actor.sight, ticket_id)
    return None if ticket is None or ticket.status is Status.DRAFT else ticket


def _unknown(query: CallbackQuery) -> Send:
    return told(query, _("This concern is not among yours."), alert=True)


@router.callback_query(MinePress.filter(F.do == "add"), flags={"action": Action.FOLLOW})
async def add(
    query: CallbackQuery,
    callback_data: MinePress,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
) -> Sends:
    """Everything written from now on goes to this concern, until "done"."""
    ticket = await _filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return _unknown(query)
    await state.set_data({"ticket": ticket.id, "since": desk.now})
    return await show(Step.adding, desk, actor, state)


@router.callback_query(MinePress.filter(F.do == "files"), flags={"action": Action.FOLLOW})
async def files(query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor) -> Sends:
    """The photos, voice messages and files of the exchange, sent again."""
    ticket = await _filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return _unknown(query)
    exchange = await entries.of_ticket(desk.tx, ticket.id)
    media = [
        entry
        for entry in exchange
        if entry.content["kind"] != "text" and entry.delivery != "withdrawn"
    ]
    sends = []
    for group in card.grouped(media):
        who = _("From you") if group[0].direction == "in" else _("From the office")
        sends += carry(
            [entry.content for entry in group],
            person(actor).telegram_id,
            say("<b>{number}</b> · {who}", number=ticket.number or "", who=who),
        )
    return sends


@router.callback_query(
    MinePress.filter(F.do.in_({"hide_name", "show_name"})), flags={"action": Action.FOLLOW}
)
async def decide_on_name(
    query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor
) -> Sends:
    """The office sees the resident's name from now on, or no longer."""
    ticket = await _filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return _unknown(query)
    shown = callback_data.do == "show_name"
    changed = await tickets.show_name(desk.tx, ticket, shown, desk.now)
    sends: list[Send] = []
    if changed is not None:
        kind = Event.NAME_SHOWN if shown else Event.NAME_HIDDEN
        await events.add(desk.tx, ticket.id, kind, desk.now)
        sends = await _show_on_card(desk, changed)
    text = (
        # NOTE: shown by Telegram for a moment: at most 200 characters
        _("The office sees your name from now on.")
        if shown
        # NOTE: shown by Telegram in a small window: at most 200 characters
        else _("Your name is hidden from now on. Whoever has read it before may remember it.")
    )
    screen = await _show_ticket(query, desk, changed or ticket, callback_data.page)
    return [told(query, text, alert=not shown), *sends, screen]


async def _show_on_card(desk: Desk, ticket: Ticket) -> list[Send]:
    """The card with the name or without it, wherever it belongs by now."""
    if await placing.is_misplaced(desk, ticket):
        sends = await placing.settle(desk, ticket.id)
        ticket = await tickets.load(desk.tx, ticket.id)
        if sends or (ticket.show_name and await placing.is_misplaced(desk, ticket)):
            return sends
    chat_id = ticket.chat_id
    if chat_id and await outbox.is_under_way(desk.tx, chat_id, ticket.stream, "card_posted"):
        # As it waits it shows what was decided before.
        return [*await leave(desk, ticket), *await card.post(desk, ticket)]
    return await card.refresh(desk, ticket)


@router.callback_query(MinePress.filter(F.do == "withdraw"), flags={"action": Action.FOLLOW})
async def withdraw(
    query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor
) -> Sends:
    """Asks before it withdraws."""
    ticket = await _filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return _unknown(query)
    text = say(
        _("Withdraw <b>{number}</b>? The office stops working on it. What you wrote stays kept."),
        number=ticket.number or "",
    )
    rows = [
        [_button(_("↩️ Yes, withdraw it"), "sure", ticket)],
        # NOTE: a button: do not withdraw the concern
        [_button(_("⬅️ No, go back"), "open", ticket)],
    ]
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(MinePress.filter(F.do == "sure"), flags={"action": Action.FOLLOW})
async def sure(query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor) -> Sends:
    """The concern is withdrawn; the office sees it on the card and in the chat."""
    ticket = await _filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return _unknown(query)
    withdrawn = await tickets.move(desk.tx, ticket, Status.WITHDRAWN, desk.now)
    if withdrawn is None:
        return told(query, _("This concern is no longer open."), alert=True)
    await events.add(desk.tx, ticket.id, Event.WITHDRAWN, desk.now)
    # NOTE: the concern was withdrawn
    sends = [told(query, _("Withdrawn."))]
    if withdrawn.chat_id is not None:
        with speaking(await desk.language_of_chat(withdrawn.chat_id)):
            text = say(
                _("↩️ <b>{number}</b>: the resident has withdrawn this concern."),
                number=withdrawn.number or "",
            )
        note = message(withdrawn.chat_id, text, priority=Priority.CARD, stream=withdrawn.stream)
        await tickets.mark_stale(desk.tx, withdrawn, desk.now)
        sends.append(note)
    return [*sends, await _show_ticket(query, desk, withdrawn, 0)]
