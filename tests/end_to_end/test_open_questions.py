"""What an administrator is asked is asked no longer when another screen is opened; in another
language it is asked again."""

from collections.abc import Awaitable, Callable

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.composing import Country, country
from tests.end_to_end.test_language_of_administrators import shows, switch


async def _template(it: Country) -> Message:
    listed = await it.ask("/templates")
    await it.shown(listed, "➕ New answer", "In which language")
    await it.shown(listed, "English", "For which topic")
    return await it.shown(listed, "Every topic", "Write a title in the first line")


async def _last_look(it: Country) -> Message:
    await _template(it)
    return await it.ask("Title\nText")


async def _new_announcement(it: Country) -> Message:
    return await it.ask("/broadcast")


async def _language(it: Country) -> Message:
    await it.ask("/broadcast")
    return await it.ask("Water is off")


async def _draft(it: Country) -> Message:
    begun = await it.ask("/broadcast")
    return begun if "being written" in begun.text else await it.draft()


async def _version(it: Country) -> Message:
    return await it.shown(await _draft(it), "✏️ English", "It replaces this one")


async def _moment(it: Country) -> Message:
    return await it.shown(await _draft(it), "🕒 Time", "Write the day and time")


async def _days(it: Country) -> Message:
    return await it.shown(await it.ask("/stats"), "Other days", "the first and the last day")


async def _days_of_a_file(it: Country) -> Message:
    listed = await it.ask("/export")
    await it.shown(listed, "📊 Numbers", "period")
    return await it.shown(listed, "Other days", "the first and the last day")


async def _field(it: Country) -> Message:
    shown = await it.ask("/offices NKT")
    return await it.shown(shown, "📞 Telephone", "Now: ")


QUESTIONS: dict[Callable[[Country], Awaitable[Message]], str] = {
    _template: "Write a title in the first line, and the answer below it. The title is for "
    "secretaries. The resident gets the answer.",
    _last_look: "Save?",
    _new_announcement: "Send the announcement: any message or an album, as residents should see "
    "it.",
    _language: "In which language is it?",
    _version: "Send the new message or album for those who read {language}. It replaces this one.",
    _moment: "It is now {moment}.",
    _days: "Write the first and the last day, for example {example}",
    _days_of_a_file: "Write the first and the last day, for example {example}",
    _field: "Now: {value}",
}
"""What asks, and a sentence of the question."""


@pytest.mark.parametrize("elsewhere", ["/start", "/help", "/audit", "/unknown", labels.MINE])
async def test_whoever_opens_another_screen_is_asked_no_longer(
    server: DemoServer, start: Start, rows: Rows, elsewhere: str
) -> None:
    async with country(server, start) as it:
        for begin in (_template, _last_look, _new_announcement, _version, _days, _field):
            await begin(it)
            await it.ask(elsewhere)
            await it.chat.send("Please help me\nMy chief insults me")
            # It may be the beginning of a concern, and that is what they are asked.
            await it.chat.wait(lambda c: "is kept, but not sent to anybody yet" in c.last.text)
            await it.ask(labels.DROP)
        contents = rows("SELECT contents FROM announcement_versions")
        assert len(contents) == 1 and "Water is off" in contents[0][0]
        assert not rows("SELECT 1 FROM templates")


async def test_an_old_button_leads_back_to_the_question(server: DemoServer, start: Start) -> None:
    async with country(server, start) as it:
        asked = await _template(it)
        press = await it.chat.press_raw(asked, "nothing:of:ours")
        assert "too old" in (await press.wait_answer())["text"]
        await shows(it.boss, "Write a title in the first line")
        await it.ask("Title\nText")
        await it.shown(it.chat.last, "💾 Save", "Saved.")


async def test_the_question_is_asked_again_in_another_language(
    server: DemoServer, start: Start
) -> None:
    async with country(server, start) as it:
        for begin, sentence in QUESTIONS.items():
            it.boss.language = "en"
            await begin(it)
            await switch(it.boss, "ru")
            await shows(it.boss, it.boss.text(sentence).partition("{")[0])
            await switch(it.boss, "en")
            await shows(it.boss, it.boss.text(sentence).partition("{")[0])
            await it.chat.send("/start")
            await it.chat.wait(lambda c: "Welcome!" in c.last.text)
