"""What a cell of the directory may hold: its text to the value that is kept.

What cannot be used raises Unusable, with a sentence that is still to be given the `column` and
the `cell`.
"""

import re
from datetime import date

from bot.reception.opening import Flaw, HoursError, parse
from bot.reception.problems import Sentence, Unusable
from bot.reception.routing import ADMINISTRATION, CENTRE

_PHONE = Sentence("{column} is {cell}: write one number of 3 to 15 digits, like +996 312 620000")
_DATE = Sentence("{column} is {cell}: write a date like 2026-01-08")
_HOURS = {
    Flaw.EMPTY: Sentence(
        "{column} is {cell}: there are no days and times; write it like {example}"
    ),
    # NOTE: {part} is the words of the opening hours that are not understood
    Flaw.ORDER: Sentence(
        "{column} is {cell}: first the days and then the times: {part}; write it like {example}"
    ),
    # NOTE: {part} is the word that should name a day
    Flaw.DAY: Sentence(
        "{column} is {cell}: not clearly a day of the week: {part}; write it like {example}"
    ),
    # NOTE: {part} is the day, as it was typed
    Flaw.TWICE: Sentence(
        "{column} is {cell}: a day that stands twice: {part}; write it like {example}"
    ),
    # NOTE: {part} is what should be a time
    Flaw.TIME: Sentence(
        "{column} is {cell}: not a time from 0:00 to 24:00: {part}; write it like {example}"
    ),
    # NOTE: {part} is times as typed, for example 18:00-9:00
    Flaw.BACKWARDS: Sentence(
        "{column} is {cell}: does not end after it begins: {part}; write it like {example}"
    ),
    # NOTE: {part} is times as typed
    Flaw.OVERLAP: Sentence(
        "{column} is {cell}: these times overlap or touch: {part}; write it like {example}"
    ),
}
_HOURS_EXAMPLE = "Mo-Fr 09:00-12:00,13:00-18:00"


def _matching(pattern: str, remedy: Sentence, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise Unusable(remedy)
    return text


def words(longest: int, text: str) -> str:
    """Words of at most so many characters."""
    if len(text) > longest:
        long = Sentence("{column} is {cell}: {length} characters; write {most} at most")
        raise Unusable(long.given(length=len(text), most=longest))
    return text


def flag(text: str) -> int:
    """Yes or no."""
    if text not in {"0", "1", "False", "True"}:
        # NOTE: {column} is the name of a column of a table, {cell} is what stands in it
        raise Unusable(Sentence("{column} is {cell}: write 0 or 1"))
    return int(text in {"1", "True"})


def working_days(text: str) -> int:
    """A number of working days."""
    remedy = Sentence("{column} is {cell}: write a number of working days from 1 to 999")
    return int(_matching(r"[1-9][0-9]{0,2}", remedy, text))


def degrees(text: str) -> float:
    """Latitude or longitude, WGS 84 degrees."""
    # Not everything float() takes is a position: "nan", "inf", "1e3".
    remedy = Sentence("{column} is {cell}: write it like {example}").given(example="40.266")
    return float(_matching(r"-?[0-9]{1,3}(\.[0-9]+)?", remedy, text))


def position(text: str) -> int:
    """The place of a row in its list."""
    remedy = Sentence("{column} is {cell}: write a whole number")
    return int(_matching(r"[0-9]{1,4}", remedy, text))


def chat(text: str) -> int:
    """The Telegram id of a group."""
    remedy = Sentence(
        "{column} is {cell}: write a group's id, a negative number; /start in the group shows it"
    )
    return int(_matching(r"-[1-9][0-9]{0,15}", remedy, text))


def office_code(text: str) -> str:
    """Three letters, as they stand in the numbers of concerns."""
    if text == CENTRE:
        raise Unusable(
            Sentence("{column} is {cell}: it stands for the agency's centre; choose other letters")
        )
    if text == ADMINISTRATION:
        raise Unusable(
            Sentence("{column} is {cell}: it stands for the administrators; choose other letters")
        )
    remedy = Sentence("{column} is {cell}: write three capital Latin letters")
    return _matching(r"[A-Z]{3}", remedy, text)


def phone(text: str) -> str:
    """One telephone number."""
    # No-break hyphens and dashes come with a number that is pasted from a document.
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    _matching(r"\+?[0-9 ()-]+", _PHONE, text)
    if not 3 <= sum(character.isdigit() for character in text) <= 15:
        raise Unusable(_PHONE)
    return text


def hours(text: str) -> str:
    """Opening hours, in their canonical form."""
    try:
        return parse(text, None).canonical()
    except HoursError as error:
        flaw = _HOURS[error.flaw].given(part=error.part, example=_HOURS_EXAMPLE)
        raise Unusable(flaw) from None


def day(text: str) -> str:
    """A date, ISO."""
    _matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", _DATE, text)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unusable(_DATE) from None


def code(text: str) -> str:
    """What tells rows apart."""
    remedy = Sentence("{column} is {cell}: write up to 20 Latin letters, digits, - or _")
    return _matching(r"[A-Za-z0-9_-]{1,20}", remedy, text)
