"""What residents send reaches the office without what hides, spills over or names accounts."""

import json

from bot.demo.server import DemoServer
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.test_exchange import filed

RLO, ZWSP, ACUTE = "\u202e", "\u200b", "\u0301"


async def test_a_card_shows_names_and_stories_plainly(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    person = server.person(f"Ай{RLO}гүл{ACUTE * 9}", last_name="A\u0000B", language_code="en")
    resident = Resident(person, "en")
    secretary = server.person(f"Нур{ZWSP}лан{RLO}")
    staff = server.group("Штаб", members=[secretary])
    story = f"{RLO}{ZWSP}💧 Our w{ZWSP}ater{ACUTE * 30} is closed"
    bold = {"type": "bold", "offset": 9, "length": 6 + 30}
    async with start(staff_chat_id=staff.id, default_language="en"):
        await resident.start()
        await resident.begin()
        await resident.chat.send(story, entities=[bold])
        await resident.tap(labels.DONE)
        await resident.tap(labels.SHOW_NAME)
        await resident.says("👤 Your name is shown to the office: <b>{name}</b>")
        await resident.tap(labels.SEND)
        card = await staff.wait_text(f"💧 Our water{ACUTE * 2} is closed")
        assert f"Name: Айгүл{ACUTE * 2} AB\n" in card.text
        place = card.text.index("water" + ACUTE)
        # The drop before it takes two UTF-16 units; there are other such signs on the card.
        units = len(card.text[:place].encode("utf-16-le")) // 2
        assert {"type": "bold", "offset": units, "length": 7} in card.entities
        room = secretary.in_(staff)
        await room.press(card, "✋ Take")
        await room.wait(lambda _: "In charge: Нурлан" in card.text)
        assert not {RLO, ZWSP} & set(card.text)
    kept = json.loads(rows("SELECT content FROM entries")[0][0])
    assert kept["text"] == story
    assert kept["entities"] == [bold]


async def test_additions_are_plain_and_name_no_account(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        await scene.room.send("Who?", reply_to=scene.card)
        received = await chat.wait_text("Who?")
        user = {"id": chat.user.id, "is_bot": False, "first_name": "Айгүл"}
        text = f"{RLO}He and she, see http://example.org"
        entities = [
            {"type": "text_mention", "offset": 1, "length": 2, "user": user},
            {"type": "italic", "offset": 8, "length": 3},
            {
                "type": "text_link",
                "offset": 13,
                "length": 3,
                "url": f"tg://user?id={chat.user.id}",
            },
        ]
        await chat.send(text, reply_to=received, entities=entities)
        copy = await scene.room.wait_text("He and she")
        assert "text_mention" not in str(copy.entities)
        assert str(chat.user.id) not in str(copy.entities)
        italic = next(e for e in copy.entities if e["type"] == "italic")
        raw = copy.text.encode("utf-16-le")
        begin, end = italic["offset"] * 2, (italic["offset"] + italic["length"]) * 2
        assert raw[begin:end].decode("utf-16-le") == "she"
        await chat.send_photo(caption=f"The{ZWSP} ditch", reply_to=received)
        await scene.room.wait_text("The ditch")
        await chat.send_venue(title=f"{RLO}Mill", address=ZWSP, reply_to=received)
        await scene.room.wait(lambda c: any(m.venue for m in c.bot_messages))
        venue = next(m.venue for m in scene.room.bot_messages if m.venue)
        assert (venue["title"], venue["address"]) == ("Mill", "…")
        await chat.send("\u3164", reply_to=received)
        await scene.room.wait(lambda c: c.bot_messages[-1].text.endswith("\n\n…"))
        assert not {RLO, ZWSP} & set("".join(m.text for m in scene.room.bot_messages))


async def test_no_link_is_previewed_to_staff(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        number = await scene.resident.file("See http://example.org")
        card = await scene.room.wait_text("http://example.org")
        assert number in card.text
        await scene.room.press(card, "✋ Take")
        await scene.room.wait(lambda _: "In charge" in card.text)
        await scene.room.press(card, "💬 Answer")
        await scene.room.wait_text("write your answer")
        await scene.room.send("http://example.org?", reply_to=card)
        received = await chat.wait_text("http://example.org?")
        await scene.room.wait(lambda _: "answered" in card.text)
        added = await chat.send("Also http://example.net", reply_to=received)
        await scene.room.wait_text("http://example.net")
        await chat.edit(added, "Rather http://example.com")
        await scene.room.wait_text("http://example.com")
        calls = [
            call
            for call in server.requests
            if call.method in ("sendMessage", "editMessageText")
            and str(call.params.get("chat_id")) == str(scene.room.id)
        ]
        assert {call.method for call in calls} == {"sendMessage", "editMessageText"}
        for call in calls:
            options = call.params["link_preview_options"]
            options = json.loads(options) if isinstance(options, str) else options
            assert options == {"is_disabled": True}, call.params
