"""A code from the counter as the first words of somebody new."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.reception.permissions import Action
from handlers.gate import Actor
from handlers.resident.claim import TypedCode
from handlers.resident.seen import remember
from handlers.resident.welcome import NoLanguage, ask_language
from storage.outbox import Sends

router = Router(name=__name__)
"""Included before the first meeting, which would keep a code as the beginning of a concern."""


@router.message(NoLanguage(), TypedCode(), flags={"action": Action.CLAIM})
async def first_words(event: Message, code: str, actor: Actor, state: FSMContext) -> Sends:
    """The concern is shown after the first question."""
    await remember(state, f"claim_{code}")
    return ask_language(actor)
