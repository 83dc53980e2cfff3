"""What administrators press on screens of their own, as somebody else may try it."""

from aiogram.filters.callback_data import CallbackData

from bot.reception.permissions import Action
from handlers.admin.audit import AuditPress
from handlers.admin.blocks import BlockPress
from handlers.admin.failed import FailedPress
from handlers.admin.reports import FetchPress
from handlers.admin.staff.presses import RoomPress, StaffPress
from handlers.admin.template_screens import TemplatePress, WordsPress
from storage.audit import Kind
from tests.end_to_end.card_presses import Make

ADMIN_PRESSES: list[tuple[Action, type[CallbackData], Make]] = [
    *(
        (Action.EDIT_TEMPLATES, TemplatePress, lambda *_, do=do: TemplatePress(do=do, id=1))
        for do in ("list", "show", "language", "change", "remove", "sure")
    ),
    (Action.EDIT_TEMPLATES, WordsPress, lambda *_: WordsPress(about=1)),
    (Action.BLOCK, BlockPress, lambda *_: BlockPress(do="list")),
    (Action.BLOCK, BlockPress, lambda _, t: BlockPress(do="sure", number=t.number)),
    (Action.BLOCK, BlockPress, lambda w, _: BlockPress(do="lift", number=w.blocked_for)),
    *(
        (Action.APPOINT, StaffPress, lambda w, _, do=do: StaffPress(do=do, **w.named))
        for do in ("home", "list", "ask", "remove")
    ),
    *(
        (Action.APPOINT, RoomPress, lambda _, t, do=do: RoomPress(do=do, chat=t.desk.id))
        for do in ("list", "show")
    ),
    (Action.SEE_AUDIT, AuditPress, lambda *_: AuditPress()),
    (Action.SEE_AUDIT, AuditPress, lambda *_: AuditPress(kind=Kind.PEOPLE)),
    (Action.FETCH, FetchPress, lambda _, t: FetchPress(ticket=t.id)),
    *(
        (Action.SEE_FAILED, FailedPress, lambda w, _, do=do: FailedPress(do=do, id=w.failed_id))
        for do in ("list", "look", "dismiss")
    ),
]
"""Every kind of button, with the ids of others' concerns."""
