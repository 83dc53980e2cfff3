"""A code from the counter as the first words of somebody new."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.reception.permissions import Action, allowed
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.resident.claim import TypedCode, tried
from handlers.resident.seen import remember
from handlers.resident.welcome import NoLanguage, ask_language, before_anything
from storage.claims import Claim
from storage.outbox import Sends

router = Router(name=__name__)
"""Included before the first meeting, which would keep a code as the beginning of a concern."""


@router.message(NoLanguage(), TypedCode(), flags={"action": Action.CLAIM})
async def first_words(
    event: Message, code: str, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """The concern is shown after the first question. What is no code after all is kept like other
    first words, and after that question they are told so."""
    if isinstance(await tried(desk, actor, code), Claim):
        await remember(state, f"claim_{code}")
        return ask_language(actor)
    await remember(state, "claim_")
    sends: Sends = ask_language(actor)
    if allowed(actor.roles, Action.FILE):
        sends = await before_anything(event, desk, actor)
    return sends
