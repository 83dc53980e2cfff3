"""Gives a concern to another office, or to the Monitoring Centre.

The question is asked on the card itself: region, office, "yes". What was written so far goes with
the concern (see `handlers.staff.bundle`), and the old card says where it went.
"""

from functools import partial
from typing import Literal

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.directory import Office
from bot.reception.permissions import Action
from bot.reception.routing import CENTRE, Desks, Seat, may_stay
from bot.reception.tickets import Status
from handlers import blocked, labels, words
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.labels import FITS
from handlers.paging import page_of, turns
from handlers.say import cut, paragraphs, say, told
from handlers.staff import alarm, card, notices
from handlers.staff.buttons import no_longer_open, not_here, turned
from handlers.staff.leaving import leave
from handlers.staff.menu import TicketPress, button, is_unclaimed
from handlers.staff.placing import place, unerased_here
from storage import events, residents, seating, terms, tickets
from storage.blocks import Block
from storage.events import GIVEN_AWAY, Event
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)

Rows = list[list[InlineKeyboardButton]]


class TransferPress(CallbackData, prefix="tt"):
    """A step of a transfer."""

    do: Literal["offices", "ask", "sure"]
    ticket: int = Field(ge=0, lt=2**63)
    code: str
    """Of a region for its offices; else of the office, or CENTRE."""
    page: int = Field(default=0, ge=0, lt=10**6)


