"""How a concern goes on without an answer: its resident is asked, another body is competent, the
law allows not to answer it; or it is opened again."""

from functools import partial

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.grounds import Ground
from bot.reception.permissions import Action
from bot.reception.tickets import Status
from handlers import blocked, labels
from handlers.decisions import explained
from handlers.desk import Desk
from handlers.exchange import received
from handlers.gate import Actor
from handlers.labels import N_
from handlers.say import length, message, say, told
from handlers.staff import alarm, card, notices, prompts
from handlers.staff.answering import answer
from handlers.staff.buttons import no_longer_open, not_here, turned
from handlers.staff.menu import TicketPress, button, is_unclaimed, may_reopen
from handlers.staff.placing import unerased_here
from handlers.staff.prompts import Details
from storage import describing, events, recounting, tickets
from storage.events import Event
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)

MAX_WORDS = 1000
"""UTF-16 units of what a resident is told of a decision."""

LABELS = {
    # NOTE: a button: the concern is declined because of this
    Ground.NAMELESS: N_("👤 No name and address"),
    # NOTE: a button: the concern is declined because of this
    Ground.OBSCENE: N_("🤬 Obscene words"),
    # NOTE: a button: the concern is declined because of this
    Ground.INCITEMENT: N_("🔥 It incites to hatred"),
}


class DeclinePress(CallbackData, prefix="td"):
    """The reason for declining a concern."""

    ticket: int = Field(ge=0, lt=2**63)
    ground: Ground | None = None
    """None: a reason in words, still to be written."""


