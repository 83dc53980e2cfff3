"""What a resident says of the answer to their concern."""

from enum import StrEnum


class Outcome(StrEnum):
    """Whether the matter is settled."""

    SOLVED = "solved"
    """The concern is closed."""
    PARTLY = "partly"
    """The office sees it; the concern stays answered."""
    NOT_SOLVED = "not_solved"
    """The concern is opened again, with a new term for the answer."""
