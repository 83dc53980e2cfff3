"""What the audit keeps beside an act: the terms of a block, what an announcement became."""

import json
from typing import Any

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import audience_from
from handlers import blocked
from handlers.admin.announcements.screens import at_words, in_words
from handlers.desk import Desk
from handlers.say import cut, lines, say
from locales.languages import LANGUAGES
from storage.audit import Entry
from storage.blocks import Block

LONGEST = 200
"""UTF-16 units shown of a reason or of an audience."""


def details(desk: Desk, entry: Entry) -> Text | None:
    """What is known of it; None: nothing, or it was noted by another version of this program."""
    try:
        if entry.act == "block":
            return _terms(desk, entry)
        if entry.act in ("announce", "schedule"):
            kept = json.loads(entry.new or "")
            return lines(_audience(desk, kept), at_words(desk, kept["at"]))
        if entry.act == "change_announcement":
            return _change(desk, entry)
    except (ValueError, KeyError, TypeError):
        pass
    return None


def _terms(desk: Desk, entry: Entry) -> Text:
    kept = json.loads(entry.new or "")
    block = Block(0, entry.subject, kept["reason"], kept["until"], 0, entry.at)
    # NOTE: {until} is “until 23.11.2026 14:30” or “until it is lifted”; {reason} is what an
    # administrator wrote
    text = _("Blocked {until}: “{reason}”")
    return say(text, until=blocked.until(desk, block), reason=cut(block.reason, LONGEST))


def _change(desk: Desk, entry: Entry) -> Text | None:
    if entry.field == "audience":
        return _audience(desk, json.loads(entry.new or ""))
    if entry.field == "at":
        return Text(at_words(desk, None if entry.new is None else int(entry.new)))
    if entry.field == "version" and entry.new is not None:
        # NOTE: what was changed of an announcement: its words in this language
        return say(_("New words in {language}"), language=LANGUAGES[entry.new])
    if entry.field == "version":
        # NOTE: what was changed of an announcement: it has no words in this language any longer
        return say(_("Words in {language} removed"), language=LANGUAGES[entry.old or ""])
    return None


def _audience(desk: Desk, kept: dict[str, Any]) -> Text:
    words, _entities = in_words(desk, audience_from(kept)).render()
    return Text(cut(words, LONGEST))
