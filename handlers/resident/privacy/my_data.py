"""My data: a file with everything that is held about a person, sent at once."""

from aiogram import F, Router
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, CallbackQuery
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.resident.privacy.data_file import data_file
from handlers.resident.privacy.press import PrivacyPress
from handlers.say import told
from storage import residents
from storage.outbox import Send, Sends
from storage.personal_data import held_about

router = Router(name=__name__)

NOT_WITHIN = 300
"""Seconds until the next file: each is made and sent whole."""


@router.callback_query(PrivacyPress.filter(F.do == "data"), flags={"action": Action.OWN_DATA})
async def my_data(query: CallbackQuery, desk: Desk, actor: Actor) -> Sends:
    """Makes the file, in the person's language."""
    resident = person(actor)
    if not await residents.note_data_sent(desk.tx, resident.id, desk.now, NOT_WITHIN):
        # NOTE: shown by Telegram in a small window: at most 200 characters
        text = _("The file was sent to you less than five minutes ago. Please wait a little.")
        return told(query, text, alert=True)
    content = data_file(desk, await held_about(desk.tx, resident))
    # The name of the file stays in the phone's list of downloads: it tells of nobody.
    name = f"data-{desk.today:%Y-%m-%d}.html"
    method = SendDocument(
        chat_id=resident.telegram_id,
        # Half an emoji, should any have come in, must not keep a person from the rest.
        document=BufferedInputFile(content.encode("utf-8", "replace"), name),
        caption=_("Everything the bot holds about you. The file opens like a web page."),
        parse_mode=None,
    )
    return Send(method)
