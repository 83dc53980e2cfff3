"""Rows and values of the directory for people to read."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from aiogram.utils.i18n import gettext as _

from bot.reception.directory import Directory, District, Office, Region
from bot.reception.directory_rows import SHAPES
from bot.reception.opening import parse
from handlers import words
from handlers.admin.data.fields import DATES, FLAGS, LABELS, TABLES, Table
from handlers.admin.directory.fields import QUESTIONS, Field
from handlers.desk import Desk
from handlers.hours import hours_text
from handlers.labels import N_

# NOTE: a button and a value: it is so
YES = N_("Yes")
# NOTE: a button and a value: it is not so
NO = N_("No")

_OTHER_TABLES: Mapping[str, str] = {
    # NOTE: a heading
    "regions": N_("🗾 Regions"),
    # NOTE: a heading
    "offices": N_("🏛 Receptions"),
    # NOTE: a heading
    "districts": N_("🗺 Districts"),
}
_OTHER_LABELS: Mapping[str, str] = {
    # NOTE: a label: the place of a row in its list, a number
    "position": N_("Place in the list"),
    # NOTE: a label
    "region_code": N_("Region"),
    # NOTE: a label
    "district_code": N_("District"),
    # NOTE: a label: the reception that serves a district
    "office_code": N_("Reception"),
    # NOTE: a label: whether it is certain
    "confirmed": N_("Confirmed"),
    # NOTE: a label: degrees
    "latitude": N_("Latitude"),
    # NOTE: a label: degrees
    "longitude": N_("Longitude"),
    # NOTE: a label: of the seat of a district, degrees
    "seat_latitude": N_("Latitude of the seat"),
    # NOTE: a label: of the seat of a district, degrees
    "seat_longitude": N_("Longitude of the seat"),
}


def title(table: str) -> str:
    """What a table is called."""
    return _(TABLES[Table(table)].title if table in set(Table) else _OTHER_TABLES[table])


def label(column: str) -> str:
    """What a column is called."""
    if column in LABELS:
        return _(LABELS[column])
    if column in _OTHER_LABELS:
        return _(_OTHER_LABELS[column])
    return _(QUESTIONS[Field(column)].label)


def value(desk: Desk, column: str, cell: object) -> str:
    """A cell; for codes the names of what they stand for."""
    if cell is None:
        return _("not known yet")
    text = str(cell)
    if column in FLAGS or column == "confirmed":
        return _(YES) if text == "1" else _(NO)
    if column in DATES:
        return words.day(date.fromisoformat(text))
    if column == "hours":
        return hours_text(parse(text))
    names = {thing.code: thing.name for thing in _named(desk.directory, column)}
    return names[text].get(words.language()) if text in names else text


def _named(known: Directory, column: str) -> Sequence[Region | District | Office]:
    """What the codes in a column stand for."""
    match column:
        case "region_code":
            return known.regions
        case "district_code":
            return known.districts
        case "office_code":
            return known.offices
    return ()


def row_name(table: str, row: Mapping[str, Any]) -> str:
    """What a row is called in a list: its name, and what tells it apart when that is seen."""
    key = str(row[SHAPES[table].key])
    name = str(row.get(f"name_{words.language()}") or "")
    match table:
        case Table.EMERGENCY:
            return f"{key} · {name}"
        case Table.DAYS:
            mark = "💼" if str(row["working"]) == "1" else "🏖"
            return f"{mark} {words.day(date.fromisoformat(key))}"
        case Table.TERMS:
            return words.day(date.fromisoformat(key))
    return name or key
