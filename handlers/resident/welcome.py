"""The first meeting: languages, the main menu, switching the language."""

from typing import Any

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import Command, CommandObject, CommandStart, Filter, or_f
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.methods import EditMessageText
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    TelegramObject,
)
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers import labels, questions
from handlers.commands import commands_for
from handlers.desk import Desk, speaking
from handlers.exchange import unsupported
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.additions import ask_about_first_words
from handlers.resident.concern.progress import draft_of
from handlers.resident.concern.steps import redraw
from handlers.resident.concern.story import keep
from handlers.resident.links import open_link
from handlers.resident.seen import last_seen, remember
from handlers.say import message, paragraphs, say
from locales.languages import LANGUAGES, offered
from storage import residents
from storage.outbox import Priority, Send, Sends

router = Router(name=__name__)
first = Router(name=f"{__name__}.first")
"""Included before everything: whoever has no language yet is asked for it."""


class LanguageChoice(CallbackData, prefix="l"):
    """The language a resident chose."""

    code: str


class NoLanguage(Filter):
    """They have not chosen a language yet."""

    async def __call__(self, event: TelegramObject, actor: Actor) -> bool:
        return actor.resident is not None and actor.resident.language is None


def ask_language(actor: Actor) -> Send:
    """The languages, each in its own name; the one Telegram reports first."""
    rows = [
        [
            InlineKeyboardButton(
                text=LANGUAGES[code], callback_data=LanguageChoice(code=code).pack()
            )
        ]
        for code in offered(actor.reported_language)
    ]
    # Nobody's language is known yet, so the question stands in all of them.
    questions = []
    for code in offered(actor.reported_language):
        with speaking(code):
            questions.append(_("Choose your language"))
    chat_id = person(actor).telegram_id
    return message(chat_id, "\n".join(questions), InlineKeyboardMarkup(inline_keyboard=rows))


@first.message(NoLanguage(), CommandStart(deep_link=True), flags={"action": Action.READ})
async def by_link(
    event: Message, command: CommandObject, actor: Actor, state: FSMContext
) -> Sends:
    """A newcomer who pressed a link: what it leads to is shown after the first question."""
    await remember(state, command.args or "")
    return ask_language(actor)


@first.message(
    NoLanguage(),
    or_f(F.text.startswith("/"), Pressed(*labels.MENU)),
    flags={"action": Action.READ},
)
async def command_before_language(event: Message, actor: Actor) -> Sends:
    """A command, or a button of an old menu: no words to be kept."""
    return ask_language(actor)


@first.message(NoLanguage(), flags={"action": Action.FILE})
async def before_anything(
    event: Message, desk: Desk, actor: Actor, album: list[Message] | None = None
) -> Sends:
    """The first words of a person: kept until they have a language to be asked in."""
    draft = await draft_of(desk, actor)
    if await keep(desk, actor, draft, album or [event]) is None:
        return [unsupported(event.chat.id, event), ask_language(actor)]
    return ask_language(actor)


@first.callback_query(LanguageChoice.filter(), flags={"action": Action.READ})
async def choose(
    query: CallbackQuery,
    callback_data: LanguageChoice,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    raw_state: str | None,
) -> Sends:
    """From now on everything is in this language; the current screen is drawn again."""
    code = callback_data.code
    if code not in LANGUAGES:
        return None
    resident = person(actor)
    newcomer = resident.language is None
    await residents.set_language(desk.tx, resident.id, code)
    sends: list[Send] = []
    with speaking(code):
        if query.message is not None:
            edit = EditMessageText(
                chat_id=resident.telegram_id,
                message_id=query.message.message_id,
                text=f"✅ {LANGUAGES[code]}",
                parse_mode=None,
            )
            sends.append(Send(edit, optional=True))
        # Before what a link leads to: that may bring more commands.
        sends.append(
            Send(
                commands_for(actor.roles, resident.telegram_id),
                priority=Priority.REMINDER,
                optional=True,
            )
        )
        screen = await redraw(desk, actor, state, raw_state)
        seen = await open_link(desk, actor, await last_seen(state)) or []
        question = await questions.asked(desk, actor, state, raw_state)
        if question is not None:
            seen = [message(resident.telegram_id, *question)]
        if newcomer:
            screen = await ask_about_first_words(desk, actor, state) or screen
        if newcomer or (screen is None and not seen):
            sends.append(message(resident.telegram_id, greeting(desk, code), menu_keyboard()))
        elif screen is None:
            # The keyboard below is in the old language, and what was seen may bring none.
            menu_below = message(
                resident.telegram_id, _("This is the main menu."), menu_keyboard()
            )
            sends.append(menu_below)
        sends += seen if newcomer or screen is None else []
        if screen is not None:
            # Last, because the keyboard that stays is the one its question needs.
            sends.append(screen)
    return sends


@first.callback_query(NoLanguage(), flags={"action": Action.READ})
async def press_before_language(query: CallbackQuery, actor: Actor) -> Sends:
    """An old button, pressed by somebody with no language."""
    return ask_language(actor)


@router.message(CommandStart(deep_link=True), flags={"action": Action.READ})
async def start_by_link(
    event: Message,
    command: CommandObject,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    raw_state: str | None,
) -> Sends:
    """A link leads to a page of ours; an unknown one to the menu."""
    payload = command.args or ""
    shown = await open_link(desk, actor, payload)
    if shown is None:
        return await menu(desk, actor, state, raw_state)
    await remember(state, payload)
    screen = await redraw(desk, actor, state, raw_state)
    return [*shown, screen] if screen else shown


@router.message(CommandStart(), flags={"action": Action.READ})
async def start(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """The languages, then the main menu; a half-written concern is not forgotten."""
    await remember(state, "")
    return [ask_language(actor), *await menu(desk, actor, state, raw_state)]


async def menu(desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None) -> list[Send]:
    """The main menu, or the screen of the flow the person is in."""
    screen = await redraw(desk, actor, state, raw_state)
    if screen is not None:
        return [screen]
    chat_id = person(actor).telegram_id
    question = await questions.asked(desk, actor, state, raw_state)
    if question is not None:
        return [message(chat_id, *question)]
    return [message(chat_id, greeting(desk, actor.locale), menu_keyboard())]


def greeting(desk: Desk, language: str) -> Any:
    """Who this is and what can be done here."""
    return paragraphs(
        say(_("Welcome! This is the bot of the public receptions on inter-ethnic relations.")),
        say(desk.directory.agency.get(language)),
        _(
            "Here you can tell the nearest reception about a quarrel, an insult or a problem "
            "between people, and get an answer in your language. Press “File a concern”."
        ),
    )


@router.message(
    or_f(Command("language"), Pressed(labels.LANGUAGE)),
    flags={"action": Action.READ, **questions.KEEPS},
)
async def language(event: Message, actor: Actor) -> Sends:
    """Choose another language."""
    return ask_language(actor)


@router.my_chat_member(flags={"action": Action.IGNORE})
async def blocked_or_back(event: ChatMemberUpdated, desk: Desk, actor: Actor) -> None:
    """The person stopped the bot: nobody writes to them until they come back."""
    if event.new_chat_member.status == ChatMemberStatus.KICKED:
        await residents.set_blocked(desk.tx, event.from_user.id, desk.now)
