"""What somebody is told whose message could not be handled."""

from typing import Any

from aiogram.utils.i18n import gettext as _

from handlers.desk import Desk, speaking
from handlers.say import message
from locales.languages import of_telegram
from storage import failures, residents
from storage.outbox import Send


async def apologise(desk: Desk, update: dict[str, Any]) -> list[Send]:
    """Tell the sender of a raw update that it was kept but not handled.

    In a group only a reply or a press is answered: nobody waits for a word on mere talk.
    """
    kind = failures.kind_of(update)
    event = update.get(kind)
    chat_id = failures.chat_of(update)
    if chat_id is None or not isinstance(event, dict):
        return []
    if kind not in ("message", "edited_message", "callback_query"):
        return []
    if chat_id < 0 and kind != "callback_query" and "reply_to_message" not in event:
        return []
    message_id = event.get("message_id")
    with speaking(await _language(desk, update, chat_id)):
        text = _(
            "Sorry, something went wrong on our side with this message. It is kept, and the "
            "people who run the bot are told. Please try again later, or say it in another way."
        )
    reply_to = message_id if isinstance(message_id, int) else None
    return [message(chat_id, text, reply_to=reply_to, optional=True)]


async def _language(desk: Desk, update: dict[str, Any], chat_id: int) -> str:
    if chat_id < 0:
        return await desk.language_of_chat(chat_id)
    person_id = failures.sender_of(update)
    resident = await residents.by_telegram_id(desk.tx, person_id) if person_id else None
    event = update[failures.kind_of(update)]
    sender = event.get("from")
    code = sender.get("language_code") if isinstance(sender, dict) else None
    reported = of_telegram(code if isinstance(code, str) else None)
    return (resident.language if resident else None) or reported or desk.setting.default_language