@router.callback_query(
    TicketPress.filter(F.do.in_({"ask", "redirect", "decline"})), flags={"action": Action.DECIDE}
)
async def begin(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """Asks the secretary for the words, or for the legal ground."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if not ticket.is_open:
        return no_longer_open(query)
    if callback_data.do == "ask":
        text = _(
            "What should the resident tell you? Write the question as a reply to this message. It "
            "goes to the resident at once."
        )
        if is_unclaimed(ticket):
            text = _(
                "What should the resident tell you? Write the question as a reply to this "
                "message. It goes to the person who uses the code."
            )
        return prompts.ask(ticket, query.from_user, text, "ask", chat_id=actor.chat_id)
    if callback_data.do == "redirect":
        question = say(
            # NOTE: {count} is a number of characters
            _(
                "Which body is competent, and why? Write both as a reply to this message, at most "
                "{count} characters. The resident reads exactly these words."
            ),
            count=MAX_WORDS,
        )
        return prompts.ask(ticket, query.from_user, question, "redirect", chat_id=actor.chat_id)
    rows = [[_reason(_(LABELS[ground]), ticket, ground)] for ground in Ground]
    # NOTE: a button: the concern is declined for a reason that is to be written
    rows.append([_reason(_("✏️ Another reason"), ticket, None)])
    rows.append([button(_(labels.BACK), "more", ticket)])
    text = _("Choose the legal reason. The resident is told, and the concern ends.")
    if is_unclaimed(ticket):
        # NOTE: in a small window: at most 200 characters
        text = _(
            "Choose the legal reason. The concern ends. The person who uses the code reads the "
            "reason."
        )
    return [told(query, text), *turned(query, ticket, rows)]


def _reason(text: str, ticket: Ticket, ground: Ground | None) -> InlineKeyboardButton:
    press = DeclinePress(ticket=ticket.id, ground=ground)
    return InlineKeyboardButton(text=text, callback_data=press.pack())


@router.callback_query(DeclinePress.filter(), flags={"action": Action.DECIDE})
async def decline(
    query: CallbackQuery, callback_data: DeclinePress, desk: Desk, actor: Actor
) -> Sends:
    """Declined on a legal ground; or asks for another reason."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if not ticket.is_open:
        return no_longer_open(query)
    ground = callback_data.ground
    if ground is not None:
        sends = await _end(desk, actor, ticket, Status.DECLINED, ground=ground)
        # NOTE: the concern was declined
        return [told(query, _("Declined.")), *sends]
    question = say(
        # NOTE: {count} is a number of characters
        _(
            "Why does the law allow not to answer this concern? Write it as a reply to this "
            "message, at most {count} characters. The resident reads exactly these words."
        ),
        count=MAX_WORDS,
    )
    return prompts.ask(ticket, query.from_user, question, "decline", chat_id=actor.chat_id)


async def ask_resident(
    desk: Desk, actor: Actor, ticket: Ticket, reply: Message, noted: Details
) -> Sends:
    """The reply goes to the resident as a question."""
    if not ticket.is_open:
        return _too_late(reply)
    if reply.media_group_id is not None:
        # Its other parts would go as questions of their own.
        return _refused(reply, _("Please write the question in one message. Nothing was sent."))
    sends = await answer(desk, actor, ticket, [reply], asks=True)
    goes = any(send.on_result == "answer_delivered" for send in sends)
    if goes and await blocked.of_writer(desk, ticket) is not None:
        # Neither until when nor for which concern: that would tell whose others are.
        text = _(
            "Please note: the resident gets the question, but cannot write to the receptions for "
            "now. The answer may come later."
        )
        sends.append(message(reply.chat.id, text, reply_to=reply.message_id, stream=ticket.stream))
    return sends


async def redirect(
    desk: Desk, actor: Actor, ticket: Ticket, reply: Message, noted: Details
) -> Sends:
    """The reply says which body is competent, and why."""
    return await _end_in_words(desk, actor, ticket, reply, Status.REDIRECTED)


async def decline_in_words(
    desk: Desk, actor: Actor, ticket: Ticket, reply: Message, noted: Details
) -> Sends:
    """The reply is the legal reason."""
    return await _end_in_words(desk, actor, ticket, reply, Status.DECLINED)


async def _end_in_words(
    desk: Desk, actor: Actor, ticket: Ticket, reply: Message, status: Status
) -> Sends:
    words = (reply.text or "").strip()
    if not ticket.is_open:
        return _too_late(reply)
    if not words or length(words) > MAX_WORDS:
        # NOTE: {count} is a number of characters
        text = _(
            "Nothing was done. Please write words, at most {count} characters, and reply to the "
            "same question again."
        )
        return _refused(reply, text.format(count=MAX_WORDS))
    sends = await _end(desk, actor, ticket, status, words=words)
    return [received(reply.chat.id, reply.message_id), *sends]


async def _end(
    desk: Desk,
    actor: Actor,
    ticket: Ticket,
    status: Status,
    *,
    ground: Ground | None = None,
    words: str | None = None,
) -> list[Send]:
    """The concern ends so; its resident is told why."""
    ended = await describing.decide(desk.tx, ticket, status, desk.now, ground=ground, words=words)
    if ended is None:
        raise LookupError(f"ticket {ticket.id} cannot go from {ticket.status} to {status}")
    kind = Event.REDIRECTED if status is Status.REDIRECTED else Event.DECLINED
    await events.add(
        desk.tx, ticket.id, kind, desk.now, secretary=actor.person_id, detail=ground or words
    )
    block = await blocked.of_writer(desk, ended)
    return [
        *await card.refresh(desk, ended),
        *await notices.tell(desk, ended, partial(explained, desk, ended, block)),
    ]


def _too_late(reply: Message) -> Send:
    return _refused(reply, _("This concern is no longer open. Nothing was sent."))


def _refused(reply: Message, text: str) -> Send:
    return message(reply.chat.id, text, reply_to=reply.message_id)


@router.callback_query(TicketPress.filter(F.do == "reopen"), flags={"action": Action.DECIDE})
async def reopen(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """It was ended by mistake, or the matter came back."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    moved = None
    if may_reopen(ticket):
        moved = await tickets.move(desk.tx, ticket, Status.IN_WORK, desk.now)
    if moved is None:
        return told(query, _("This concern cannot be opened again here."), alert=True)
    await events.add(desk.tx, ticket.id, Event.REOPENED, desk.now, secretary=actor.person_id)
    moved = await recounting.of_ticket(desk.tx, moved, desk.directory, desk.setting.zone, desk.now)
    await describing.forget_alarm(desk.tx, moved)
    return [
        # NOTE: the concern was opened again
        told(query, _("Open again.")),
        *await card.refresh(desk, moved),
        *await notices.tell(desk, moved, partial(_reopened, moved)),
        # Whoever pressed knows of it; the monitoring people do not.
        *(await alarm.sound(desk, moved) if moved.urgent else []),
    ]


def _reopened(ticket: Ticket) -> Text:
    return say(
        _("🔓 The office has opened your concern <b>{number}</b> again and works on it."),
        number=ticket.number or "",
    )
