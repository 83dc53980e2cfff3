"""/templates: the answers ready to send, written by administrators."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, Filter, or_f
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, TelegramObject
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action, allowed
from bot.reception.placeholders import unknown
from bot.reception.plain import plain
from handlers import labels, words
from handlers.admin.template_screens import (
    Screen,
    TemplatePress,
    WordsPress,
    button,
    last_look,
    list_screen,
    one_screen,
    question,
)
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.replied import RepliedTicket
from handlers.resident.seen import remember
from handlers.say import cut, in_place, length, message, paragraphs, say, told
from locales.languages import LANGUAGES
from storage import templates
from storage.outbox import Send, Sends
from storage.templates import Template

router = Router(name=__name__)
"""The command and the presses."""
cancelling = Router(name=f"{__name__}.cancelling")
"""Included before the residents' way to cancel, which speaks of a concern."""
answers = Router(name=f"{__name__}.answers")
"""Included before everything that takes words for a concern."""

MAX_TITLE = 30
"""Characters: a title stands on a button."""
MAX_WORDS = 2500
"""UTF-16 units: names and offices come to it, and a heading."""


class Writing(StatesGroup):
    """What an administrator is asked."""

    words = State()
    """A title and a text; which template, or its language and topic, is in the data."""


_ASKED = "template"
"""The key in the state's data: id, language, topic ("" for every topic); for a change
its title and text, too."""
_WRITTEN = "words"
"""The key of what was answered: the message that brought it, a title, a text."""
STATES = frozenset({Writing.words.state})


class _IsWriting(Filter):
    """An administrator was asked for words. The question of one who no longer is is void."""

    async def __call__(
        self, event: TelegramObject, actor: Actor, raw_state: str | None = None
    ) -> bool:
        return raw_state == Writing.words.state and allowed(actor.roles, Action.EDIT_TEMPLATES)


cancelling.message.filter(_IsWriting())
# A reply names its concern by itself.
answers.message.filter(_IsWriting(), ~RepliedTicket())

_FLAGS: dict[str, Any] = {"action": Action.EDIT_TEMPLATES}


