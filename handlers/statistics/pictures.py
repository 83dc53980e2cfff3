"""The numbers as pictures: what `bot.charts` is told to draw."""

from collections.abc import Sequence
from typing import Any

from aiogram.utils.i18n import gettext as _

from bot.reception.disclosure import Count
from bot.reception.statistics import Statistics
from handlers.statistics.report import (
    OUTCOMES,
    days_text,
    share_text,
    whose,
)
from handlers.statistics.scope import Inquiry
from handlers.statistics.screens import period_text

Json = dict[str, Any]

OWN_PICTURE = 6
"""With more receptions than this they have a picture of their own."""
NONE = "–"
PICTURES = 10
"""As many as an album takes."""
TOPICS, ROWS = 20, 24
"""Rows for which there is room below the weeks, and on a picture of their own."""


def pictures_of(inquiry: Inquiry, found: Statistics) -> list[Json]:
    """What is drawn of the numbers: at least two pictures, so that they make an album."""
    offices = _offices(inquiry, found)
    first = [_weeks(found), _topics(inquiry, found)]
    second = [_figures(found), _outcomes(found)]
    several = len(found.open_by_office) > 1
    apart = len(found.open_by_office) > OWN_PICTURE
    if several and not apart:
        second.append(offices)
    panels = [first, second]
    if apart:
        panels += [[part] for part in _split(offices, PICTURES - len(panels))]
    return [_picture(inquiry, found, part) for part in panels]


def _split(panel: Json, most: int) -> list[Json]:
    """A long panel as several of much the same length."""
    rows = _at_most(most * ROWS, panel["rows"])
    parts = -(-len(rows) // ROWS)
    each = -(-len(rows) // parts)
    return [{**panel, "rows": rows[at : at + each]} for at in range(0, len(rows), each)]


def _at_most(most: int, rows: list[Json]) -> list[Json]:
    """The first rows of too many; the text below the pictures has all of them."""
    if len(rows) <= most:
        return rows
    # NOTE: the last row of a picture that has no room for all of them
    others = _("Others: see the text")
    return [*rows[: most - 1], {"label": others, "values": [{"value": 0, "text": ""}]}]


def _is_hatched(panel: Json) -> bool:
    values = [part for row in panel.get("rows", ()) for part in row["values"]]
    return any(one["value"] is None for one in (*values, *panel.get("bars", ())))


def _picture(inquiry: Inquiry, found: Statistics, panels: list[Json]) -> Json:
    # NOTE: at the foot of a picture
    hidden = _("Hatched: a small number, not shown")
    return {
        "title": inquiry.agency,
        "subtitle": f"{period_text(found.period)} · {whose(inquiry)}",
        "footer": hidden if any(map(_is_hatched, panels)) else "",
        "panels": panels,
    }


def _weeks(found: Statistics) -> Json:
    bars = [{"label": f"{week.first:%d.%m}", **_bar(count)} for week, count in found.weeks]
    return {
        "kind": "columns",
        # NOTE: a heading in a picture
        "title": _("New concerns by week"),
        "bars": bars,
    }


def _topics(inquiry: Inquiry, found: Statistics) -> Json:
    rows = [{"label": inquiry.topic(code), "values": [_bar(n)]} for code, n in found.topics]
    # NOTE: a heading in a picture
    return _bars(_("New concerns by topic"), _at_most(TOPICS, rows))


def _outcomes(found: Statistics) -> Json:
    rows = [
        {"label": _(OUTCOMES[outcome]), "values": [_bar(count)]}
        for outcome, count in found.outcomes
    ]
    # NOTE: a heading in a picture
    return _bars(_("What residents say of the answer"), rows)


def _offices(inquiry: Inquiry, found: Statistics) -> Json:
    rows = [
        {"label": inquiry.office(code), "values": [_bar(opened), _bar(late)]}
        for code, opened, late in found.open_by_office
    ]
    # NOTE: colours in a picture: concerns that nobody has closed, those whose answer is late
    series = [
        # NOTE: beside a coloured square: concerns that are open today
        _("Open"),
        # NOTE: beside a coloured square: concerns whose answer is overdue today
        _("Overdue"),
    ]
    # NOTE: a heading in a picture: concerns that are open today
    return _bars(_("Open today, by reception"), rows, series)


def _bars(title: str, rows: list[Json], series: Sequence[str] = ("",)) -> Json:
    most = max([part["value"] or 0 for row in rows for part in row["values"]], default=0)
    return {
        "kind": "bars",
        "title": title,
        "series": list(series),
        "most": max(most, 1),
        "rows": rows,
    }


def _bar(count: Count) -> Json:
    return {"value": count.value, "text": str(count)}


def _figures(found: Statistics) -> Json:
    answer, closing = found.to_answer, found.to_closing
    figures = [
        # NOTE: below a span of time in a picture
        (days_text(answer.median) if answer else NONE, _("first answer, half within")),
        # NOTE: below a span of time in a picture
        (days_text(answer.most) if answer else NONE, _("first answer, nine of ten within")),
        # NOTE: below a span of time in a picture
        (days_text(closing.median) if closing else NONE, _("closed, half within")),
        # NOTE: below a span of time in a picture
        (days_text(closing.most) if closing else NONE, _("closed, nine of ten within")),
        (
            share_text(found.in_time) if found.in_time else NONE,
            # NOTE: below a percentage in a picture
            _("answered within the term of the law"),
        ),
        # NOTE: below a number in a picture
        (str(found.filed), _("new concerns")),
        # NOTE: below a number in a picture: concerns that nobody has closed
        (str(found.open), _("open today")),
        # NOTE: below a number in a picture: open concerns whose answer is late
        (str(found.overdue), _("overdue today")),
    ]
    return {
        "kind": "figures",
        # NOTE: a heading in a picture
        "title": _("In numbers"),
        "figures": [{"text": text, "label": label} for text, label in figures],
    }