@router.callback_query(
    TicketPress.filter(F.do.in_({"transfer", "escalate"})), flags={"action": Action.TRANSFER}
)
async def begin(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """Where to? For the Monitoring Centre: really?"""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if not ticket.is_open:
        return no_longer_open(query)
    if callback_data.do == "escalate":
        return await _ask(query, desk, ticket, CENTRE)
    offices = await _possible(desk, ticket)
    if not offices:
        text = _("No other reception can get this concern: none has a staff chat for it.")
        return told(query, text, alert=True)
    there = {office.region for office in offices}
    rows = [
        [_button(region.name.get(words.language()), "offices", ticket, region.code)]
        for region in desk.directory.regions
        if region.code in there
    ]
    # NOTE: shown for a moment above buttons with the names of regions
    return [told(query, _("Which region?")), *turned(query, ticket, [*rows, _back(ticket)])]


@router.callback_query(TransferPress.filter(), flags={"action": Action.TRANSFER})
async def go_on(
    query: CallbackQuery, callback_data: TransferPress, desk: Desk, actor: Actor
) -> Sends:
    """The offices of a region; really there; yes."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if not ticket.is_open:
        return no_longer_open(query)
    code = callback_data.code
    if callback_data.do == "offices":
        return await _offices(query, desk, ticket, code, callback_data.page)
    if callback_data.do == "ask":
        return await _ask(query, desk, ticket, code)
    return await _hand_over(query, desk, ticket, code)


async def _offices(
    query: CallbackQuery, desk: Desk, ticket: Ticket, region: str, page: int
) -> list[Send]:
    offices = [office for office in await _possible(desk, ticket) if office.region == region]
    shown, page, more = page_of(offices, page)
    rows = [
        [_button(office.name.get(words.language()), "ask", ticket, office.code)]
        for office in shown
    ]
    rows += turns(
        page,
        more,
        lambda to: TransferPress(do="offices", ticket=ticket.id, code=region, page=to),
    )
    rows.append([button(_(labels.BACK), "transfer", ticket)])
    # NOTE: shown for a moment above buttons with the names of receptions
    return [told(query, _("Which reception?")), *turned(query, ticket, rows)]


async def _ask(query: CallbackQuery, desk: Desk, ticket: Ticket, code: str) -> Sends:
    seat = await _seat(desk, ticket, code)
    if seat is None:
        return _impossible(query)
    # NOTE: a button: yes, give the concern to {name}, a reception
    label = _("➡️ Yes: {name}").format(name=_name(desk, code))
    rows = [[_button(label, "sure", ticket, code)], _back(ticket)]
    text = _("The concern goes there with all that was written. The resident is told.")
    if is_unclaimed(ticket):
        # NOTE: in a small window: at most 200 characters
        text = _(
            "The concern goes there with all that was written. The person who uses the code sees "
            "which reception has it."
        )
    return [told(query, text), *turned(query, ticket, rows)]


async def _hand_over(query: CallbackQuery, desk: Desk, ticket: Ticket, code: str) -> Sends:
    seat = await _seat(desk, ticket, code)
    if seat is None:
        return _impossible(query)
    by = query.from_user.id
    await events.add(desk.tx, ticket.id, Event.MOVED, desk.now, secretary=by, detail=code)
    stays = seat.chat_id == ticket.chat_id
    sends = [] if stays else await leave(desk, ticket)
    ticket = await seating.reseat(desk.tx, ticket.id, seat.office, seat.chat_id)
    was_answered = ticket.due_met_at is not None
    ticket = await _to_be_answered(desk, ticket, by)
    # Where both are served in one chat the card is in its place.
    sends += await card.refresh(desk, ticket) if stays else await place(desk, ticket)
    if ticket.urgent:
        sends += await alarm.to_secretaries(desk, ticket)
    block = await blocked.of_writer(desk, ticket)
    text_of = partial(_now_with, desk, ticket, block, anew=was_answered)
    sends += await notices.tell(desk, ticket, text_of)
    # NOTE: {name} is that of a reception
    text = _("The concern is now with: {name}.").format(name=_name(desk, code))
    return [told(query, cut(text, 200)), *sends]


async def _to_be_answered(desk: Desk, ticket: Ticket, by: int) -> Ticket:
    """Whoever has it now is to answer it, whatever was answered before: where the term was met, a
    new one begins."""
    if ticket.due_met_at is not None:
        await events.add(
            desk.tx, ticket.id, Event.REOPENED, desk.now, secretary=by, detail=GIVEN_AWAY
        )
        ticket = await terms.begin_again(desk.tx, ticket, desk.deadlines.answer_by)
    if ticket.status not in (Status.IN_WORK, Status.ANSWERED):
        return ticket
    # In another chat nobody has taken it yet.
    status = Status.REGISTERED if ticket.taken_by is None else Status.IN_WORK
    return await tickets.move(desk.tx, ticket, status, desk.now) or ticket


def _now_with(desk: Desk, ticket: Ticket, block: Block | None, *, anew: bool) -> Text:
    """``block``: what keeps the resident from writing now. ``anew``: a new term of the answer has
    begun."""
    asked = ticket.status is Status.WAITING
    if ticket.office == CENTRE and asked:
        text = _(
            "⬆️ Your concern <b>{number}</b> is now with the Monitoring Centre of the agency. "
            "Please still reply to the question that you were asked: your reply goes there."
        )
    elif ticket.office == CENTRE:
        text = _(
            "⬆️ Your concern <b>{number}</b> is now with the Monitoring Centre of the agency. The "
            "answer will come here. You need do nothing."
        )
    elif asked:
        text = _(
            "➡️ Your concern <b>{number}</b> is now with another reception: <b>{office}</b>. "
            "Please still reply to the question that you were asked: your reply goes there."
        )
    else:
        text = _(
            "➡️ Your concern <b>{number}</b> is now with another reception: <b>{office}</b>. The "
            "answer will come here. You need do nothing."
        )
    office = words.office(desk.directory, ticket.office or "")
    told = say(text, number=ticket.number or "", office=office)
    if anew:
        due = words.day(ticket.due_on or desk.today)
        told = Text(told, " ", say(_("We aim to answer by {date}."), date=due))
    return paragraphs(told, blocked.not_yet(desk, block) if asked else None)


async def _possible(desk: Desk, ticket: Ticket) -> list[Office]:
    """The offices that may get a concern."""
    desks = await desk.desks()
    return [office for office in desk.directory.offices if _at_office(desks, ticket, office.code)]


def _at_office(desks: Desks, ticket: Ticket, code: str) -> Seat | None:
    """Where a concern would be with an office. None: it cannot go there. That office has it
    already, is complained of, or shares its chat with the one that is; or it has no chat."""
    chat_id = desks.offices.get(code)
    if code in (ticket.office, ticket.about_office) or chat_id is None:
        return None
    return Seat(code, chat_id) if may_stay(code, ticket.about_office, chat_id, desks) else None


async def _seat(desk: Desk, ticket: Ticket, code: str) -> Seat | None:
    """Where a concern would be with an office, or with the Monitoring Centre; None: it cannot go
    there."""
    if code != CENTRE:
        return _at_office(await desk.desks(), ticket, code)
    if ticket.office == CENTRE:
        return None
    writer = await residents.by_id(desk.tx, ticket.resident_id)
    seat = await desk.seat(CENTRE, ticket.about_office, writer.telegram_id if writer else None)
    return seat if seat.chat_id is not None else None


def _impossible(query: CallbackQuery) -> Send:
    text = _("The concern cannot go there. Perhaps it is there already, or no chat may see it.")
    return told(query, text, alert=True)


def _name(desk: Desk, code: str) -> str:
    # NOTE: the part of the agency that handles what offices cannot
    return _("Monitoring Centre") if code == CENTRE else words.office(desk.directory, code)


def _button(
    text: str, do: Literal["offices", "ask", "sure"], ticket: Ticket, code: str
) -> InlineKeyboardButton:
    press = TransferPress(do=do, ticket=ticket.id, code=code)
    return InlineKeyboardButton(text=cut(text, FITS[1]), callback_data=press.pack())


def _back(ticket: Ticket) -> list[InlineKeyboardButton]:
    # NOTE: a button: do not give the concern away
    return [button(_("⬅️ No, back"), "more", ticket)]
