"""/block: the writer of a concern may not write for a time. Who that is is never shown."""

import json
import re
from dataclasses import dataclass
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.limits import DAY
from bot.reception.permissions import Action
from bot.reception.plain import plain
from bot.reception.tickets import find_number
from handlers import blocked
from handlers.admin.blocks import BlockPress, button, tell_writer
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.say import in_place, length, message, paragraphs, say, told
from storage import audit, blocks, fsm
from storage.blocks import Block
from storage.outbox import Sends

router = Router(name=__name__)

MAX_DAYS = 3650
MAX_REASON = 300
"""UTF-16 units: whoever is blocked reads it on a phone."""

_ASKED = "block"
"""The key in the state's data of the block that was asked about."""
_WHOLE_NUMBER = re.compile(r"[+-]?\d+")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What an administrator wrote: a number, days (None: until lifted), a reason."""

    number: str
    days: int | None
    reason: str


@router.message(Command("block"), flags={"action": Action.BLOCK})
async def block(
    event: Message, command: CommandObject, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """Says what would happen, and asks."""
    chat_id = person(actor).telegram_id
    wish = _read(command.args or "")
    if isinstance(wish, str):
        return message(chat_id, wish)
    writer = await blocks.writer_of(desk.tx, wish.number)
    impossible = await _impossible(desk, wish.number, writer)
    if impossible is not None or writer is None or writer.telegram_id is None:
        return message(chat_id, impossible or "")
    present = await blocks.of_concern(desk.tx, wish.number, desk.now)
    await state.update_data({_ASKED: [event.message_id, wish.number, wish.days, wish.reason]})
    text = paragraphs(
        say(
            _(
                "Block the person who wrote <b>{number}</b>? They cannot write to any reception: "
                "no concern, no addition, no reply. They still get answers, and they are told "
                "the reason in your words."
            ),
            number=wish.number,
        ),
        # NOTE: {value} is how long somebody is blocked
        say(_("How long: {value}"), value=_length(wish.days)),
        say(_("The reason: “{reason}”"), reason=wish.reason),
        say(
            # NOTE: {until} is “until 23.11.2026 14:30” or “until it is lifted”
            _("This person is blocked already, {until}. The new block takes its place."),
            until=blocked.until(desk, present),
        )
        if present
        else None,
    )
    rows = [
        # NOTE: a button: block the person
        [button(_("🚫 Yes, block"), "sure", number=wish.number, asked=event.message_id)],
        # NOTE: a button: do not block the person
        [button(_("⬅️ No"), "no")],
    ]
    return message(chat_id, text, InlineKeyboardMarkup(inline_keyboard=rows))


def _read(words_after: str) -> _Wish | str:
    """What the command says; a text: what is wrong with it."""
    first, rest = _parted(words_after)
    number = find_number(first.upper())
    if number is None:
        return _usage()
    days: int | None = None
    second, after = _parted(rest)
    if _WHOLE_NUMBER.fullmatch(second):
        # Python refuses to read a number of thousands of digits.
        days = int(second) if len(second) < 9 else 0
        if not 1 <= days <= MAX_DAYS:
            return _("The number of days must be from 1 to {most}.").format(most=MAX_DAYS)
        rest = after
    reason = plain(rest).strip()
    if not reason:
        return _("Please write the reason, too: the person is told it in your words.")
    if length(reason) > MAX_REASON:
        return _("The reason is too long: at most {most} characters.").format(most=MAX_REASON)
    return _Wish(number, days, reason)


def _parted(text: str) -> tuple[str, str]:
    """The first word, and what follows it."""
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0] if rest else ""


def _usage() -> str:
    """How to write the command."""
    return _(
        "Write the number of a concern, the days and the reason, for example:\n"
        "/block NKT-2026-00017 30 insults people\n"
        "Without days the block holds until you lift it with /blocks."
    )


async def _impossible(desk: Desk, number: str, writer: blocks.Writer | None) -> str | None:
    if writer is None:
        return _("There is no concern with the number {number}.").format(number=number)
    if writer.telegram_id is None or writer.telegram_id in await desk.administrators():
        # It is not said which: of few administrators it would tell who wrote.
        return _(
            "Nobody can be blocked for the concern {number}. Either it is not known who wrote it, "
            "or it was somebody who cannot be blocked."
        ).format(number=number)
    return None


def _length(days: int | None) -> str:
    if days is None:
        return _("until you lift it")
    # NOTE: how long somebody is blocked
    return ngettext("{count} day", "{count} days", days).format(count=days)


@router.callback_query(BlockPress.filter(F.do == "no"), flags={"action": Action.BLOCK})
async def no(query: CallbackQuery, state: FSMContext) -> Sends:
    """Nobody is blocked."""
    await _forget(state)
    return in_place(query, say(_("Nobody was blocked.")))


@router.callback_query(BlockPress.filter(F.do == "sure"), flags={"action": Action.BLOCK})
async def sure(
    query: CallbackQuery, callback_data: BlockPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """The person is blocked, and told so."""
    wish = _asked(await state.get_data(), callback_data)
    if wish is None:
        text = _("This question is no longer open. Please write the command again.")
        return told(query, text, alert=True)
    await _forget(state)
    writer = await blocks.writer_of(desk.tx, wish.number)
    impossible = await _impossible(desk, wish.number, writer)
    if impossible is not None or writer is None or writer.telegram_id is None:
        return in_place(query, say(impossible or ""))
    until = int(desk.now) + wish.days * DAY if wish.days is not None else None
    by = person(actor).telegram_id
    new = Block(writer.telegram_id, wish.number, wish.reason, until, by, int(desk.now))
    await blocks.put(desk.tx, new)
    await fsm.reset(desk.tx, new.telegram_id)
    terms = json.dumps({"until": until, "reason": wish.reason}, ensure_ascii=False)
    await audit.add(desk.tx, "block", wish.number, by=by, now=desk.now, new=terms)
    done = say(
        # NOTE: {number} is that of a concern, {until} is “until 23.11.2026 14:30” or “until it
        # is lifted”
        _("🚫 The writer of <b>{number}</b> is blocked, {until}. /blocks lifts it."),
        number=wish.number,
        until=blocked.until(desk, new),
    )
    return [in_place(query, done), *await tell_writer(desk, new, begun=True)]


def _asked(data: dict[str, Any], press: BlockPress) -> _Wish | None:
    """The block that was asked about, if it is the one of this press."""
    asked = data.get(_ASKED)
    if asked is None or asked[0] != press.asked or asked[1] != press.number:
        return None
    return _Wish(*asked[1:])


async def _forget(state: FSMContext) -> None:
    data = await state.get_data()
    if data.pop(_ASKED, None) is not None:
        await state.set_data(data)
