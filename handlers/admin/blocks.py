"""/blocks: who may not write now, by the concerns it is for, and an end to that. Who they are is
never shown."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.permissions import Action
from bot.reception.tickets import NUMBER
from handlers import blocked, words
from handlers.desk import Desk, speaking
from handlers.gate import Actor, person
from handlers.labels import menu_keyboard
from handlers.paging import page_of, turns
from handlers.resident.seen import remember
from handlers.say import in_place, lines, message, paragraphs, say, told
from storage import audit, blocks, drafts, entries, residents
from storage.blocks import Block
from storage.outbox import Send, Sends

router = Router(name=__name__)


class BlockPress(CallbackData, prefix="b"):
    """A press under the question, or under the list."""

    do: str
    """sure, no; list, lift"""
    number: str = Field(default="", pattern=rf"^({NUMBER.pattern})?$")
    asked: int = 0
    """The message id of the command that was asked about."""
    page: int = Field(default=0, ge=0, lt=10**6)


@router.message(Command("blocks"), flags={"action": Action.BLOCK})
async def blocks_list(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Who may not write now, as numbers of concerns."""
    await remember(state, "blocks")
    return message(person(actor).telegram_id, *await _list(desk, 0))


async def linked(desk: Desk, actor: Actor, _rest: str) -> list[Send]:
    """What a link shows to an administrator: the list."""
    return [message(person(actor).telegram_id, *await _list(desk, 0))]


@router.callback_query(BlockPress.filter(F.do == "list"), flags={"action": Action.BLOCK})
async def turn_list(query: CallbackQuery, callback_data: BlockPress, desk: Desk) -> Sends:
    """Another page."""
    return in_place(query, *await _list(desk, callback_data.page))


@router.callback_query(BlockPress.filter(F.do == "lift"), flags={"action": Action.BLOCK})
async def lift(query: CallbackQuery, callback_data: BlockPress, desk: Desk, actor: Actor) -> Sends:
    """The person may write again, and is told so."""
    lifted = await blocks.lift(desk.tx, callback_data.number, desk.now)
    if lifted is None:
        note = told(query, _("This block has ended already."), alert=True)
        return [note, in_place(query, *await _list(desk, 0))]
    by = person(actor).telegram_id
    await audit.add(desk.tx, "unblock", lifted.ticket_number, by=by, now=desk.now)
    return [
        # NOTE: somebody may write again
        told(query, _("Lifted.")),
        in_place(query, *await _list(desk, 0)),
        *await tell_writer(desk, lifted, begun=False),
    ]


async def _list(desk: Desk, page: int) -> tuple[Text, InlineKeyboardMarkup | None]:
    found = await blocks.all_live(desk.tx, desk.now)
    if not found:
        return say(
            _("Nobody is blocked. /block keeps the writer of a concern from writing.")
        ), None
    shown, page, more = page_of(found, page)
    rows = [
        [
            button(
                # NOTE: a button: end the block for the concern {number}
                _("🔓 Lift {number}").format(number=one.ticket_number),
                "lift",
                number=one.ticket_number,
            )
        ]
        for one in shown
    ]
    rows += turns(page, more, lambda to: BlockPress(do="list", page=to))
    text = paragraphs(
        # NOTE: {count} is blocks, each for one concern: one person may have several
        say(_("Blocked now: {count}. The numbers are those of the concerns."), count=len(found)),
        *(_line(desk, one) for one in shown),
    )
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _line(desk: Desk, one: Block) -> Text:
    return lines(
        say(
            # NOTE: {since} is a date, {until} is “until 23.11.2026 14:30” or “until it is lifted”
            _("<b>{number}</b>: since {since}, {until}"),
            number=one.ticket_number,
            since=words.moment(one.at, desk.setting.zone),
            until=blocked.until(desk, one),
        ),
        Text("“", one.reason, "”"),
    )


def button(text: str, do: str, **fields: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=BlockPress(do=do, **fields).pack())


async def tell_writer(desk: Desk, about: Block, *, begun: bool) -> list[Send]:
    """Whose block it is is told at once that it begins or ends, where Telegram lets the bot write
    to them; nothing while another one, for another concern, holds longer."""
    resident = await residents.by_telegram_id(desk.tx, about.telegram_id)
    if resident is None or resident.blocked_at is not None:
        return []
    if await blocks.live(desk.tx, about.telegram_id, desk.now) != (about if begun else None):
        return []
    waits = (
        bool(await drafts.waiting(desk.tx, resident.id))
        or await entries.first_held(desk.tx, resident.id) is not None
    )
    with speaking(resident.language or desk.setting.default_language):
        text = (
            blocked.begins(desk, about, discreet=resident.discreet, waits=waits)
            if begun
            else blocked.ended()
        )
        return [message(about.telegram_id, text, menu_keyboard())]
