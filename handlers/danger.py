"""Whom to call when somebody is in danger."""

from aiogram.utils.formatting import Bold, Text
from aiogram.utils.i18n import gettext as _

from handlers import words
from handlers.desk import Desk
from handlers.say import lines, paragraphs


def emergency(desk: Desk) -> Text:
    """The numbers to call when somebody is in danger."""
    numbers = [
        Text("📞 ", Bold(entry.number), " – ", entry.name.get(words.language()))
        for entry in desk.directory.emergency
    ]
    return paragraphs(
        _("🚨 If somebody is in danger now, do not wait for an answer here. Call:"),
        lines(*numbers),
    )
