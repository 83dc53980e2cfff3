"""The changes of the world as a stream, for a page that follows them."""

import asyncio
from types import TracebackType
from typing import Self

from bot.demo.world import Event, World


class EventStream:
    """Changes of the world in order; `async for event in stream`. Ends with its `with` block."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queue: asyncio.Queue[Event] = asyncio.Queue()
        world.listeners.append(self._queue.put_nowait)

    def close(self) -> None:
        """Takes no more."""
        if self._queue.put_nowait in self._world.listeners:
            self._world.listeners.remove(self._queue.put_nowait)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        return await self._queue.get()
