"""A ticket's number, its states and the moves between them."""

import re
from enum import StrEnum


class Status(StrEnum):
    """Where a concern stands."""

    DRAFT = "draft"
    """Being written; nobody but its writer knows of it."""
    REGISTERED = "registered"
    """Filed: it has a number and a due date."""
    IN_WORK = "in_work"
    """A secretary took it, or the resident wrote after an answer."""
    ANSWERED = "answered"
    """The last answer reached the resident."""
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


OPEN = (Status.REGISTERED, Status.IN_WORK, Status.ANSWERED)
"""The office still has the concern on its desk."""

MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.REGISTERED}),
    Status.REGISTERED: frozenset(
        {Status.IN_WORK, Status.ANSWERED, Status.CLOSED, Status.WITHDRAWN}
    ),
    Status.IN_WORK: frozenset({Status.ANSWERED, Status.CLOSED, Status.WITHDRAWN}),
    Status.ANSWERED: frozenset({Status.IN_WORK, Status.CLOSED, Status.WITHDRAWN}),
    # Closed or withdrawn by mistake, or the matter came back: an answer or a new word from
    # the resident reopens it.
    Status.CLOSED: frozenset({Status.IN_WORK, Status.ANSWERED}),
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
