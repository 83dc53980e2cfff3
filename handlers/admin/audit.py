"""/audit: who did what as an administrator, the newest first."""

from collections.abc import Mapping

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.permissions import Action
from bot.reception.plain import plain
from handlers import words
from handlers.admin.audit_texts import LONGEST, what
from handlers.admin.staff.presses import name_of
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import N_, fitting
from handlers.paging import LISTED, turns
from handlers.resident.seen import remember
from handlers.say import cut, in_place, lines, message, paragraphs, say
from storage import audit
from storage.audit import Entry, Kind
from storage.outbox import Send, Sends

router = Router(name=__name__)

KINDS: Mapping[Kind | None, str] = {
    # NOTE: a button: everything that administrators did
    None: N_("Everything"),
    # NOTE: a button: who got or lost a role
    Kind.PEOPLE: N_("People"),
    # NOTE: a button: changes of receptions, topics and so on
    Kind.DATA: N_("Data"),
    # NOTE: a button
    Kind.ANNOUNCEMENTS: N_("Announcements"),
    # NOTE: a button: who was kept from writing
    Kind.BLOCKS: N_("Blocks"),
    # NOTE: a button: files that were made
    Kind.EXPORTS: N_("Files"),
    # NOTE: a button: acts of no other kind
    Kind.OTHER: N_("Others"),
}


class AuditPress(CallbackData, prefix="au"):
    """A press under the list."""

    kind: Kind | None = None
    page: int = Field(default=0, ge=0, lt=10**6)


@router.message(Command("audit"), flags={"action": Action.SEE_AUDIT})
async def show(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """The newest acts."""
    await remember(state, "audit")
    return message(person(actor).telegram_id, *await _list(desk, AuditPress()))


async def linked(desk: Desk, actor: Actor, _rest: str) -> list[Send]:
    """What a link shows to an administrator: the list."""
    return [message(person(actor).telegram_id, *await _list(desk, AuditPress()))]


@router.callback_query(AuditPress.filter(), flags={"action": Action.SEE_AUDIT})
async def turn(query: CallbackQuery, callback_data: AuditPress, desk: Desk) -> Sends:
    """Another page, or acts of one kind."""
    return in_place(query, *await _list(desk, callback_data))


async def _list(desk: Desk, press: AuditPress) -> tuple[Text, InlineKeyboardMarkup]:
    found = await audit.page(desk.tx, press.kind, LISTED + 1, press.page * LISTED)
    rows = turns(press.page, len(found) > LISTED, lambda to: AuditPress(kind=press.kind, page=to))
    others = [
        InlineKeyboardButton(text=_(name), callback_data=AuditPress(kind=kind).pack())
        for kind, name in KINDS.items()
        if kind is not press.kind
    ]
    rows += fitting(others[start : start + 2] for start in range(0, len(others), 2))
    text = paragraphs(
        lines(
            say(_("<b>What administrators did</b>, the newest first.")),
            # NOTE: {kind} is one of the buttons: People, Data …
            say(_("Shown: {kind}"), kind=_(KINDS[press.kind])),
        ),
        *[await _entry(desk, one) for one in found[:LISTED]],
        None if found else _("There is nothing here yet."),
    )
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


async def _entry(desk: Desk, one: Entry) -> Text:
    moment = words.moment(one.at, desk.setting.zone)
    who = cut(await _who(desk, one), LONGEST)
    return lines(say("<b>{moment}</b> · {who}", moment=moment, who=who), await what(desk, one))


async def _who(desk: Desk, one: Entry) -> str:
    if one.person_id is not None:
        return plain(await name_of(desk, one.person_id))
    if one.act in _BY_ITSELF:
        # NOTE: stands where a person's name would: the bot did it unasked
        return _("the bot itself")
    # NOTE: stands where a person's name would: somebody at the computer of the bot
    return _("command line")


_BY_ITSELF = frozenset(
    {
        "ask_about_announcement",
        "cancel_announcement",
        "change_announcement",
        "forget",
        "reopen_announcement",
    }
)
"""Acts without a person that are not done from the command line."""
