"""What every handler, continuation and errand works with: one transaction and its setting."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import I18n

from bot.reception import deadlines
from bot.reception.deadlines import Deadlines
from bot.reception.directory import Directory
from bot.reception.geography import nearest
from bot.reception.routing import CENTRE, Desks, Seat, present_chat, seat
from storage import chats, residents, staff
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Setting:
    """What does not change while the program runs."""

    zone: ZoneInfo
    default_language: str
    admin_ids: tuple[int, ...]
    """Administrators whom nobody can remove in the bot; for all of them see
    `Desk.administrators`."""
    staff_chat_id: int | None
    """The chat of offices that have none of their own."""
    monitoring_chat_id: int | None
    bot_id: int
    bot_name: str
    """Its Telegram username, without @: links to it need that."""
    retention_days: int
    """How long after its closing a concern keeps what is personal in it."""
    concerns_per_day: int
    """What one person can send in any 24 hours; urgent concerns count apart."""
    messages_per_10_minutes: int
    """What one person is shown with to offices beyond the cards."""
    hears_all: bool
    """Whether the bot's privacy mode is off: it hears all that is said in groups."""
    extension_working_days: int
    """By how much the term of an answer can be extended."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The present moment: a transaction, the time, and the setting."""

    tx: Transaction
    now: float
    """Seconds since 1970."""
    setting: Setting
    directory: Directory
    """Regions, offices, topics, as they are in this transaction."""

    @property
    def local_time(self) -> datetime:
        """Date and time where the offices are."""
        return datetime.fromtimestamp(self.now, self.setting.zone)

    @property
    def today(self) -> date:
        """The date where the offices are."""
        return self.local_time.date()

    @property
    def deadlines(self) -> Deadlines:
        """The last days for a concern that is filed, or opened again, today."""
        return deadlines.deadlines(self.today, self.directory.terms, self.directory.overrides)

    async def administrators(self) -> list[int]:
        """The Telegram ids of all administrators: of ADMIN_IDS first, then those appointed."""
        appointed = await staff.administrators(self.tx)
        return list(dict.fromkeys((*self.setting.admin_ids, *appointed)))

    async def desks(self) -> Desks:
        """The chats in which concerns can be handled now."""
        moved = await chats.moves(self.tx)
        shared, monitoring = self.setting.staff_chat_id, self.setting.monitoring_chat_id
        ids = await self.administrators()
        known = [await residents.by_telegram_id(self.tx, id_) for id_ in ids]
        return Desks(
            offices={
                office.code: present_chat(office.staff_chat_id, shared, moved)
                for office in self.directory.offices
            },
            monitoring=present_chat(monitoring, None, moved),
            administrators=[
                admin.telegram_id
                for admin in known
                # Before they have a language, every word of theirs is a first word.
                if admin and admin.language is not None and admin.blocked_at is None
            ],
            named=await staff.offices_of_each(self.tx, ids),
        )

    async def seat(self, office: str, about: str | None, writer: int | None) -> Seat:
        """Who handles a concern that was meant for ``office`` and is ``about`` an office.

        Instead of the office complained of, the nearest other one does.
        """
        others: list[str] = []
        if about is not None:
            place = self.directory.office(about)
            by_distance = nearest(self.directory.offices, place.latitude, place.longitude)
            others = [other.code for other, _km in by_distance]
        return seat(office, about, await self.desks(), others, writer=writer)

    def office_exists(self, code: str | None) -> bool:
        """Whether a code leads to somebody who handles concerns."""
        return code == CENTRE or self.directory.known_office(code) is not None

    async def language_of_chat(self, chat_id: int) -> str:
        """The language that is set for a staff chat, or chosen by an administrator."""
        if chat_id > 0:
            resident = await residents.by_telegram_id(self.tx, chat_id)
            return (resident.language if resident else None) or self.setting.default_language
        chat = await chats.get(self.tx, chat_id)
        return chat.language or self.setting.default_language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Texts made inside are in this language, whoever's update it is."""
    i18n = I18n.get_current(no_error=False)
    with i18n.use_locale(language):
        yield
