"""Announcements: their states, whom they are for, and in which language each person gets them."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

TAKE_BACK_SECONDS = 48 * 3600
"""Telegram deletes a bot's messages in private chats for so long."""


class Status(StrEnum):
    """Where an announcement is on its way."""

    DRAFT = "draft"
    """It is being written."""
    WAITING = "waiting"
    """A second administrator is to say yes."""
    SCHEDULED = "scheduled"
    """It goes when its time comes."""
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    """Stopped for good; whoever got it keeps it, unless it is taken back."""
    REMOVING = "removing"
    """It is being deleted again where it was delivered."""
    TAKEN_BACK = "taken_back"


MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.WAITING, Status.SCHEDULED, Status.CANCELLED}),
    Status.WAITING: frozenset({Status.DRAFT, Status.SCHEDULED, Status.CANCELLED}),
    # At its time it may need the yes that it did not need when it was scheduled.
    Status.SCHEDULED: frozenset({Status.DRAFT, Status.WAITING, Status.RUNNING, Status.CANCELLED}),
    Status.RUNNING: frozenset({Status.PAUSED, Status.DONE, Status.CANCELLED}),
    Status.PAUSED: frozenset({Status.RUNNING, Status.CANCELLED}),
    Status.DONE: frozenset({Status.REMOVING}),
    Status.CANCELLED: frozenset({Status.REMOVING}),
    Status.REMOVING: frozenset({Status.TAKEN_BACK}),
    Status.TAKEN_BACK: frozenset(),
}
"""State -> the states it may go to."""


def sources_of(status: Status) -> list[Status]:
    """The states from which an announcement may come to ``status``."""
    return [source for source, targets in MOVES.items() if status in targets]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: residents who fit each of the restrictions that are set."""

    languages: tuple[str, ...] = ()
    """Who reads one of these; empty: everybody."""
    regions: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    """Who belongs to one of these regions, districts or offices; all empty: the whole country."""
    open_concern: bool = False
    """Only who has a concern on an office's desk; with places: on that of one of their offices.
    Whether anybody has one may not be learnt by announcing something."""

    @property
    def has_places(self) -> bool:
        """Whether it is for some places only."""
        return bool(self.regions or self.districts or self.offices)

    @property
    def is_narrowed(self) -> bool:
        """Whether it is not for everybody: then it is not said how few people it is for."""
        return self != Audience()

    def as_json(self) -> dict[str, Any]:
        """JSON values that `audience_from` reads back."""
        return asdict(self)


def audience_from(values: dict[str, Any]) -> Audience:
    """The audience behind `Audience.as_json`."""
    lists = {
        name: tuple(values[name]) for name in ("languages", "regions", "districts", "offices")
    }
    return Audience(**lists, open_concern=bool(values["open_concern"]))


FALLBACK: dict[str, tuple[str, ...]] = {
    "ky": ("ru", "uz_Cyrl", "uz", "en"),
    "ru": ("ky", "en", "uz_Cyrl", "uz"),
    "uz": ("uz_Cyrl", "ky", "ru", "en"),
    "uz_Cyrl": ("uz", "ky", "ru", "en"),
    "en": ("ru", "ky", "uz", "uz_Cyrl"),
}
"""Language -> those tried in its place, the nearest first: the same language in other letters,
then the state language, then the official one."""


def version_for(language: str, versions: Collection[str]) -> str:
    """The language in which a reader of ``language`` gets an announcement that has ``versions``.

    Raises ValueError when it has none.
    """
    for code in (language, *FALLBACK.get(language, ())):
        if code in versions:
            return code
    raise ValueError("an announcement without any version")
