"""The presses on a card and behind “More”, as somebody may try them on a concern of others."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData

from bot.reception.grounds import Ground
from bot.reception.permissions import Action
from handlers.staff.buttons import ReleasePress
from handlers.staff.deciding import DeclinePress
from handlers.staff.describing import TopicPress
from handlers.staff.extending import ExtendPress
from handlers.staff.menu import TicketPress
from handlers.staff.transfer import TransferPress
from tests.end_to_end.acting import DIRECTORY
from tests.end_to_end.permission_scene import Target, World

NKT = DIRECTORY.office("NKT")

Make = Callable[[World, Target], CallbackData]

STAFF_PRESSES: dict[Action, tuple[str, ...]] = {
    Action.TAKE: ("release",),
    Action.ANSWER: ("ready",),
    Action.DECIDE: ("ask", "redirect", "decline", "extend"),
    Action.TRANSFER: ("transfer", "escalate"),
    Action.DESCRIBE: (
        "urgent",
        "not_urgent",
        "topic",
        "register",
        "duplicate",
        "distinct",
        "code",
    ),
}
"""What is behind “More”."""

CARD_PRESSES: list[tuple[Action, type[CallbackData], Make]] = [
    (Action.TAKE, TicketPress, lambda _, t: TicketPress(do="take", ticket=t.id)),
    *(
        (Action.TAKE, TicketPress, lambda _, t, do=do: TicketPress(do=do, ticket=t.id))
        for do in ("more", "less")
    ),
    (Action.ANSWER, TicketPress, lambda _, t: TicketPress(do="answer", ticket=t.id)),
    (Action.CLOSE, TicketPress, lambda _, t: TicketPress(do="close", ticket=t.id)),
    *(
        (action, TicketPress, lambda _, t, do=do: TicketPress(do=do, ticket=t.id))
        for action, names in STAFF_PRESSES.items()
        for do in names
    ),
    (
        Action.TAKE,
        ReleasePress,
        # Who answered is in charge.
        lambda _, t: ReleasePress(ticket=t.id, holder=t.answer.raw["from"]["id"]),
    ),
    (Action.DECIDE, ExtendPress, lambda _, t: ExtendPress(ticket=t.id, days=3)),
    (Action.DECIDE, DeclinePress, lambda _, t: DeclinePress(ticket=t.id, ground=Ground.OBSCENE)),
    (Action.DECIDE, TicketPress, lambda _, t: TicketPress(do="reopen", ticket=t.id)),
    (Action.DESCRIBE, TopicPress, lambda _, t: TopicPress(ticket=t.id, topic="culture")),
    *(
        (
            Action.TRANSFER,
            TransferPress,
            lambda _, t, do=do, code=code: TransferPress(do=do, ticket=t.id, code=code),
        )
        for do, code in (("offices", NKT.region), ("ask", "KSU"), ("sure", "KSU"))
    ),
    (Action.SEE_DESK, TicketPress, lambda _, t: TicketPress(do="read", ticket=t.id)),
]
