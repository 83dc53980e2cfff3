"""The main job by hand on the demo's page, in headless Chromium."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from bot.demo.picture import (
    KYRGYZ,
    NARROW,
    NUMBER,
    WIDE,
    BrowserMissing,
    answer_concern,
    become,
    file_concern,
    open_browser,
    open_window,
    pane,
    said,
    shown,
    tap,
    write,
)
from bot.demo.show import Demo, open_demo
from handlers import labels

# Milliseconds: a busy machine is slow, and a page that works does not wait.
expect.set_options(timeout=20_000)


class Stage:
    """The demo and a window on it, with what the browser complained of."""

    def __init__(self, demo: Demo, page: Page) -> None:
        self.demo = demo
        self.page = page
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text) if message.type == "error" else None
            ),
        )


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    try:
        async with (
            open_browser() as browser,
            open_demo(0) as demo,
            open_window(browser, demo.address, request.param) as page,
        ):
            made = Stage(demo, page)
            yield made
            assert not made.complaints
    except BrowserMissing as missing:
        # Not skipped: without a browser nobody knows whether the page works.
        raise pytest.fail.Exception(str(missing), pytrace=False) from None


async def test_a_concern_with_a_photo_and_its_answer(stage: Stage) -> None:
    page = stage.page
    number = await file_concern(page, "ky", KYRGYZ)
    staff = await pane(page, "staff")
    await expect(said(staff, KYRGYZ.concern)).to_contain_text(number)
    picture = said(staff, KYRGYZ.caption).locator("img.picture")
    await expect(picture).to_be_visible()
    width = await picture.evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert width == 640
    await answer_concern(page, number, KYRGYZ)
    resident = await pane(page, "resident")
    answer = said(resident, KYRGYZ.answer.replace("**", ""))
    await expect(answer).to_be_visible()
    await expect(answer).to_contain_text(number)
    await expect(answer.locator("strong", has_text="10:00")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


async def test_writing_is_text_and_can_be_changed(stage: Stage) -> None:
    page = stage.page
    staff = await pane(page, "staff")
    await write(staff, "<img src=x onerror=alert(1)> **bold** `code`")
    own = staff.locator(".message.out").last
    await expect(own.locator(".text")).to_have_text("<img src=x onerror=alert(1)> bold code")
    await expect(own.locator("img")).to_have_count(0)
    await expect(own.locator("strong")).to_have_text("bold")
    await own.get_by_role("button", name="Message actions").click()
    await page.locator('.menu [data-name="edit"]').click()
    await expect(staff.locator("textarea")).to_have_value(re.compile(r"\*\*bold\*\* `code`"))
    await write(staff, "changed")
    await expect(own.locator(".when")).to_contain_text("edited")
    await own.get_by_role("button", name="Message actions").click()
    await page.locator(".quick button").first.click()
    await expect(own.locator(".reactions")).to_contain_text("👍")
    await become(page, "staff", stage.demo.cast.secretaries[1].name)
    theirs = staff.locator(".message.in", has_text="changed")
    await expect(theirs.locator(".name")).to_have_text("Demo: Нурлан, secretary")
    await become(page, "staff", stage.demo.cast.secretaries[0].name)
    await own.get_by_role("button", name="Message actions").click()
    await page.locator('.menu [data-name="delete"]').click()
    await expect(own).to_have_count(0)


async def test_words_written_while_others_are_sent_are_sent_too(stage: Stage) -> None:
    staff = await pane(stage.page, "staff")
    await staff.locator("textarea").evaluate(
        """field => {
            for (const text of ["first", "second", "third"]) {
                field.value = text;
                field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
            }
            field.value = "half-wri";
        }"""
    )
    own = staff.locator(".message.out .text")
    await expect(own).to_have_text(["first", "second", "third"])
    await expect(staff.locator("textarea")).to_have_value("half-wri")


async def test_words_that_are_refused_come_back(stage: Stage) -> None:
    staff = await pane(stage.page, "staff")
    stage.demo.server.remove_member(stage.demo.cast.staff, stage.demo.cast.secretaries[0])
    await write(staff, "refused")
    await expect(stage.page.locator(".toast.error")).to_be_visible()
    await expect(staff.locator("textarea")).to_have_value("refused")
    stage.complaints.clear()


async def test_position_commands_blocking(stage: Stage) -> None:
    page = stage.page
    await become(page, "resident", "Demo: Guest (en)")
    resident = await pane(page, "resident")
    await resident.get_by_role("button", name="START").click()
    await resident.locator(".inline").get_by_role("button", name="English").click()
    await shown(resident, labels.FILE)
    await resident.get_by_role("button", name="Commands").click()
    await page.locator('.menu [data-name="office"]').click()
    await tap(resident, labels.SHARE_POSITION)
    await page.get_by_role("button", name="Outside the country").click()
    await expect(said(resident, "outside Kyrgyzstan")).to_be_visible()
    await tap(resident, labels.SHARE_POSITION)
    await page.get_by_role("button", name="Nookat").click()
    await expect(said(resident, "Nookat District")).to_be_visible()
    await resident.get_by_role("button", name="More").click()
    await page.locator('.menu [data-name="block"]').click()
    await resident.get_by_role("button", name="UNBLOCK THE BOT").click()
    await expect(resident.locator("textarea")).to_be_visible()


async def test_every_kind_of_attachment_is_shown(stage: Stage) -> None:
    page = stage.page
    staff = await pane(page, "staff")
    kinds = {
        "album": ".album.of3 img",
        "video": "video.picture",
        "voice": ".wave",
        "document": "a.file",
        "contact": ".file",
        "sticker": "img.sticker",
    }
    for kind, seen in kinds.items():
        await staff.get_by_role("button", name="Attach").click()
        await page.locator(f'.menu [data-name="{kind}"]').click()
        await expect(staff.locator(".message.out").last.locator(seen).first).to_be_visible()
    assert NUMBER.search(await staff.inner_text()) is None
