"""People who know what to press: the steps of the main job, in any language."""

import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.application import Application
from bot.demo.chats import Group
from bot.demo.people import Person, PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.dispatch import i18n
from bot.reception.directory import Directory
from handlers import labels
from locales.languages import LANGUAGES
from storage.directory import shipped_rows
from tests.conftest import NUMBER, Start

DIRECTORY = Directory.from_rows(
    **{
        table: shipped_rows(table)
        for table in ("regions", "districts", "offices", "topics", "emergency", "agency", "terms")
    }
)


def set_office(database_path: Path, code: str, **values: str | int | None) -> None:
    """Changes columns of an office, as somebody with another connection does while the bot is
    stopped. The bot must have been started once."""
    columns = ", ".join(f"{name} = ?" for name in values)
    with closing(sqlite3.connect(database_path)) as connection, connection:
        changed = connection.execute(
            f"UPDATE offices SET {columns} WHERE code = ?", (*values.values(), code)
        )
        assert changed.rowcount == 1


async def tick(application: Application) -> None:
    """What is due is done now, and not at the clock's next look."""
    with i18n().context():
        await application.clock.tick()


def ever_sent(server: DemoServer, chat_id: int) -> str:
    """All calls the bot made to a chat, as one text: edits, and what is deleted by now, too."""
    calls = [call for call in server.requests if str(call.params.get("chat_id")) == str(chat_id)]
    return "\n".join(f"{call.method} {legible(call.params)}" for call in calls)


def legible(params: dict[str, Any]) -> str:
    """The parameters of a call as one text, uploaded files too."""
    return json.dumps(
        params, ensure_ascii=False, default=lambda file: file.decode("utf-8", "replace")
    )


async def heard(server: DemoServer, group: Group) -> str:
    """What a group has been told so far: its introduction, at least."""
    await group.wait_text("The id of this chat")
    return ever_sent(server, group.id)


@dataclass
class Resident:
    """Somebody who files concerns in their language."""

    person: Person
    language: str

    @property
    def chat(self) -> PersonChat:
        """The private chat with the bot."""
        return self.person.chat

    def text(self, msgid: str) -> str:
        """One of the bot's texts in this person's language: its longest part between marks."""
        translated = i18n().gettext(msgid, locale=self.language)
        return max(re.split(r"\{\w+\}|</?[bi]>", translated), key=len).strip()

    async def tap(self, label: str) -> Message:
        """Waits for a button of the reply keyboard and presses it."""
        wanted = self.text(label)
        return await self.tap_shown(wanted)

    async def tap_shown(self, wanted: str) -> Message:
        """Waits for a button with exactly this text and presses it."""
        await self.chat.wait(lambda chat: any(wanted in row for row in chat.keyboard or []))
        return await self.chat.tap(wanted)

    async def says(self, msgid: str, value: str | None = None) -> Message:
        """Waits for one of the bot's texts; ``value`` follows it on the same line."""
        wanted = self.text(msgid)
        return await self.chat.wait_text(wanted if value is None else f"{wanted} {value}")

    async def last_says(self, words: str) -> Message:
        """Waits until the newest message of the bot has these words."""
        return await self.chat.wait(lambda chat: chat.last if words in chat.last.text else None)

    async def card_of(self, code: str) -> Message:
        """Waits for the card of an office; the newest, if there are several."""
        name = DIRECTORY.office(code).name.get(self.language)
        return await self.says("🏛 Public reception: <b>{name}</b>", name)

    async def start(self) -> None:
        """First contact: the language, then the menu."""
        await self.chat.send("/start")
        await self.says("Choose your language")
        await self.chat.press(None, LANGUAGES[self.language])
        await self.chat.wait(lambda chat: chat.keyboard is not None)

    async def choose_office(
        self, region: str = "Osh Region", district: str = "Nookat District"
    ) -> None:
        """Region and district, given by their English names."""
        for names in (DIRECTORY.regions, DIRECTORY.districts):
            for thing in names:
                if thing.name.get("en") in (region, district):
                    await self.tap_shown(thing.name.get(self.language))

    async def choose_topic(self, code: str = "land") -> None:
        """A topic by its code."""
        await self.tap_shown(DIRECTORY.topic(code).name.get(self.language))
        await self.says(
            "Step 3 of 4. Tell us what happened: where, when, who took part, what you ask for. "
            "Write, or send photos, videos, voice messages, files, a location – as many as you "
            "like. Then press “Done”."
        )

    async def begin(self, topic: str = "land") -> None:
        """From the menu to the story."""
        await self.tap(labels.FILE)
        await self.choose_office()
        await self.choose_topic(topic)

    async def send(self) -> str:
        """From the story to the number, which is returned."""
        await self.tap(labels.DONE)
        return await self.confirm()

    async def confirm(self) -> str:
        """From the review to the number, which is returned."""
        before = self.chat.messages[-1]
        await self.tap(labels.SEND)

        def number(chat: PersonChat) -> str | None:
            for message in chat.bot_messages[::-1]:
                if message.id > before.id and (found := NUMBER.search(message.text)):
                    return found[0]
            return None

        return await self.chat.wait(number)

    async def file(self, *texts: str, topic: str = "land") -> str:
        """A whole concern of these texts; returns its number."""
        await self.begin(topic)
        for text in texts:
            await self.chat.send(text)
        return await self.send()


@asynccontextmanager
async def arrived(
    server: DemoServer, start: Start, language: str = "en", **settings: Any
) -> AsyncIterator[Resident]:
    """The bot runs, and a resident has the menu."""
    resident = Resident(server.person("Айгүл", language_code=language), language)
    async with start(default_language="en", **settings):
        await resident.start()
        yield resident
