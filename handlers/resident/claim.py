"""A code from the counter makes a concern the person's own: by its link, or sent as a message."""

from aiogram import Router
from aiogram.filters import Filter, StateFilter, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception import claim_codes
from bot.reception.permissions import Action, allowed
from bot.reception.routing import CENTRE
from handlers import words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import menu_keyboard
from handlers.resident.additions import offered, place
from handlers.resident.concern.progress import Step
from handlers.resident.mine.screens import ticket_screen
from handlers.resident.outcome import NextWords, comment
from handlers.say import lines, message, say
from handlers.staff import answering
from storage import claims, events, tickets
from storage.claims import HOUR, Claim
from storage.events import Event
from storage.outbox import Send, Sends, as_list

router = Router(name=__name__)

WRONG_AN_HOUR = 10
"""Wrong codes of one person within an hour; then there is a pause."""


class TypedCode(Filter):
    """The message is a code and nothing else, and replies to nothing."""

    async def __call__(self, event: Message) -> bool | dict[str, str]:
        code = claim_codes.read(event.text or "")
        if code is None or event.reply_to_message is not None:
            return False
        return {"code": code}


@router.message(
    or_f(StateFilter(None), StateFilter(Step.offer)),
    TypedCode(),
    flags={"action": Action.CLAIM},
)
async def typed(
    event: Message,
    code: str,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    raw_state: str | None,
) -> Sends:
    """A code was sent; or words that look like one, which go where all words go."""
    found = await tried(desk, actor, code)
    if isinstance(found, Claim):
        return await _claimed(desk, actor, found)
    if not allowed(actor.roles, Action.FILE):
        return message(event.chat.id, found, menu_keyboard())
    sends = as_list(await _as_words(event, desk, actor, state, raw_state))
    if await state.get_state() != Step.offer.state:
        # An office has them now: most likely they were meant for it.
        found = lines(_("If this is a code from a reception:"), found)
    return [message(event.chat.id, found), *sends]


async def _as_words(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """What happens with any other words at this step."""
    sends: Sends
    said = await NextWords()(event, desk, actor)
    if raw_state is not None:
        sends = await offered(event, desk, actor, state)
    elif isinstance(said, dict):
        sends = await comment(event, said["ticket"], desk, actor)
    else:
        sends = await place(event, desk, actor, state, None)
    return sends


async def linked(desk: Desk, actor: Actor, typed_code: str) -> list[Send]:
    """What a code leads to: the concern, which is this person's from now on."""
    found = await tried(desk, actor, claim_codes.read(typed_code))
    if isinstance(found, Claim):
        return await _claimed(desk, actor, found)
    return [message(person(actor).telegram_id, found, menu_keyboard())]


async def tried(desk: Desk, actor: Actor, code: str | None) -> Claim | Text:
    """The concern a code leads this person to, else why it leads nowhere; a wrong code is counted.

    After too many nothing is looked up: right or wrong, they are the same then.
    """
    resident = person(actor)
    wrong = await claims.wrong_since(desk.tx, resident, desk.now)
    if len(wrong) >= WRONG_AN_HOUR:
        return say(
            # NOTE: {time} is like 14:30
            _("Too many wrong codes. Please try again after {time}."),
            time=words.clock(wrong[-WRONG_AN_HOUR] + HOUR + 60, desk.setting.zone),
        )
    found = await claims.behind(desk.tx, code) if code is not None else None
    if found is not None and found.ticket.resident_id == resident.id:
        return found
    if found is not None and not found.is_dead and found.ticket.chat_id != resident.telegram_id:
        return found
    if code is not None:
        await claims.note_wrong(desk.tx, resident, desk.now)
    return say(
        _(
            "No concern waits for this code. Each code works once. Please look at it again, "
            "or ask the reception."
        )
    )


async def _claimed(desk: Desk, actor: Actor, found: Claim) -> list[Send]:
    """The concern is this person's from now on, if it was not before."""
    resident = person(actor)
    chat_id = resident.telegram_id
    if found.ticket.resident_id == resident.id:
        return [message(chat_id, *await ticket_screen(desk, found.ticket, 0))]
    ticket = await claims.use(desk.tx, found.ticket, resident, desk.now)
    if ticket is None:
        return [message(chat_id, _("Somebody else has used this code already."))]
    await events.add(desk.tx, ticket.id, Event.CLAIMED, desk.now)
    await tickets.mark_stale(desk.tx, ticket, desk.now)
    # One that was taken out of the directory: the agency itself has it.
    office = ticket.office if desk.office_exists(ticket.office) else None
    welcome = say(
        # NOTE: {name} is that of a reception
        _(
            "✅ The concern <b>{number}</b> is yours from now on. {name} has it. You follow it "
            "under “My concerns”, and answers come here."
        ),
        number=ticket.number or "",
        name=words.office(desk.directory, office or CENTRE),
    )
    return [
        message(chat_id, welcome, menu_keyboard(), stream=ticket.stream),
        message(chat_id, *await ticket_screen(desk, ticket, 0), stream=ticket.stream),
        # What was answered or asked while nobody was there to read it.
        *await answering.deliver_kept(desk, ticket, resident),
    ]
