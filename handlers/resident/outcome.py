"""The resident says whether an answer settled the matter, and may add a few words."""

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.outcomes import Outcome
from bot.reception.permissions import Action
from bot.reception.tickets import ENDED, Status
from handlers import words
from handlers.admin.reports import no_staff_chat
from handlers.desk import Desk
from handlers.exchange import begin_anew, bring_back, pass_on
from handlers.gate import Actor
from handlers.resident.additions import awaited_by
from handlers.resident.mine.screens import own_filed, show_ticket, unknown
from handlers.resident.replied import RepliedTicket, is_to_ours
from handlers.say import message, say, told
from handlers.staff import private_cards
from handlers.verdict import LABELS, OutcomePress
from storage import events, links, outcomes, spoken, tickets
from storage.events import Event
from storage.outbox import Ref, Send, Sends
from storage.tickets import Ticket

replies = Router(name=f"{__name__}.replies")
"""Included before all other replies: thanks for an answer open nothing again."""
router = Router(name=__name__)

COMMENT_SECONDS = 600
"""How long after their word the resident's messages are a comment on it."""


@router.callback_query(
    OutcomePress.filter(F.said.in_({Outcome.SOLVED, Outcome.PARTLY})),
    flags={"action": Action.FOLLOW},
)
async def settled(
    query: CallbackQuery, callback_data: OutcomePress, desk: Desk, actor: Actor
) -> Sends:
    """It is solved, and closed; or a part of it is."""
    outcome = Outcome(callback_data.said)
    ticket = await own_filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return unknown(query)
    until = desk.now + COMMENT_SECONDS
    noted = await outcomes.note(desk.tx, ticket, outcome, desk.now, until)
    if noted is None:
        return told(query, _why_not(ticket, outcome), alert=True)
    await events.add(desk.tx, noted.id, Event.OUTCOME, desk.now, detail=outcome)
    if outcome is Outcome.SOLVED and noted.status is Status.ANSWERED:
        noted = await tickets.move(desk.tx, noted, Status.CLOSED, desk.now) or noted
        await events.add(desk.tx, noted.id, Event.CLOSED, desk.now)
    await tickets.mark_stale(desk.tx, noted, desk.now)
    text = _thanks(desk, noted, outcome, may_write=actor.block is None)
    return await _noted(query, callback_data, desk, noted, text)


@router.callback_query(
    OutcomePress.filter(F.said == Outcome.NOT_SOLVED), flags={"action": Action.FOLLOW}
)
async def unsettled(
    query: CallbackQuery, callback_data: OutcomePress, desk: Desk, actor: Actor
) -> Sends:
    """It is not solved: the concern is opened again, with a new term for the answer. The press has
    no words: who may not write is heard all the same."""
    ticket = await own_filed(desk, actor, callback_data.ticket)
    if ticket is None:
        return unknown(query)
    noted = await outcomes.note(desk.tx, ticket, Outcome.NOT_SOLVED, desk.now, None)
    if noted is None:
        return told(query, _why_not(ticket, Outcome.NOT_SOLVED), alert=True)
    await events.add(desk.tx, noted.id, Event.OUTCOME, desk.now, detail=Outcome.NOT_SOLVED)
    noted = await tickets.move(desk.tx, noted, Status.IN_WORK, desk.now) or noted
    noted = await begin_anew(desk, noted)
    # What they write in the next minutes belongs to it.
    await spoken.note_resident(desk.tx, noted, desk.now, acknowledged=True)
    noted, moved, is_there = await bring_back(desk, noted, reopened=ticket.status in ENDED)
    if is_there or noted.chat_id is None:
        await tickets.mark_stale(desk.tx, noted, desk.now)
    sends = [*moved, *await _tell_office(desk, noted)]
    if noted.chat_id is None and ticket.chat_id is None:
        # It waits for a chat once more.
        sends += await no_staff_chat(desk, noted)
    text = _thanks(desk, noted, Outcome.NOT_SOLVED, may_write=actor.block is None)
    return [*await _noted(query, callback_data, desk, noted, text), *sends]


