"""An administrator edits a message that is an announcement, or was to be one."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import Status
from bot.reception.permissions import Action, allowed
from handlers.admin.announcements.asking import (
    FLAGS,
    REFUSED,
    Composing,
    ask,
    ask_no_longer,
    asked,
)
from handlers.admin.announcements.contents import contents_of, too_long, wrong_kind
from handlers.admin.announcements.presses import note_change, opening
from handlers.admin.announcements.screens import one_screen
from handlers.admin.announcements.versions import language_question, question, written
from handlers.corrections import is_changed
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.say import message, say
from storage import announcement_versions, announcements
from storage.announcement_versions import SOURCE, Content
from storage.announcements import Announcement
from storage.outbox import Send, Sends

edits = Router(name=__name__)
"""Included before the edits of the desk, which belong to concerns."""


class _IsVersion(Filter):
    """An administrator edited what one of their announcements was made of."""

    async def __call__(self, event: Message, desk: Desk, actor: Actor) -> bool | dict[str, Any]:
        if not allowed(actor.roles, Action.ANNOUNCE):
            return False
        found = await announcement_versions.made_of(desk.tx, event.chat.id, event.message_id)
        return False if found is None else {"version": found}


class _Waits(Filter):
    """They edited what still waits for its language."""

    async def __call__(self, event: Message, actor: Actor, state: FSMContext) -> bool:
        if not allowed(actor.roles, Action.ANNOUNCE):
            return False
        _id, _language, contents = await asked(state)
        return event.message_id in [one.get(SOURCE) for one in contents]


class _WasRefused(Filter):
    """They edited what could not be announced as it was."""

    async def __call__(
        self, event: Message, actor: Actor, state: FSMContext
    ) -> bool | dict[str, Any]:
        if not allowed(actor.roles, Action.ANNOUNCE):
            return False
        _moment, refused = (await state.get_data()).get(REFUSED, [0, []])
        return {"refused": refused} if event.message_id in refused else False


@edits.edited_message(_IsVersion(), flags=FLAGS)
async def version_edited(
    event: Message, version: tuple[int, str], desk: Desk, state: FSMContext
) -> Sends:
    """A draft has the new words; what was let go keeps those that it was let go with."""
    id_, language = version
    announcement = await announcements.get(desk.tx, id_)
    if announcement is None:
        raise LookupError("a version without its announcement")
    old = (await announcement_versions.by_language(desk.tx, id_))[language]
    if not _says_more(old, event):
        return None
    if announcement.status is not Status.DRAFT:
        return _changed_nothing(event, announcement)
    new, flaw = _edited(old, event)
    if flaw is not None:
        return message(event.chat.id, flaw, reply_to=event.message_id)
    # What is shown now is no question.
    await ask_no_longer(state)
    await announcement_versions.put(desk.tx, id_, language, new)
    await note_change(desk, announcement, "version", new=language)
    return message(event.chat.id, *await one_screen(desk, announcement, _taken()))


@edits.edited_message(StateFilter(Composing.language), _Waits(), flags=FLAGS)
async def waiting_edited(event: Message, state: FSMContext) -> Sends:
    """The new words wait for their language."""
    id_, language, old = await asked(state)
    if not _says_more(old, event):
        return None
    new, flaw = _edited(old, event)
    if flaw is not None:
        return message(event.chat.id, *language_question(flaw))
    await ask(state, Composing.language, [id_, language, new])
    return message(event.chat.id, *language_question(_taken()))


@edits.edited_message(StateFilter(Composing.contents), _WasRefused(), flags=FLAGS)
async def refused_edited(
    event: Message, refused: list[int], desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """A message is looked at anew; of an album only a part came now."""
    if len(refused) == 1:
        sends: Sends = await written(event, desk, actor, state)
        return sends
    note = _("⚠️ Your edit changed nothing: the album was not taken. Please send it anew.")
    return message(event.chat.id, *await question(desk, actor, state, note))


def _says_more(old: list[Content], event: Message) -> bool:
    """Whether the edit changed what is announced."""
    new = contents_of([event])
    before = next(one for one in old if one.get(SOURCE) == event.message_id)
    return not new or is_changed(before, new[0])


def _edited(old: list[Content], event: Message) -> tuple[list[Content], str | None]:
    """The contents with the edited one in its place, and why they cannot be announced."""
    if (flaw := wrong_kind(event)) is not None:
        return old, flaw
    edited = contents_of([event])[0]
    new = [edited if one.get(SOURCE) == event.message_id else one for one in old]
    return new, too_long(new)


def _taken() -> str:
    return _("✅ Your edit was taken.")


def _changed_nothing(event: Message, announcement: Announcement) -> Send:
    """What can be done instead."""
    if announcement.status in (Status.WAITING, Status.SCHEDULED):
        text = _(
            "⚠️ Your edit changed nothing: announcement {id} waits to be sent. To change it, press "
            "“Open it”, then “Change”, then the language, and send the message anew."
        )
    else:
        text = _(
            "⚠️ Your edit changed nothing: announcement {id} is being sent, or it is over. “Open "
            "it” shows whether it can still be taken back. What is right can go as a new "
            "announcement."
        )
    said = say(text, id=announcement.id)
    return message(event.chat.id, said, opening(announcement), reply_to=event.message_id)
