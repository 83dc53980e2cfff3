"""Looking at one's own concerns."""

from aiogram import F, Router
from aiogram.filters import Command, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed
from handlers.relay import carry
from handlers.resident.concern.progress import Step, is_looking
from handlers.resident.concern.steps import redraw
from handlers.resident.mine.screens import (
    MinePress,
    list_screen,
    own_filed,
    show_ticket,
    ticket_screen,
    unknown,
)
from handlers.resident.seen import remember
from handlers.say import in_place, message, say
from handlers.staff import card
from storage import entries
from storage.outbox import Send, Sends

router = Router(name=__name__)


@router.message(or_f(Command("mine"), Pressed(labels.MINE)), flags={"action": Action.FOLLOW})
async def mine(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """The list, newest first; an unsent one is named too."""
    await remember(state, "mine")
    chat_id = person(actor).telegram_id
    screen = await redraw(desk, actor, state, raw_state)
    at_another = raw_state == Step.adding.state or await is_looking(state)
    under_way = screen is not None and not at_another
    text, keyboard = await list_screen(desk, actor, 0, under_way=under_way)
    sends = [message(chat_id, text, keyboard)]
    return [*sends, screen] if screen else sends


@router.callback_query(MinePress.filter(F.do == "list"), flags={"action": Action.FOLLOW})
async def turn_list(
    query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """Another page of the list, in the same message."""
    await remember(state, "mine")
    text, keyboard = await list_screen(desk, actor, callback_data.page)
    return in_place(query, text, keyboard)


@router.callback_query(MinePress.filter(F.do == "open"), flags={"action": Action.FOLLOW})
async def open_ticket(
    query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """A concern with its state, dates and exchange, in the same message."""
    ticket = await own_filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return unknown(query)
    await remember(state, f"mine_{ticket.id}")
    return await show_ticket(query, desk, ticket, callback_data.page)


@router.callback_query(MinePress.filter(F.do == "files"), flags={"action": Action.FOLLOW})
async def files(query: CallbackQuery, callback_data: MinePress, desk: Desk, actor: Actor) -> Sends:
    """The photos, voice messages and files of the exchange, sent again."""
    ticket = await own_filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return unknown(query)
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
            stream=ticket.stream,
        )
    return sends


async def linked(desk: Desk, actor: Actor, ticket_id: str) -> list[Send] | None:
    """What a link shows: the list, or one of the resident's own concerns."""
    chat_id = person(actor).telegram_id
    if not ticket_id:
        return [message(chat_id, *await list_screen(desk, actor, 0))]
    # Eighteen digits are below what SQLite can hold.
    known = ticket_id.isascii() and ticket_id.isdigit() and len(ticket_id) <= 18
    ticket = await own_filed(desk, actor, int(ticket_id)) if known else None
    return [message(chat_id, *await ticket_screen(desk, ticket, 0))] if ticket else None
