"""People who know what to press: the steps of the main job, in any language."""

import re
from dataclasses import dataclass

from bot.demo.people import Person, PersonChat
from bot.demo.views import Message
from bot.dispatch import i18n
from bot.reception.directory import Directory
from handlers import labels
from locales.languages import LANGUAGES
from storage.directory import shipped_rows
from tests.conftest import NUMBER

DIRECTORY = Directory.from_rows(
    **{
        table: shipped_rows(table)
        for table in ("regions", "districts", "offices", "topics", "emergency", "agency")
    }
)


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

    async def says(self, msgid: str) -> Message:
        """Waits for one of the bot's texts."""
        return await self.chat.wait_text(self.text(msgid))

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
