"""The presses about announcements, as anybody may forge them."""

from aiogram.filters.callback_data import CallbackData

from bot.reception.permissions import Action
from handlers.admin.announcements.presses import ApprovalPress, DraftPress, WhomPress
from handlers.admin.announcements.progress import RunPress
from handlers.resident.news import MutePress
from tests.end_to_end.card_presses import Make

ANNOUNCEMENT_PRESSES: list[tuple[Action, type[CallbackData], Make]] = [
    *(
        (Action.ANNOUNCE, DraftPress, lambda *_, do=do: DraftPress(do=do, id=1, language="en"))
        for do in (
            "list",
            "new",
            "version",
            "remove",
            "when",
            "send",
            "sure",
            "discarded",
            "preview",
            "stop",
        )
    ),
    (Action.ANNOUNCE, WhomPress, lambda *_: WhomPress(do="languages", id=1, code="uz")),
    (Action.ANNOUNCE, ApprovalPress, lambda *_: ApprovalPress(yes=True, id=1, stamp="0")),
    *(
        (Action.ANNOUNCE, RunPress, lambda *_, do=do: RunPress(do=do, id=1))
        for do in ("show", "pause", "resume", "cancel", "back")
    ),
    (Action.MUTE, MutePress, lambda *_: MutePress()),
    (Action.MUTE, MutePress, lambda *_: MutePress(page=True)),
]
