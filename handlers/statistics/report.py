"""Every number of a picture as text: for screen readers, and for whoever wants to copy it."""

from collections.abc import Iterable, Sequence

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.disclosure import LEAST, Share
from bot.reception.outcomes import Outcome
from bot.reception.statistics import Statistics, Times
from handlers import words
from handlers.labels import N_
from handlers.say import MAX_TEXT, length, say
from handlers.statistics.scope import Inquiry
from handlers.statistics.screens import period_text, title

OUTCOMES = {
    # NOTE: what a resident says of the answer; stands before a number
    Outcome.SOLVED: N_("Solved"),
    # NOTE: what a resident says of the answer; stands before a number
    Outcome.PARTLY: N_("Partly solved"),
    # NOTE: what a resident says of the answer; stands before a number
    Outcome.NOT_SOLVED: N_("Not solved"),
}

Line = Text | str


def whose(inquiry: Inquiry) -> str:
    """Whose numbers they are."""
    if inquiry.offices is None:
        # NOTE: whose numbers
        return _("The whole country")
    return words.listing([inquiry.office(code) for code in inquiry.offices])


def full(inquiry: Inquiry, found: Statistics) -> list[Text]:
    """All numbers of a period, in messages that are short enough."""
    return pack(
        [
            title(),
            f"{period_text(found.period)} · {whose(inquiry)}",
            "",
            *_totals(found),
            "",
            *_times(found),
            "",
            *weeks(found),
            "",
            # NOTE: a heading above numbers
            say(_("<b>New concerns by topic</b>")),
            *(_count(inquiry.topic(code), count) for code, count in found.topics),
            "",
            *_offices(inquiry, found),
            "",
            # NOTE: a heading above numbers
            say(_("<b>What residents say of the answer</b>")),
            *(_count(_(OUTCOMES[outcome]), count) for outcome, count in found.outcomes),
            *explanation(inquiry),
        ]
    )


def digest(inquiry: Inquiry, found: Statistics) -> list[Text]:
    """The week in short."""
    return pack(
        [
            # NOTE: a heading; every Monday, of the week that is over
            say(_("<b>The week in the receptions</b>")),
            period_text(found.period),
            "",
            *_totals(found),
            "",
            *_offices(inquiry, found),
            "",
            *weeks(found),
            *explanation(inquiry),
        ]
    )


def explanation(inquiry: Inquiry) -> list[Line]:
    """Why some numbers are hidden."""
    if not inquiry.hides:
        return []
    # NOTE: below numbers; {sign} is “<5”, {least} is 5
    text = _(
        "{sign} means fewer than {least}: small numbers are hidden, and larger ones with them "
        "where these would give them away."
    )
    return ["", text.format(sign=f"<{LEAST}", least=LEAST)]


def _totals(found: Statistics) -> list[Line]:
    return [
        # NOTE: before a number: concerns that came in
        _count(_("New concerns"), found.filed),
        # NOTE: before a number, below the number of new concerns
        _count(_("Urgent among them"), found.urgent),
        # NOTE: before a number: of concerns that were answered for the first time
        _count(_("First answers"), found.answered),
        # NOTE: before a number: of concerns that nobody has closed
        _count(_("Open today"), found.open),
        # NOTE: before a number: of open concerns whose answer is late
        _count(_("Overdue among them"), found.overdue),
    ]


def _times(found: Statistics) -> list[Line]:
    return [
        # NOTE: a heading above how long things took
        say(_("<b>How long it takes</b>")),
        # NOTE: before two spans of time
        _span(_("To the first answer"), found.to_answer),
        # NOTE: before two spans of time
        _span(_("To closing"), found.to_closing),
        # NOTE: before a percentage: of the concerns that are answered or overdue
        _count(_("Answered within the term of the law"), share_text(found.in_time)),
    ]


def weeks(found: Statistics) -> list[Line]:
    """New concerns by week."""
    return [
        # NOTE: a heading above numbers
        say(_("<b>New concerns by week</b>")),
        *(
            _count(f"{week.first:%d.%m}–{week.last:%d.%m.%Y}", count)
            for week, count in found.weeks
        ),
    ]


def _offices(inquiry: Inquiry, found: Statistics) -> list[Line]:
    opened = {code: (count, late) for code, count, late in found.open_by_office}
    return [
        # NOTE: a heading above numbers
        say(_("<b>By reception</b>")),
        *(
            say(
                # NOTE: numbers of concerns of a reception: those that came in, those open today,
                # those of them whose answer is late
                _("{name}: new {new}, open {open}, overdue {overdue}"),
                name=inquiry.office(code),
                new=str(count),
                open=str(opened[code][0]),
                overdue=str(opened[code][1]),
            )
            for code, count in found.offices
        ),
    ]


def days_text(value: float) -> str:
    """A span of time in days with one decimal."""
    # NOTE: {count} is a number with a decimal, like 3.5; best a short form of the word
    return _("{count} days").format(count=words.decimal(value))


def share_text(value: Share | None) -> str:
    """A percentage, or that there is none."""
    return too_few() if value is None else str(value)


def too_few() -> str:
    """Stands for a number that cannot be told."""
    # NOTE: instead of a number: there are too few concerns for it
    return _("too few to say")


def _span(label: str, value: Times | None) -> Line:
    if value is None:
        return _count(label, too_few())
    return say(
        # NOTE: {label} is “To the first answer”; then how long half of them took at most, and nine
        # of ten
        _("{label}: half within {median}, nine of ten within {most}"),
        label=label,
        median=days_text(value.median),
        most=days_text(value.most),
    )


def _count(label: str, value: object) -> str:
    return f"{label}: {value}"


def pack(given: Sequence[Line], limit: int = MAX_TEXT) -> list[Text]:
    """Lines in as few messages as they need; "" parts paragraphs. No line is cut."""
    messages: list[list[Line]] = [[]]
    used = 0
    for line in given:
        size = length(_body(line)) + 1
        if used + size > limit and messages[-1]:
            messages.append([])
            used = 0
        if line == "" and not messages[-1]:
            continue
        messages[-1].append(line)
        used += size
    return [_joined(message) for message in messages if any(map(_body, message))]


def _joined(given: Iterable[Line]) -> Text:
    kept = _trimmed(list(given))
    return Text(*[item for line in kept for item in (line, "\n")][:-1])


def _trimmed(given: list[Line]) -> list[Line]:
    while given and not _body(given[-1]):
        given.pop()
    return given


def _body(line: Line) -> str:
    return line if isinstance(line, str) else line.render()[0]
