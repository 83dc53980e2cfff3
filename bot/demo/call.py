"""One call of a method, as the functions that implement the methods get it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.demo.access import mention_of
from bot.demo.errors import Json
from bot.demo.schema import Upload
from bot.demo.world import World


@dataclass(slots=True)
class Call:
    """A checked request: typed parameters, and the files that came with it by part name."""

    world: World
    params: Json
    uploads: dict[str, Upload]

    def mention(self, user_id: int) -> Json | None:
        """The User object of somebody the bot has met."""
        return mention_of(self.world, user_id)


# Returns the `result` of the answer; raises ApiError.
Method = Callable[[Call], Any]
