"""Checking the concern and sending it."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.working_days import ANSWER_WORKING_DAYS, add_working_days
from handlers import labels, words
from handlers.desk import Desk
from handlers.exchange import unsupported
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.concern.complaint import seat_for
from handlers.resident.concern.progress import Step, draft_of
from handlers.resident.concern.steps import go_on, show
from handlers.resident.concern.story import keep
from handlers.say import message, paragraphs, say
from handlers.staff import placing
from storage import drafts, entries, events, residents, tickets
from storage.events import Event
from storage.outbox import Sends
from storage.tickets import Ticket

router = Router(name=__name__)


@router.message(
    StateFilter(Step.review),
    Pressed(labels.SHOW_NAME, labels.HIDE_NAME),
    flags={"action": Action.FILE},
)
async def name_choice(
    event: Message, label: str, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """Whether the office sees the name."""
    draft = await draft_of(desk, actor)
    shown = int(label == labels.SHOW_NAME)
    await drafts.change(desk.tx, draft, desk.now, show_name=shown)
    return await show(Step.review, desk, actor, state)


@router.message(StateFilter(Step.review), Pressed(labels.SEND), flags={"action": Action.FILE})
async def send(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """The concern gets its number and goes to the office."""
    draft = await draft_of(desk, actor)
    if draft.office is None or draft.topic is None or not await entries.count(desk.tx, draft.id):
        return await go_on(desk, actor, state)
    # What was shown on the screens is decided anew: chats may have changed since.
    found = await seat_for(desk, actor, draft.office, draft.about_office)
    draft = await drafts.change(
        desk.tx, draft, desk.now, language=actor.locale, office=found.office
    )
    due_on = add_working_days(desk.today, ANSWER_WORKING_DAYS, desk.directory.overrides)
    ticket = await tickets.file(
        desk.tx,
        draft,
        year=desk.today.year,
        due_on=due_on,
        chat_id=found.chat_id,
        now=desk.now,
    )
    if ticket is None:
        return None
    await state.clear()
    await events.add(desk.tx, ticket.id, Event.FILED, desk.now)
    if ticket.about_office is None:
        await residents.set_last_office(desk.tx, person(actor).id, found.office)
    confirmation = message(person(actor).telegram_id, _confirmation(desk, ticket), menu_keyboard())
    return [confirmation, *await placing.place(desk, ticket)]


def _confirmation(desk: Desk, ticket: Ticket) -> Text:
    return paragraphs(
        say(
            _("✅ Your concern is registered. Its number is <b>{number}</b>."),
            number=ticket.number or "",
        ),
        say(
            # NOTE: {name} is that of a reception
            _("Reception: <b>{name}</b>"),
            name=words.office(desk.directory, ticket.office or ""),
        ),
        say(_("We aim to answer by {date}."), date=words.day(ticket.due_on or desk.today)),
        _(
            "The answer will come here. You can follow the concern and add to it under "
            "“My concerns”."
        ),
    )


@router.message(StateFilter(Step.review), flags={"action": Action.FILE})
async def more(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """One thing more occurred to them: it belongs to the story."""
    draft = await draft_of(desk, actor)
    if await keep(desk, actor, draft, album or [event]) is None:
        return unsupported(event.chat.id, event)
    # NOTE: the message was added to the concern
    return await show(Step.review, desk, actor, state, _("Added."))
