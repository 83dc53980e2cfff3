"""Plays the main job on the demo's page in Chromium, and takes the README's picture of it.

`python -m bot.demo.picture OUT.png` (with --narrow: the resident's pane as a phone shows it).
`bot.demo.album` takes those of the guides. Both need the development dependency playwright, and
Chromium on the PATH. The page's test plays the same steps.
"""

import argparse
import asyncio
import re
import shutil
import sys
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, async_playwright

from bot.demo.show import open_demo
from bot.dispatch import i18n
from handlers import labels
from locales.languages import LANGUAGES
from storage.directory import shipped_rows

WIDE = (1400, 900)
NARROW = (390, 844)
NUMBER = re.compile(r"[A-Z]{3}-\d{4}-\d{5}")

# Debian's names; a browser under another name is looked for too.
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class BrowserMissing(Exception):
    """There is no Chromium; the message says how to install it."""


@dataclass(frozen=True)
class Story:
    """What the people of the pictures write in one language."""

    resident: str
    """Who files the concern: a name of the demo's cast."""
    colleague: str
    """The second secretary."""
    concern: str
    caption: str
    note: str
    """What a secretary tells the colleagues."""
    answer: str
    thanks: str


def _stories() -> dict[str, Story]:
    text = Path(__file__).with_name("stories.toml").read_text(encoding="utf-8")
    return {language: Story(**story) for language, story in tomllib.loads(text).items()}


STORIES = _stories()
KYRGYZ = STORIES["ky"]


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Headless Chromium. Raises BrowserMissing."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise BrowserMissing(
            "Chromium is missing. Debian, Ubuntu: apt-get install chromium; "
            "elsewhere put Chromium or Google Chrome on the PATH."
        )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=[*_ARGUMENTS])
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_window(
    browser: Browser, address: str, size: tuple[int, int] = WIDE
) -> AsyncIterator[Page]:
    """The demo's page, loaded, in a window of this width and height in pixels."""
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, timezone_id="Asia/Bishkek", locale="en-GB"
    )
    try:
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector("body[data-ready]")
        yield page
    finally:
        await context.close()


async def pane(page: Page, name: str) -> Locator:
    """A pane by its name, brought to the front where only one is seen."""
    tab = page.locator(f'[data-tab="{name}"]')
    if await tab.is_visible():
        await tab.click()
    return page.locator(f'[data-pane="{name}"]')


async def become(page: Page, name: str, person: str) -> None:
    """Lets another person use a pane."""
    await (await pane(page, name)).locator("select").select_option(label=person)


async def write(where: Locator, text: str) -> None:
    """Writes a text and sends it."""
    await where.locator("textarea").fill(text)
    await where.locator("textarea").press("Enter")


async def tap(where: Locator, label: str) -> None:
    """Presses a button of the reply keyboard, once it is there."""
    await where.locator(".keyboard").get_by_role("button", name=label, exact=True).click()


def said(where: Locator, text: str | re.Pattern[str]) -> Locator:
    """The newest message that contains a text."""
    return where.locator(".message", has_text=text).last


def card_of(page: Page, where: Locator, number: str) -> Locator:
    """The card of a concern in the staff pane."""
    return where.locator(".message.from-bot", has_text=number).filter(has=page.locator(".inline"))


async def file_concern(page: Page, language: str, story: Story) -> str:
    """Files a concern with a photo as whoever uses the resident's pane; returns its number."""

    def in_language(text: str) -> str:
        return i18n().gettext(text, locale=language)

    def named(table: str, code: str) -> str:
        row = next(row for row in shipped_rows(table) if row["code"] == code)
        return row[f"name_{language}"]

    where = await pane(page, "resident")
    await where.get_by_role("button", name="START").click()
    await where.locator(".inline").get_by_role("button", name=LANGUAGES[language]).click()
    await tap(where, in_language(labels.FILE))
    nookat = next(row for row in shipped_rows("districts") if row["name_en"] == "Nookat District")
    await tap(where, named("regions", nookat["region_code"]))
    await tap(where, named("districts", nookat["code"]))
    await tap(where, named("topics", "land"))
    await shown(where, in_language(labels.DONE))
    await write(where, story.concern)
    await said(where, story.concern).wait_for()
    await where.locator("textarea").fill(story.caption)
    await where.get_by_role("button", name="Attach").click()
    await page.locator('.menu [data-name="photo"]').click()
    await said(where, story.caption).locator("img.picture").wait_for()
    await tap(where, in_language(labels.DONE))
    await tap(where, in_language(labels.SEND))
    filed = said(where, NUMBER)
    await filed.wait_for()
    match = NUMBER.search(await filed.inner_text())
    assert match is not None
    return match[0]


async def shown(where: Locator, label: str) -> None:
    """Waits for a reply keyboard with this button and leaves it alone."""
    await where.locator(".keyboard").get_by_role("button", name=label, exact=True).wait_for()


async def reply(page: Page, where: Locator, target: Locator, text: str) -> None:
    """Replies to a message of this pane."""
    await target.get_by_role("button", name="Message actions").click()
    await page.locator('.menu [data-name="reply"]').click()
    await write(where, text)


async def answer_concern(page: Page, number: str, story: Story, language: str = "ky") -> None:
    """Takes the concern in the staff pane and answers it by a reply to its card."""
    where = await pane(page, "staff")
    card = card_of(page, where, number)
    take = card.get_by_role("button", name=i18n().gettext("✋ Take", locale=language))
    await take.click()
    await take.wait_for(state="detached")
    await reply(page, where, card, story.answer)
    # The reaction says that the answer was delivered.
    await where.locator(".message.out .reactions", has_text="👍").wait_for()


async def play(page: Page, story: Story = KYRGYZ) -> str:
    """The main job from the first press to the resident's thanks; returns the number."""
    number = await file_concern(page, "ky", story)
    await answer_concern(page, number, story)
    where = await pane(page, "resident")
    await thank(page, where, story)
    return number


async def thank(page: Page, where: Locator, story: Story) -> None:
    """The resident replies to the answer; the staff chat has it."""
    answer = said(where, story.answer.replace("**", "")).and_(page.locator(".in"))
    await answer.dblclick(position={"x": 20, "y": 5})
    await write(where, story.thanks)
    await said(where, story.thanks).wait_for()
    staff = page.locator('[data-pane="staff"]')
    await said(staff, story.thanks).wait_for(state="attached")


async def settled(page: Page) -> None:
    """Waits until nothing in passing stands before what a picture is of."""
    await page.mouse.move(0, 0)
    await page.locator(".toast").first.wait_for(state="detached")


async def take_picture(path: str, *, narrow: bool) -> None:
    """Plays the main job and writes a PNG of the page."""
    size = NARROW if narrow else WIDE
    async with (
        open_browser() as browser,
        open_demo(0) as demo,
        open_window(browser, demo.address, size) as page,
    ):
        await play(page)
        administrator = await pane(page, "admin")
        await administrator.get_by_role("button", name="START").click()
        await administrator.locator(".inline").get_by_role("button", name="English").click()
        await shown(administrator, labels.FILE)
        await pane(page, "resident")
        await settled(page)
        await page.screenshot(path=path)


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.demo.picture", description=__doc__)
    parser.add_argument("out", metavar="OUT.png")
    parser.add_argument("--narrow", action="store_true", help="390 x 844: one pane, as on a phone")
    options = parser.parse_args()
    try:
        asyncio.run(take_picture(options.out, narrow=options.narrow))
    except BrowserMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
