"""/data: the tables, the rows of one, and one row."""

from collections.abc import Mapping
from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory_rows import SHAPES
from handlers import labels
from handlers.admin.data.fields import LABELS, TABLES, Table
from handlers.admin.data.presses import (
    CellPress,
    DataPress,
    RowPress,
    TablePress,
    button,
    digest,
    reference,
)
from handlers.admin.data.shown import label, row_name, value
from handlers.admin.directory.card import last_change
from handlers.admin.directory.presses import ListPress
from handlers.admin.template_screens import TemplatePress, left_behind
from handlers.desk import Desk
from handlers.labels import fitting
from handlers.paging import page_of, turns
from handlers.say import lines, paragraphs, say
from storage import directory, templates

Screen = tuple[Text, InlineKeyboardMarkup]
Row = Mapping[str, Any]


async def rows_of(desk: Desk, table: Table) -> list[dict[str, object]]:
    """The rows of a table as they are now, in their order."""
    return (await directory.rows(desk.tx))[table]


def find(table: Table, rows: list[dict[str, object]], wanted: str) -> dict[str, object] | None:
    """The row that a press names."""
    return next((row for row in rows if reference(row[table.key]) == wanted), None)


def menu_screen(note: Text | str | None = None) -> Screen:
    """All that can be edited."""
    rows = [
        [button(_(words.title), TablePress(do="list", table=t))] for t, words in TABLES.items()
    ]
    rows += [
        # NOTE: a button
        [button(_("🏛 Receptions, districts"), ListPress())],
        # NOTE: a button: answers ready to send
        [button(_("📄 Ready answers"), TemplatePress(do="list"))],
        [
            # NOTE: a button: get all tables as a file
            button(_("⬇️ Export"), DataPress(do="export")),
            # NOTE: a button: send tables as a file
            button(_("⬆️ Import"), DataPress(do="import")),
        ],
    ]
    text = paragraphs(
        note,
        say(_("<b>The data of the bot</b>")),
        _("What you change here holds at once. Press what you want to see or change."),
    )
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


async def table_screen(
    desk: Desk, table: Table, page: int = 0, note: Text | str | None = None
) -> Screen:
    """The rows of a table; of a table that always has one row, that row."""
    rows = await rows_of(desk, table)
    about = TABLES[table]
    if about.add is None:
        return await row_screen(desk, table, rows[0], note)
    shown, page, more = page_of(rows, page)
    presses = [RowPress(do="show", table=table, row=reference(row[table.key])) for row in shown]
    buttons = [[button(row_name(table, row), to)] for row, to in zip(shown, presses, strict=True)]
    buttons += turns(page, more, lambda to: TablePress(do="list", table=table, page=to))
    buttons.append([button(_(about.add), TablePress(do="add", table=table))])
    buttons.append([_all_tables()])
    text = paragraphs(note, say("<b>{title}</b>", title=_(about.title)), _(about.about))
    return text, InlineKeyboardMarkup(inline_keyboard=buttons)


async def row_screen(desk: Desk, table: Table, row: Row, note: Text | str | None = None) -> Screen:
    """Every field of a row with its value, and a button for each."""
    about = TABLES[table]
    key = str(row[table.key])
    text = paragraphs(
        note,
        say("<b>{title}</b>", title=_(about.title)),
        _(about.about) if about.add is None else None,
        described(desk, table, row),
        await last_change(desk, directory.subject(table, key)),
    )
    fields = [
        button(_(LABELS[field]), CellPress(table=table, row=reference(key), field=field))
        for field in about.fields
    ]
    rows = [fields[start : start + 2] for start in range(0, len(fields), 2)]
    if about.add is None:
        rows.append([_all_tables()])
        return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))
    if "position" in SHAPES[table].columns:
        rows.append(
            [
                # NOTE: a button: one place up in the list
                button(_("⬆️ Up"), RowPress(do="up", table=table, row=reference(key))),
                # NOTE: a button: one place down in the list
                button(_("⬇️ Down"), RowPress(do="down", table=table, row=reference(key))),
            ]
        )
    # NOTE: a button: remove the row
    rows.append([button(_("🗑 Remove"), RowPress(do="remove", table=table, row=reference(key)))])
    rows.append([button(_(labels.BACK), TablePress(do="list", table=table))])
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


def described(desk: Desk, table: Table, row: Row) -> Text:
    """The fields of a row, as far as they are known, one below the other."""
    return lines(
        *(
            say("{label}: {value}", label=label(field), value=value(desk, field, row[field]))
            for field in TABLES[table].fields
            if field in row
        )
    )


async def removal_screen(desk: Desk, table: Table, row: Row) -> Screen:
    """Asks before a row is removed."""
    key = reference(row[table.key])
    sure = RowPress(do="sure", table=table, row=key, seen=digest(row))
    answers = 0
    if table is Table.TOPICS:
        answers = await templates.count_for(desk.tx, [str(row[table.key])])
    text = paragraphs(
        say("<b>{title}</b>", title=_(TABLES[table].title)),
        described(desk, table, row),
        left_behind(answers),
        # NOTE: a row of a table, shown above
        _("Remove it?"),
    )
    rows = [
        # NOTE: a button: remove the row
        [button(_("🗑 Yes, remove"), sure)],
        # NOTE: a button: do not remove the row
        [button(_("⬅️ No, keep it"), RowPress(do="show", table=table, row=key))],
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _all_tables() -> InlineKeyboardButton:
    # NOTE: a button: to the list of all tables
    return button(_("⬅️ All data"), DataPress(do="menu"))
