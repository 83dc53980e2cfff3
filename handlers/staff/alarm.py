"""Tells those who answer for urgent concerns that there is one: the monitoring chat, and privately
the named secretaries of the office and the people of the Monitoring Centre, day and night.

Not a word of the concern is in it, and nobody is told of their own concern or of one about the
office they are secretary of. Who may read it is led to it; a reply to the alarm is no answer.
"""

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from handlers import words
from handlers.desk import Desk, speaking
from handlers.say import lines, message, say
from handlers.staff import private_cards
from storage import describing, staff
from storage.outbox import Priority, Send
from storage.staff import Person
from storage.tickets import Ticket


async def sound(desk: Desk, ticket: Ticket) -> list[Send]:
    """Tell all of them, each time that a concern becomes urgent. Nothing: nobody is told."""
    if not await describing.note_alarmed(desk.tx, ticket, desk.now):
        return []
    sends = await _to_chat(desk, ticket)
    people = [
        *await staff.secretaries_of(desk.tx, ticket.office or ""),
        *await staff.monitoring(desk.tx),
    ]
    return [*sends, *await _privately(desk, ticket, people)]


async def to_secretaries(desk: Desk, ticket: Ticket) -> list[Send]:
    """Tell those of the office that has it now."""
    people = await staff.secretaries_of(desk.tx, ticket.office or "")
    return await _privately(desk, ticket, people)


async def _to_chat(desk: Desk, ticket: Ticket) -> list[Send]:
    desks = await desk.desks()
    chat_id = desks.monitoring
    if chat_id is None or chat_id == ticket.chat_id:
        return []
    if desks.is_read_by(ticket.about_office, chat_id):
        return []
    with speaking(await desk.language_of_chat(chat_id)):
        return [message(chat_id, _text(desk, ticket), stream=ticket.stream)]


async def _privately(desk: Desk, ticket: Ticket, people: list[Person]) -> list[Send]:
    accused = await staff.complained_of(desk.tx, ticket.about_office)
    not_for = {ticket.resident_id, *(person.id for person in accused)}
    opened = await private_cards.opened_cards(desk, ticket)
    sends = []
    # Somebody may have several roles.
    for person in {person.id: person for person in people}.values():
        if person.id in not_for or person.telegram_id == ticket.chat_id:
            continue
        chat_id = person.telegram_id
        may_read = await private_cards.may_see(desk, ticket, chat_id)
        with speaking(person.language or desk.setting.default_language):
            text = _text(desk, ticket, leads=may_read)
            if may_read:
                card_id = opened.get(chat_id)
                send = private_cards.leading(
                    ticket,
                    chat_id,
                    text,
                    card_id,
                    unread=card_id is None,
                    priority=Priority.WAITING,
                )
            else:
                # Who has blocked the bot since is no reason for a report.
                send = message(chat_id, text, stream=ticket.stream, optional=True)
        sends.append(send)
    return sends


def _text(desk: Desk, ticket: Ticket, *, leads: bool = False) -> Text:
    topic = next((one for one in desk.directory.topics if one.code == ticket.topic), None)
    return lines(
        # NOTE: to secretaries and the monitoring people: nothing of the concern itself is told
        say(_("🔴 Urgent concern <b>{number}</b>"), number=ticket.number or ""),
        # NOTE: {name} is that of a reception
        say(_("Office: {name}"), name=words.office(desk.directory, ticket.office or "")),
        say(_("Topic: {name}"), name=topic.name.get(words.language())) if topic else None,
        None if leads or ticket.chat_id is None else _("Please look into the staff chat."),
    )
