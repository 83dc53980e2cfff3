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


def pictures_of(inquiry: Inquiry, found: Statistics) -> list[Json]:
    """What is drawn of the numbers: at least two pictures, so that they make an album."""
    offices = _offices(inquiry, found)
    first = [_weeks(found), _topics(inquiry, found)]
    second = [_figures(found), _outcomes(found)]
    several = len(found.open_by_office) > 1
    apart = len(found.open_by_office) > OWN_PICTURE
    if several and not apart:
        second.append(offices)
    panels = [first, second, [offices]] if apart else [first, second]
    return [_picture(inquiry, found, part) for part in panels]


def _picture(inquiry: Inquiry, found: Statistics, panels: list[Json]) -> Json:
    # NOTE: at the foot of a picture
    hidden = _("Hatched: a small number, not shown")
    return {
        "title": inquiry.agency,
        "subtitle": f"{period_text(found.period)} · {whose(inquiry)}",
        "footer": hidden if inquiry.offices is None else "",
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
    return _bars(_("New concerns by topic"), rows)


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
    return {"kind": "bars", "title": title, "series": list(series), "rows": rows}


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
