"""Statistics and concerns as tables, in the words of whoever asked."""

import re
from collections.abc import Sequence
from dataclasses import replace

from aiogram.utils.i18n import gettext as _

from bot.reception.archives import pack
from bot.reception.disclosure import Count, Share
from bot.reception.outcomes import Outcome
from bot.reception.plain import plain
from bot.reception.statistics import Statistics, Times
from bot.reception.tickets import Status
from bot.reception.workbook import MOST_NAME, Sheet, Value, write_csv, write_workbook
from handlers import words
from handlers.statistics.report import OUTCOMES, too_few
from handlers.statistics.scope import Inquiry
from handlers.statistics.sheet_words import EVENTS, ROLES
from locales.languages import LANGUAGES
from storage.exports import Concerns, Exported


def as_file(sheets: Sequence[Sheet], *, csv: bool) -> bytes:
    """A workbook, or an archive with a CSV file for each sheet."""
    sheets = _named(sheets)
    if not csv:
        return write_workbook(sheets)
    return pack({f"{sheet.name}.csv": write_csv(sheet) for sheet in sheets})


def _named(sheets: Sequence[Sheet]) -> list[Sheet]:
    """With names that a workbook takes: short ones without some signs, no two the same."""
    named: dict[str, Sheet] = {}
    for sheet in sheets:
        name = re.sub(r"[\[\]:*?/\\]", " ", sheet.name)[:MOST_NAME].strip("' ")
        short, number = name[: MOST_NAME - 4], 2
        while not name or name.casefold() in named:
            name, number = f"{short} {number}".strip(), number + 1
        named[name.casefold()] = replace(sheet, name=name)
    return list(named.values())


def of_numbers(inquiry: Inquiry, found: Statistics) -> list[Sheet]:
    """The numbers of a period; hidden counts are texts like “<5”."""
    opened = {code: (count, late) for code, count, late in found.open_by_office}
    # NOTE: a column of a table: how many concerns
    new = _("New concerns")
    # NOTE: in tables: of a period or a week
    first = _("First day")
    # NOTE: in tables: of a period or a week
    last = _("Last day")
    totals: list[Sequence[Value]] = [
        [first, found.period.first],
        [last, found.period.last],
        [new, _cell(found.filed)],
        [_("Urgent among them"), _cell(found.urgent)],
        [_("First answers"), _cell(found.answered)],
        [_("Open today"), _cell(found.open)],
        [_("Overdue among them"), _cell(found.overdue)],
        # NOTE: a row of a table: the median
        [_("Days to the first answer, half within"), _days(found.to_answer, "median")],
        # NOTE: a row of a table: the 90th percentile
        [_("Days to the first answer, nine of ten within"), _days(found.to_answer, "most")],
        # NOTE: a row of a table: the median
        [_("Days to closing, half within"), _days(found.to_closing, "median")],
        # NOTE: a row of a table: the 90th percentile
        [_("Days to closing, nine of ten within"), _days(found.to_closing, "most")],
        # NOTE: a row of a table: a percentage
        [_("Answered within the term of the law, %"), _percent(found.in_time)],
    ]
    return [
        Sheet(
            # NOTE: the name of a sheet of a workbook
            _("Totals"),
            # NOTE: the heading of a column with numbers
            ["", _("Number")],
            totals,
        ),
        Sheet(
            # NOTE: the name of a sheet of a workbook
            _("Weeks"),
            [first, last, new],
            [[week.first, week.last, _cell(count)] for week, count in found.weeks],
        ),
        Sheet(
            # NOTE: the name of a sheet of a workbook
            _("Topics"),
            [_("Topic"), new],
            [[inquiry.topic(code), _cell(count)] for code, count in found.topics],
        ),
        Sheet(
            # NOTE: the name of a sheet of a workbook
            _("Receptions"),
            # NOTE: columns of a table: open concerns, and those of them whose answer is late
            [_("Reception"), new, _("Open today"), _("Overdue among them")],
            [
                [inquiry.office(code), _cell(count), *map(_cell, opened[code])]
                for code, count in found.offices
            ],
        ),
        Sheet(
            # NOTE: the name of a sheet of a workbook: what residents say of the answers
            _("Outcomes"),
            [_("What residents say of the answer"), _("Number")],
            [[_(OUTCOMES[outcome]), _cell(count)] for outcome, count in found.outcomes],
        ),
    ]


