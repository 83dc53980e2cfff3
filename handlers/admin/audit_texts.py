"""What is noted of administrators' acts, in plain words."""

import json
from collections.abc import Mapping
from typing import Any

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory_rows import SHAPES
from bot.reception.plain import plain
from handlers import words
from handlers.admin.audit_details import details
from handlers.admin.data import shown
from handlers.admin.staff.presses import name_of, role_name
from handlers.desk import Desk
from handlers.labels import N_
from handlers.say import cut, lines, say
from handlers.statistics.press import Content
from handlers.statistics.screens import CONTENTS
from locales.languages import LANGUAGES
from storage import staff, templates
from storage.audit import Entry
from storage.staff import ADMINISTRATOR, MONITORING, SECRETARY

LONGEST = 90
"""UTF-16 units shown of a name or a value."""

SIMPLE: Mapping[str, str] = {
    # NOTE: stands in a list of what administrators did; {subject} is the number of a concern
    "block": N_("🚫 Kept the writer of {subject} from writing"),
    # NOTE: stands in a list of what administrators did; {subject} is the number of a concern
    "unblock": N_("🔓 Let the writer of {subject} write again"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "announce": N_("📢 Sent announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "schedule": N_("📢 Set a time for announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "approve": N_("📢 Agreed to announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "refuse": N_("📢 Did not agree to announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "draft_announcement": N_("📢 Wrote announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "change_announcement": N_("📢 Changed announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "ask_about_announcement": N_("📢 Asked for a second yes to announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "reopen_announcement": N_("📢 Made announcement {subject} a draft again"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "discard_announcement": N_("📢 Discarded announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "pause_announcement": N_("📢 Paused announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "resume_announcement": N_("📢 Went on with announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "cancel_announcement": N_("📢 Stopped announcement {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a number
    "take_back_announcement": N_("📢 Took announcement {subject} back"),
    # NOTE: stands in a list of what administrators did; {subject} says what is in the file
    "export": N_("📤 Made a file: {subject}"),
    "fetch": N_("📥 Took over a concern that another administrator had"),
    # NOTE: stands in a list of what administrators did; {subject} is a word of the program for
    # what failed, in English
    "retry": N_("🔁 Tried again what was set aside: {subject}"),
    # NOTE: stands in a list of what administrators did; {subject} is a word of the program for
    # what failed, in English
    "discard": N_("🗑 Dismissed what was set aside: {subject}"),
}
OF_ROLES: Mapping[tuple[str, str], str] = {
    # NOTE: stands in a list of what administrators did
    ("invite", ADMINISTRATOR): N_("✉️ Made a link for an administrator"),
    # NOTE: stands in a list of what administrators did
    ("invite", MONITORING): N_("✉️ Made a link for somebody of the Monitoring Centre"),
    # NOTE: stands in a list of what administrators did; {name} is that of a reception
    ("invite", SECRETARY): N_("✉️ Made a link for a named secretary: {name}"),
    # NOTE: stands in a list of what happened to roles
    ("join", ADMINISTRATOR): N_("👑 Became an administrator"),
    # NOTE: stands in a list of what happened to roles
    ("join", MONITORING): N_("🛰 Was named for the Monitoring Centre"),
    # NOTE: stands in a list of what happened to roles; {name} is that of a reception
    ("join", SECRETARY): N_("🗂 Became a named secretary: {name}"),
    # NOTE: stands in a list of what administrators did; {person} is somebody's name
    ("dismiss", ADMINISTRATOR): N_("✖️ {person} is no longer an administrator"),
    # NOTE: stands in a list of what administrators did; {person} is somebody's name
    ("dismiss", MONITORING): N_("✖️ {person} is no longer of the Monitoring Centre"),
    # NOTE: stands in a list of what administrators did; {person} is somebody's name, {name} that
    # of a reception
    ("dismiss", SECRETARY): N_("✖️ {person} is no longer a named secretary: {name}"),
    # NOTE: stands in a list of what happened to roles; the person is not named any longer
    ("forget", ADMINISTRATOR): N_("✖️ An administrator had the bot forget them"),
    # NOTE: stands in a list of what happened to roles; the person is not named any longer
    ("forget", MONITORING): N_("✖️ Somebody of the Monitoring Centre had the bot forget them"),
    # NOTE: stands in a list of what happened to roles; the person is not named any longer, {name}
    # is that of a reception
    ("forget", SECRETARY): N_("✖️ A named secretary had the bot forget them: {name}"),
}
OF_ROWS: Mapping[str, str] = {
    # NOTE: stands in a list of what administrators did; {table} says what kind of thing it is
    "add": N_("➕ New. {table}: {name}"),
    # NOTE: stands in a list of what administrators did; {table} says what kind of thing it is
    "change": N_("✏️ Changed. {table}: {name}"),
    # NOTE: stands in a list of what administrators did; {table} says what kind of thing it is
    "remove": N_("🗑 Removed. {table}: {name}"),
    # NOTE: stands in a list of what administrators did; {table} says what kind of thing it is
    "reorder": N_("↕️ Put in another order. {table}"),
}

Row = Mapping[str, Any]


async def what(desk: Desk, entry: Entry) -> Text:
    """What was done, and to what."""
    table, _space, code = entry.subject.partition(" ")
    if table == "staff":
        return await _of_role(desk, entry, code)
    if entry.act in OF_ROWS:
        return await _of_row(desk, entry, table, code)
    if entry.act == "export" and code in CONTENTS:
        code = f"{_(CONTENTS[Content(code)])} ({entry.new})"
    if (entry.act, code) == ("export", "directory"):
        # NOTE: stands in a list of what administrators did: a file was made with them
        code = _("all tables of the bot")
    if entry.act in SIMPLE:
        subject = code or table
        text = say(_(SIMPLE[entry.act]), subject=cut(subject, LONGEST))
        return lines(text, details(desk, entry))
    # Noted by another version of this program.
    return Text(cut(f"{entry.act}: {entry.subject}", LONGEST))


async def _of_role(desk: Desk, entry: Entry, code: str) -> Text:
    role, office = staff.role_of(code)
    text = OF_ROLES.get((entry.act, role))
    if text is None:
        return Text(cut(f"{entry.act}: {entry.subject}", LONGEST))
    whose = await name_of(desk, int(entry.old)) if entry.old else "?"
    name = cut(role_name(desk, role, office), LONGEST)
    return say(_(text), person=cut(plain(whose), LONGEST), name=name)


async def _of_row(desk: Desk, entry: Entry, table: str, code: str) -> Text:
    text = say(
        _(OF_ROWS[entry.act]),
        table=_table(table),
        name=cut(await _name(desk, entry, table, code), LONGEST),
    )
    if entry.field is None:
        return text
    old, new = (_value(desk, table, entry.field, cell) for cell in (entry.old, entry.new))
    label = _label(table, entry.field)
    return lines(text, f"{label}: {cut(old, LONGEST)} → {cut(new, LONGEST)}")


def _table(table: str) -> str:
    if table == "templates":
        # NOTE: stands in a list for an answer that secretaries find ready to send
        return _("Ready answers")
    if table == "chats":
        # NOTE: stands in a list for the settings of a group of secretaries
        return _("Staff chats")
    return shown.title(table) if table in SHAPES else table


async def _name(desk: Desk, entry: Entry, table: str, code: str) -> str:
    """What a row is, or was, called."""
    row = _row(entry)
    if table == "templates":
        known = await templates.by_id(desk.tx, int(code)) if code.isdecimal() else None
        return str(row.get("title") or (known.title if known else code))
    if table in SHAPES and row:
        return shown.row_name(table, row)
    now: Mapping[str, Any] = {
        "regions": desk.directory.regions,
        "districts": desk.directory.districts,
        "offices": desk.directory.offices,
        "topics": desk.directory.topics,
    }
    for one in now.get(table, ()):
        if one.code == code:
            return str(one.name.get(words.language()))
    return code


def _row(entry: Entry) -> Row:
    """The whole row that came or went; {} when only a field changed."""
    if entry.field is not None:
        return {}
    try:
        found = json.loads(entry.new or entry.old or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _label(table: str, column: str) -> str:
    if table == "chats" and column == "language":
        return _("Language")
    try:
        return shown.label(column)
    except ValueError:
        # A column that only another version has.
        return column


def _value(desk: Desk, table: str, column: str, cell: str | None) -> str:
    if table == "chats":
        # NOTE: stands for a language that nobody has chosen yet
        return LANGUAGES.get(cell, cell) if cell is not None else _("not chosen")
    try:
        return shown.value(desk, column, cell)
    except ValueError:
        return cell or ""
