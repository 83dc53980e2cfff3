"""What is carried between a resident and an office: kinds, notes, talk, edits, closing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.demo.chats import ChatView, Group
from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident


@dataclass
class Scene:
    """A filed concern and both its sides."""

    resident: Resident
    room: PersonChat
    card: Message
    number: str


@asynccontextmanager
async def filed(server: DemoServer, start: Start, **settings: object) -> AsyncIterator[Scene]:
    """The bot runs, and one concern is filed."""
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room = secretary.in_(staff)
    async with start(staff_chat_id=staff.id, default_language="en", **settings):
        await resident.start()
        number = await resident.file("They closed our water.")
        card = await room.wait_text(number)
        yield Scene(resident, room, card, number)


KINDS = (
    "photo",
    "video",
    "voice",
    "document",
    "audio",
    "animation",
    "video_note",
    "sticker",
    "location",
    "venue",
    "contact",
    "poll",
)


def _of(group: ChatView, kind: str) -> list[Message]:
    return [m for m in group.bot_messages if getattr(m, kind) is not None]


async def test_every_kind_of_message_reaches_the_office(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with start(staff_chat_id=staff.id, default_language="en"):
        await resident.start()
        await resident.begin()
        chat = resident.chat
        await chat.send("Words")
        await chat.send_photo(caption="A photo")
        await chat.send_album(3, caption="An album")
        await chat.send_video(caption="")
        await chat.send_voice()
        await chat.send_document(caption="A paper")
        await chat.send_audio()
        await chat.send_animation()
        await chat.send_video_note()
        await chat.send_sticker()
        await chat.send_location(40.27, 72.62)
        await chat.send_venue()
        await chat.send_contact()
        await chat.send_poll("Is it so?")
        number = await resident.send()
        await staff.wait(lambda group: all(_of(group, kind) for kind in KINDS))
        card = next(m for m in staff.bot_messages if "Words" in m.text)
        assert number in card.text
        album = [m for m in staff.bot_messages if m.media_group_id]
        assert len(album) == 3
        assert "An album" in album[0].text
        copies = [m for m in staff.bot_messages if m.id > card.id]
        assert all(m.reply_to == card for m in copies)
        # What cannot carry a caption has the number in a message of its own before it.
        assert all("forward_origin" not in m.raw for m in staff.bot_messages)


async def test_an_answer_keeps_its_formatting(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        bold = [{"type": "bold", "offset": 3, "length": 8}]
        await scene.room.send("🕐 tomorrow at ten", reply_to=scene.card, entities=bold)
        received = await scene.resident.chat.wait_text("tomorrow at ten")
        start_of_it = received.text.index("tomorrow")
        units = len(received.text[:start_of_it].encode("utf-16-le")) // 2
        assert {"type": "bold", "offset": units, "length": 8} in received.entities


async def test_answers_with_media(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        photo = await scene.room.send_photo(caption="The order", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("The order")
        assert received.photo
        assert scene.number in received.text
        await scene.room.wait(lambda _: photo.reactions == ["👍"])
        await scene.room.send_voice(reply_to=scene.card)
        await scene.resident.chat.wait(lambda c: any(m.voice for m in c.bot_messages))
        sticker = await scene.room.send_sticker(reply_to=scene.card)
        await scene.resident.chat.wait(lambda c: any(m.sticker for m in c.bot_messages))
        await scene.room.wait(lambda _: sticker.reactions == ["👍"])


async def test_an_album_of_an_answer_stays_together(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        await scene.room.send_album(2, caption="Two pages", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("Two pages")
        pages = [m for m in scene.resident.chat.bot_messages if m.media_group_id]
        assert len(pages) == 2
        assert pages[0] == received


async def test_notes_and_talk_stay_inside(server: DemoServer, start: Start, rows: Rows) -> None:
    async with filed(server, start) as scene:
        talk = await scene.room.send("Who knows this family?", reply_to=False)
        await scene.room.send("I do", reply_to=talk)
        await scene.room.send("// ask the mayor first", reply_to=scene.card)
        await scene.room.send_photo(caption="  // for us only", reply_to=scene.card)
        await scene.room.send_album(2, caption="// inside", reply_to=scene.card)
        await scene.room.send("The true answer", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("The true answer")
        inside = [m.text for m in scene.resident.chat.bot_messages if m.id < received.id]
        assert not [t for t in inside if "mayor" in t or "for us" in t or "family" in t]
    assert len(rows("SELECT 1 FROM entries WHERE direction = 'out'")) == 1


async def test_the_answer_button_opens_a_reply(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        await scene.room.press(scene.card, "💬 Answer")
        prompt = await scene.room.wait_text("write your answer")
        assert scene.room.forced_reply() is prompt.stored
        await scene.room.send("By the prompt")
        await scene.resident.chat.wait_text("By the prompt")


async def test_a_closed_concern_opens_again(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        await scene.room.press(scene.card, "✅ Close")
        closed = await scene.resident.chat.wait_text("The office has closed your concern")
        await scene.room.wait(lambda _: "closed" in scene.card.text)
        late = await scene.room.press_raw(scene.card, f"t:close:{1}")
        assert "no longer open" in (await late.wait_answer())["text"]
        await scene.resident.chat.send("It is not settled", reply_to=closed)
        await scene.room.wait_text("It is not settled")
        await scene.room.wait(lambda _: "in work" in scene.card.text)
        await scene.resident.chat.wait_text("is open again")


async def test_withdrawing(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        await scene.resident.tap(labels.MINE)
        await chat.wait_text("Your concerns")
        await chat.press(None, f"{scene.number} · 🆕 registered")
        await chat.wait(lambda c: ["↩️ Withdraw"] in c.last.buttons)
        await chat.press(None, "↩️ Withdraw")
        await chat.wait_text("Withdraw")
        await chat.press(None, "↩️ Yes, withdraw it")
        await scene.room.wait_text("the resident has withdrawn this concern")
        await scene.room.wait(lambda _: "withdrawn" in scene.card.text)
        await chat.wait(lambda c: "withdrawn" in c.messages[-1].text)


async def test_an_answer_is_taken_back_by_an_edit(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        answer = await scene.room.send("Come tomorrow", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("Come tomorrow")
        await scene.room.wait(lambda _: answer.reactions == ["👍"])
        await scene.room.edit(answer, "Come on Monday")
        await scene.resident.chat.wait(lambda _: "Come on Monday" in received.text)
        await scene.room.edit(answer, "// a mistake")
        await scene.room.wait_text("taken back")
        await scene.room.wait(lambda _: received.deleted and not answer.reactions)
        await scene.room.wait(lambda _: "in work" in scene.card.text)
    assert rows("SELECT delivery FROM entries WHERE direction = 'out'")[0][0] == "withdrawn"


async def test_a_resident_edits_what_they_wrote(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        story = next(m for m in chat.messages if m.text == "They closed our water.")
        await chat.edit(story, "They closed our water on Monday.")
        await scene.room.wait(lambda _: "on Monday" in scene.card.text)
        addition = await chat.send("Nobody listens", reply_to=story)
        copy = await scene.room.wait_text("Nobody listens")
        await chat.edit(addition, "Somebody listens")
        await scene.room.wait(lambda _: "Somebody listens" in copy.text)


async def test_a_resident_who_blocked_the_bot(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        scene.resident.person.block()
        answer = await scene.room.send("Hello", reply_to=scene.card)
        notice = await scene.room.wait_text("was not delivered")
        assert notice.reply_to == answer
        assert scene.number in notice.text
        assert not answer.reactions
    assert rows("SELECT delivery FROM entries WHERE direction = 'out'")[0][0] == "kept"
    assert rows("SELECT 1 FROM events WHERE kind = 'undelivered'")


async def test_a_reaction_is_replaced_by_words_where_none_is_allowed(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        server.offer_reactions(Group(server.world, scene.room.stored), ["🔥"])
        await scene.room.send("Hello", reply_to=scene.card)
        await scene.room.wait_text("Delivered to the resident")


async def test_the_chat_has_its_own_language(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        await scene.room.send("/language", reply_to=False)
        await scene.room.wait_text("Which language")
        await scene.room.press(None, "Русский")
        await scene.room.wait(lambda c: "Which language" not in str(c.texts))
        number = await scene.resident.file("Second")
        card = await scene.room.wait_text(number)
        assert "Ноокатский район" in card.text


async def test_a_name_is_shown_only_when_allowed(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        assert "Айгүл" not in scene.card.text
        await scene.resident.begin()
        await scene.resident.chat.send("With my name")
        await scene.resident.tap(labels.DONE)
        await scene.resident.tap(labels.SHOW_NAME)
        await scene.resident.tap(labels.SEND)
        card = await scene.room.wait_text("With my name")
        assert "Айгүл" in card.text
