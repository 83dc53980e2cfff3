"""What a group is to the bot, and how to work in it: told when the bot comes, and on /start."""

from collections.abc import Sequence

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.permissions import Role
from handlers import words
from handlers.desk import Desk
from handlers.say import lines, paragraphs, say
from handlers.staff.marks import DELIVERED_MARK, WAITING_MARK
from storage import chats

NAMED_AT_MOST = 5
"""Offices named one by one."""


async def served(desk: Desk, chat_id: int) -> list[str]:
    """The codes of the offices whose concerns come to a chat."""
    desks = await desk.desks()
    return [code for code, chat in desks.offices.items() if chat == chat_id]


async def introduction(desk: Desk, chat_id: int, roles: frozenset[Role]) -> Text:
    """What the chat is, its id, and what can be done in it."""
    codes = await served(desk, chat_id)
    if codes:
        return await how_to_work(desk, chat_id, codes)
    number = say(_("The id of this chat: <b>{id}</b>"), id=str(chat_id))
    if Role.MONITORING in roles:
        return paragraphs(_("This is the monitoring chat."), number)
    return paragraphs(
        _("This group does not serve a reception yet."),
        number,
        _(
            "An administrator of the bot can tie it to receptions by writing here /link and "
            "their codes. For example: /link NKT OSH"
        ),
        _(
            "Whoever runs the bot can write the id into its settings as STAFF_CHAT_ID: for all "
            "receptions that have no group of their own."
        ),
    )


async def how_to_work(desk: Desk, chat_id: int, codes: Sequence[str]) -> Text:
    """How secretaries of these offices answer."""
    chat = await chats.get(desk.tx, chat_id)
    topics = chat.is_forum and chat.topics_refused_at is None
    return paragraphs(
        serves(desk, codes),
        _("Concerns of residents arrive here as cards."),
        _("Each has a topic of its own, named with its number.") if topics else None,
        _(
            "To answer, reply to the card or to the resident's message: with text, a photo, "
            "a voice message or a file. The reply goes to the resident at once."
        ),
        _(
            "A reply that begins with // stays among colleagues. Messages that are no "
            "replies stay here too."
        ),
        _(
            "Edit your answer, and it changes for the resident; put // at its beginning, and "
            "it is taken back. “Close” ends the concern and tells the resident."
        ),
        lines(
            # NOTE: {mark} is an emoji that the bot sets on a secretary's answer
            say(_("{mark} on your answer: it has reached the resident."), mark=DELIVERED_MARK),
            # NOTE: {mark} is an emoji that the bot sets on a secretary's answer
            say(
                _("{mark} on your answer: it is kept, and goes as soon as Telegram takes it."),
                mark=WAITING_MARK,
            ),
        ),
        lines(
            _("/delete in reply to your answer – takes it back"),
            _("/language – the language of this chat"),
        ),
        say(_("The id of this chat: <b>{id}</b>"), id=str(chat_id)),
    )


def serves(desk: Desk, codes: Sequence[str]) -> Text:
    """Which offices a group serves."""
    if len(codes) > NAMED_AT_MOST:
        # NOTE: {count} is receptions whose concerns come to this group
        text = ngettext(
            "This group serves {count} reception.",
            "This group serves {count} receptions.",
            len(codes),
        )
        return say(text, count=len(codes))
    names = words.listing([words.office(desk.directory, code) for code in codes])
    # NOTE: {offices} is one or more names of receptions
    return say(_("This group serves: <b>{offices}</b>."), offices=names)
