"""The questions before numbers are worked out: of which period, and what a file should hold."""

from collections.abc import Callable

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.periods import Flaw, Period, PeriodError, Span
from handlers import labels
from handlers.labels import FITS, N_, fitting
from handlers.say import cut, lines, paragraphs, say
from handlers.statistics.press import Content, ExportPress, StatsPress, Whose

Screen = tuple[Text, InlineKeyboardMarkup]

EXAMPLE = "01.01.2026 – 31.03.2026"

SPANS = {
    # NOTE: a button: a period of time
    Span.DAYS: N_("30 days"),
    # NOTE: a button: a period of time
    Span.QUARTER: N_("This quarter"),
    # NOTE: a button: a period of time
    Span.YEAR: N_("This year"),
    # NOTE: a button: a period of time
    Span.LAST_YEAR: N_("Last year"),
}

FLAWS = {
    # NOTE: {part} is an example of two dates
    Flaw.SHAPE: N_("These are not two dates. Write them like this: {part}"),
    # NOTE: {part} is what somebody wrote as a date
    Flaw.DATE: N_("There is no such day: {part}"),
    # NOTE: {part} is two dates
    Flaw.BACKWARDS: N_("The end is before the beginning: {part}"),
    # NOTE: {part} is a date
    Flaw.FUTURE: N_("This day is still to come: {part}"),
    # NOTE: {part} is a date
    Flaw.EARLY: N_("This day is too long ago: {part}"),
    # NOTE: {part} is a number of days
    Flaw.LONG: N_("This is too long: {part} days. Five years at most."),
}

CONTENTS = {
    # NOTE: a button: what a file should hold
    Content.NUMBERS: N_("📊 Numbers"),
    # NOTE: a button: what a file should hold: a line for each concern
    Content.CONCERNS: N_("📋 Concerns, no words"),
    # NOTE: a button: what a file should hold: all that was written
    Content.EVERYTHING: N_("🔒 Everything written"),
}

HOLDS = {
    Content.NUMBERS: N_("The file holds the numbers of /stats. Counts below 5 are hidden in it."),
    Content.CONCERNS: N_(
        "The file holds a line for each concern: number, reception, topic, state, dates, outcome. "
        "No words and no names."
    ),
    Content.EVERYTHING: N_(
        "The file holds everything that residents and receptions wrote, and the names of those "
        "who show them. Keep it where nobody else can read it."
    ),
}


def flaw_text(error: PeriodError) -> str:
    """What is wrong with a period, for who wrote it."""
    part = EXAMPLE if error.flaw is Flaw.SHAPE else error.part
    return _(FLAWS[error.flaw]).format(part=part)


def period_text(period: Period) -> str:
    """The first and the last day."""
    return f"{period.first:%d.%m.%Y} – {period.last:%d.%m.%Y}"


def stats_periods(whose: Whose, may: set[Whose]) -> Screen:
    """Of which period?"""

    def press(do: str, period: str = "") -> StatsPress:
        return StatsPress(do=do, whose=whose, period=period)

    rows = _spans(lambda span: press("make", span))
    # NOTE: a button: write the first and the last day oneself
    rows.append([_button(_("Other days"), press("ask"))])
    if len(may) > 1:
        other = Whose.OWN if whose is Whose.COUNTRY else Whose.COUNTRY
        # NOTE: a button: numbers of the receptions one works for
        own = _("🏛 My receptions")
        # NOTE: a button: numbers of all receptions
        country = _("🌍 The whole country")
        text = own if other is Whose.OWN else country
        rows.append([_button(text, StatsPress(do="show", whose=other))])
    about = (
        # NOTE: whose numbers
        _("The whole country. Counts below 5 are hidden.")
        if whose is Whose.COUNTRY
        # NOTE: whose numbers
        else _("The receptions you work for.")
    )
    return _screen(paragraphs(title(), about, which_period()), rows)


def title() -> Text:
    """Above numbers."""
    # NOTE: a heading above numbers
    return say(_("<b>Statistics</b>"))


def which_period() -> str:
    """The question above the periods."""
    # NOTE: above buttons like “30 days” and “this year”
    return _("Which period?")


def contents() -> Screen:
    """What should the file hold?"""
    rows = [
        [_button(_(label), ExportPress(do="when", content=content))]
        for content, label in CONTENTS.items()
    ]
    return _screen(
        say(_("<b>A file with the numbers or the concerns.</b> What should it hold?")), rows
    )


def export_periods(content: Content) -> Screen:
    """Of which period?"""
    rows = _spans(lambda span: ExportPress(do="check", content=content, period=span))
    rows.append([_button(_("Other days"), ExportPress(do="ask", content=content))])
    rows.append([_button(_("⬅️ Back"), ExportPress(do="show"))])
    return _screen(paragraphs(_(HOLDS[content]), which_period()), rows)


def check(content: Content, period: Period) -> Screen:
    """What it will hold, and whether that is meant."""
    asks_again = content is not Content.NUMBERS

    def press(csv: bool) -> ExportPress:
        return ExportPress(do="make", content=content, period=period.code, csv=csv)

    # NOTE: a button: make the file, a workbook of a spreadsheet
    workbook = _("Yes, as XLSX") if asks_again else _("📗 Excel (XLSX)")
    # NOTE: a button: make the file, tables as plain text
    plain = _("Yes, as CSV") if asks_again else _("📄 CSV files (ZIP)")
    rows = [
        [_button(workbook, press(False)), _button(plain, press(True))],
        [_button(_("⬅️ Back"), ExportPress(do="when", content=content))],
        [_button(_(labels.CANCEL), ExportPress(do="cancel"))],
    ]
    text = paragraphs(
        lines(say("<b>{title}</b>", title=_(CONTENTS[content])), period_text(period)),
        _(HOLDS[content]),
        # NOTE: before an administrator gets a file with concerns
        _("That you had it is noted in the audit. Do you want it?") if asks_again else None,
    )
    return _screen(text, rows)


def question(cancel: StatsPress | ExportPress, note: str | None = None) -> Screen:
    """The first and the last day, in words."""
    # NOTE: {example} is two dates
    text = say(_("Write the first and the last day, for example {example}"), example=EXAMPLE)
    return _screen(paragraphs(note, text), [[_button(_(labels.CANCEL), cancel)]])


def in_a_group(note: str | None = None) -> Text:
    """How to name the days where the bot does not hear everything."""
    # NOTE: {example} is a command with two dates
    text = say(
        _("Send the days with the command: {example}"),
        example=" ".join(("/stats", EXAMPLE)),
    )
    return paragraphs(note, text)


def nothing_made() -> Text:
    """It was left."""
    # NOTE: an administrator wants no file after all
    return say(_("No file was made."))


def one_moment(period: Period) -> Text:
    """It is being worked out."""
    # NOTE: {period} is two dates
    return say(_("One moment… {period}"), period=period_text(period))


def _spans(press: Callable[[Span], StatsPress | ExportPress]) -> list[list[InlineKeyboardButton]]:
    buttons = [_button(_(label), press(span)) for span, label in SPANS.items()]
    return [buttons[:2], buttons[2:]]


def _button(text: str, press: StatsPress | ExportPress) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=cut(text, FITS[1]), callback_data=press.pack())


def _screen(text: Text, rows: list[list[InlineKeyboardButton]]) -> Screen:
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))
