"""What residents do about announcements: read the last ones, mute them, reply to one."""

from aiogram import F, Router
from aiogram.filters import Command, Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import version_for
from bot.reception.permissions import Action
from handlers import words
from handlers.announced import as_received, is_announced
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.resident.additions import keep_and_ask
from handlers.resident.concern.progress import Step
from handlers.resident.concern.steps import redraw
from handlers.resident.news import MutePress, keyboard
from handlers.resident.replied import RepliedTicket, is_to_ours
from handlers.resident.seen import remember
from handlers.say import in_place, message, paragraphs, say, told
from storage import announcement_versions, announcements, audience, recipients, residents
from storage.announcements import Announcement
from storage.outbox import Send, Sends

router = Router(name=__name__)
"""The commands and the presses."""
replies = Router(name=f"{__name__}.replies")
"""Included before everything that takes words for an answer to an office."""

SHOWN = 5
"""Announcements that /news shows."""
LOOKED_AT = 50
"""Of how many it looks for those that are for this person."""


@router.message(Command("news"), flags={"action": Action.READ})
async def news(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """The last ones that were for them, the newest first."""
    await remember(state, "news")
    sends = await linked(desk, actor, "")
    screen = await redraw(desk, actor, state, raw_state)
    return [*sends, screen] if screen else sends


async def linked(desk: Desk, actor: Actor, _rest: str) -> list[Send]:
    """What a link to them shows. Who wants none sent still sees them here."""
    resident = person(actor)
    default = desk.setting.default_language
    shown: list[Send] = []
    count = 0
    for announcement in await announcements.latest(desk.tx, LOOKED_AT, stopped=False):
        if count < SHOWN and await audience.includes(
            desk.tx,
            resident.id,
            announcement.audience,
            desk.directory,
            default_language=default,
            even_muted=True,
        ):
            count += 1
            shown += await _shown(desk, actor, announcement)
    if not shown:
        return [message(resident.telegram_id, _("There are no announcements for you yet."))]
    return shown


async def _shown(desk: Desk, actor: Actor, announcement: Announcement) -> list[Send]:
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    if not versions:
        return []
    contents = versions[version_for(actor.locale, versions)]
    day = words.day(words.date_of(announcement.started_at or 0, desk.setting.zone))
    return as_received(contents, person(actor).telegram_id, day, stream="news", optional=True)


@router.message(Command("mute"), flags={"action": Action.MUTE})
async def mute(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """Whether they come, and the button that changes it."""
    muted = await residents.is_muted(desk.tx, person(actor).id)
    shown = message(event.chat.id, *_page(muted=muted))
    screen = await redraw(desk, actor, state, raw_state)
    return [shown, screen] if screen else shown


def _page(*, muted: bool) -> tuple[Text, InlineKeyboardMarkup]:
    now = (
        _("🔕 Announcements of the agency do not come to you.")
        if muted
        else _("🔔 Announcements of the agency come to you here.")
    )
    text = paragraphs(
        say(now),
        _("Answers to your concerns always come. /news shows the last announcements."),
    )
    # NOTE: a button: announcements do not come any longer
    off = _("🔕 Announcements off")
    # NOTE: a button: announcements come again
    on = _("🔔 Announcements on")
    press = MutePress(muted=not muted, page=True).pack()
    button = InlineKeyboardButton(text=on if muted else off, callback_data=press)
    return text, InlineKeyboardMarkup(inline_keyboard=[[button]])


@router.callback_query(MutePress.filter(F.page), flags={"action": Action.MUTE})
async def switch(
    query: CallbackQuery, callback_data: MutePress, desk: Desk, actor: Actor
) -> Sends:
    """The button under the answer to /mute."""
    await residents.set_muted(desk.tx, person(actor).id, callback_data.muted)
    return in_place(query, *_page(muted=callback_data.muted))


@router.callback_query(MutePress.filter(), flags={"action": Action.MUTE})
async def mute_here(
    query: CallbackQuery, callback_data: MutePress, desk: Desk, actor: Actor
) -> Sends:
    """The button under an announcement: one tap, and one to undo it in the same place."""
    resident = person(actor)
    await residents.set_muted(desk.tx, resident.id, callback_data.muted)
    text = (
        # NOTE: shown by Telegram in a small window: at most 200 characters
        _("No more announcements come to you. Answers to your concerns always come.")
        if callback_data.muted
        # NOTE: shown by Telegram in a small window: at most 200 characters
        else _("Announcements come to you again.")
    )
    sends = [told(query, text, alert=True)]
    if query.message is not None:
        edit = EditMessageReplyMarkup(
            chat_id=resident.telegram_id,
            message_id=query.message.message_id,
            reply_markup=keyboard(muted=callback_data.muted),
        )
        sends.append(Send(edit, optional=True))
    return sends


class RepliedAnnouncement(Filter):
    """The message replies to an announcement: by its heading, or by what is noted of it."""

    async def __call__(self, event: Message, desk: Desk, actor: Actor) -> bool:
        target = event.reply_to_message
        if target is None or actor.resident is None or not is_to_ours(event, desk):
            return False
        return is_announced(target.text or target.caption or "") or await recipients.has_message(
            desk.tx, actor.resident.id, target.message_id
        )


@replies.message(
    StateFilter(None, Step.adding),
    RepliedAnnouncement(),
    ~RepliedTicket(),
    flags={"action": Action.FILE},
)
async def reply(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """Words for the agency: nobody reads replies to announcements, so they may become a
    concern."""
    await state.clear()
    text = _(
        "Nobody reads replies to announcements. If you want an answer, make your message a "
        "concern: press “📝 New concern”."
    )
    told_so = message(event.chat.id, text, reply_to=event.message_id)
    asked = await keep_and_ask(event, desk, actor, state, album)
    return [told_so, asked] if isinstance(asked, Send) else told_so
