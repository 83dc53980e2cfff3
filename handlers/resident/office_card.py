"""The card of an office: all that is known of it, and nothing that is not."""

from functools import partial

from aiogram.filters.callback_data import CallbackData
from aiogram.methods import SendVenue
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import Office
from bot.reception.opening import keeps_hours, parse
from handlers import words
from handlers.desk import Desk
from handlers.hours import hours_text, opening_text
from handlers.labels import menu_keyboard
from handlers.say import cut, lines, message, paragraphs, say
from storage.outbox import Send

MAX_TITLE = 128
"""UTF-16 units of a venue's title and address: longer ones are no use on a phone."""


class OfficePress(CallbackData, prefix="o"):
    """“File a concern here” under an office's card."""

    code: str


class AboutPress(CallbackData, prefix="oa"):
    """“My concern is about this office” under an office's card."""

    code: str


def office_card(
    desk: Desk,
    chat_id: int,
    office: Office,
    note: Text | str | None = None,
    km: float | None = None,
) -> list[Send]:
    """A pin on the map and the card; ``km`` is the distance from the position that was shared."""
    rows = [
        [_button(_("📝 File a concern here"), OfficePress(code=office.code))],
        [_button(_("⚠️ My concern is about it"), AboutPress(code=office.code))],
    ]
    pin = SendVenue(
        chat_id=chat_id,
        latitude=office.latitude,
        longitude=office.longitude,
        title=cut(office.name.get(words.language()), MAX_TITLE),
        address=cut(office.address or _("The town or village, not the building"), MAX_TITLE),
        # The main menu comes back with the first of the two messages.
        reply_markup=menu_keyboard(),
    )
    body = paragraphs(
        note,
        lines(
            say(
                # NOTE: {name} is that of a reception, for example “Nookat District”
                _("🏛 Public reception: <b>{name}</b>"),
                name=office.name.get(words.language()),
            ),
            *_known(desk, office),
            say(_("Distance: about {km} km in a straight line"), km=whole(km))
            if km is not None
            else None,
        ),
        _("It is at the district administration or the mayor's office."),
        None if office.address else _("Please confirm the place before you travel."),
        None
        if office.confirmed
        else _("⚠️ It is not confirmed yet that this reception is in this place."),
    )
    return [Send(pin), message(chat_id, body, InlineKeyboardMarkup(inline_keyboard=rows))]


def whole(km: float) -> int:
    """A distance for people: whole kilometres, never “0 km”."""
    return max(1, round(km))


def _known(desk: Desk, office: Office) -> list[Text | str | None]:
    if not (office.address or office.phone or office.hours or office.secretary):
        return [_("Its address, telephone, hours and responsible secretary are not known yet.")]
    # NOTE: stands where the address or the telephone of a reception would
    unknown = _("not known yet")
    opening = None
    hours = unknown
    if office.hours:
        weekly = parse(office.hours)
        hours = hours_text(weekly)
        works = partial(keeps_hours, overrides=desk.directory.overrides)
        opening = opening_text(weekly.at(desk.local_time, works))
    return [
        # NOTE: of a reception; {value} may be “not known yet”
        say(_("Address: {value}"), value=office.address or unknown),
        # NOTE: of a reception; {value} may be “not known yet”
        say(_("Telephone: {value}"), value=office.phone or unknown),
        # NOTE: opening hours; {value} may be “not known yet”
        say(_("Hours: {value}"), value=hours),
        opening,
        # NOTE: a person's name; {value} may be “not known yet”
        say(_("Responsible secretary: {value}"), value=office.secretary or unknown),
    ]


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())
