"""Which office serves which district: looking, confirming, giving a district to another office."""

from typing import Literal

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import District, Office
from bot.reception.geography import nearest
from bot.reception.permissions import Action
from handlers import labels
from handlers.admin.directory.card import (
    Screen,
    after_change,
    back_to,
    called,
    changed_meanwhile,
    district_line,
    last_change,
    title,
)
from handlers.admin.directory.presses import (
    DistrictPress,
    OfficePress,
    RegionPress,
    ServePress,
    button,
    paged,
    unknown_place,
)
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.say import in_place, lines, paragraphs, say, told
from storage.directory import assign_district, confirm_district, subject
from storage.outbox import Sends

router = Router(name=__name__)


def _served_screen(desk: Desk, office: Office, page: int) -> Screen:
    """The districts that an office serves."""
    served = desk.directory.districts_served(office.code)
    text = paragraphs(
        title(office),
        _("These districts and cities are served by it. Press one to correct or confirm it.")
        if served
        else _("It serves no district."),
        _legend() if served else None,
    )
    rows = paged(
        served,
        page,
        lambda district: button(
            district_line(district), DistrictPress(do="show", district=district.code)
        ),
        lambda to: OfficePress(do="serves", office=office.code, page=to),
    )
    return text, InlineKeyboardMarkup(inline_keyboard=[*rows, [back_to(office.code)]])


async def _district_screen(
    desk: Desk, district: District, note: Text | str | None = None
) -> Screen:
    """A district, its office, and what can be done about that."""
    office = desk.directory.office_for_district(district.code)
    text = paragraphs(
        note,
        lines(
            say("<b>{name}</b>", name=called(district.name)),
            say(_("Region: {value}"), value=called(desk.directory.region(district.region).name)),
        ),
        lines(
            say(_("Reception: <b>{name}</b>"), name=called(office.name)),
            _("✅ Confirmed: this reception serves it.")
            if district.confirmed
            else _("❔ This reception is our suggestion by distance. Nobody has confirmed it."),
        ),
        await last_change(desk, subject("districts", district.code)),
    )
    confirm = (
        _press(_("❔ Take confirmation back"), "unconfirm", district)
        if district.confirmed
        else _press(_("✅ Confirm this district"), "confirm", district)
    )
    rows = [
        [confirm],
        [_press(_("🏛 Another reception"), "offices", district)],
        [button(_("🗺 Districts of the region"), RegionPress(region=district.region))],
        [back_to(office.code)],
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _press(
    text: str, do: Literal["offices", "confirm", "unconfirm"], district: District
) -> InlineKeyboardButton:
    return button(text, DistrictPress(do=do, district=district.code, office=district.office))


def _offices_screen(desk: Desk, district: District, page: int) -> Screen:
    """The other offices, the nearest first."""
    by_distance = nearest(desk.directory.offices, district.seat_latitude, district.seat_longitude)
    others = [(office, km) for office, km in by_distance if office.code != district.office]
    text = paragraphs(
        say("<b>{name}</b>", name=called(district.name)),
        _("Which reception should serve it? The nearest stand first."),
    )
    rows = paged(
        others,
        page,
        lambda near: button(
            # NOTE: a button; {name} is that of a reception
            say(_("{km} km · {name}"), km=round(near[1]), name=called(near[0].name)).render()[0],
            ServePress(do="ask", district=district.code, old=district.office, new=near[0].code),
        ),
        lambda to: DistrictPress(do="offices", district=district.code, page=to),
    )
    back = button(_(labels.BACK), DistrictPress(do="show", district=district.code))
    return text, InlineKeyboardMarkup(inline_keyboard=[*rows, [back]])


def _question(district: District, old: Office, new: Office) -> Screen:
    """What giving a district to another office means."""
    text = paragraphs(
        lines(
            say("<b>{name}</b>", name=called(district.name)),
            say(_("Now: {value}"), value=called(old.name)),
            say(_("New: <b>{value}</b>"), value=called(new.name)),
        ),
        _(
            "New concerns of residents who choose this district will go to the new reception. "
            "Those that were filed already stay where they are. It counts as confirmed then."
        ),
        _("Save?"),
    )
    sure = ServePress(do="sure", district=district.code, old=old.code, new=new.code)
    cancel = DistrictPress(do="show", district=district.code)
    row = [button(_("💾 Save"), sure), button(_(labels.CANCEL), cancel)]
    return text, InlineKeyboardMarkup(inline_keyboard=[row])


def _legend() -> str:
    return _("✅ confirmed · ❔ our suggestion")


@router.callback_query(
    OfficePress.filter(F.do == "serves"), flags={"action": Action.EDIT_DIRECTORY}
)
async def served(query: CallbackQuery, callback_data: OfficePress, desk: Desk) -> Sends:
    """The districts of an office."""
    try:
        office = desk.directory.office(callback_data.office)
    except KeyError:
        return unknown_place(query)
    return in_place(query, *_served_screen(desk, office, callback_data.page))


@router.callback_query(
    DistrictPress.filter(F.do.in_({"show", "offices"})), flags={"action": Action.EDIT_DIRECTORY}
)
async def look(query: CallbackQuery, callback_data: DistrictPress, desk: Desk) -> Sends:
    """A district, or the offices it may be given to."""
    try:
        district = desk.directory.district(callback_data.district)
    except KeyError:
        return unknown_place(query)
    if callback_data.do == "offices":
        return in_place(query, *_offices_screen(desk, district, callback_data.page))
    return in_place(query, *await _district_screen(desk, district))


@router.callback_query(
    DistrictPress.filter(F.do.in_({"confirm", "unconfirm"})),
    flags={"action": Action.EDIT_DIRECTORY},
)
async def confirm(
    query: CallbackQuery, callback_data: DistrictPress, desk: Desk, actor: Actor
) -> Sends:
    """The office that the screen named is the right one, or only suggested after all."""
    try:
        district = desk.directory.district(callback_data.district)
    except KeyError:
        return unknown_place(query)
    if district.office != callback_data.office:
        return in_place(query, *await _district_screen(desk, district, changed_meanwhile()))
    await confirm_district(
        desk.tx,
        district.code,
        confirmed=callback_data.do == "confirm",
        by=person(actor).telegram_id,
        now=desk.now,
    )
    return await _saved(query, desk, district.code)


@router.callback_query(ServePress.filter(), flags={"action": Action.EDIT_DIRECTORY})
async def assign(
    query: CallbackQuery, callback_data: ServePress, desk: Desk, actor: Actor
) -> Sends:
    """Another office is to serve a district: asked, then done."""
    try:
        district = desk.directory.district(callback_data.district)
        old = desk.directory.office(callback_data.old)
        new = desk.directory.office(callback_data.new)
    except KeyError:
        return unknown_place(query)
    if district.office != old.code:
        return in_place(query, *await _district_screen(desk, district, changed_meanwhile()))
    if callback_data.do == "ask":
        return in_place(query, *_question(district, old, new))
    await assign_district(
        desk.tx, district.code, new.code, by=person(actor).telegram_id, now=desk.now
    )
    return await _saved(query, desk, district.code)


async def _saved(query: CallbackQuery, desk: Desk, code: str) -> Sends:
    desk = await after_change(desk)
    screen = await _district_screen(desk, desk.directory.district(code))
    return [told(query, _("Saved.")), in_place(query, *screen)]