@router.message(Command("templates"), flags=_FLAGS)
async def show_list(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """All of them."""
    await remember(state, "templates")
    return message(person(actor).telegram_id, *await list_screen(desk, 0))


async def linked(desk: Desk, actor: Actor, _rest: str) -> list[Send]:
    """What a link shows to an administrator: the list."""
    return [message(person(actor).telegram_id, *await list_screen(desk, 0))]


@router.callback_query(TemplatePress.filter(F.do.in_({"list", "cancel"})), flags=_FLAGS)
async def turn(
    query: CallbackQuery, callback_data: TemplatePress, desk: Desk, state: FSMContext
) -> Sends:
    """A page of the list; nothing is asked any longer."""
    await _ask_no_longer(state)
    return in_place(query, *await list_screen(desk, callback_data.page))


@router.callback_query(TemplatePress.filter(F.do == "show"), flags=_FLAGS)
async def look(query: CallbackQuery, callback_data: TemplatePress, desk: Desk) -> Sends:
    """One of them, with its placeholders as they are."""
    template = await templates.by_id(desk.tx, callback_data.id)
    return _removed(query) if template is None else in_place(query, *one_screen(desk, template))


@router.callback_query(TemplatePress.filter(F.do == "language"), flags=_FLAGS)
async def choose_language(query: CallbackQuery) -> Sends:
    """A new one: in which language?"""
    rows = [
        [button(name, TemplatePress(do="topic", language=code))]
        for code, name in LANGUAGES.items()
    ]
    rows.append([button(_("⬅️ Back"), TemplatePress(do="list"))])
    text = say(_("In which language is the new answer?"))
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(
    TemplatePress.filter((F.do == "topic") & F.language.in_(set(LANGUAGES))), flags=_FLAGS
)
async def choose_topic(query: CallbackQuery, callback_data: TemplatePress, desk: Desk) -> Sends:
    """For which topic?"""
    code = callback_data.language
    rows = [
        [
            button(
                topic.name.get(words.language()),
                TemplatePress(do="add", language=code, topic=topic.code),
            )
        ]
        for topic in desk.directory.topics
    ]
    # NOTE: a button: the answer fits concerns on every topic
    rows.insert(0, [button(_("Every topic"), TemplatePress(do="add", language=code))])
    rows.append([button(_("⬅️ Back"), TemplatePress(do="language"))])
    text = say(_("For which topic is it?"))
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(
    TemplatePress.filter((F.do == "add") & F.language.in_(set(LANGUAGES))), flags=_FLAGS
)
async def ask_for_new(
    query: CallbackQuery, callback_data: TemplatePress, desk: Desk, state: FSMContext
) -> Sends:
    """Ask for a title and a text."""
    topic = callback_data.topic
    if topic and all(topic != known.code for known in desk.directory.topics):
        return told(query, _("There is no such topic any longer."), alert=True)
    asked = [0, callback_data.language, topic]
    await _ask(state, asked)
    return in_place(query, *question(desk, asked))


@router.callback_query(TemplatePress.filter(F.do == "change"), flags=_FLAGS)
async def ask_for_change(
    query: CallbackQuery, callback_data: TemplatePress, desk: Desk, state: FSMContext
) -> Sends:
    """Ask for another title and text; the present ones can be copied."""
    template = await templates.by_id(desk.tx, callback_data.id)
    if template is None:
        return _removed(query)
    asked = [template.id, template.language, template.topic or ""]
    await _ask(state, [*asked, template.title, template.text])
    return in_place(query, *question(desk, asked, present=template))


@router.callback_query(TemplatePress.filter(F.do == "remove"), flags=_FLAGS)
async def ask_to_remove(query: CallbackQuery, callback_data: TemplatePress, desk: Desk) -> Sends:
    """Asks before it removes."""
    template = await templates.by_id(desk.tx, callback_data.id)
    if template is None:
        return _removed(query)
    rows = [
        # NOTE: a button: remove the ready answer
        [button(_("🗑 Yes, remove"), TemplatePress(do="sure", id=template.id))],
        # NOTE: a button: do not remove the ready answer
        [button(_("⬅️ No, keep it"), TemplatePress(do="show", id=template.id))],
    ]
    text = say(_("Remove the ready answer “{title}”?"), title=template.title)
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(TemplatePress.filter(F.do == "sure"), flags=_FLAGS)
async def remove(
    query: CallbackQuery, callback_data: TemplatePress, desk: Desk, actor: Actor
) -> Sends:
    """It is gone, and the list is shown."""
    by = person(actor).telegram_id
    if await templates.remove(desk.tx, callback_data.id, by=by, now=desk.now) is None:
        return _removed(query)
    # NOTE: the ready answer was removed
    return [told(query, _("Removed.")), in_place(query, *await list_screen(desk, 0))]


@cancelling.message(or_f(Command("cancel"), Pressed(labels.CANCEL)), flags=_FLAGS)
async def cancel(event: Message, state: FSMContext) -> Sends:
    """Leave the question, to the main menu."""
    await state.clear()
    return message(event.chat.id, _("Nothing was changed."), menu_keyboard())


async def asked(desk: Desk, state: FSMContext) -> Screen:
    """The question, or the last look at what was answered, while Writing.words is the state."""
    kept = await state.get_data()
    id_, language, topic, *before = kept[_ASKED]
    if _WRITTEN in kept:
        return last_look(desk, kept[_ASKED], *kept[_WRITTEN])
    present = Template(id_, topic or None, language, *before) if id_ else None
    return question(desk, kept[_ASKED], present=present)


@answers.message(flags=_FLAGS)
async def written(event: Message, desk: Desk, state: FSMContext) -> Sends:
    """A title and a text, shown before they are saved; or something that cannot be saved: then the
    question stands."""
    asked = (await state.get_data())[_ASKED]
    title, _newline, body = plain(event.text or "").strip().partition("\n")
    title, body = title.strip(), body.strip()
    wrong = _wrong(title, body)
    if wrong is not None:
        await _ask(state, asked)
        return message(event.chat.id, *question(desk, asked, note=wrong))
    await state.update_data({_WRITTEN: [event.message_id, title, body]})
    return message(event.chat.id, *last_look(desk, asked, event.message_id, title, body))


@router.callback_query(WordsPress.filter(), flags=_FLAGS)
async def save(
    query: CallbackQuery, callback_data: WordsPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """Save what the last look showed, and nothing else."""
    kept = await state.get_data()
    about, title, body = kept.get(_WRITTEN, [0, "", ""])
    if not about or about != callback_data.about:
        text = _("This button belongs to an earlier change. Nothing was changed.")
        return told(query, text, alert=True)
    by = person(actor).telegram_id
    template_id, language, topic, *before = kept[_ASKED]
    if not template_id:
        saved: Template | None = await templates.add(
            desk.tx,
            topic=topic or None,
            language=language,
            title=title,
            text=body,
            by=by,
            now=desk.now,
        )
    else:
        old = Template(template_id, topic or None, language, *before)
        saved = await templates.change(desk.tx, old, title, body, by=by, now=desk.now)
    await state.clear()
    if saved is None:
        text = _("Somebody else changed or removed this answer meanwhile. Nothing was saved.")
        return [told(query, text, alert=True), in_place(query, *await list_screen(desk, 0))]
    shown, keyboard = one_screen(desk, saved)
    return in_place(query, paragraphs(_("Saved."), shown), keyboard)


def _wrong(title: str, body: str) -> Text | str | None:
    """Why this cannot be saved."""
    if not title or not body:
        return _("Please write a title in the first line, and the answer below it.")
    if len(title) > MAX_TITLE:
        return _("The title is too long: at most {most} characters.").format(most=MAX_TITLE)
    if length(body) > MAX_WORDS:
        return _("The answer is too long: at most {most} characters.").format(most=MAX_WORDS)
    if strange := unknown(body):
        # NOTE: {found} is what somebody wrote in braces and the bot cannot fill in
        template = _("The bot does not know what to put in for: {found}")
        return say(template, found=cut(" ".join(strange), 200))
    return None


async def _ask(state: FSMContext, asked: list[Any]) -> None:
    await state.set_state(Writing.words)
    await state.set_data({_ASKED: asked})


async def _ask_no_longer(state: FSMContext) -> None:
    if await state.get_state() == Writing.words.state:
        await state.clear()


def _removed(query: CallbackQuery) -> Send:
    return told(query, _("This ready answer was removed."), alert=True)
