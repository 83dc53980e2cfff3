"""Words for states, dates and other things that stand in several messages."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import I18n
from aiogram.utils.i18n import gettext as _

from bot.reception.tickets import Status
from handlers.labels import N_

STATUS = {
    Status.DRAFT: N_("✏️ not sent yet"),
    Status.REGISTERED: N_("🆕 registered"),
    Status.IN_WORK: N_("🔧 in work"),
    Status.ANSWERED: N_("💬 answered"),
    Status.CLOSED: N_("✅ closed"),
    Status.WITHDRAWN: N_("↩️ withdrawn"),
}

KIND = {
    "photo": N_("🖼 photo"),
    "video": N_("🎬 video"),
    "animation": N_("🎞 animation"),
    "audio": N_("🎵 audio"),
    "voice": N_("🎤 voice message"),
    "document": N_("📎 document"),
    "sticker": N_("🏷 sticker"),
    "video_note": N_("📹 video message"),
    "location": N_("📍 location"),
    "venue": N_("📍 place"),
    "contact": N_("👤 contact"),
}


def language() -> str:
    """The language texts are being made in."""
    return I18n.get_current(no_error=False).current_locale


def status(value: Status) -> str:
    """A ticket's state in words."""
    return _(STATUS[value])


def kind(name: str) -> str:
    """A kind of message in words, for lists that cannot show it."""
    return _(KIND[name]) if name in KIND else _("📦 attachment")


def day(value: date) -> str:
    """A date, long form, in the language of the text."""
    return _day(value, language())


@lru_cache(maxsize=512)
def _day(value: date, code: str) -> str:
    # Imported here: the formats of five languages are not needed to start.
    from babel.dates import format_date  # noqa: PLC0415

    # "10 December 2026", not "December 10, 2026": nobody here writes the month first.
    locale = "en_GB" if code == "en" else code
    return format_date(value, format="long", locale=locale)


def moment(seconds: float, zone: ZoneInfo) -> str:
    """A date and time of the offices' zone, short form."""
    at = datetime.fromtimestamp(seconds, zone)
    return f"{at:%d.%m.%Y %H:%M}"
