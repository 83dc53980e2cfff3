"""The stream of changes that a page follows."""

from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient


async def test_changes_are_announced(bot: BotClient, server: DemoServer) -> None:
    anna = server.person("Anna")
    await anna.start()
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    with server.events() as events:
        message = await anna.chat.send("one")
        await anna.chat.edit(message, "two")
        await anna.chat.react(message, "👍")
        await bot.ok("sendMessage", chat_id=anna.id, text="x", reply_markup=markup)
        press = await anna.chat.press(None, "Yes")
        await bot.ok("answerCallbackQuery", callback_query_id=press.id)
        await anna.chat.delete(message)
        anna.deactivate()
        found = []
        async for event in events:
            found.append((event.kind, event.chat_id))
            if event.kind == "chat":
                break
    assert [kind for kind, _ in found] == [
        "message",
        "edit",
        "reaction",
        "message",
        "callback",
        "answer",
        "delete",
        "chat",
    ]
    assert {chat_id for _, chat_id in found} == {anna.id}
    assert server.world.listeners == []
    events.close()
