"""Who is acting, and whether they may: the one place that decides both.

`ActorMiddleware` resolves the actor of every update; `PermissionMiddleware` checks the action
that the handler names in its flags against the table in `bot.reception.permissions`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.dispatcher.flags import get_flag
from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.types import CallbackQuery, Message, TelegramObject, Update, User
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action, Role, allowed
from bot.reception.routing import Desks
from handlers import blocked, former
from handlers.desk import Desk
from handlers.labels import menu_keyboard
from handlers.say import message, told
from handlers.threads import is_answer
from locales.languages import of_telegram
from storage import blocks, chats, members, residents, staff, standing
from storage.blocks import Block
from storage.outbox import Sends
from storage.residents import Resident
from storage.tickets import Sight

DESK_ROLES = frozenset({Role.SECRETARY, Role.MONITORING, Role.ADMINISTRATOR})
"""Those whose chat may have concerns on its desk."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who caused an update, and in what capacity."""

    person_id: int | None
    name: str
    chat_id: int | None
    roles: frozenset[Role]
    locale: str
    reported_language: str | None = None
    """What their Telegram is set to."""
    resident: Resident | None = None
    """Set in private chats."""
    block: Block | None = None
    """What keeps them from writing now."""
    offices: tuple[str, ...] = ()
    """The offices that they are a named secretary of, in the private chat."""
    in_staff_chat: bool = False
    """Whether concerns are handled in the chat, whoever speaks in it."""

    @property
    def sight(self) -> Sight:
        """Whose tickets they may see as a resident: their own."""
        return Sight(resident_id=self.resident.id if self.resident else None)

    @property
    def desk_sight(self) -> Sight:
        """Which tickets they may handle here: those whose card is in this chat, and those of the
        offices they are named for."""
        return Sight(
            chat_id=self.chat_id if self.roles & DESK_ROLES else None,
            offices=self.offices,
            not_of=self.resident.id if self.resident else None,
        )


def person(actor: Actor) -> Resident:
    """The resident behind an actor in a private chat."""
    if actor.resident is None:
        raise LookupError("the actor is not in a private chat")
    return actor.resident


async def resolve(desk: Desk, context: EventContext, event: Update) -> Actor:
    """The actor of an update."""
    user, chat = context.user, context.chat
    name = user.full_name if user else ""
    user_id = user.id if user else None
    chat_id = chat.id if chat else None
    setting = desk.setting
    if chat is not None and chat.type == "private" and user is not None and not user.is_bot:
        if not await _is_known_or_speaks(desk, user, event):
            outsider = frozenset({Role.OUTSIDER})
            locale = of_telegram(user.language_code) or setting.default_language
            return Actor(user_id, name, chat_id, outsider, locale)
        return await _in_private(desk, user, chat.id)
    if chat is None:
        roles, locale, serves = set[Role](), setting.default_language, False
    else:
        roles = _roles_of_group(await desk.desks(), chat.id)
        serves = bool(roles)
        locale = await desk.language_of_chat(chat.id)
    if user is None or user.is_bot or _speaks_as_chat(event):
        roles = {Role.OUTSIDER}
    elif chat is not None and not await _is_in(desk, user, chat.id, event, serves=serves):
        roles = {Role.FORMER}
    else:
        roles = roles or {Role.OUTSIDER}
        if chat is not None and chat.id < 0 and user.id in await desk.administrators():
            roles.add(Role.ADMINISTRATOR_IN_GROUP)
    return Actor(user_id, name, chat_id, frozenset(roles), locale, in_staff_chat=serves)


async def _is_in(desk: Desk, user: User, chat_id: int, event: Update, *, serves: bool) -> bool:
    """Whether somebody who writes or presses in a group is in it, as far as is known; in a staff
    chat it is noted that they were heard of."""
    acts = event.message or event.edited_message or event.callback_query
    if not serves or acts is None:
        return True
    return await members.heard(desk.tx, chat_id, user.id, user.full_name, desk.now)


async def _is_known_or_speaks(desk: Desk, user: User, event: Update) -> bool:
    """Whether a person is to be known from now on. Who was forgotten and then blocks the bot,
    edits an old message or presses an old button (or the last one twice) has not come back."""
    return (
        event.message is not None or await residents.by_telegram_id(desk.tx, user.id) is not None
    )


async def _in_private(desk: Desk, user: User, chat_id: int) -> Actor:
    resident = await residents.by_telegram_id(desk.tx, user.id)
    today = desk.today
    if resident is None:
        resident = await residents.add(desk.tx, user.id, user.full_name, desk.now)
    elif (
        resident.blocked_at is not None
        or resident.name != user.full_name
        or resident.seen_on != today.isoformat()
    ):
        await residents.seen(desk.tx, resident.id, user.full_name, today)
    roles, block, offices = await standing_of(desk, resident)
    return Actor(
        person_id=user.id,
        name=user.full_name,
        chat_id=chat_id,
        roles=roles,
        locale=resident.language
        or of_telegram(user.language_code)
        or desk.setting.default_language,
        reported_language=user.language_code,
        resident=resident,
        block=block,
        offices=offices,
    )


