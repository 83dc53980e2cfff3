"""What an import would change, or what stands against it, in words."""

import json
from collections import Counter
from collections.abc import Sequence

from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.directory_plan import Change, Kind
from bot.reception.problems import Sentence
from handlers import words
from handlers.admin.data.shown import label, row_name, title, value
from handlers.admin.problems import in_words
from handlers.desk import Desk
from handlers.labels import N_
from handlers.say import cut, lines, message, paragraphs, say
from storage.outbox import Send

SHOWN = 10
"""Changes or problems in the message; a file has all of them when there are more."""
_LINE = 250
"""UTF-16 units of a line in the message."""


def summary(
    desk: Desk,
    chat_id: int,
    changes: Sequence[Change],
    keyboard: InlineKeyboardMarkup,
    note: str | None = None,
    caution: Text | None = None,
) -> list[Send]:
    """The dry run: the sums, the first changes, and a file with all when they are many."""
    tables = list(dict.fromkeys(change.table for change in changes))
    text = paragraphs(
        note,
        say(_("<b>This would change. Nothing is changed yet.</b>")),
        lines(*(_sum(table, changes) for table in tables)),
        lines(*(cut(f"• {_line(desk, change)}", _LINE) for change in changes[:SHOWN])),
        _rest(len(changes) - SHOWN),
        caution,
    )
    sends = [message(chat_id, text, keyboard)]
    if len(changes) > SHOWN:
        all_lines = [_line(desk, change) for change in changes]
        sends.insert(0, _file(chat_id, "changes.txt", all_lines))
    return sends


def problems_of(
    chat_id: int, problems: Sequence[Sentence], keyboard: InlineKeyboardMarkup
) -> list[Send]:
    """Everything that stands against an import."""
    # NOTE: {count} is a number of mistakes in a file
    count = ngettext("{count} mistake", "{count} mistakes", len(problems))
    text = paragraphs(
        say(_("<b>This file cannot be used.</b>")),
        Text(count.format(count=len(problems)), ":"),
        lines(*(cut(f"• {in_words(problem)}", _LINE) for problem in problems[:SHOWN])),
        _rest(len(problems) - SHOWN),
        _("Nothing was changed."),
    )
    sends = [message(chat_id, text, keyboard)]
    if len(problems) > SHOWN:
        sends.insert(0, _file(chat_id, "mistakes.txt", [in_words(p) for p in problems]))
    return sends


def _rest(more: int) -> str | None:
    if more <= 0:
        return None
    # NOTE: {count} is a number of lines
    return _("And {count} more: the file above has all.").format(count=more)


def _file(chat_id: int, name: str, all_lines: Sequence[str]) -> Send:
    content = "\r\n".join((*all_lines, "")).encode("utf-8-sig")
    return Send(SendDocument(chat_id=chat_id, document=BufferedInputFile(content, name)))


_COUNTED = {
    # NOTE: in a list after the name of a table: {count} is a number of rows
    Kind.ADDED: N_("new: {count}"),
    # NOTE: in a list after the name of a table: {count} is a number of fields
    Kind.CHANGED: N_("changed: {count}"),
    # NOTE: in a list after the name of a table: {count} is a number of rows
    Kind.REMOVED: N_("removed: {count}"),
    # NOTE: in a list after the name of a table
    Kind.REORDERED: N_("in another order"),
}


def _sum(table: str, changes: Sequence[Change]) -> Text:
    counts = Counter(change.kind for change in changes if change.table == table)
    parts = [_(text).format(count=counts[kind]) for kind, text in _COUNTED.items() if counts[kind]]
    return say("<b>{title}</b>: {parts}", title=title(table), parts=words.listing(parts))


def _line(desk: Desk, change: Change) -> str:
    """One change in words, in one line."""
    where = title(change.table)
    if change.kind is Kind.REORDERED:
        return f"{where}: {_('in another order')}"
    if change.kind is Kind.CHANGED:
        column = change.column or ""
        old, new = (value(desk, column, cell) for cell in (change.old, change.new))
        return f"{where}, {change.code}: {label(column)}: {old} → {new}"
    row = json.loads(str(change.new if change.kind is Kind.ADDED else change.old))
    name = row_name(change.table, row)
    # NOTE: a row of a table comes
    what = _("new")
    if change.kind is Kind.REMOVED:
        # NOTE: a row of a table goes
        what = _("removed")
    return f"{where}: {name} – {what}"
