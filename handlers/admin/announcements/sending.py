"""One step of sending an announcement, or of deleting it again; the loop is bot.announcer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aiogram.methods import DeleteMessage, DeleteMessages, TelegramMethod

from bot.reception.announcements import Status, version_for
from handlers.announced import as_received
from handlers.desk import Desk, speaking
from storage import announcement_versions, announcements, directory, recipients
from storage.announcement_versions import Content
from storage.announcements import Announcement
from storage.database import Transaction
from storage.outbox import Priority, Send
from storage.recipients import Recipient

ANNOUNCED = "announced"
"""The continuation of the last message that carries an announcement to somebody."""
ANNOUNCED_IN_PART = "announced_in_part"
"""Of the messages before it."""
REMOVED = "announcement_removed"


def subject(announcement: Announcement) -> str:
    """What the audit calls it: a table and an id."""
    return directory.subject("announcements", str(announcement.id))


async def feed(desk: Desk, announcement: Announcement, room: int) -> list[Send]:
    """The calls for the next people, ``room`` of them at most; empty: nobody waits."""
    tx, id_ = desk.tx, announcement.id
    if announcement.status is Status.REMOVING:
        leaving = await recipients.take_delivered(tx, id_, room, desk.now)
        return [removal(id_, recipient) for recipient in leaving]
    versions = await announcement_versions.by_language(tx, id_)
    letter = _letters(announcement, versions, desk.setting.default_language)
    sends: list[Send] = []
    for recipient in await recipients.take_waiting(tx, id_, room):
        sends += letter(recipient)
    return sends


def _letters(
    announcement: Announcement, versions: Mapping[str, Sequence[Content]], default: str
) -> Callable[[Recipient], list[Send]]:
    """Makes the calls for each; those of a language are made once and then only addressed."""
    made: dict[str, list[Send]] = {}

    def letter(recipient: Recipient) -> list[Send]:
        language = recipient.language or default
        if language not in made:
            with speaking(language):
                made[language] = as_received(
                    versions[version_for(language, versions)],
                    recipient.telegram_id,
                    on_last=ANNOUNCED,
                    on_others=ANNOUNCED_IN_PART,
                    priority=Priority.ANNOUNCEMENT,
                    stream=announcement.stream,
                    optional=True,
                )
        context = {"announcement": announcement.id, "resident": recipient.resident_id}
        return [
            replace(
                send,
                method=send.method.model_copy(update={"chat_id": recipient.telegram_id}),
                context=context,
            )
            for send in made[language]
        ]

    return letter


def removal(announcement_id: int, recipient: Recipient) -> Send:
    """The call that deletes in somebody's chat what stands there of it."""
    chat_id, ids = recipient.telegram_id, list(recipient.message_ids)
    # Of several, Telegram skips in silence what it does not delete; of one it says so.
    method: TelegramMethod[bool] = (
        DeleteMessage(chat_id=chat_id, message_id=ids[0])
        if len(ids) == 1
        else DeleteMessages(chat_id=chat_id, message_ids=ids)
    )
    return Send(
        method,
        priority=Priority.ANNOUNCEMENT,
        stream=announcements.stream_of(announcement_id),
        on_result=REMOVED,
        context={"announcement": announcement_id, "resident": recipient.resident_id},
        optional=True,
    )


async def served(tx: Transaction) -> Announcement | None:
    """The one that the outbox is supplied with now: the first of which somebody waits. Those whose
    last calls are on their way, or fail again and again, keep no other from its turn."""
    for one in await announcements.under_way(tx):
        if one.is_supplied and await recipients.any_waits(
            tx, one.id, removing=one.status is Status.REMOVING
        ):
            return one
    return None


async def finish(desk: Desk, announcement: Announcement) -> Announcement | None:
    """End it: nobody waits any more. None: something is still on its way."""
    await recipients.give_up_lost(desk.tx, announcement.id)
    if await recipients.in_outbox(desk.tx, announcement.id):
        return None
    removing = announcement.status is Status.REMOVING
    if removing and await recipients.any_waits(desk.tx, announcement.id, removing=True):
        # A part of what was given up stands in somebody's chat.
        return None
    status = Status.TAKEN_BACK if removing else Status.DONE
    return await announcements.move(desk.tx, announcement, status, desk.now)
