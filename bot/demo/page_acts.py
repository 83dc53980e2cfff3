"""What the people do on the page: each act takes the JSON the page sent and does it."""

from collections.abc import Awaitable, Callable

from bot.demo.cast import Cast
from bot.demo.chats import ChatView
from bot.demo.errors import Json
from bot.demo.people import Person, PersonChat
from bot.demo.sending import ReplyTo
from bot.demo.views import Message

# Returns what the page is answered.
Act = Callable[[PersonChat, Json], Awaitable[Json]]


def chat_of(cast: Cast, person_id: int, chat_id: int) -> PersonChat:
    """The chat as the person sees it; LookupError when it is not theirs."""
    person: Person = cast.people[person_id]
    if chat_id == person.id:
        return person.chat
    stored = cast.world.chats[chat_id]
    if person.id not in stored.members:
        raise LookupError("this person is not in this chat")
    return person.in_(ChatView(cast.world, stored))


def reply_target(chat: PersonChat, body: Json) -> ReplyTo:
    """The message that `reply_to` names; no message: the page shows what it answers itself."""
    number = body.get("reply_to")
    return chat.message(int(number)) if number else False


def _message(chat: PersonChat, body: Json) -> Message:
    return chat.message(int(body["message"]))


def _own(chat: PersonChat, body: Json) -> Message:
    message = _message(chat, body)
    if message.stored.sender_id != chat.user.id or message.service:
        raise ValueError("only your own messages can be changed")
    return message


def _sent(message: Message) -> Json:
    return {"message": message.id}


async def _send(chat: PersonChat, body: Json) -> Json:
    reply_to = reply_target(chat, body)
    return _sent(await chat.send(str(body["text"]), reply_to, body.get("entities")))


async def _edit(chat: PersonChat, body: Json) -> Json:
    message = _own(chat, body)
    raw = message.raw
    if not {"text", "photo", "video", "animation", "audio", "voice", "document"} & raw.keys():
        raise ValueError("a message of this kind has no text to edit")
    text = str(body["text"])
    if "text" in raw and not text.strip():
        raise ValueError("a text cannot become empty: delete the message")
    return _sent(await chat.edit(message, text, body.get("entities")))


async def _delete(chat: PersonChat, body: Json) -> Json:
    await chat.delete(_own(chat, body))
    return {}


async def _react(chat: PersonChat, body: Json) -> Json:
    await chat.react(_message(chat, body), body.get("emoji"))
    return {}


async def _press(chat: PersonChat, body: Json) -> Json:
    message = _message(chat, body)
    button = message.inline_keyboard[int(body["row"])][int(body["column"])]
    query = await chat.press_raw(message, button["callback_data"])
    return {"callback": query.id}


async def _tap(chat: PersonChat, body: Json) -> Json:
    location = body.get("location")
    place = None if location is None else _position(location)
    return _sent(await chat.tap(str(body["label"]), place, body.get("phone_number")))


async def _location(chat: PersonChat, body: Json) -> Json:
    return _sent(await chat.send_location(*_position(body), reply_to=reply_target(chat, body)))


def _position(body: Json) -> tuple[float, float]:
    latitude, longitude = float(body["latitude"]), float(body["longitude"])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("latitude is from -90 to 90 degrees, longitude from -180 to 180")
    return latitude, longitude


async def _contact(chat: PersonChat, body: Json) -> Json:
    return _sent(await chat.send_contact(reply_to=reply_target(chat, body)))


async def _poll(chat: PersonChat, body: Json) -> Json:
    options = tuple(str(option) for option in body["options"])
    if not str(body["question"]).strip() or len(options) < 2:
        raise ValueError("a poll has a question and two answers or more")
    reply_to = reply_target(chat, body)
    return _sent(await chat.send_poll(str(body["question"]), options, reply_to))


ACTS: dict[str, Act] = {
    "send": _send,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "press": _press,
    "tap": _tap,
    "location": _location,
    "contact": _contact,
    "poll": _poll,
}


def block(person: Person, *, blocked: bool) -> None:
    """Blocks or unblocks the bot."""
    if blocked:
        person.block()
    else:
        person.unblock()
