"""Takes the pictures of the guides: a secretary's day and the directory, on a phone's screen.

`python -m bot.demo.album FOLDER` plays the same story in each language of `stories.toml` and
writes FOLDER/guide_ky_card.png and so on. Take them anew when the texts that stand on them change.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, Locator, Page

from bot.demo.picture import (
    STORIES,
    BrowserMissing,
    Story,
    answer_concern,
    become,
    card_of,
    file_concern,
    open_browser,
    open_window,
    pane,
    reply,
    said,
    settled,
    shown,
    thank,
    write,
)
from bot.demo.show import open_demo
from bot.dispatch import i18n
from handlers import labels
from locales.languages import LANGUAGES

WIDTH = 390
HEIGHT = 900
"""Pixels of the window while the story is played."""
MARGIN = 4
"""Pixels above and below what a picture shows."""


class Album:
    """One language's pictures, in the order in which the story is told."""

    def __init__(self, page: Page, folder: Path, language: str, story: Story) -> None:
        self.page = page
        self.folder = folder
        self.language = language
        self.story = story

    async def take_all(self) -> None:
        """Plays the story, and stops for a picture at each of its turns."""
        page, story = self.page, self.story
        # A plain wall halves the size of the files.
        await page.evaluate(
            "document.documentElement.style.setProperty('--wall-a', 'var(--wall-b)')"
        )
        await self._speak_in_staff_chat()
        await become(page, "resident", story.resident)
        number = await file_concern(page, self.language, story)
        staff = await pane(page, "staff")
        photo = said(staff, story.caption)
        await photo.locator("img.picture").wait_for()
        card = card_of(page, staff, number)
        await self._take("card", staff, card, card)
        first = await staff.locator("option").first.inner_text()
        await become(page, "staff", story.colleague)
        await reply(page, staff, card, story.note)
        note = said(staff, story.note)
        await note.wait_for()
        await self._take("note", staff, photo, note)
        await become(page, "staff", first)
        await answer_concern(page, number, story, self.language)
        resident = await pane(page, "resident")
        filed = resident.locator(".message", has_text=number).first
        await thank(page, resident, story)
        # The bot says in reply to the thanks that they have arrived.
        arrived = resident.locator(".message.in", has_text=story.thanks)
        await arrived.wait_for()
        await self._take("resident", resident, filed, arrived)
        staff = await pane(page, "staff")
        # The thanks quote it.
        answer = staff.locator(".message.out", has_text=story.answer.replace("**", ""))
        await self._take("answer", staff, answer, said(staff, story.thanks))
        await self._directory()

    async def _speak_in_staff_chat(self) -> None:
        staff = await pane(self.page, "staff")
        await write(staff, "/language")
        await self._press(staff, LANGUAGES[self.language])
        await staff.locator(".message .inline").wait_for(state="detached")

    async def _directory(self) -> None:
        """An administrator looks at the receptions, and opens one."""
        admin = await pane(self.page, "admin")
        await admin.get_by_role("button", name="START").click()
        await self._press(admin, LANGUAGES[self.language])
        await shown(admin, self._text(labels.FILE))
        await write(admin, "/offices")
        listed = admin.locator(".message.from-bot", has_text="✅").last
        await listed.locator(".inline").wait_for()
        await self._take("offices", admin, listed, listed)
        await write(admin, "/offices NKT")
        opened = said(admin, "· NKT")
        await opened.locator(".inline").wait_for()
        await self._take("office", admin, opened, opened)

    async def _press(self, where: Locator, label: str) -> None:
        await where.locator(".inline").get_by_role("button", name=label, exact=True).click()

    def _text(self, text: str) -> str:
        return i18n().gettext(text, locale=self.language)

    async def _take(self, name: str, where: Locator, top: Locator, bottom: Locator) -> None:
        """A picture of a pane from one of its messages to another."""
        if await where.locator(".keyboard").is_visible():
            await where.get_by_role("button", name="Show or hide the keyboard").click()
        await settled(self.page)
        from_, to = await top.bounding_box(), await bottom.bounding_box()
        room = await where.locator(".messages").bounding_box()
        assert from_ is not None and to is not None and room is not None
        around = HEIGHT - room["height"]
        needed = to["y"] + to["height"] - from_["y"] + 2 * MARGIN
        height = round(around + needed)
        await self.page.set_viewport_size({"width": WIDTH, "height": height})
        await top.evaluate(
            "(node, margin) => node.parentElement.scrollTop +="
            " node.getBoundingClientRect().top"
            " - node.parentElement.getBoundingClientRect().top - margin",
            MARGIN,
        )
        await where.screenshot(path=self.folder / f"guide_{self.language}_{name}.png")
        await self.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


async def take_album(browser: Browser, folder: Path, language: str) -> None:
    """All pictures of one language, from a demo of its own."""
    async with (
        open_demo(0) as demo,
        open_window(browser, demo.address, (WIDTH, HEIGHT)) as page,
    ):
        await Album(page, folder, language, STORIES[language]).take_all()


async def _take(folder: Path) -> None:
    async with open_browser() as browser:
        for language in STORIES:
            await take_album(browser, folder, language)


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.demo.album", description=__doc__)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    options = parser.parse_args()
    try:
        asyncio.run(_take(options.folder))
    except BrowserMissing as missing:
        parser.exit(2, f"{missing}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
