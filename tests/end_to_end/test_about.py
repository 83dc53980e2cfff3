"""The agency's pages: contents, pages, search and links, in one message that changes in place."""

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from handlers.say import MAX_TEXT, length
from locales.languages import LANGUAGES
from locales.pages import pages
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.test_exchange import filed


async def opened(resident: Resident) -> Message:
    """The table of contents, by the menu's button."""
    await resident.start()
    await resident.tap(labels.ABOUT)
    return await resident.says(
        "What would you like to read about? To search, write /about and a word after it."
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_can_be_read_in_one_message(
    server: DemoServer, start: Start, language: str
) -> None:
    resident = Resident(server.person("Айгүл"), language)
    async with start():
        shown = await opened(resident)
        listed = pages(language)
        assert shown.buttons == [[page.title] for page in listed]
        await resident.chat.press(shown, listed[0].title)
        seen = []
        for page in listed:
            await resident.chat.wait_text(page.title + "\n")
            seen.append(shown.text)
            assert length(shown.text) <= MAX_TEXT
            assert ("2014" in shown.text.split("\n")[1]) == (page.as_of is not None)
            assert "{" not in shown.text
            if page is not listed[-1]:
                await resident.chat.press(shown, "➡️")
        assert len(set(seen)) == len(listed)
        assert "➡️" not in str(shown.buttons)
        await resident.chat.press(shown, "⬅️")
        await resident.chat.wait(lambda _: shown.text.startswith(listed[-2].title))
        await resident.chat.press(shown, resident.text("☰ Contents"))
        await resident.chat.wait(lambda _: len(shown.buttons) == len(listed))
    assert shown == resident.chat.bot_messages[-1]


async def test_searching_by_words(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл"), "ru")
    async with start():
        await resident.start()
        await resident.chat.send("/about приемной <b>Ноокат</b>")
        found = await resident.says("Found about “{words}”:")
        assert "<b>Ноокат</b>" in found.text
        title = next(page.title for page in pages("ru") if page.id == "receptions")
        assert found.buttons[0] == [title]
        await resident.chat.press(found, title)
        await resident.chat.wait(lambda _: found.text.startswith(title))
        await resident.chat.send("/about " + "ъ" * 4000)
        nothing = await resident.says("Nothing was found about “{words}”.")
        assert [title] in nothing.buttons


async def test_a_link_opens_a_page(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл"), "ky")
    titles = {page.id: page.title for page in pages("ky")}
    async with start():
        await resident.person.start("about_monitoring")
        await resident.says("Choose your language")
        await resident.chat.press(None, LANGUAGES["ky"])
        await resident.chat.wait_text(titles["monitoring"])
        await resident.person.start("about_partners")
        await resident.chat.wait_text(titles["partners"])
        await resident.person.start("about")
        await resident.says(
            "What would you like to read about? To search, write /about and a word after it."
        )
        await resident.person.start("about_nothing")
        await resident.says(
            "Welcome! This is the bot of the public receptions on inter-ethnic relations."
        )


async def test_forged_pages_lead_to_the_contents(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    async with start():
        shown = await opened(resident)
        contents = shown.text
        for data in ("ab:nothing:0", "ab::50", "ab:../../settings:0"):
            await resident.person.forge_press(shown, "ab:mission:99")
            await resident.chat.wait(lambda _: shown.text.startswith(pages("en")[6].title))
            await resident.person.forge_press(shown, data)
            await resident.chat.wait(lambda _: shown.text == contents)


async def test_the_current_screen_is_drawn_again_in_the_new_language(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat

        async def shows(msgid: str) -> None:
            expected = scene.resident.text(msgid)
            await chat.wait(lambda chat: expected in chat.last.text)

        async def switch(language: str, msgid: str) -> None:
            before = chat.last
            await scene.resident.tap(labels.LANGUAGE)
            asked = await chat.wait_new(before)
            await chat.press(asked, LANGUAGES[language])
            scene.resident.language = language
            await shows(msgid)
            assert scene.resident.text(labels.ABOUT) in str(chat.keyboard)

        for command, msgid in (
            (
                "/about",
                "What would you like to read about? To search, write /about and a word after it.",
            ),
            ("/help", "<b>How it works</b>"),
            ("/privacy", "<b>What is kept about you</b>"),
            ("/mine", "Your concerns. Press one to see it."),
            ("/office Nookat", "🏛 Public reception: <b>{name}</b>"),
            ("/start office_OSH", "🏛 Public reception: <b>{name}</b>"),
            ("/start about_mission", "As of {year}"),
        ):
            before = chat.last
            await chat.send(command)
            await chat.wait_new(before)
            await shows(msgid)
            await switch("ru", msgid)
            await switch("en", msgid)
        await chat.send("/mine")
        listed = await chat.wait_text("Your concerns. Press one")
        await chat.press(listed, listed.buttons[0][0])
        await chat.wait_text("From you")
        await switch("ru", "From you")
        assert scene.number in chat.last.text


async def test_links_to_what_is_not_ones_own_lead_to_the_menu(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start):
        stranger = Resident(server.person("Stranger"), "en")
        await stranger.start()
        (ticket,) = rows("SELECT id FROM tickets")
        for payload in (
            f"mine_{ticket['id']}",
            "mine_x",
            "mine_" + "9" * 40,
            "office_XXX",
            "_",
            "x",
        ):
            before = stranger.chat.last
            await stranger.person.start(payload)
            shown = await stranger.chat.wait_new(before)
            assert "NKT-" not in shown.text
