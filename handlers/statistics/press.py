"""What is pressed under the questions of /stats and /export."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

MOST = 17
"""Characters of a period in a press: see bot.reception.periods."""


class Whose(StrEnum):
    """Whose numbers."""

    COUNTRY = "country"
    """Everybody's; small counts are hidden."""
    OWN = "own"
    """Those of the receptions that whoever asks works for."""


class Content(StrEnum):
    """What a file holds."""

    NUMBERS = "numbers"
    """Statistics, small counts hidden."""
    CONCERNS = "concerns"
    """A line for each concern, without words and names."""
    EVERYTHING = "everything"
    """The exchange too, and the names that residents show."""


class StatsPress(CallbackData, prefix="sc"):
    """A press under the periods of statistics."""

    do: str
    """show, make, ask, cancel"""
    whose: Whose = Whose.COUNTRY
    period: str = Field(default="", max_length=MOST)


class ExportPress(CallbackData, prefix="xp"):
    """A press on the way to a file."""

    do: str
    """show, when, ask, check, make, cancel"""
    content: Content = Content.NUMBERS
    period: str = Field(default="", max_length=MOST)
    csv: bool = False
    """Else a workbook."""
