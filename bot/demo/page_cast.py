"""The people, the group and the places of the demo; every name says that it is made up."""

from dataclasses import dataclass

from bot.demo.chats import Group
from bot.demo.people import Person
from bot.demo.server import DemoServer

# Name -> latitude and longitude in degrees: of towns, and of one beyond the border.
PLACES: dict[str, tuple[float, float]] = {
    "Nookat": (40.2667, 72.6167),
    "Osh": (40.5283, 72.7985),
    "Uzgen": (40.7699, 73.3007),
    "Jalal-Abad": (40.9333, 73.0),
    "Batken": (40.0604, 70.8193),
    "Karakol": (42.4907, 78.3936),
    "Tokmok": (42.8410, 75.3010),
    "Outside the country: Almaty": (43.2389, 76.8897),
}

# Name and what the person's Telegram reports as its language.
_RESIDENTS = (
    ("Demo: Айгүл (ky)", "ky"),
    ("Demo: Марат (ru)", "ru"),
    ("Demo: Dilshod (uz)", "uz"),
    ("Demo: Дилноза (uz-Cyrl)", "uz-Cyrl"),
    ("Demo: Guest (en)", "en"),
)


@dataclass(frozen=True)
class DemoCast:
    """Who is there. The first of the secretaries owns the staff chat."""

    residents: tuple[Person, ...]
    secretaries: tuple[Person, ...]
    administrator: Person
    staff: Group


def populate(server: DemoServer) -> DemoCast:
    """Makes the demo's people and their staff chat."""
    residents = tuple(server.person(name, language_code=code) for name, code in _RESIDENTS)
    secretaries = (
        server.person("Demo: Нурлан, secretary", language_code="ky"),
        server.person("Demo: Гүлнара, secretary", language_code="ru"),
    )
    administrator = server.person("Demo: Administrator", language_code="en")
    staff = server.group("Demo: staff chat", members=secretaries)
    return DemoCast(residents, secretaries, administrator, staff)