def _thanks(desk: Desk, ticket: Ticket, outcome: Outcome, *, may_write: bool) -> Text:
    """What the resident is told. For more words are asked only those who ``may_write``."""
    match outcome, may_write:
        case Outcome.SOLVED, True:
            text = _(
                "Thank you for telling us. Your concern <b>{number}</b> is closed. If you like, "
                "write a few words about it: the office reads them."
            )
        case Outcome.SOLVED, False:
            text = _("Thank you for telling us. Your concern <b>{number}</b> is closed.")
        case Outcome.PARTLY, True:
            text = _(
                "Thank you for telling us. The office sees it on your concern <b>{number}</b>. "
                "Write what is still missing: then the office works on it again."
            )
        case Outcome.PARTLY, False:
            text = _(
                "Thank you for telling us. The office sees it on your concern <b>{number}</b>."
            )
        case _, True:
            text = _(
                "Your concern <b>{number}</b> is open again. We aim to answer by {date}. Write "
                "what is still missing."
            )
        case _:
            text = _("Your concern <b>{number}</b> is open again. We aim to answer by {date}.")
    due = words.day(ticket.due_on or desk.today)
    return say(text, number=ticket.number or "", date=due)


async def _tell_office(desk: Desk, ticket: Ticket) -> list[Send]:
    """A card that changes is easily missed."""

    def text() -> Text:
        return say(
            _(
                "❌ <b>{number}</b>: the resident says that it is not solved. It is open again. "
                "Answer by {date}."
            ),
            number=ticket.number or "",
            date=words.day(ticket.due_on or desk.today),
        )

    return await private_cards.tell_office(
        desk,
        ticket,
        text,
        refs=(Ref("reply_parameters.message_id", "card", ticket.id),),
        on_result="prompt_posted",
        context={"ticket": ticket.id},
    )


async def _noted(
    query: CallbackQuery, press: OutcomePress, desk: Desk, ticket: Ticket, text: Text
) -> list[Send]:
    """The question goes, and a word of thanks comes."""
    thanks = message(
        query.from_user.id,
        text,
        stream=ticket.stream,
        on_result="prompt_posted",
        context={"ticket": ticket.id},
    )
    if press.mine:
        return [await show_ticket(query, desk, ticket, 0), thanks]
    if query.message is None:
        return [thanks]
    chat_id, message_id = query.message.chat.id, query.message.message_id
    await links.note_pressed(desk.tx, chat_id, message_id)
    gone = EditMessageReplyMarkup(chat_id=chat_id, message_id=message_id, reply_markup=None)
    return [Send(gone, stream=ticket.stream, optional=True), thanks]


def _why_not(ticket: Ticket, outcome: Outcome) -> str:
    """Why a press changes nothing."""
    if ticket.outcome is outcome and ticket.status in (Status.ANSWERED, Status.CLOSED):
        # NOTE: {outcome} is one of the buttons “Solved”, “Partly”, “Not solved”
        return _("You have said so already: {outcome}.").format(outcome=_(LABELS[outcome]))
    if ticket.is_open:
        return _("The office is working on it. You will be asked again after its next answer.")
    return _("This concern is no longer open.")


def _takes_comment(ticket: Ticket, now: float) -> bool:
    return ticket.status in (Status.ANSWERED, Status.CLOSED) and now <= (ticket.comment_until or 0)


class RepliedComment(Filter):
    """The message replies to a concern of which the resident has just said how it ended."""

    async def __call__(self, event: Message, desk: Desk, actor: Actor) -> bool | dict[str, Ticket]:
        found = await RepliedTicket()(event, desk, actor)
        if isinstance(found, dict) and _takes_comment(found["ticket"], desk.now):
            return found
        return False


class NextWords(Filter):
    """The message follows such a word, and no other office has spoken since."""

    async def __call__(self, event: Message, desk: Desk, actor: Actor) -> bool | dict[str, Ticket]:
        if actor.resident is None or is_to_ours(event, desk):
            return False
        filed = await tickets.filed_by(desk.tx, actor.resident.id)
        said = [ticket for ticket in filed if _takes_comment(ticket, desk.now)]
        if not said:
            return False
        newest = max(said, key=lambda ticket: ticket.outcome_at or 0)
        awaited = await awaited_by(desk, actor, since=newest.outcome_at or 0)
        if awaited is not None and awaited.id != newest.id:
            return False
        return {"ticket": newest}


@replies.message(RepliedComment(), flags={"action": Action.ADD})
@router.message(NextWords(), flags={"action": Action.ADD})
async def comment(
    event: Message, ticket: Ticket, desk: Desk, actor: Actor, album: list[Message] | None = None
) -> Sends:
    """The office reads it beside the card. What is solved stays closed; what is missing is worked
    on."""
    reopens = ticket.outcome is not Outcome.SOLVED
    return await pass_on(desk, actor, ticket, album or [event], reopens=reopens)
