"""Where a person is in filing a concern, and what they have of it so far.

The draft lies in the tickets table; the state only says which screen the person is on.
"""

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from bot.reception.tickets import ENDED, Status
from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor, person
from storage import drafts, tickets
from storage.tickets import Ticket


class Step(StatesGroup):
    """Where a person is."""

    office = State()
    """Position, region, or the office used before."""
    district = State()
    """Which district of the region; the region's code and the page are in the data."""
    topic = State()
    story = State()
    review = State()
    discard = State()
    """Asked whether to delete what was written; the step to return to is in the data."""
    offer = State()
    """Wrote outside any flow: asked what the message is for."""
    adding = State()
    """Adding to a filed concern; its id is in the data."""


LOOKING = "looking"
"""The key in the state's data that says: an office is looked up, not chosen for a concern."""


ACCEPTED: dict[str | None, tuple[str, ...]] = {
    Step.district.state: (labels.BACK, labels.NEXT, labels.PREVIOUS),
    Step.topic.state: (
        labels.OTHER_OFFICE,
        labels.ABOUT_OFFICE,
        labels.NOT_ABOUT_OFFICE,
        labels.BACK,
    ),
    Step.story.state: (labels.DONE, labels.BACK),
    Step.review.state: (labels.SEND, labels.SHOW_NAME, labels.HIDE_NAME, labels.BACK),
    Step.discard.state: (labels.DISCARD, labels.KEEP),
    Step.offer.state: (labels.NEW, labels.DROP),
    Step.adding.state: (labels.DONE,),
}
"""The buttons of each step that are not understood everywhere."""


async def draft_of(desk: Desk, actor: Actor) -> Ticket:
    """The concern the resident is writing; a new one when there is none."""
    resident = person(actor)
    draft = await drafts.of_resident(desk.tx, resident.id)
    if draft is None:
        return await drafts.add(desk.tx, resident.id, actor.locale, desk.now)
    if draft.office is not None and not desk.office_exists(draft.office):
        # An administrator took it out of the directory meanwhile.
        draft = await drafts.change(desk.tx, draft, desk.now, office=None)
    return draft


def used_before(desk: Desk, office: str, language: str) -> str:
    """The label of the office used last time."""
    return "🏛 " + desk.directory.office(office).name.get(language)


async def is_looking(state: FSMContext) -> bool:
    """Whether an office is only looked up, not chosen for a concern."""
    return bool((await state.get_data()).get(LOOKING))


OFFERED = 4
"""Concerns offered for an addition, newest first."""
OFFERED_CLOSED_SECONDS = 30 * 86400
"""How long after its closing a concern is still offered: an addition opens it again."""


async def offered_to(desk: Desk, actor: Actor) -> list[Ticket]:
    """The concerns a message may be added to: the open ones, and those closed lately. Whoever is
    writing about a reception may mean that, and its people may read the others."""
    draft = await drafts.of_resident(desk.tx, person(actor).id)
    if draft is not None and draft.about_office is not None:
        return []
    filed = await tickets.filed_by(desk.tx, person(actor).id)
    return [
        ticket
        for ticket in filed
        if ticket.is_open
        or (
            ticket.status in ENDED
            and ticket.status is not Status.WITHDRAWN
            and desk.now - ticket.updated_at < OFFERED_CLOSED_SECONDS
        )
    ][:OFFERED]


def add_to(ticket: Ticket) -> str:
    """The label that offers an addition to a concern."""
    return f"➕ {ticket.number}"
