"""/register: a secretary writes down the concern of a visitor or caller, who gets a code to follow
it with.

Nothing is kept before the last press: what was chosen travels in the buttons, and the words stay
in the secretary's own message until then.
"""

from aiogram import F, Router
from aiogram.filters import Command, Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.methods import DeleteMessage
from aiogram.types import CallbackQuery, ForceReply, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import TextMention
from aiogram.utils.i18n import gettext as _

from bot.reception import claim_codes
from bot.reception.permissions import Action
from bot.reception.plain import plain
from bot.reception.routing import CENTRE
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.labels import fitting
from handlers.relay import content_of
from handlers.say import in_place, message, paragraphs, say, told
from handlers.staff import card, counter_questions
from handlers.staff.arriving import arrive
from handlers.staff.buttons import not_here
from handlers.staff.counter_questions import Registering
from handlers.staff.counter_screens import (
    CounterPress,
    button,
    chosen,
    handout,
    offices_screen,
    topics_screen,
)
from handlers.staff.menu import TicketPress, is_unclaimed
from handlers.staff.placing import unerased_here
from handlers.staff.prompts import INTERNAL
from locales.languages import LANGUAGES
from storage import claims, entries, events, tickets
from storage.events import Event
from storage.outbox import Send, Sends

router = Router(name=__name__)


class _ToUs(Filter):
    """The message replies to a question of ours that belongs to no concern."""

    async def __call__(self, event: Message, desk: Desk) -> bool:
        target = event.reply_to_message
        return (
            target is not None
            and target.from_user is not None
            and target.from_user.id == desk.setting.bot_id
            and (target.text or "").startswith(INTERNAL)
            and await entries.linked(desk.tx, event.chat.id, target.message_id) is None
        )


@router.message(Command("register"), flags={"action": Action.REGISTER})
async def begin(event: Message, desk: Desk) -> Sends:
    """Which reception, if the chat serves several; else at once which topic."""
    served = await _served(desk, event.chat.id)
    if not served:
        text = _("No reception is handled in this chat.")
        return message(event.chat.id, text, reply_to=event.message_id)
    screen = offices_screen(desk, served, 0) if len(served) > 1 else topics_screen(desk, served[0])
    return message(event.chat.id, *screen, reply_to=event.message_id)


@router.callback_query(CounterPress.filter(F.do == "offices"), flags={"action": Action.REGISTER})
async def turn(query: CallbackQuery, callback_data: CounterPress, desk: Desk) -> Sends:
    """Another page of receptions."""
    served = await _served(desk, _chat_of(query))
    return in_place(query, *offices_screen(desk, served, callback_data.page))


@router.callback_query(CounterPress.filter(F.do == "office"), flags={"action": Action.REGISTER})
async def choose_office(query: CallbackQuery, callback_data: CounterPress, desk: Desk) -> Sends:
    """Which topic?"""
    if callback_data.office not in await _served(desk, _chat_of(query)):
        return _gone(query)
    return in_place(query, *topics_screen(desk, callback_data.office))


@router.callback_query(CounterPress.filter(F.do == "topic"), flags={"action": Action.REGISTER})
async def choose_topic(query: CallbackQuery, callback_data: CounterPress) -> Sends:
    """Which language does the person speak?"""
    rows = [
        [button(name, callback_data, do="language", language=code)]
        for code, name in LANGUAGES.items()
    ]
    rows.append([button(_("✖️ Cancel"), callback_data, do="drop")])
    text = say(_("In which language does the person want answers?"))
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(CounterPress.filter(F.do == "language"), flags={"action": Action.REGISTER})
async def choose_language(
    query: CallbackQuery, callback_data: CounterPress, desk: Desk, state: FSMContext
) -> Sends:
    """Opens the reply field for the words."""
    served = await _served(desk, _chat_of(query))
    if not counter_questions.is_possible(desk, served, callback_data) or query.message is None:
        return _gone(query)
    await counter_questions.add(state, callback_data)
    text = paragraphs(
        say(
            # NOTE: {mark} is an emoji, {name} is that of the secretary who pressed
            _("{mark} {name}, write the concern down as a reply to this message."),
            mark=INTERNAL,
            # A mention: Telegram opens the reply field only for people who are mentioned.
            name=TextMention(plain(query.from_user.full_name), user=query.from_user),
        ),
        chosen(desk, callback_data),
        _("One message: text, a voice message, a photo or a file. Nothing is registered yet."),
    )
    chat_id = _chat_of(query)
    prompt = message(chat_id, text, ForceReply(selective=True), reply_to=query.message.message_id)
    return [in_place(query, chosen(desk, callback_data)), prompt]