def _cell(count: Count) -> Value:
    return str(count) if count.value is None else count.value


def _days(value: Times | None, name: str) -> Value:
    return too_few() if value is None else round(float(getattr(value, name)), 2)


def _percent(value: Share | None) -> Value:
    if value is None:
        return too_few()
    return f"{value.sign}{value.percent}" if value.sign else value.percent


def of_concerns(inquiry: Inquiry, found: Concerns, *, everything: bool) -> list[Sheet]:
    """A line for each concern and each event; with ``everything`` the exchange and names too."""
    columns = [
        # NOTE: a column of a table: the number of the concern
        _("Number of the concern"),
        _("Reception"),
        _("Topic"),
        # NOTE: a column of a table: the state of the concern
        _("State"),
        # NOTE: a column of a table, with yes or nothing in it
        _("Urgent"),
        # NOTE: a column of a table: a secretary wrote the concern down for a visitor
        _("At the counter"),
        _("Language"),
        # NOTE: a column of a table: the date and time at which the concern came in
        _("Registered"),
        _("Answer due by"),
        # NOTE: a column of a table: a date and time
        _("First answer"),
        # NOTE: a column of a table: the date and time at which the concern ended
        _("Ended"),
        # NOTE: a column of a table: whether the resident says that the matter is settled
        _("Outcome"),
        # NOTE: a column of a table: the concern's number in the agency's own register
        _("Number in the register"),
    ]
    # NOTE: a column of a table: the resident's name
    columns += [_("From whom")] if everything else []
    # NOTE: a column of a table: the moment at which something happened
    when = _("When")
    # NOTE: a column of a table: what happened
    what = _("What")
    # NOTE: a column of a table: who did it
    who = _("Who")
    sheets = [
        Sheet(
            # NOTE: the name of a sheet of a workbook
            _("Concerns"),
            columns,
            (_line(inquiry, one, everything) for one in found.tickets),
        ),
        Sheet(
            # NOTE: the name of a sheet of a workbook: what happened to concerns
            _("Events"),
            [_("Number of the concern"), when, what, who],
            (
                [
                    one.number,
                    one.at,
                    _(EVENTS.get(one.kind, one.kind)),
                    _(ROLES.get(one.role, one.role)),
                ]
                for one in found.events
            ),
        ),
    ]
    if everything:
        sheets.append(_exchange(found, when))
    return sheets


def _line(inquiry: Inquiry, one: Exported, everything: bool) -> list[Value]:
    yes = _("yes")
    line: list[Value] = [
        one.number,
        inquiry.office(one.office),
        inquiry.topic(one.topic),
        words.status(Status(one.status)),
        yes if one.urgent else None,
        yes if one.at_counter else None,
        LANGUAGES.get(one.language, one.language),
        one.filed_at,
        one.due_on,
        one.first_answered,
        one.closed_at,
        _(OUTCOMES[Outcome(one.outcome)]) if one.outcome else None,
        one.register_number,
    ]
    return [*line, plain(one.name) if one.name else None] if everything else line


def _exchange(found: Concerns, when: str) -> Sheet:
    # NOTE: a column of a table of messages: text, photo, voice message
    kind = _("Kind")
    # NOTE: a column of a table of messages: what was written
    said = _("Words")
    # NOTE: in a table: who wrote a message
    resident, office = _("Resident"), _("Reception")
    return Sheet(
        # NOTE: the name of a sheet of a workbook: all messages of concerns
        _("Exchange"),
        [_("Number of the concern"), when, _("From whom"), kind, said],
        (
            [
                one.number,
                one.at,
                resident if one.from_resident else office,
                # NOTE: in a table, for a message that is words only
                _("text") if one.kind == "text" else words.kind(one.kind),
                plain(one.text) or None,
            ]
            for one in found.messages
        ),
    )