async def standing_of(
    desk: Desk, resident: Resident
) -> tuple[frozenset[Role], Block | None, tuple[str, ...]]:
    """What somebody is in the private chat: roles, what keeps them from writing, their offices."""
    posts = await staff.roles_of(desk.tx, resident.id)
    named = {role for role, _office in posts}
    block = None
    if resident.telegram_id in desk.setting.admin_ids or staff.ADMINISTRATOR in named:
        roles = {Role.RESIDENT, Role.ADMINISTRATOR}
    else:
        block = await blocks.live(desk.tx, resident.telegram_id, desk.now)
        roles = {Role.BLOCKED if block else Role.RESIDENT}
    offices = tuple(office for role, office in posts if role == staff.SECRETARY)
    if offices:
        roles.add(Role.SECRETARY)
    return frozenset(roles), block, offices


def _roles_of_group(desks: Desks, chat_id: int) -> set[Role]:
    """What everybody in a group is there."""
    roles = {Role.SECRETARY} if desks.serves(chat_id) else set()
    return roles | {Role.MONITORING} if chat_id == desks.monitoring else roles


async def still_allowed(desk: Desk, chat_id: int, action: Action) -> bool:
    """Whether what somebody asked for in a chat may still be shown there."""
    if chat_id < 0:
        return allowed(_roles_of_group(await desk.desks(), chat_id), action)
    resident = await residents.by_telegram_id(desk.tx, chat_id)
    if resident is None:
        return False
    roles, _block, _offices = await standing_of(desk, resident)
    return allowed(roles, action)


def _speaks_as_chat(update: Update) -> bool:
    """An anonymous administrator, a linked channel: nobody can tell who it is."""
    message = update.message or update.edited_message
    return message is not None and message.sender_chat is not None


class ActorMiddleware(BaseMiddleware):
    """Hands ``actor`` to filters and handlers."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if not isinstance(event, Update):
            raise TypeError("the actor is resolved once an update")
        desk, actor = data["desk"], await resolve(data["desk"], data["event_context"], event)
        if actor.resident is not None and event.message is not None:
            parts = data.get("album") or [event.message]
            written = [(part.chat.id, part.message_id) for part in parts]
            await standing.note(desk.tx, written, desk.now)
        data["actor"] = actor
        chat = data["event_context"].chat
        if chat is not None and chat.type in ("group", "supergroup"):
            await chats.note_forum(desk.tx, chat.id, bool(chat.is_forum))
        return await handler(event, data)


class PermissionMiddleware(BaseMiddleware):
    """Runs a handler only for those who may do what it does; others are told."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        actor: Actor = data["actor"]
        action: Action = get_flag(data, "action")
        if allowed(actor.roles, action):
            return await handler(event, data)
        if actor.block is not None and allowed({Role.RESIDENT}, action):
            # No step is of use to them: the menu is what they see.
            await data["state"].clear()
            return refusal_to_write(event, data["desk"], actor, actor.block)
        if Role.FORMER in actor.roles:
            return await former.refusal(event, data["desk"])
        return refusal(event, actor)


def refusal_to_write(event: TelegramObject, desk: Desk, actor: Actor, block: Block) -> Sends:
    """The answer to somebody who may not write for now."""
    if isinstance(event, Message) and event.location and event.edit_date:
        # A live position moves by itself, for hours.
        return None
    why = message(person(actor).telegram_id, blocked.why(desk, block), menu_keyboard())
    if isinstance(event, CallbackQuery):
        # NOTE: shown by Telegram for a moment; the message that comes with it says why
        return [told(event, _("You cannot write to the receptions for now.")), why]
    return why


def refusal(event: TelegramObject, actor: Actor) -> Sends:
    """The answer to somebody who may not do what they tried."""
    text = _("This is not available to you here.")
    if isinstance(event, Message) and event.chat.type == "private" and actor.resident is None:
        return None
    if isinstance(event, CallbackQuery):
        if actor.resident is None and actor.chat_id == actor.person_id:
            # NOTE: in a small window, to somebody who was forgotten and presses an old button
            text = _("The bot does not know you. To begin, write /start.")
        return told(event, text, alert=True)
    if isinstance(event, Message) and event.chat.type == "private":
        return message(event.chat.id, text)
    if isinstance(event, Message) and _hidden_answer(event, actor):
        text = _(
            "Nothing was sent: an answer from a hidden sender is not accepted. Switch off "
            "“Remain anonymous” and reply to the card again."
        )
        return message(event.chat.id, text, reply_to=event.message_id)
    return None


def _hidden_answer(event: Message, actor: Actor) -> bool:
    """An anonymous administrator of a staff chat replied to us, and not with a note."""
    return (
        actor.in_staff_chat
        and event.sender_chat is not None
        and event.sender_chat.id == event.chat.id
        and is_answer(event)
    )


def require_actions(router: Router) -> None:
    """Raises LookupError for a handler that names no action: nobody would be checked there."""
    for part in router.chain_tail:
        for name, observer in part.observers.items():
            for handler in observer.handlers:
                if name != "update" and not isinstance(handler.flags.get("action"), Action):
                    where = getattr(handler.callback, "__qualname__", handler.callback)
                    raise LookupError(f"the {name} handler {where} of {part.name} has no action")
