"""A reply to a certain message quotes that message on the other side."""

from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Start
from tests.end_to_end.test_exchange import Scene, filed


async def added(scene: Scene, words: str) -> tuple[Message, Message]:
    """The resident adds something: as they see it, and as the office does."""
    chat = scene.resident.chat
    filed_notice = next(m for m in chat.bot_messages if scene.number in m.text)
    mine = await chat.send(words, reply_to=filed_notice)
    return mine, await scene.room.wait_text(words)


async def test_an_answer_quotes_the_message_it_replies_to(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        first, copy = await added(scene, "The canal is closed")
        await added(scene, "The wheat is dry")
        await scene.room.send("Since when?", reply_to=copy)
        received = await scene.resident.chat.wait_text("Since when?")
        assert received.reply_to == first


async def test_an_answer_to_the_card_quotes_nothing(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        await scene.room.send("We are coming", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("We are coming")
        assert received.reply_to is None


async def test_a_resident_s_reply_quotes_the_answer(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        answer = await scene.room.send("Who closed it?", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("Who closed it?")
        await scene.room.send("And when?", reply_to=scene.card)
        await scene.resident.chat.wait_text("And when?")
        await scene.resident.chat.send("The neighbour did", reply_to=received)
        shown = await scene.room.wait_text("The neighbour did")
        assert shown.reply_to == answer


async def test_what_replies_to_nothing_certain_follows_the_card(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        _mine, copy = await added(scene, "The canal is closed")
        assert copy.reply_to == scene.card


async def test_one_s_own_words_are_quoted_too(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        mine, copy = await added(scene, "The canal is closed")
        await scene.resident.chat.send("I mean the big one", reply_to=mine)
        shown = await scene.room.wait_text("I mean the big one")
        assert shown.reply_to == copy


async def test_albums_and_files_quote_as_well(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        mine, copy = await added(scene, "The canal is closed")
        await scene.room.send_album(2, caption="Two pages", reply_to=copy)
        received = await scene.resident.chat.wait_text("Two pages")
        assert received.reply_to == mine
        await scene.resident.chat.send_voice(reply_to=received)
        voice = await scene.room.wait(
            lambda c: next((m for m in c.bot_messages if m.voice is not None), None)
        )
        assert voice.reply_to is not None
        assert voice.reply_to.text == "Two pages"


async def test_a_neutral_notice_quotes_nothing(
    server: DemoServer, start: Start, rows: object
) -> None:
    """On a phone that others see, a quote would tell what the notice hides."""
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        await chat.send("/privacy")
        await chat.wait_text("What is kept about you")
        await chat.press(None, "🙈 Hide answers")
        mine, copy = await added(scene, "He beats me")
        await scene.room.send("We come at once", reply_to=copy)
        notice = await chat.wait_text("There is an answer to your concern.")
        assert notice.reply_to is None
        await chat.press(notice, "👁 Show")
        received = await chat.wait_text("We come at once")
        assert mine.id < received.id
