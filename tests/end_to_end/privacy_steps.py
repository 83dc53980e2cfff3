"""What people press on the privacy page."""

from bot.demo.views import CallbackQuery, Message
from tests.end_to_end.acting import Resident


async def privacy_page(resident: Resident) -> Message:
    """Opens the page."""
    before = resident.chat.messages[-1]
    await resident.chat.send("/privacy")

    def find(_: object) -> Message | None:
        found = (m for m in resident.chat.bot_messages[::-1] if "What is kept about" in m.text)
        newest = next(found, None)
        return newest if newest is not None and newest.id > before.id else None

    return await resident.chat.wait(find)


async def press(resident: Resident, screen: Message, button: str) -> CallbackQuery:
    """Waits for a button under a message and presses it."""
    await resident.chat.wait(lambda _: any(button in row for row in screen.buttons))
    return await resident.chat.press(screen, button)


async def forget_me(resident: Resident) -> Message:
    """Both presses; returns the last word of the bot."""
    screen = await privacy_page(resident)
    await press(resident, screen, "🗑 Forget me")
    await press(resident, screen, "🗑 Yes, forget me")
    return await resident.chat.wait_text("Done. What the bot held about you is erased.")


async def hide_answers(resident: Resident) -> Message:
    """From now on answers come without their words."""
    screen = await privacy_page(resident)
    await press(resident, screen, "🙈 Hide answers")
    await resident.chat.wait(lambda _: ["👁 Show answers"] in screen.buttons)
    return screen
