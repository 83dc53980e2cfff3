"""Behind a neutral notice: the answer, shown and hidden again, or the concern with its news."""

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.headings import shown_anew
from handlers.neutral import NoticePress, answer_keyboard, answer_notice, answer_text
from handlers.resident.concern.steps import reminder
from handlers.resident.mine.screens import list_screen, own_filed, show_ticket, unknown
from handlers.say import in_place, say, told
from handlers.staff.removal import removal
from storage import entries, links, tickets
from storage.entries import Entry
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)


@router.callback_query(NoticePress.filter(F.do == "show"), flags={"action": Action.FOLLOW})
async def show(
    query: CallbackQuery, callback_data: NoticePress, desk: Desk, actor: Actor
) -> Sends:
    """The whole answer, as everybody else gets it: corrections will reach it."""
    found = await _own_answer(desk, actor, callback_data.id)
    if found is None:
        return _not_yours(query)
    ticket, answer = found
    if answer[0].delivery == "withdrawn":
        return in_place(query, say(_("The office has withdrawn this answer.")))
    chat_id = person(actor).telegram_id
    sends: list[Send] = []
    copies = [copy for entry in answer for copy in await entries.copies_of(desk.tx, entry.id)]
    if all(copy.chat_id != chat_id for copy in copies):
        sends = await shown_anew(desk, ticket, answer, chat_id)
    return [*sends, _notice(query, ticket, answer, shown=True)]


@router.callback_query(NoticePress.filter(F.do == "hide"), flags={"action": Action.FOLLOW})
async def hide(
    query: CallbackQuery, callback_data: NoticePress, desk: Desk, actor: Actor
) -> Sends:
    """What was shown goes from the chat; it can be shown again."""
    found = await _own_answer(desk, actor, callback_data.id)
    if found is None:
        return _not_yours(query)
    ticket, answer = found
    chat_id = person(actor).telegram_id
    shown = await links.retire_answer(desk.tx, [entry.id for entry in answer], chat_id)
    # NOTE: stands in place of an answer that Telegram does not delete any longer
    instead = _("Hidden.")
    sends = [
        removal(ticket, chat_id, message_id, instead, "answer_removed", notice=None)
        for message_id in shown
    ]
    return [*sends, _notice(query, ticket, answer, shown=False)]


@router.callback_query(NoticePress.filter(F.do == "open"), flags={"action": Action.FOLLOW})
async def open_concern(
    query: CallbackQuery, callback_data: NoticePress, desk: Desk, actor: Actor
) -> Sends:
    """The concern that there is news about; of one that is not sent, what was to be recalled."""
    ticket = await own_filed(desk, actor, callback_data.id)
    if ticket is not None:
        return await show_ticket(query, desk, ticket, 0)
    unsent = await tickets.ticket_for(desk.tx, actor.sight, callback_data.id)
    if unsent is None:
        return unknown(query)
    if unsent.send_at is not None:
        return in_place(query, *await list_screen(desk, actor, 0))
    return reminder(person(actor).telegram_id)


async def _own_answer(
    desk: Desk, actor: Actor, entry_id: int
) -> tuple[Ticket, Sequence[Entry]] | None:
    """The answer, whole albums too, that a press names, if it is to a concern of their own."""
    found = await entries.by_ids(desk.tx, [entry_id])
    if not found or found[0].direction != "out":
        return None
    ticket = await tickets.ticket_for(desk.tx, actor.sight, found[0].ticket_id)
    if ticket is None:
        return None
    album = found[0].album
    return ticket, await entries.album_entries(desk.tx, ticket.id, album) if album else found


def _notice(query: CallbackQuery, ticket: Ticket, answer: Sequence[Entry], *, shown: bool) -> Send:
    """The notice as it is now: behind what is shown or deleted, in the same order."""
    if not isinstance(query.message, Message):
        # Too old to be changed, so a new one: replies to it must find the concern as well.
        return answer_notice(
            query.from_user.id,
            answer[0].id,
            shown=shown,
            stream=ticket.stream,
            on_result="prompt_posted",
            context={"ticket": ticket.id},
        )
    edit = in_place(query, say(answer_text()), answer_keyboard(answer[0].id, shown=shown))
    return Send(edit.method, stream=ticket.stream, optional=True)


def _not_yours(query: CallbackQuery) -> Send:
    return told(query, _("This answer is not among yours."), alert=True)
