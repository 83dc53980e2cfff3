"""Whose numbers somebody may see, and the words for them in their language."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import gettext as _

from bot.reception.periods import Period, from_code
from bot.reception.permissions import Role
from bot.reception.routing import CENTRE
from handlers import words
from handlers.desk import Desk, speaking
from handlers.gate import Actor
from handlers.statistics.press import Whose
from storage import residents, staff


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose concerns are counted."""

    offices: tuple[str, ...] | None
    """Codes; None: all there are."""


async def scopes(desk: Desk, chat_id: int) -> dict[Whose, Scope]:
    """What may be seen in a chat: the country by administrators and the Monitoring Centre, their
    own receptions by those who work for them."""
    if chat_id < 0:
        desks = await desk.desks()
        own = [code for code, chat in desks.offices.items() if chat == chat_id]
        country = chat_id == desks.monitoring
    else:
        resident = await residents.by_telegram_id(desk.tx, chat_id)
        named = await staff.offices_of(desk.tx, resident.id) if resident else ()
        own = [code for code in named if desk.directory.known_office(code)]
        country = chat_id in await desk.administrators()
    found = {Whose.COUNTRY: Scope(None)} if country else {}
    return found | ({Whose.OWN: Scope(tuple(own))} if own else {})


def default_scope(actor: Actor) -> Whose:
    """What is shown first."""
    watches = actor.roles & {Role.ADMINISTRATOR, Role.MONITORING}
    return Whose.COUNTRY if watches else Whose.OWN


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is to be worked out, with all words for it: a job knows nothing else."""

    whose: str
    offices: list[str] | None
    """None: all there are."""
    period: str
    """A code of bot.reception.periods."""
    today: str
    zone: str
    language: str
    agency: str
    office_names: dict[str, str]
    """In the order to show them."""
    topic_names: dict[str, str]
    thread: int | None = None
    """The topic of the forum in which it was asked for."""

    @classmethod
    def of(cls, params: dict[str, Any]) -> Self:
        """The inquiry in the parameters of a job."""
        return cls(**{name: params[name] for name in cls.__dataclass_fields__})

    @property
    def params(self) -> dict[str, Any]:
        """As the parameters of a job."""
        return asdict(self)

    @property
    def hides(self) -> bool:
        """Whether small counts are hidden: from all who do not handle the concerns."""
        return self.offices is None

    @property
    def clock(self) -> ZoneInfo:
        """The time zone of the offices."""
        return ZoneInfo(self.zone)

    @property
    def days(self) -> Period:
        """The period."""
        return from_code(self.period, date.fromisoformat(self.today))

    def office(self, code: str) -> str:
        """An office's name; the code of one that is no longer there."""
        return self.office_names.get(code, code)

    def topic(self, code: str | None) -> str:
        """A topic's name; the code of one that is no longer there."""
        if code is None:
            # NOTE: stands in a list of topics for concerns without one
            return _("No topic")
        return self.topic_names.get(code, code)


async def inquiry(
    desk: Desk, chat_id: int, whose: Whose, scope: Scope, period: Period, thread: int | None
) -> Inquiry:
    """What somebody asks for now, in the language of their chat."""
    language = await desk.language_of_chat(chat_id)
    directory = desk.directory
    codes = (
        [*(office.code for office in directory.offices), CENTRE]
        if scope.offices is None
        else scope.offices
    )
    with speaking(language):
        return Inquiry(
            whose=whose,
            offices=None if scope.offices is None else list(scope.offices),
            period=period.code,
            today=desk.today.isoformat(),
            zone=str(desk.setting.zone),
            language=language,
            agency=directory.agency.get(language),
            office_names={code: words.office(directory, code) for code in codes},
            topic_names={topic.code: topic.name.get(language) for topic in directory.topics},
            thread=thread,
        )
