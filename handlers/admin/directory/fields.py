"""The fields of an office: how each is asked for, understood and shown.

A value is kept as text, in the form in which it is stored; None means unknown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception import problems
from bot.reception.directory import LANGUAGES, Office
from bot.reception.directory_rows import read_cell
from bot.reception.geography import distance_km, inside_country
from bot.reception.opening import HoursError, parse
from handlers import words
from handlers.desk import Desk
from handlers.hours import day_words, flaw_text, hours_text
from handlers.labels import N_
from handlers.say import say
from storage import chats


class Field(StrEnum):
    """A field that is changed by typing; the values are the names of the stored columns."""

    ADDRESS = "address"
    POSITION = "position"
    """Two columns: latitude and longitude."""
    PHONE = "phone"
    HOURS = "hours"
    SECRETARY = "secretary"
    STAFF_CHAT = "staff_chat_id"
    NAME_KY = "name_ky"
    NAME_RU = "name_ru"
    NAME_UZ = "name_uz"
    NAME_UZ_CYRL = "name_uz_Cyrl"
    NAME_EN = "name_en"


NAMES = {Field(f"name_{language}"): language for language in LANGUAGES}
"""The fields of the names and the language of each."""
DETAILS = tuple(field for field in Field if field not in NAMES)


class Unusable(ValueError):
    """What was sent is no value of the field; ``text`` says why, to whoever sent it."""

    def __init__(self, text: Text | str) -> None:
        super().__init__("unusable value")
        self.text = text


@dataclass(frozen=True, slots=True)
class Question:
    """A field in words; all texts are translated where they are shown."""

    label: str
    """Its name: a button and a heading."""
    ask: str
    """What to send, with an example."""
    read: Callable[[str], str]
    """The value in the form in which it is kept. Raises Unusable."""
    may_be_unknown: bool = True
    unknown: str = N_("not known yet")
    """What stands for no value."""
    # NOTE: a button: the present value is wrong and the right one unknown
    clear: str = N_("❔ Not known")
    """The button that takes the value away."""
    afterwards: str | None = None
    """What saving brings about, where that is more than other words on a card."""


def _kept(column: str, text: str, complaint: Text | str) -> str:
    """The text as this column of an office keeps it. Raises Unusable with the complaint."""
    try:
        cell = read_cell("offices", column, text)
    except problems.Unusable:
        raise Unusable(complaint) from None
    return str(cell)


def _line(column: str) -> Callable[[str], str]:
    """Any words in one line."""

    def read(text: str) -> str:
        text = " ".join(text.split())
        if not text.isprintable() or not any(letter.isalnum() for letter in text):
            raise Unusable(_("It has no letters or digits, or it has signs that cannot be seen."))
        return _kept(column, text, _too_long(text))

    return read


def _too_long(text: str) -> Text:
    # NOTE: {count} is the length of what was typed
    return say(_("This is too long: {count} characters."), count=len(text))


def _phone(text: str) -> str:
    return _kept(Field.PHONE, text, _("This is not one telephone number of 3 to 15 digits."))


def _chat(text: str) -> str:
    complaint = _("This is not the id of a group. It is a whole number with a minus before it.")
    return _kept(Field.STAFF_CHAT, text.replace("−", "-"), complaint)


def _hours(text: str) -> str:
    try:
        hours = parse(text, day_words()).canonical()
    except HoursError as error:
        raise Unusable(flaw_text(error)) from None
    return _kept(Field.HOURS, hours, _too_long(hours))


_NUMBER = r"(-?[0-9]{1,3}(?:[.,][0-9]+)?)°?"
_POSITION = re.compile(rf"{_NUMBER} ?[,; ] ?{_NUMBER}")
_DEGREE_PLACES = 5
"""Decimals that are kept: about a metre."""


def _position(text: str) -> str:
    match = _POSITION.fullmatch(" ".join(text.split()))
    if not match:
        raise Unusable(_("This is not a position."))
    latitude, longitude = (float(number.replace(",", ".")) for number in match.groups())
    if inside_country(latitude, longitude):
        return _degrees(latitude, longitude)
    if inside_country(longitude, latitude):
        raise Unusable(
            say(
                _(
                    "The two numbers are swapped: latitude comes first. "
                    "If this is the place, send: {position}"
                ),
                position=_degrees(longitude, latitude),
            )
        )
    raise Unusable(_("This position is outside Kyrgyzstan."))


def _degrees(latitude: float, longitude: float) -> str:
    return f"{round(latitude, _DEGREE_PLACES)}, {round(longitude, _DEGREE_PLACES)}"


def coordinates(position: str) -> tuple[float, float]:
    """Latitude and longitude of a kept position."""
    latitude, longitude = position.split(", ")
    return float(latitude), float(longitude)


_ASK_NAME = {
    Field.NAME_KY: N_(
        "Send the name in Kyrgyz, at most 30 characters. It stands on buttons: write it in the "
        "form of the present one."
    ),
    Field.NAME_RU: N_(
        "Send the name in Russian, at most 30 characters. It stands on buttons: write it in the "
        "form of the present one."
    ),
    Field.NAME_UZ: N_(
        "Send the name in Uzbek with Latin letters, at most 30 characters. It stands on buttons: "
        "write it in the form of the present one."
    ),
    Field.NAME_UZ_CYRL: N_(
        "Send the name in Uzbek with Cyrillic letters, at most 30 characters. It stands on "
        "buttons: write it in the form of the present one."
    ),
    Field.NAME_EN: N_(
        "Send the name in English, at most 30 characters. It stands on buttons: write it in the "
        "form of the present one."
    ),
}
_NAME_LABELS = {
    # NOTE: a button and a heading: a name of a reception
    Field.NAME_KY: N_("Name in Kyrgyz"),
    Field.NAME_RU: N_("Name in Russian"),
    Field.NAME_UZ: N_("Name in Uzbek (Latin)"),
    Field.NAME_UZ_CYRL: N_("Name in Uzbek (Cyrillic)"),
    Field.NAME_EN: N_("Name in English"),
}

QUESTIONS: Mapping[Field, Question] = {
    Field.ADDRESS: Question(
        # NOTE: a button and a heading: the address of a reception
        N_("🏠 Address"),
        N_(
            "Send the address of the reception, at most 200 characters. "
            "For example: 12 Manas Street, room 3"
        ),
        _line(Field.ADDRESS),
    ),
    Field.POSITION: Question(
        # NOTE: a button and a heading: the place of a reception on the map
        N_("📍 Position"),
        N_(
            "Send the place of the reception: 📎, then “Location”. Or write latitude and "
            "longitude. For example: 40.266, 72.618"
        ),
        _position,
        may_be_unknown=False,
    ),
    Field.PHONE: Question(
        # NOTE: a button and a heading
        N_("📞 Telephone"),
        N_("Send the telephone number. For example: +996 312 12 34 56"),
        _phone,
    ),
    Field.HOURS: Question(
        # NOTE: a button and a heading: opening hours
        N_("🕘 Hours"),
        N_(
            "Send the days and times when it is open. For example: "
            "Mon-Fri 9:00-12:00, 13:00-18:00; Sat 9:00-12:00"
        ),
        _hours,
    ),
    Field.SECRETARY: Question(
        # NOTE: a button and a heading: the responsible secretary
        N_("👤 Secretary"),
        N_(
            "Send the name of the responsible secretary, at most 100 characters. "
            "For example: Aida Osmonova"
        ),
        _line(Field.SECRETARY),
    ),
    Field.STAFF_CHAT: Question(
        # NOTE: a button and a heading: the group of the secretaries
        N_("👥 Staff chat"),
        N_(
            "Add the bot to the group of the secretaries as an administrator. Write /start "
            "there: the bot shows the id of the group. Send that id here. For example: "
            "-1001234567890"
        ),
        _chat,
        unknown=N_("the common staff chat"),
        clear=N_("👥 The common staff chat"),
        afterwards=N_(
            "Everybody in that chat sees the concerns of this reception and can answer them. Open "
            "concerns move there within a minute."
        ),
    ),
} | {
    field: Question(_NAME_LABELS[field], ask, _line(field), may_be_unknown=False)
    for field, ask in _ASK_NAME.items()
}


def value_of(office: Office, field: Field) -> str | None:
    """What the directory has in a field."""
    if field in NAMES:
        return office.name.by_language[NAMES[field]]
    if field is Field.POSITION:
        return f"{office.latitude}, {office.longitude}"
    value: object = getattr(office, field)
    return None if value is None else str(value)


def shown(field: Field, value: str | None) -> str:
    """A value for people to read."""
    if value is None:
        return _(QUESTIONS[field].unknown)
    if field is Field.HOURS:
        return hours_text(parse(value))
    return value


async def caution(desk: Desk, office: Office, field: Field, new: str | None) -> Text | str | None:
    """What to look at before a new value is saved, if it may well be a mistake."""
    if new is None:
        return None
    if field is Field.POSITION:
        km = distance_km(office.latitude, office.longitude, *coordinates(new))
        return say(_("That is {km} km from the present position."), km=words.decimal(km))
    if field is Field.STAFF_CHAT and not await chats.is_known(desk.tx, int(new)):
        return _(
            "⚠️ The bot has not seen this chat. If the id is wrong, nobody can handle the "
            "concerns of this reception. Add the bot to the group and write /start there first."
        )
    return None


def sent_value(event: Message, field: Field) -> str:
    """The value of a message, in the form in which it is kept. Raises Unusable."""
    text = event.text
    if field is Field.POSITION and event.location is not None:
        text = f"{event.location.latitude:f}, {event.location.longitude:f}"
    if text is None:
        raise Unusable(_("This kind of message cannot be used here."))
    return QUESTIONS[field].read(text)
