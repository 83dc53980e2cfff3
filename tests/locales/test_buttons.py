"""Every button fits a small phone, and is told apart from the others."""

import json
import re
from collections.abc import Iterator, Mapping

import pytest

from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from handlers.labels import FITS, FITS_BELOW
from handlers.say import cut
from locales.extract import forms, read
from locales.languages import LANGUAGES
from locales.pages import pages
from tests.conftest import Start
from tests.end_to_end.acting import DIRECTORY, Resident
from tests.locales.buttons import button_texts

UZGEN = (40.7699, 73.3007)

Keyboard = list[list[str]]

_PLACEHOLDER = re.compile(r"\{\w+\}")


def translations(language: str) -> dict[str, str]:
    """Original to translation; of a plural the first and the last form."""
    return {forms(m.id)[at]: forms(m.string)[at] for m in read(language) if m.id for at in (0, -1)}


def too_long(keyboard: Keyboard, fits: Mapping[int, int]) -> Iterator[str]:
    """The buttons that a phone would cut."""
    for row in keyboard:
        yield from (text for text in row if labels.width(text) > fits[len(row)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_a_button_fits(language: str) -> None:
    texts = translations(language)
    drawn = button_texts()
    assert len(drawn) > 60
    long = {texts[text] for text in drawn if len(_PLACEHOLDER.sub("", texts[text])) > FITS[1]}
    assert long == set()


def test_what_is_drawn_on_buttons_is_found_in_the_code() -> None:
    # A label in a table, one behind a helper, one behind two, a field of a dataclass and its
    # default, a state in words, and a text with a placeholder.
    assert {
        "📝 File a concern",
        "🗺 All districts",
        "➕ Add to it",
        "Name in Kyrgyz",
        "❔ Not known",
        "🔧 in work",
        "🏛 {name}, {km} km",
    } <= button_texts()
    assert not any(text.endswith(".") for text in button_texts())


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_of_the_reply_keyboards_are_told_apart(language: str) -> None:
    names = [v for name, v in vars(labels).items() if name.isupper() and isinstance(v, str)]
    texts = translations(language)
    words = [texts[name] for name in names]
    assert len(words) > 20
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_keyboards_fit_as_they_are_drawn(
    server: DemoServer, start: Start, language: str
) -> None:
    resident = Resident(server.person("Айгүл", language_code="en"), language)
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    settings = {"staff_chat_id": staff.id, "admin_ids": [resident.person.id]}
    async with start(default_language=language, **settings):
        await resident.start()
        await _look_for_an_office(resident)
        await _read_pages(resident)
        await _file_a_concern(resident)
        await _look_at_own_concerns(resident)
        await _correct_the_directory(resident)
        card = await secretary.in_(staff).wait(lambda chat: next(_with_buttons(chat), None))
        await secretary.in_(staff).press(card, card.buttons[0][0])
    drawn = list(_keyboards(server))
    assert {len(row) for keyboard, _fits in drawn for row in keyboard} == {1, 2, 3}
    assert len({str(keyboard) for keyboard, _fits in drawn}) > 40
    assert FITS == {1: 30, 2: 17, 3: 12}
    assert FITS_BELOW == {1: 30, 2: 30}
    assert {text for keyboard, fits in drawn for text in too_long(keyboard, fits)} == set()


def _keyboards(server: DemoServer) -> Iterator[tuple[Keyboard, Mapping[int, int]]]:
    """Every keyboard that the bot ever sent, and what fits on it."""
    for call in server.requests:
        markup = call.params.get("reply_markup") or {}
        if isinstance(markup, str):
            markup = json.loads(markup)
        for kind, fits in (("inline_keyboard", FITS), ("keyboard", FITS_BELOW)):
            yield [[button["text"] for button in row] for row in markup.get(kind, [])], fits


def _with_buttons(chat: PersonChat) -> Iterator[Message]:
    return (message for message in reversed(chat.bot_messages) if message.buttons)


async def _press(resident: Resident, wanted: str) -> None:
    """Presses an inline button of the newest message that has it, once it is there."""

    def shown(chat: PersonChat) -> Message | None:
        messages = (m for m in _with_buttons(chat) if any(wanted in row for row in m.buttons))
        return next(messages, None)

    await resident.chat.press(await resident.chat.wait(shown), wanted)


async def _look_for_an_office(resident: Resident) -> None:
    await resident.tap(labels.OFFICE)
    for region in DIRECTORY.regions:
        await resident.tap_shown(region.name.get(resident.language))
        districts = DIRECTORY.districts_of(region.code)
        if len(districts) == 1:
            await resident.tap(labels.OFFICE)
            continue
        if len(districts) > 10:
            await resident.tap(labels.NEXT)
            await resident.tap(labels.PREVIOUS)
        await resident.tap(labels.BACK)
    share = resident.text(labels.SHARE_POSITION)
    await resident.chat.wait(lambda chat: [share] in (chat.keyboard or []))
    await resident.chat.tap(share, location=UZGEN)
    await resident.says("🏛 Its reception is <b>{name}</b>: about {km} km away in a straight line.")
    await resident.chat.send("/office Ак-Суу")
    await resident.says("Which of these places do you mean?")


async def _read_pages(resident: Resident) -> None:
    await resident.chat.send("/about")
    await _press(resident, pages(resident.language)[0].title)
    await _press(resident, "➡️")
    await _press(resident, resident.text("☰ Contents"))


async def _file_a_concern(resident: Resident) -> None:
    await resident.chat.send("/concern")
    await resident.choose_office()
    await resident.tap(labels.ABOUT_OFFICE)
    await resident.tap(labels.NOT_ABOUT_OFFICE)
    await resident.choose_topic()
    await resident.chat.send_photo(caption="?")
    await resident.tap(labels.CANCEL)
    await resident.tap(labels.KEEP)
    await resident.tap(labels.DONE)
    await resident.tap(labels.SHOW_NAME)
    await resident.tap(labels.HIDE_NAME)
    await resident.tap(labels.SEND)
    await resident.says("✅ Your concern is registered. Its number is <b>{number}</b>.")
    await resident.chat.send("?")
    await resident.tap(labels.DROP)


async def _look_at_own_concerns(resident: Resident) -> None:
    await resident.tap(labels.MINE)
    state = f"NKT-2026-00001 · {resident.text('🆕 registered')}"
    await _press(resident, cut(state, FITS[1]))
    await _press(resident, resident.text("↩️ Withdraw"))
    await _press(resident, resident.text("⬅️ No, go back"))
    await _press(resident, resident.text("➕ Add to it"))
    await resident.tap(labels.DONE)


async def _correct_the_directory(resident: Resident) -> None:
    await resident.chat.send("/offices NKT")
    for button in (
        "📞 Telephone",
        labels.CANCEL,
        "🔤 Names",
        "⬅️ The reception",
        "🗺 Districts it serves",
        "⬅️ The reception",
        "❔ Take confirmation back",
        "⬅️ All receptions",
        "🗺 All districts",
    ):
        await _press(resident, resident.text(button))
    for region in DIRECTORY.regions:
        await _press(resident, region.name.get(resident.language))
        await _press(resident, resident.text(labels.BACK))
