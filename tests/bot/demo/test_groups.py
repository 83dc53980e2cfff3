"""Groups: what the bot sees and may do there, how it comes and goes, upgrades, channels."""

from bot.demo.errors import Json
from bot.demo.schema import check_value
from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient


def kinds(updates: list[Json]) -> list[str]:
    return [next(key for key in update if key != "update_id") for update in updates]


async def test_the_bot_is_told_when_it_is_added(bot: BotClient, server: DemoServer) -> None:
    anna = server.person("Anna")
    group = server.group("Staff", [anna])
    change, service = await bot.drain()
    assert change["my_chat_member"]["old_chat_member"]["status"] == "left"
    assert change["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert service["message"]["new_chat_members"][0]["id"] == server.bot_id
    assert service["message"]["chat"] == {"id": group.id, "type": "supergroup", "title": "Staff"}
    assert group.id < -(10**12)
    assert group.bot_status == "administrator"


async def test_the_bot_is_kicked_and_added_again(bot: BotClient, server: DemoServer) -> None:
    for supergroup, name in ((True, "supergroup chat"), (False, "group chat")):
        group = server.group("Staff", supergroup=supergroup)
        server.kick_bot(group)
        said = await bot.refused("sendMessage", chat_id=group.id, text="x")
        assert said == f"Forbidden: bot was kicked from the {name}"
        server.add_bot(group, bot_is_admin=False)
        await bot.ok("sendMessage", chat_id=group.id, text="x")
        await bot.ok("leaveChat", chat_id=group.id)
        said = await bot.refused("sendMessage", chat_id=group.id, text="x")
        assert said == f"Forbidden: bot is not a member of the {name}"
        assert group.bot_status == "left"


async def test_nothing_is_heard_from_a_group_without_the_bot(
    bot: BotClient, server: DemoServer
) -> None:
    anna = server.person("Anna")
    group = server.group("Staff", [anna])
    server.kick_bot(group)
    await bot.drain()
    message = await anna.in_(group).send("/start")
    await anna.in_(group).edit(message, "/stop")
    await anna.in_(group).pin(message)
    assert await bot.drain() == []


async def test_privacy_mode_shows_only_what_is_meant_for_the_bot(
    bot: BotClient, server: DemoServer
) -> None:
    anna = server.person("Anna")
    group = server.group("Staff", [anna], bot_is_admin=False)
    chat = anna.in_(group)
    await bot.ok("sendMessage", chat_id=group.id, text="x")
    await bot.drain()
    hidden = await chat.send("talk")
    await chat.edit(hidden, "more talk")
    await chat.send("/start@other_bot")
    await chat.send("reply to a colleague", reply_to=hidden)
    await chat.send_photo("talk")
    assert await bot.drain() == []
    await chat.send("/start")
    await chat.send(f"/start@{server.bot_username} x")
    await chat.send("an answer", reply_to=group.last)
    await chat.pin(hidden)
    assert len(await bot.drain()) == 4
    server.privacy_mode = False
    await chat.send("talk")
    assert len(await bot.drain()) == 1
    server.privacy_mode = True
    server.add_bot(group)
    await chat.send("talk")
    assert kinds(await bot.drain()) == ["my_chat_member", "message"]


async def test_reactions_are_seen_by_administrators_only(
    bot: BotClient, server: DemoServer
) -> None:
    anna = server.person("Anna")
    group = server.group("Staff", [anna], bot_is_admin=False)
    await bot.ok("getUpdates", allowed_updates=["message_reaction"])
    await bot.drain()
    await anna.in_(group).react(group.messages[0], "👍")
    assert await bot.drain() == []
    server.add_bot(group)
    await anna.in_(group).react(group.messages[0], None)
    (update,) = await bot.drain()
    assert update["message_reaction"]["user"]["id"] == anna.id
    assert update["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert update["message_reaction"]["new_reaction"] == []


async def test_rights_to_send(bot: BotClient, server: DemoServer) -> None:
    anna = server.person("Anna")
    photo = (await anna.chat.send_photo()).photo[-1]["file_id"]
    group = server.group("Staff", [anna])
    server.set_rights(group, can_send_photos=False)
    assert group.bot_status == "restricted"
    said = await bot.refused("sendPhoto", chat_id=group.id, photo=photo)
    assert said == "Bad Request: not enough rights to send photos to the chat"
    await bot.ok("sendMessage", chat_id=group.id, text="x")
    server.set_rights(group, can_send_messages=False)
    for method, content in (
        ("sendMessage", {"text": "x"}),
        ("sendLocation", {"latitude": 1, "longitude": 1}),
    ):
        said = await bot.refused(method, chat_id=group.id, **content)
        assert said == "Bad Request: not enough rights to send text messages to the chat"
    server.set_rights(group, can_send_messages=True)
    await bot.ok("sendPhoto", chat_id=group.id, photo=photo)
    me = await bot.ok("getChatMember", chat_id=group.id, user_id=server.bot_id)
    assert me["status"] == "member"


async def test_the_chat_is_described(bot: BotClient, server: DemoServer) -> None:
    anna, bek = server.person("Anna"), server.person("Bek", username="bek_b")
    await anna.start()
    group = server.group("Staff", [anna, bek], admins=[bek], forum=True)
    full = await bot.ok("getChat", chat_id=group.id)
    assert (full["type"], full["is_forum"]) == ("supergroup", True)
    assert full["permissions"]["can_send_messages"] is True
    assert (await bot.ok("getChat", chat_id=anna.id))["first_name"] == "Anna"
    assert await bot.ok("getChatMemberCount", chat_id=group.id) == 3
    assert await bot.ok("getChatMemberCount", chat_id=anna.id) == 2
    admins = await bot.ok("getChatAdministrators", chat_id=group.id)
    assert [admin["status"] for admin in admins] == ["creator", "administrator", "administrator"]
    said = await bot.refused("getChatAdministrators", chat_id=anna.id)
    assert said == "Bad Request: there are no administrators in the private chat"
    outsider = server.person("Chyngyz")
    for chat_id, user_id, status in (
        (group.id, outsider.id, "left"),
        (group.id, server.bot_id, "administrator"),
        (anna.id, anna.id, "member"),
    ):
        member = await bot.ok("getChatMember", chat_id=chat_id, user_id=user_id)
        assert member["status"] == status
        check_value("ChatMember", member)
    said = await bot.refused("getChatMember", chat_id=group.id, user_id=1)
    assert said == "Bad Request: member not found"
    said = await bot.refused("leaveChat", chat_id=anna.id)
    assert said == "Bad Request: chat member status can't be changed in private chats"


async def test_a_group_becomes_a_supergroup(bot: BotClient, server: DemoServer) -> None:
    anna = server.person("Anna")
    old = server.group("Staff", [anna], supergroup=False)
    await bot.ok("sendMessage", chat_id=old.id, text="x")
    await bot.drain()
    new = server.upgrade(old)
    to, origin = [update["message"] for update in await bot.drain()]
    assert (to["chat"]["id"], to["migrate_to_chat_id"]) == (old.id, new.id)
    assert (origin["chat"]["id"], origin["migrate_from_chat_id"]) == (new.id, old.id)
    answer = await bot.call("sendMessage", chat_id=old.id, text="x")
    assert answer["error_code"] == 400
    assert answer["description"] == ("Bad Request: group chat was upgraded to a supergroup chat")
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    sent = await bot.ok("sendMessage", chat_id=new.id, text="x")
    assert sent["message_id"] == 2
    await anna.in_(new).send("I am here too")


async def test_members_come_and_go(bot: BotClient, server: DemoServer) -> None:
    anna, bek = server.person("Anna"), server.person("Bek")
    group = server.group("Staff", [anna])
    await bot.ok("getUpdates", allowed_updates=["message", "chat_member"])
    await bot.drain()
    server.add_member(group, bek)
    server.add_member(group, bek, is_admin=True)
    server.remove_member(group, bek)
    found = await bot.drain()
    assert kinds(found) == ["chat_member", "message", "chat_member", "chat_member", "message"]
    assert found[1]["message"]["new_chat_members"][0]["id"] == bek.id
    assert found[4]["message"]["left_chat_member"]["id"] == bek.id
    server.rename(group, "Office")
    assert (await bot.drain())[0]["message"]["new_chat_title"] == "Office"
    assert group.title == "Office"


async def test_posts_of_those_who_are_no_members(bot: BotClient, server: DemoServer) -> None:
    group = server.group("Staff")
    card = await bot.ok("sendMessage", chat_id=group.id, text="card")
    target = group.message(card["message_id"])
    await bot.drain()
    server.anonymous_admin_post(group, "x", reply_to=target)
    server.channel_post_in_group(group, "x")
    server.channel_post_in_group(group, "x", reply_to=target)
    server.bot_post(group, "x")
    server.bot_post(group, "y")
    found = [update["message"] for update in await bot.drain()]
    check_value("Array of Message", found)
    anonymous, forwarded, linked, other, again = found
    assert anonymous["sender_chat"]["id"] == group.id
    assert anonymous["from"]["username"] == "GroupAnonymousBot"
    assert anonymous["reply_to_message"]["text"] == "card"
    assert forwarded["is_automatic_forward"] is True
    assert forwarded["sender_chat"]["type"] == linked["sender_chat"]["type"] == "channel"
    assert "is_automatic_forward" not in linked
    assert other["from"]["is_bot"] is True
    assert other["from"] == again["from"] != server.world.bot.data
    full = await bot.ok("getChat", chat_id=group.id)
    assert full["linked_chat_id"] == linked["sender_chat"]["id"]


async def test_channels(bot: BotClient, server: DemoServer) -> None:
    channel = server.channel("News", username="news_kg")
    await bot.drain()
    post = server.channel_post(channel, "x")
    await bot.ok("sendMessage", chat_id="@news_kg", text="y")
    assert channel.texts == ["y"]
    edit = {"chat_id": channel.id, "message_id": channel.last.id, "text": "z"}
    assert (await bot.ok("editMessageText", **edit))["text"] == "z"
    found = await bot.drain()
    assert kinds(found) == ["channel_post"]
    assert found[0]["channel_post"]["message_id"] == post.id
    server.add_bot(channel, bot_is_admin=False)
    said = await bot.refused("sendMessage", chat_id=channel.id, text="x")
    assert said == "Bad Request: need administrator rights in the channel chat"
