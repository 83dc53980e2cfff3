"""A ticket's number, its states and the moves between them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.reception.folding import fold


class Status(StrEnum):
    """Where a concern stands."""

    DRAFT = "draft"
    """Being written; nobody but its writer knows of it."""
    REGISTERED = "registered"
    """Filed: it has a number and a due date."""
    IN_WORK = "in_work"
    """A secretary took it, or the resident wrote after an answer."""
    WAITING = "waiting"
    """The office asked the resident something and waits for it."""
    ANSWERED = "answered"
    """The last answer reached the resident."""
    CLOSED = "closed"
    REDIRECTED = "redirected"
    """Another body is competent: the resident was told which, and why."""
    DECLINED = "declined"
    """The office may not or need not answer: the resident was told the legal reason."""
    WITHDRAWN = "withdrawn"


OPEN = (Status.REGISTERED, Status.IN_WORK, Status.WAITING, Status.ANSWERED)
"""The office still has the concern on its desk."""

ENDED = (Status.CLOSED, Status.REDIRECTED, Status.DECLINED, Status.WITHDRAWN)
"""Nobody works on it; a word of the resident opens it again."""


def is_overdue(status: Status, due_on: date | None, met_at: object, today: date) -> bool:
    """Whether the office should have answered by now: the last day of the term is over, and within
    it nothing was answered yet. What is written after an answer has no term."""
    return status in OPEN and met_at is None and due_on is not None and due_on < today


_ENDS = frozenset(ENDED)

MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.REGISTERED}),
    Status.REGISTERED: frozenset({Status.IN_WORK, Status.WAITING, Status.ANSWERED}) | _ENDS,
    # Whoever had it may release it.
    Status.IN_WORK: frozenset({Status.REGISTERED, Status.WAITING, Status.ANSWERED}) | _ENDS,
    Status.WAITING: frozenset({Status.IN_WORK, Status.ANSWERED}) | _ENDS,
    # Given to another office it is to be answered anew.
    Status.ANSWERED: frozenset({Status.REGISTERED, Status.IN_WORK, Status.WAITING}) | _ENDS,
    # Ended by mistake, or the matter came back: an answer or a new word from the resident
    # reopens it.
    Status.CLOSED: frozenset({Status.IN_WORK, Status.ANSWERED}),
    Status.REDIRECTED: frozenset({Status.IN_WORK, Status.ANSWERED}),
    Status.DECLINED: frozenset({Status.IN_WORK, Status.ANSWERED}),
    Status.WITHDRAWN: frozenset({Status.IN_WORK}),
}
"""The allowed moves. Everything else is refused."""


def may_move(old: Status, new: Status) -> bool:
    """Whether a ticket may go from one state to another."""
    return new in MOVES[old]


def sources_of(new: Status) -> tuple[Status, ...]:
    """The states from which a ticket may come to ``new``."""
    return tuple(old for old, targets in MOVES.items() if new in targets)


NUMBER = re.compile(r"\b[A-Z]{3}-\d{4}-\d{5,}\b")


def format_number(office: str, year: int, serial: int) -> str:
    """``NKT-2026-00017``: the office's three letters, the year, a serial per office and year."""
    return f"{office}-{year:04}-{serial:05}"


def find_number(text: str) -> str | None:
    """The first ticket number in a text."""
    match = NUMBER.search(text)
    return match[0] if match else None


@dataclass(frozen=True, slots=True)
class WantedNumber:
    """What somebody wrote of a ticket's number; None: they left it out."""

    serial: int
    office: str | None
    year: int | None

    @property
    def pattern(self) -> str:
        """All numbers that may be meant, for LIKE."""
        year = "____" if self.year is None else f"{self.year:04}"
        return f"{self.office or '___'}-{year}-{self.serial:05}"


_WANTED = re.compile(r"\W*([^\W\d_]{2,5})?[\W_]*(?:(\d{4})[\W_]+)?0*(\d{1,9})\W*")


def read_number(text: str, offices: Iterable[str]) -> WantedNumber | None:
    """The number that a text is, however it is written: "nkt 17", "НКТ-2026-17", "17".

    ``offices`` are the codes there are; None: it is no number, or its letters are no office's.
    """
    match = _WANTED.fullmatch(text)
    if match is None:
        return None
    letters, year, serial = match.groups()
    office = None
    if letters:
        by_sound = {fold(code): code for code in offices}
        office = by_sound.get(fold(letters))
        if office is None:
            return None
    return WantedNumber(int(serial), office, int(year) if year else None)