@router.message(StateFilter(Registering.words), _ToUs(), flags={"action": Action.REGISTER})
async def written(
    event: Message,
    desk: Desk,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """A last look before it is registered."""
    if album or content_of(event) is None:
        text = _("Please send the concern as one message: text, voice, one photo or one file.")
        return message(event.chat.id, text, reply_to=event.message_id)
    question = (event.reply_to_message and event.reply_to_message.text) or ""
    served = await _served(desk, event.chat.id)
    press = await counter_questions.asked_in(question, desk, served, state)
    if press is None:
        return message(event.chat.id, _too_old(), reply_to=event.message_id)
    rows = [
        [
            # NOTE: a button: register the concern of a visitor
            button(_("✅ Register"), press, do="save"),
            button(_("✖️ Cancel"), press, do="drop"),
        ]
    ]
    sure = paragraphs(chosen(desk, press), _("Register this concern?"))
    keyboard = InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))
    return message(event.chat.id, sure, keyboard, reply_to=event.message_id)


@router.callback_query(CounterPress.filter(F.do == "drop"), flags={"action": Action.REGISTER})
async def drop(query: CallbackQuery, callback_data: CounterPress, state: FSMContext) -> Sends:
    """Nothing is registered."""
    await counter_questions.give_up(state, callback_data)
    if query.message is None:
        return None
    gone = DeleteMessage(chat_id=query.message.chat.id, message_id=query.message.message_id)
    return Send(gone, optional=True)


@router.callback_query(CounterPress.filter(F.do == "save"), flags={"action": Action.REGISTER})
async def save(
    query: CallbackQuery,
    callback_data: CounterPress,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
) -> Sends:
    """It becomes a concern of the reception, and the code is shown."""
    question = query.message
    original = question.reply_to_message if isinstance(question, Message) else None
    content = content_of(original) if original else None
    served = await _served(desk, _chat_of(query))
    is_possible = counter_questions.is_possible(desk, served, callback_data)
    if original is None or content is None or not is_possible:
        return _gone(query)
    if await entries.linked(desk.tx, original.chat.id, original.message_id):
        return told(query, _("This concern is registered already."), alert=True)
    await counter_questions.give_up(state, callback_data)
    found = await desk.seat(callback_data.office, None, None)
    draft = await claims.add_ticket(
        desk.tx,
        office=found.office,
        topic=callback_data.topic,
        urgent=desk.directory.topic(callback_data.topic).urgent,
        language=callback_data.language,
        now=desk.now,
    )
    source = (original.chat.id, [original.message_id])
    await entries.add(desk.tx, draft.id, [content], now=desk.now, source=source)
    ticket = await tickets.file(
        desk.tx,
        draft,
        year=desk.today.year,
        due_on=desk.deadlines.answer_by,
        chat_id=found.chat_id,
        now=desk.now,
    )
    if ticket is None:
        raise LookupError("a new draft was filed already")
    await events.add(desk.tx, ticket.id, Event.FILED, desk.now, secretary=actor.person_id)
    code = claim_codes.new_code()
    await claims.put(desk.tx, ticket, code, desk.now)
    # NOTE: the concern of a visitor was registered; {number} is its number
    done = say(_("✅ Registered: <b>{number}</b>"), number=ticket.number or "")
    return [
        in_place(query, done),
        message(original.chat.id, handout(desk, ticket, code), reply_to=original.message_id),
        *await arrive(desk, ticket),
    ]


@router.callback_query(TicketPress.filter(F.do == "code"), flags={"action": Action.DESCRIBE})
async def renew(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """The code was lost: another one is shown, and the old one leads nowhere any longer."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None or query.message is None:
        return not_here(query)
    code = claim_codes.new_code()
    if not is_unclaimed(ticket) or not await claims.renew(desk.tx, ticket, code, desk.now):
        text = _("Somebody has claimed this concern: it needs no code.")
        return [told(query, text, alert=True), *await card.refresh(desk, ticket)]
    await events.add(desk.tx, ticket.id, Event.NEW_CODE, desk.now, secretary=actor.person_id)
    return [
        told(query, _("The old code no longer works.")),
        *await card.refresh(desk, ticket),
        message(
            query.message.chat.id,
            handout(desk, ticket, code),
            reply_to=query.message.message_id,
            stream=ticket.stream,
        ),
    ]


async def _served(desk: Desk, chat_id: int) -> list[str]:
    """The codes of the receptions that are handled in a chat, in the directory's order."""
    desks = await desk.desks()
    served = [code for code, served_in in desks.offices.items() if served_in == chat_id]
    return [*served, CENTRE] if desks.monitoring == chat_id else served


def _chat_of(query: CallbackQuery) -> int:
    return query.message.chat.id if query.message else 0


def _gone(query: CallbackQuery) -> Send:
    return told(query, _too_old(), alert=True)


def _too_old() -> str:
    return _("This is too old. Please begin again with /register.")
