"""The methods about chats, their members and files."""

from bot.demo.access import open_chat
from bot.demo.call import Call, Method
from bot.demo.errors import Json, bad_request
from bot.demo.files import MAX_DOWNLOAD
from bot.demo.rights import Member, Status
from bot.demo.world import Chat, Event, User, World


def _known(call: Call) -> Chat:
    """A chat to look at: unlike sending, that works for people who blocked the bot."""
    chat = call.world.chat(call.params["chat_id"])
    return chat if chat.kind == "private" else open_chat(call.world, chat.id)


def get_chat(call: Call) -> Json:
    """getChat."""
    chat = _known(call)
    full: Json = {
        **chat.data,
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.kind != "private":
        full["permissions"] = dict(chat.permissions)
        if chat.linked_chat_id is not None:
            full["linked_chat_id"] = chat.linked_chat_id
    if chat.available_reactions is not None:
        full["available_reactions"] = [
            {"type": "emoji", "emoji": emoji} for emoji in chat.available_reactions
        ]
    pinned = chat.message(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        full["pinned_message"] = pinned.raw
    return full


def get_chat_member(call: Call) -> Json:
    """getChatMember: also for people who are not in the chat (left)."""
    chat = _known(call)
    user = call.world.users.get(call.params["user_id"])
    if user is None:
        raise bad_request("member not found")
    member = chat.members.get(user.id)
    if chat.kind == "private" and user.id in {chat.id, call.world.bot.id}:
        return Member(user.data, "member").dump()
    return (member or Member(user.data, "left")).dump()


def get_chat_administrators(call: Call) -> list[Json]:
    """getChatAdministrators: people and this bot, no other bots."""
    chat = _known(call)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    return [member.dump() for member in chat.members.values() if member.is_admin]


def get_chat_member_count(call: Call) -> int:
    """getChatMemberCount."""
    chat = _known(call)
    if chat.kind == "private":
        return 2
    return sum(member.present for member in chat.members.values())


def set_membership(
    world: World, chat: Chat, user: User, status: Status, by: Json, **rights: bool
) -> None:
    """Changes somebody's place in a chat and tells the bot (my_chat_member or chat_member)."""
    old = chat.members.get(user.id, Member(user.data, "left"))
    new = Member(user.data, status, dict(rights))
    chat.members[user.id] = new
    body = {
        "chat": chat.data,
        "from": by,
        "date": world.now(),
        "old_chat_member": old.dump(),
        "new_chat_member": new.dump(),
    }
    if user.id == world.bot.id:
        world.updates.put("my_chat_member", body)
    elif chat.members.get(world.bot.id, old).is_admin:
        world.updates.put("chat_member", body)
    world.announce(Event("chat", chat.id, body))


def leave_chat(call: Call) -> bool:
    """leaveChat."""
    world = call.world
    chat = open_chat(world, call.params["chat_id"])
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    set_membership(world, chat, world.bot, "left", world.bot.data)
    return True


def get_file(call: Call) -> Json:
    """getFile: what can be downloaded, up to 20 MB."""
    stored = call.world.files.find(call.params["file_id"])
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }


def set_chat_menu_button(call: Call) -> bool:
    """setChatMenuButton: of one private chat, or of all that have none of their own."""
    button = call.params.get("menu_button", {"type": "default"})
    if "chat_id" not in call.params:
        call.world.profile.menu_button = button
        return True
    chat = call.world.chat(call.params["chat_id"])
    if chat.kind != "private":
        raise bad_request("chat_id must be a private chat")
    chat.menu_button = None if button["type"] == "default" else button
    return True


def get_chat_menu_button(call: Call) -> Json:
    """getChatMenuButton."""
    if "chat_id" not in call.params:
        return call.world.profile.menu_button
    return call.world.chat(call.params["chat_id"]).menu_button or call.world.profile.menu_button


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "getFile": get_file,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
