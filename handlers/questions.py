"""What administrators, and secretaries in their private chat, are asked to write: the next words
answer it. One question at a time, and only while it is what they see."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.fsm.context import FSMContext
from aiogram.types import InlineKeyboardMarkup, TelegramObject
from aiogram.utils.formatting import Text

from bot.reception.permissions import Action, allowed
from handlers import statistics
from handlers.admin import data, directory, templates
from handlers.admin.announcements import asking, routes
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.statistics import own_days

Screen = tuple[Text, InlineKeyboardMarkup]

KEEPS = {"keeps_question": True}
"""The flag of a handler behind whose screen the question is asked again."""


class _Question(NamedTuple):
    states: frozenset[str | None]
    action: Action
    """What only those are asked who may do it."""
    draw: Callable[[Desk, Actor, FSMContext], Awaitable[Screen | None]]


_QUESTIONS = (
    _Question(directory.STATES, Action.EDIT_DIRECTORY, lambda d, _a, s: directory.asked(d, s)),
    _Question(data.STATES, Action.EDIT_DIRECTORY, lambda d, _a, s: data.asked(d, s)),
    _Question(asking.STATES, Action.ANNOUNCE, routes.asked),
    _Question(templates.STATES, Action.EDIT_TEMPLATES, lambda d, _a, s: templates.asked(d, s)),
    *(
        _Question(frozenset({state}), action, lambda _d, _a, s: statistics.asked(s))
        for state, action in own_days.STATES.items()
    ),
)


async def asked(
    desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Screen | None:
    """The question that waits for an answer, or the last look at what was answered; None: there
    is none, or it is void."""
    for question in _QUESTIONS:
        if raw_state in question.states and allowed(actor.roles, question.action):
            return await question.draw(desk, actor, state)
    return None


class EndQuestion(BaseMiddleware):
    """Whoever opens another screen is asked no longer: what they write there is no answer."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        raw_state = data.get("raw_state")
        is_asked = any(raw_state in question.states for question in _QUESTIONS)
        if is_asked and not get_flag(data, "keeps_question"):
            await data["state"].clear()
            data["raw_state"] = None
        return await handler(event, data)
