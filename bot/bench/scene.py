"""The small worlds in which is measured: who is there, and what was said before."""

from datetime import date
from pathlib import Path

from bot.demo.chats import Group
from bot.demo.people import Person
from bot.demo.posting import post
from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.reception.tickets import Status
from locales.languages import LANGUAGES
from storage import drafts, entries, events, residents, spoken, tickets
from storage.database import Transaction, open_database
from storage.entries import Link
from storage.events import Event

YEAR = 2026
DUE = date(YEAR, 12, 31)
FILED_AGO = 3 * 24 * 3600.0
ANSWERED_AGO = 3600.0
"""Seconds; longer than a conversation lasts, so the first round begins as after a pause."""


class Scene:
    """A staff chat and residents, each with a concern that was answered an hour ago."""

    def __init__(self, server: DemoServer) -> None:
        self.server = server
        self.secretary = server.person("Secretary")
        self.staff: Group = server.group("Staff", members=[self.secretary])
        self.room = self.secretary.in_(self.staff)
        self.people: list[Person] = []
        self.cards: list[Message] = []

    async def furnish(self, database: Path, count: int, now: float) -> None:
        """Write ``count`` residents and their concerns to a database no process has open.

        Thousands would take minutes through the front door.
        """
        self.people = people(self.server, count)
        async with open_database(database) as opened, opened.transaction() as tx:
            for index, person in enumerate(self.people):
                await self._concern(tx, index, person, now)

    async def _concern(self, tx: Transaction, index: int, person: Person, now: float) -> None:
        languages = list(LANGUAGES)
        language = languages[index % len(languages)]
        filed, answered = now - FILED_AGO, now - ANSWERED_AGO
        resident = await residents.add(tx, person.id, person.name, filed)
        await residents.set_language(tx, resident.id, language)
        draft = await drafts.add(tx, resident.id, language, filed)
        draft = await drafts.change(tx, draft, filed, office="NKT", topic="land")
        story = {"kind": "text", "text": "The neighbours have closed the ditch to our field."}
        await entries.add(tx, draft.id, [story], now=filed, source=(person.id, [1]))
        ticket = await tickets.file(
            tx, draft, year=YEAR, due_on=DUE, chat_id=self.staff.id, now=filed
        )
        if ticket is None:
            raise LookupError("a new draft can be filed")
        await events.add(tx, ticket.id, Event.FILED, filed)
        world = self.server.world
        text = f"{ticket.number}\n\n{story['text']}"
        card = Message(world, post(world, self.staff.stored, world.bot.data, {"text": text}))
        self.cards.append(card)
        await tickets.set_card(tx, ticket.id, self.staff.id, card.id)
        await entries.link(tx, Link(self.staff.id, card.id, ticket.id, None, "card"))
        await tickets.take(tx, ticket, self.secretary.id, self.secretary.name, answered)
        if (await spoken.note_answered(tx, ticket, answered)).status is not Status.ANSWERED:
            raise LookupError("a filed concern can be answered")


def people(server: DemoServer, count: int) -> list[Person]:
    """People to whom the bot may write."""
    made = [server.person(f"Resident {index}") for index in range(count)]
    for person in made:
        person.user.started = True
        # Their first words, long ago: the numbers of messages go on from here.
        person.chat.stored.last_message_id = 10
    return made
