"""What the page is told: the cast, a chat as one person sees it, an event."""

from collections import Counter

from bot.demo.errors import Json
from bot.demo.page_cast import PLACES, DemoCast
from bot.demo.people import Person, PersonChat
from bot.demo.views import Message
from bot.demo.world import Event, World

# What a person reads of a chat at once; older messages stay in the world but not on the page.
SHOWN_MESSAGES = 300

# The reactions the page offers, of those that Telegram knows.
QUICK_REACTIONS = ("👍", "👎", "❤", "🙏", "🔥", "😢", "🎉", "🤔")


def cast_view(cast: DemoCast, session: str) -> Json:
    """The three panes with their people. `session` differs from one start to the next."""
    return {
        "session": session,
        "panes": [
            _pane("resident", cast.residents, None),
            _pane("staff", cast.secretaries, cast.staff.id),
            _pane("admin", (cast.administrator,), None),
        ],
        "places": [
            {"name": name, "latitude": latitude, "longitude": longitude}
            for name, (latitude, longitude) in PLACES.items()
        ],
        "reactions": list(QUICK_REACTIONS),
    }


def _pane(name: str, people: tuple[Person, ...], group_id: int | None) -> Json:
    return {
        "name": name,
        # Each person's chat: the group, or the private one that has the person's own number.
        "people": [
            {"id": person.id, "name": person.name, "chat": group_id or person.id}
            for person in people
        ],
    }


def chat_view(chat: PersonChat) -> Json:
    """Everything the page shows of a chat for this person."""
    stored = chat.stored
    private = stored.kind == "private"
    forced = chat.forced_reply()
    members = [member for member in stored.members.values() if member.present]
    return {
        "id": chat.id,
        "person": chat.user.id,
        "private": private,
        "title": chat.world.bot.data["first_name"] if private else chat.title,
        "members": len(members),
        "bot_id": chat.world.bot.id,
        "bot_present": private or any(member.user["is_bot"] for member in members),
        "started": chat.user.started,
        "blocked": private and chat.user.blocked,
        "keyboard": _keyboard(chat),
        "forced_reply": None if forced is None else _forced(forced.id, forced.screen_markup),
        "commands": chat.commands,
        "messages": [_message(chat, item) for item in chat.messages[-SHOWN_MESSAGES:]],
    }


def _keyboard(chat: PersonChat) -> Json | None:
    rows = chat.keyboard_buttons
    if rows is None:
        return None
    markup = next(
        stored.screen_markup
        for stored in reversed(chat.stored.messages.values())
        if stored.screen_markup is not None and stored.screen_markup.get("keyboard") is rows
    )
    return {
        "rows": rows,
        "resize": bool(markup.get("resize_keyboard")),
        "persistent": bool(markup.get("is_persistent")),
        "placeholder": markup.get("input_field_placeholder"),
    }


def _forced(message_id: int, markup: Json | None) -> Json:
    return {
        "message": message_id,
        "placeholder": (markup or {}).get("input_field_placeholder"),
    }


def _message(chat: PersonChat, message: Message) -> Json:
    stored = message.stored
    mine = {item.get("emoji") for item in stored.reactions.get(chat.user.id, [])}
    return {
        **message.as_json(),
        "mine": stored.sender_id == chat.user.id,
        "reactions": [
            {"emoji": emoji, "count": count, "mine": emoji in mine}
            for emoji, count in Counter(message.reactions).items()
        ],
    }


def event_view(world: World, event: Event) -> Json:
    """A change in few words: the page asks for the chat again if it shows it."""
    view: Json = {"kind": event.kind, "chat": event.chat_id}
    if event.kind == "message":
        sender = event.body["message"].get("from", {})
        view["from_bot"] = sender.get("id") == world.bot.id
    elif event.kind in {"answer", "action"}:
        view |= event.body
    return view
