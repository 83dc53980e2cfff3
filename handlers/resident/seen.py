"""What a person looked at last outside of any flow, to show it again in another language."""

from aiogram.fsm.context import FSMContext

SEEN = "seen"
"""The key in the state's data of the payload of a link to it: see handlers.resident.links."""


async def remember(state: FSMContext, payload: str) -> None:
    """This is on the screen now. A step of a flow stays the screen that matters."""
    if await state.get_state() is None and payload != await last_seen(state):
        await state.update_data({SEEN: payload})


async def last_seen(state: FSMContext) -> str:
    """The payload of what was looked at last; empty when that was the menu."""
    return str((await state.get_data()).get(SEEN, ""))
