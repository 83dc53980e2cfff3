"""Which office handles a concern, and in which chat.

A concern about an office must never reach a chat that serves the office complained of, nor a named
secretary of that office in private: the body that an appeal is about is not the one that handles
it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

CENTRE = "MON"
"""Stands for an office where a concern is handled by the agency itself: in the monitoring chat,
else by an administrator privately. No office of the directory may have this code."""
ADMINISTRATION = "ADM"
"""Stands for the administrators where people get roles. No office may have this code either."""


def present_chat(
    own: int | None, shared: int | None, moved: Mapping[int, int] | None = None
) -> int | None:
    """The office's own chat, else the shared one, else None.

    ``moved`` maps groups that became supergroups to their new ids.
    """
    chat = own if own is not None else shared
    moved = moved or {}
    while chat is not None and chat in moved:
        chat = moved[chat]
    return chat


@dataclass(frozen=True, slots=True)
class Desks:
    """Where concerns can be handled at present."""

    offices: Mapping[str, int | None]
    """Office code -> the chat that serves it."""
    monitoring: int | None
    administrators: Sequence[int]
    """Private chats of those who can be written to, the first to be asked first."""
    named: Mapping[int, Collection[str]] = field(default_factory=dict)
    """Private chat of an administrator -> the offices they are a named secretary of, too."""

    def is_read_by(self, office: str | None, chat_id: int | None) -> bool:
        """Whether people of an office read a chat: it serves the office, or is the private chat of
        an administrator who is its named secretary."""
        if office is None or chat_id is None:
            return False
        return chat_id == self.offices.get(office) or office in self.named.get(chat_id, ())

    def serves(self, chat_id: int) -> bool:
        """Whether a chat serves some office."""
        return chat_id in self.offices.values()

    @property
    def seats(self) -> list[tuple[str, int]]:
        """Where concerns may be, but for what `readers` says: the code of whoever handles one, and
        a chat."""
        central = [(CENTRE, chat) for chat in (self.monitoring, *self.administrators)]
        return [
            (code, chat) for code, chat in (*self.offices.items(), *central) if chat is not None
        ]

    @property
    def readers(self) -> list[tuple[str, int]]:
        """Whose people read which chats: see `is_read_by`."""
        own = [(code, chat) for code, chat in self.offices.items() if chat is not None]
        return own + [(code, chat) for chat, codes in self.named.items() for code in codes]

    def all_chats(self) -> set[int | None]:
        """Every chat in which a concern may be."""
        return {*self.offices.values(), self.monitoring, *self.administrators}


@dataclass(frozen=True, slots=True)
class Seat:
    """Who handles a concern: an office's code or CENTRE, and the chat; None: there is none yet."""

    office: str
    chat_id: int | None


def seat(
    office: str, about: str | None, desks: Desks, others: Sequence[str], *, writer: int | None
) -> Seat:
    """Where a concern belongs that was meant for ``office``.

    ``about`` is the office complained of, ``others`` are offices to turn to instead, the best
    first. ``writer`` is the resident's own private chat: nobody handles their own concern.
    """
    if about is None and office != CENTRE:
        return Seat(office, desks.offices.get(office))
    if office != CENTRE:
        for code in (office, *others):
            chat = desks.offices.get(code)
            if code != about and chat is not None and not desks.is_read_by(about, chat):
                return Seat(code, chat)
    for chat in (desks.monitoring, *desks.administrators):
        if chat is not None and chat != writer and not desks.is_read_by(about, chat):
            return Seat(CENTRE, chat)
    return Seat(CENTRE, None)


def may_stay(office: str, about: str | None, chat_id: int, desks: Desks) -> bool:
    """Whether a concern is still in a right place, now that chats may have changed.

    `storage.queue.View` says the same in SQL.
    """
    if desks.is_read_by(about, chat_id):
        return False
    if office == CENTRE:
        return chat_id == desks.monitoring or chat_id in desks.administrators
    return chat_id == desks.offices.get(office)
