"""Words for states, dates and other things that stand in several messages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import I18n
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import Directory
from bot.reception.routing import CENTRE
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


def office(directory: Directory, code: str) -> str:
    """Who handles a concern, in the language of the text. Raises KeyError for an unknown code."""
    if code == CENTRE:
        return _("Central office of the agency")
    return directory.office(code).name.get(language())


def status(value: Status) -> str:
    """A ticket's state in words."""
    return _(STATUS[value])


def kind(name: str) -> str:
    """A kind of message in words, for lists that cannot show it."""
    return _(KIND[name]) if name in KIND else _("📦 attachment")


# The whole date is one text for each month: Kyrgyz gives the month an ending of its own, and in
# Kyrgyz and Uzbek Babel's long dates are not how people write them.
DATES = (
    N_("{day} January {year}"),
    N_("{day} February {year}"),
    N_("{day} March {year}"),
    N_("{day} April {year}"),
    N_("{day} May {year}"),
    N_("{day} June {year}"),
    N_("{day} July {year}"),
    N_("{day} August {year}"),
    N_("{day} September {year}"),
    N_("{day} October {year}"),
    N_("{day} November {year}"),
    N_("{day} December {year}"),
)


def day(value: date) -> str:
    """A date, long form, in the language of the text."""
    return _(DATES[value.month - 1]).format(day=value.day, year=value.year)


def moment(seconds: float, zone: ZoneInfo) -> str:
    """A date and time of the offices' zone, short form."""
    at = datetime.fromtimestamp(seconds, zone)
    return f"{at:%d.%m.%Y %H:%M}"
