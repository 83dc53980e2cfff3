"""The districts of the country by region: to look at each, or to say where an office sits."""

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import District, Office, Region
from bot.reception.permissions import Action
from handlers import labels
from handlers.admin.directory.card import (
    Screen,
    after_change,
    back_to,
    called,
    changed_meanwhile,
    office_screen,
    title,
)
from handlers.admin.directory.presses import (
    DistrictPress,
    ListPress,
    OfficePress,
    RegionPress,
    SeatPress,
    button,
    mark,
    paged,
    unknown_place,
)
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.say import in_place, lines, paragraphs, say, told
from storage.directory import change_office
from storage.outbox import Sends

router = Router(name=__name__)


@router.callback_query(RegionPress.filter(), flags={"action": Action.EDIT_DIRECTORY})
async def look(query: CallbackQuery, callback_data: RegionPress, desk: Desk) -> Sends:
    """All regions, or the districts of one; with an office: to choose where that sits."""
    code, sits = callback_data.region, callback_data.office
    try:
        region = desk.directory.region(code) if code else None
        office = desk.directory.office(sits) if sits else None
    except KeyError:
        return unknown_place(query)
    if region is None:
        return in_place(query, *_regions(desk, office))
    return in_place(query, *_districts(desk, region, office, callback_data.page))


def _regions(desk: Desk, office: Office | None) -> Screen:
    rows = [
        [
            button(
                called(region.name),
                RegionPress(region=region.code, office=office.code if office else ""),
            )
        ]
        for region in desk.directory.regions
    ]
    if office is None:
        text = paragraphs(_("All districts and cities, and the reception of each."))
        rows.append([button(_("⬅️ All receptions"), ListPress())])
    else:
        text = paragraphs(title(office), _("In which region or city is this reception?"))
        rows.append([back_to(office.code)])
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _districts(desk: Desk, region: Region, office: Office | None, page: int) -> Screen:
    heading = say("<b>{name}</b>", name=called(region.name))

    def draw(district: District) -> InlineKeyboardButton:
        if office is not None:
            seat = SeatPress(do="ask", office=office.code, old=office.district, new=district.code)
            return button(called(district.name), seat)
        label = f"{mark(confirmed=district.confirmed)} {district.office} {called(district.name)}"
        return button(label, DistrictPress(do="show", district=district.code))

    of_office = office.code if office else ""
    if office is None:
        text = paragraphs(heading, _("✅ confirmed · ❔ our suggestion"))
    else:
        text = paragraphs(title(office), heading, _("In which district or city is it?"))
    rows = paged(
        desk.directory.districts_of(region.code),
        page,
        draw,
        lambda to: RegionPress(region=region.code, office=of_office, page=to),
    )
    rows.append([button(_(labels.BACK), RegionPress(office=of_office))])
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


@router.callback_query(SeatPress.filter(), flags={"action": Action.EDIT_DIRECTORY})
async def seat(query: CallbackQuery, callback_data: SeatPress, desk: Desk, actor: Actor) -> Sends:
    """An office sits in another district: asked, then done. Its region follows."""
    try:
        office = desk.directory.office(callback_data.office)
        new = desk.directory.district(callback_data.new)
    except KeyError:
        return unknown_place(query)
    if office.district != callback_data.old:
        return in_place(query, *await office_screen(desk, office, changed_meanwhile()))
    if callback_data.do == "ask":
        return in_place(query, *_question(desk, office, new))
    by = person(actor).telegram_id
    await change_office(desk.tx, office.code, "district_code", new.code, by=by, now=desk.now)
    desk = await after_change(desk)
    return [
        # NOTE: the change of the directory was saved
        told(query, _("Saved.")),
        in_place(query, *await office_screen(desk, desk.directory.office(office.code))),
    ]


def _question(desk: Desk, office: Office, new: District) -> Screen:
    text = paragraphs(
        title(office),
        lines(
            # NOTE: {value} is what stands in the directory
            say(_("Now: {value}"), value=called(desk.directory.district(office.district).name)),
            # NOTE: {value} is what will stand in the directory
            say(_("New: <b>{value}</b>"), value=called(new.name)),
        ),
        _(
            "The reception is in the new district then. Which districts it serves does not "
            "change, and neither does its position on the map: correct those too if need be."
        ),
        # NOTE: the question above the buttons Save and Cancel
        _("Save?"),
    )
    sure = SeatPress(do="sure", office=office.code, old=office.district, new=new.code)
    row = [
        # NOTE: a button: save the change of the directory
        button(_("💾 Save"), sure),
        button(_(labels.CANCEL), OfficePress(do="show", office=office.code)),
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=[row])
