"""Waiting for a condition of the world without polling."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bot.demo.world import World

T = TypeVar("T")
# What a wait returns: await it.
Pending = Coroutine[Any, Any, T]

DEFAULT_TIMEOUT = 5.0


async def wait_for(
    world: World,
    condition: Callable[[], T | None],
    seconds: float,
    explain: Callable[[], str],
) -> T:
    """Waits until `condition` is true, looking again at each change of the world.

    Returns its value; AssertionError with an explanation after so many seconds.
    """
    try:
        async with asyncio.timeout(seconds):
            while True:
                value = condition()
                if value:
                    return value
                await world.changed()
    except TimeoutError:
        raise AssertionError(f"waited {seconds} s: {explain()}") from None
