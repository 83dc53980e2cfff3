"""What administrators see of an office."""

from dataclasses import replace

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.directory import District, Names, Office
from handlers import words
from handlers.admin.directory.fields import DETAILS, NAMES, QUESTIONS, shown, value_of
from handlers.admin.directory.presses import (
    Buttons,
    FieldPress,
    ListPress,
    OfficePress,
    RegionPress,
    button,
    mark,
)
from handlers.desk import Desk
from handlers.labels import fitting
from handlers.say import lines, paragraphs, say
from locales.languages import LANGUAGES
from storage import audit, directory, residents

Screen = tuple[Text, InlineKeyboardMarkup]


async def after_change(desk: Desk) -> Desk:
    """The desk with the directory as it is now that this update changed it."""
    return replace(desk, directory=await directory.read(desk.tx))


def called(name: Names) -> str:
    """A name in the language of the text."""
    return name.get(words.language())


def title(office: Office) -> Text:
    """The first line of everything about an office."""
    return say("🏛 <b>{name}</b> · {code}", name=called(office.name), code=office.code)


def changed_meanwhile() -> str:
    """Said to the second of two administrators at once."""
    return _("⚠️ Somebody has changed this meanwhile. Nothing of yours was saved.")


def district_line(district: District) -> str:
    """A district, and whether its office is confirmed."""
    return f"{mark(confirmed=district.confirmed)} {called(district.name)}"


async def office_screen(desk: Desk, office: Office, note: Text | str | None = None) -> Screen:
    """Everything that is known of an office, and a button for everything that can be changed."""
    known = desk.directory
    served = known.districts_served(office.code)
    # NOTE: a list of districts and cities follows
    count = ngettext("It serves {count} district:", "It serves {count} districts:", len(served))
    text = paragraphs(
        note,
        title(office),
        _confirmation(office),
        lines(
            # NOTE: {value} is the name of a region or city
            say(_("Region: {value}"), value=called(known.region(office.region).name)),
            # NOTE: {value} is the name of a district or city
            say(_("District: {value}"), value=called(known.district(office.district).name)),
            *(
                say(
                    "{label}: {value}",
                    label=_(QUESTIONS[field].label),
                    value=shown(field, value_of(office, field)),
                )
                for field in DETAILS
            ),
        ),
        lines(*(f"{LANGUAGES[code]}: {value_of(office, field)}" for field, code in NAMES.items())),
        lines(say(count, count=len(served)), *(district_line(district) for district in served)),
        await last_change(desk, directory.subject("offices", office.code)),
    )
    return text, InlineKeyboardMarkup(inline_keyboard=_office_buttons(office))


def names_screen(office: Office) -> Screen:
    """The names of an office, a button for each."""
    text = paragraphs(title(office), _("Which name should change?"))
    rows = [
        [button(_(QUESTIONS[field].label), FieldPress(do="ask", office=office.code, field=field))]
        for field in NAMES
    ]
    rows.append([back_to(office.code)])
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


async def last_change(desk: Desk, subject: str) -> Text:
    """Who changed something of the directory last, and when."""
    entries = await audit.latest(desk.tx, subject, 1)
    if not entries:
        return say(_("Nobody has changed it yet."))
    moment = words.moment(entries[0].at, desk.setting.zone)
    by = entries[0].person_id
    if by is None:
        return say(_("Last change: {moment}, by an import."), moment=moment)
    known = await residents.by_telegram_id(desk.tx, by)
    name = known.name if known else str(by)
    # NOTE: {name} is the administrator who changed it
    return say(_("Last change: {moment}, {name}."), moment=moment, name=name)


def _confirmation(office: Office) -> Text:
    if office.confirmed:
        return say(_("✅ Confirmed: a public source or the agency says that it is here."))
    return say(
        _(
            "❔ Not confirmed. Press “Confirm the place” if a public source or the agency says "
            "that the reception is here."
        )
    )


def _office_buttons(office: Office) -> Buttons:
    code = office.code
    details = [
        button(_(QUESTIONS[field].label), FieldPress(do="ask", office=code, field=field))
        for field in DETAILS
    ]
    confirm = (
        button(_("❔ Take confirmation back"), OfficePress(do="unconfirm", office=code))
        if office.confirmed
        else button(_("✅ Confirm the place"), OfficePress(do="confirm", office=code))
    )
    rows = [
        *(details[start : start + 2] for start in range(0, len(details), 2)),
        [
            # NOTE: a button: the reception's names in five languages
            button(_("🔤 Names"), OfficePress(do="names", office=code)),
            # NOTE: a button: the region and district in which a reception is
            button(_("🏙 Where it sits"), RegionPress(office=code)),
        ],
        [button(_("🗺 Districts it serves"), OfficePress(do="serves", office=code))],
        [confirm],
        [button(_("⬅️ All receptions"), ListPress())],
    ]
    return list(fitting(rows))


def back_to(code: str) -> InlineKeyboardButton:
    """The way to an office's screen."""
    # NOTE: a button: back to the reception
    return button(_("⬅️ The reception"), OfficePress(do="show", office=code))
