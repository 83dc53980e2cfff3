"""What every handler, continuation and errand works with: one transaction and its setting."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import I18n

from bot.reception.directory import Directory, Office
from bot.reception.routing import staff_chat
from storage import chats
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Setting:
    """What does not change while the program runs."""

    directory: Directory
    overrides: Mapping[date, bool]
    """Working days and days off against the calendar."""
    zone: ZoneInfo
    default_language: str
    admin_ids: tuple[int, ...]
    staff_chat_id: int | None
    """The chat of offices that have none of their own."""
    monitoring_chat_id: int | None
    bot_id: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The present moment: a transaction, the time, and the setting."""

    tx: Transaction
    now: float
    """Seconds since 1970."""
    setting: Setting

    @property
    def directory(self) -> Directory:
        """Regions, offices, topics."""
        return self.setting.directory

    @property
    def today(self) -> date:
        """The date where the offices are."""
        return datetime.fromtimestamp(self.now, self.setting.zone).date()

    async def chat_of(self, office: Office) -> int | None:
        """The staff chat that serves an office now; None while there is none."""
        moved = await chats.moves(self.tx)
        return staff_chat(office.staff_chat_id, self.setting.staff_chat_id, moved)

    async def language_of_chat(self, chat_id: int) -> str:
        """The language that is set for a staff chat."""
        chat = await chats.get(self.tx, chat_id)
        return chat.language or self.setting.default_language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Texts made inside are in this language, whoever's update it is."""
    i18n = I18n.get_current(no_error=False)
    with i18n.use_locale(language):
        yield
