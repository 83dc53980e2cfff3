"""Words for states, dates and other things that stand in several messages."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import I18n
from aiogram.utils.i18n import gettext as _
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.reception.directory import Directory
from bot.reception.routing import CENTRE
from bot.reception.tickets import Status
from handlers.labels import N_
from locales.uzbek import cyrillic

STATUS = {
    # NOTE: the state of a concern
    Status.DRAFT: N_("✏️ not sent yet"),
    # NOTE: the state of a concern: it came in
    Status.REGISTERED: N_("🆕 registered"),
    # NOTE: the state of a concern: somebody is in charge
    Status.IN_WORK: N_("🔧 in work"),
    # NOTE: the state of a concern: the office asked the resident something
    Status.WAITING: N_("❓ waits for the resident"),
    # NOTE: the state of a concern
    Status.ANSWERED: N_("💬 answered"),
    # NOTE: the state of a concern: the matter is over
    Status.CLOSED: N_("✅ closed"),
    # NOTE: the state of a concern: another body is competent
    Status.REDIRECTED: N_("↗️ redirected"),
    # NOTE: the state of a concern: the office gave a legal reason not to answer it
    Status.DECLINED: N_("🚫 declined"),
    # NOTE: the state of a concern: by the resident
    Status.WITHDRAWN: N_("↩️ withdrawn"),
}

KIND = {
    # NOTE: stands in a list for a message that is a photo
    "photo": N_("🖼 photo"),
    # NOTE: stands in a list for a message that is a video
    "video": N_("🎬 video"),
    # NOTE: stands in a list for a short video without sound (GIF)
    "animation": N_("🎞 animation"),
    # NOTE: stands in a list for music or a recording
    "audio": N_("🎵 audio"),
    # NOTE: stands in a list for a message that is one
    "voice": N_("🎤 voice message"),
    # NOTE: stands in a list for a file
    "document": N_("📎 document"),
    # NOTE: stands in a list for a Telegram sticker
    "sticker": N_("🏷 sticker"),
    # NOTE: stands in a list for a round video
    "video_note": N_("📹 video message"),
    # NOTE: stands in a list for a point on the map
    "location": N_("📍 location"),
    # NOTE: stands in a list for a named place on the map
    "venue": N_("📍 place"),
    # NOTE: stands in a list for a name with a telephone number
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
    if name in KIND:
        return _(KIND[name])
    # NOTE: stands in a list for any other kind of message
    return _("📦 attachment")


# The whole date is one text for each month: Kyrgyz gives the month an ending of its own, and in
# Kyrgyz and Uzbek Babel's long dates are not how people write them.
DATES = (
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} January {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} February {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} March {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} April {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} May {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} June {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} July {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} August {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} September {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} October {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} November {year}"),
    # NOTE: a whole date; the month in the form it has in one
    N_("{day} December {year}"),
)


def day(value: date) -> str:
    """A date, long form, in the language of the text."""
    return _(DATES[value.month - 1]).format(day=value.day, year=value.year)


def listing(names: Sequence[str]) -> str:
    """Names one after the other, with the word for “and” before the last."""
    if language() != "uz_Cyrl":
        return format_list(names, locale=language())
    # CLDR has no such word for Uzbek in Cyrillic letters.
    pattern = cyrillic(format_list([f"{{{at}}}" for at in range(len(names))], locale="uz"))
    return pattern.format(*names)


def decimal(value: float) -> str:
    """A number with one decimal, behind the point or comma of the language of the text."""
    return format_decimal(value, "0.0", locale=language())


def date_of(seconds: float, zone: ZoneInfo) -> date:
    """The date of a moment in the offices' zone."""
    return datetime.fromtimestamp(seconds, zone).date()


def clock(seconds: float, zone: ZoneInfo) -> str:
    """The time of day in the offices' zone."""
    return f"{datetime.fromtimestamp(seconds, zone):%H:%M}"


def moment(seconds: float, zone: ZoneInfo) -> str:
    """A date and time of the offices' zone, short form."""
    at = datetime.fromtimestamp(seconds, zone)
    return f"{at:%d.%m.%Y %H:%M}"
