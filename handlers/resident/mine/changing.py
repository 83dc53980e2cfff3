"""What a resident does to a concern of their own: adds to it, shows or hides the name, takes it
back."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.tickets import Status
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.resident.concern.progress import Step
from handlers.resident.concern.steps import show
from handlers.resident.mine.screens import MinePress, button, own_filed, show_ticket, unknown
from handlers.say import in_place, say, told
from handlers.staff import card, naming, placing, private_cards
from handlers.staff.leaving import leave
from handlers.staff.wrong_chat import is_misplaced
from storage import events, exports, outbox, tickets
from storage.events import Event
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)


@router.callback_query(MinePress.filter(F.do == "add"), flags={"action": Action.ADD})
async def add(
    query: CallbackQuery,
    callback_data: MinePress,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
) -> Sends:
    """Everything written from now on goes to this concern, until "done"."""
    ticket = await own_filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return unknown(query)
    await state.set_data({"ticket": ticket.id, "since": desk.now})
    return await show(Step.adding, desk, actor, state)


# Whoever may not write could write in a name.
@router.callback_query(MinePress.filter(F.do == "show_name"), flags={"action": Action.ADD})
@router.callback_query(MinePress.filter(F.do == "hide_name"), flags={"action": Action.FOLLOW})
async def decide_on_name(
    query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor
) -> Sends:
    """The office sees the resident's name from now on, or no longer."""
    ticket = await own_filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return unknown(query)
    shown = callback_data.do == "show_name"
    changed = await tickets.show_name(desk.tx, ticket, shown, desk.now)
    sends: list[Send] = []
    if changed is not None:
        kind = Event.NAME_SHOWN if shown else Event.NAME_HIDDEN
        await events.add(desk.tx, ticket.id, kind, desk.now)
        sends = await _show_on_card(desk, changed)
        if not shown:
            sends += await private_cards.without_name(desk, changed)
            sends += await naming.take_out(desk, changed)
            await exports.make_anew(desk.tx, desk.now)
    text = (
        # NOTE: shown by Telegram for a moment: at most 200 characters
        _("The office sees your name from now on.")
        if shown
        # NOTE: shown by Telegram in a small window: at most 200 characters
        else _("Your name is hidden from now on. Whoever has read it before may remember it.")
    )
    screen = await show_ticket(query, desk, changed or ticket, callback_data.page)
    return [told(query, text, alert=not shown), *sends, screen]


async def _show_on_card(desk: Desk, ticket: Ticket) -> list[Send]:
    """The card with the name or without it, wherever it belongs by now."""
    if await is_misplaced(desk, ticket):
        sends = await placing.settle(desk, ticket.id)
        ticket = await tickets.load(desk.tx, ticket.id)
        if sends or (ticket.show_name and await is_misplaced(desk, ticket)):
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
    ticket = await own_filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return unknown(query)
    text = say(
        _("Withdraw <b>{number}</b>? The office stops working on it. What you wrote stays kept."),
        number=ticket.number or "",
    )
    rows = [
        [button(_("↩️ Yes, withdraw it"), "sure", ticket)],
        # NOTE: a button: do not withdraw the concern
        [button(_("⬅️ No, go back"), "open", ticket)],
    ]
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(MinePress.filter(F.do == "sure"), flags={"action": Action.FOLLOW})
async def sure(query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor) -> Sends:
    """The concern is withdrawn; the office sees it on the card and in the chat."""
    ticket = await own_filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return unknown(query)
    withdrawn = await tickets.move(desk.tx, ticket, Status.WITHDRAWN, desk.now)
    if withdrawn is None:
        return told(query, _("This concern is no longer open."), alert=True)
    await events.add(desk.tx, ticket.id, Event.WITHDRAWN, desk.now)
    # NOTE: the concern was withdrawn
    sends = [told(query, _("Withdrawn."))]
    await tickets.mark_stale(desk.tx, withdrawn, desk.now)
    sends += await _tell_office(desk, withdrawn)
    return [*sends, await show_ticket(query, desk, withdrawn, 0)]


async def _tell_office(desk: Desk, ticket: Ticket) -> list[Send]:
    def text() -> Text:
        return say(
            _("↩️ <b>{number}</b>: the resident has withdrawn this concern."),
            number=ticket.number or "",
        )

    return await private_cards.tell_office(desk, ticket, text)
