"""An edit whose place a newer one took is never sent, however often the outbox is read anew."""

from aiogram.methods import EditMessageText, SendMessage

from bot.demo.server import DemoServer
from storage import outbox, withdrawals
from storage.database import Database
from storage.outbox import Send
from tests.bot.delivery.conftest import Deliver, Enqueue
from tests.bot.delivery.until import until
from tests.conftest import Rows


async def test_the_newer_of_two_edits_stays(
    server: DemoServer, database: Database, deliver: Deliver, enqueue: Enqueue, rows: Rows
) -> None:
    person = server.person("A")
    await person.chat.send("/start")
    async with deliver():
        await enqueue([Send(SendMessage(chat_id=person.id, text="first"))])
        card = await person.chat.wait_text("first")

        def edit(text: str) -> Send:
            return Send(EditMessageText(chat_id=person.id, message_id=card.message_id, text=text))

        await enqueue([edit("older"), edit("newer")])
        # Before it is written down that the older one need not go, something else is withdrawn,
        # for which all is read anew.
        async with database.transaction() as tx:
            await person.chat.wait(lambda _: card.text == "newer")
            await withdrawals.withdraw(tx, 99, "x", ["y"])
            await outbox.enqueue(tx, [Send(SendMessage(chat_id=person.id, text="more"))], 5.0)
        await person.chat.wait_text("more")
        await until(lambda: not rows("SELECT 1 FROM outbox"))
    assert card.text == "newer"
