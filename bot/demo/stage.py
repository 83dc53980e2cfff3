"""The small world as the program that runs it sees it."""

from collections.abc import Callable

from bot.demo.errors import Json
from bot.demo.events import EventStream
from bot.demo.waiting import DEFAULT_TIMEOUT, Pending, T, wait_for
from bot.demo.world import World


class Stage:
    """The small world from outside: its bot, its clock, what is queued, what happens."""

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def bot_id(self) -> int:
        """The bot's user id."""
        return self.world.bot.id

    @property
    def bot_username(self) -> str:
        """The bot's username without @."""
        return str(self.world.bot.data["username"])

    @property
    def privacy_mode(self) -> bool:
        """Whether the bot, where it is no administrator, sees only what is meant for it."""
        return self.world.privacy_mode

    @privacy_mode.setter
    def privacy_mode(self, value: bool) -> None:
        self.world.privacy_mode = value

    @property
    def clock(self) -> Callable[[], float]:
        """Returns the time of the small world in Unix seconds."""
        return self.world.clock

    @clock.setter
    def clock(self, value: Callable[[], float]) -> None:
        self.world.clock = value

    @property
    def pending_updates(self) -> list[Json]:
        """Updates that are not confirmed, handed over or not."""
        return self.world.updates.pending()

    def push_update(self, update: Json) -> Json:
        """Queues any update, malformed ones too; returns it with its update_id."""
        return self.world.updates.put_raw(update)

    def events(self) -> EventStream:
        """The changes from now on."""
        return EventStream(self.world)

    def wait(
        self, condition: Callable[[], T | None], timeout: float = DEFAULT_TIMEOUT
    ) -> Pending[T]:
        """Waits for a condition on anything here: it is looked at after each change and call."""
        return wait_for(self.world, condition, timeout, lambda: "in vain")
