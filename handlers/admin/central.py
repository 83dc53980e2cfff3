"""Concerns that an administrator handles privately, because no staff chat may see them.

One administrator has the card in the private chat; any other can take it over.
"""

from aiogram import Router
from aiogram.types import CallbackQuery
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers.admin.reports import FetchPress
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.say import told
from handlers.staff import card
from handlers.staff.leaving import leave
from storage import audit, events, seating, tickets
from storage.events import Event
from storage.outbox import Sends
from storage.tickets import Sight

router = Router(name=__name__)


@router.callback_query(FetchPress.filter(), flags={"action": Action.FETCH})
async def fetch(
    query: CallbackQuery, callback_data: FetchPress, desk: Desk, actor: Actor
) -> Sends:
    """Whoever pressed is in charge and has the card; the colleague keeps an emptied one."""
    me = person(actor)
    ticket = await tickets.ticket_for(desk.tx, Sight(central=True), callback_data.ticket)
    if (
        ticket is None
        or ticket.erased_at is not None
        or ticket.resident_id == me.id
        # They learn nothing of a complaint about an office of theirs.
        or ticket.about_office in actor.offices
    ):
        return told(query, _("This concern is no longer with an administrator."), alert=True)
    if ticket.chat_id == me.telegram_id:
        return told(query, _("You have it already."), alert=True)
    sends = await leave(desk, ticket)
    ticket = await seating.reseat(desk.tx, ticket.id, ticket.office or "", me.telegram_id)
    await events.add(desk.tx, ticket.id, Event.MOVED, desk.now, secretary=me.telegram_id)
    # Without its number: an administrator it is about may read that, too.
    await audit.add(desk.tx, "fetch", "tickets", by=me.telegram_id, now=desk.now)
    taken = await tickets.take(desk.tx, ticket, me.telegram_id, actor.name, desk.now)
    if taken is not None:
        ticket = taken
        await events.add(desk.tx, ticket.id, Event.TAKEN, desk.now, secretary=me.telegram_id)
    # NOTE: to an administrator who took a concern over from another one
    return [told(query, _("It is yours now.")), *sends, *await card.post(desk, ticket)]
