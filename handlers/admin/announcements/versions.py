"""The words of an announcement: taken as they were sent, a version for each language."""

from aiogram import F, Router
from aiogram.filters import Command, StateFilter, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from handlers import labels, words
from handlers.admin.announcements.asking import (
    FLAGS,
    REFUSED,
    TAKEN,
    CameAfter,
    CameAfterRefused,
    Composing,
    IsComposing,
    ask,
    ask_no_longer,
    asked,
)
from handlers.admin.announcements.contents import contents_of, wrong
from handlers.admin.announcements.presses import (
    DraftPress,
    button,
    gone,
    note_change,
    own,
    reopened,
    too_late,
)
from handlers.admin.announcements.screens import Screen, Versions, one_screen
from handlers.admin.announcements.sending import subject
from handlers.announced import as_received
from handlers.desk import Desk, speaking
from handlers.gate import Actor, person
from handlers.labels import Pressed, fitting, menu_keyboard
from handlers.resident.replied import RepliedTicket
from handlers.say import in_place, message, paragraphs, say
from locales.languages import LANGUAGES
from storage import announcement_versions, announcements, audit
from storage.announcements import Announcement
from storage.outbox import Send, Sends

router = Router(name=__name__)
"""The presses."""
cancelling = Router(name=f"{__name__}.cancelling")
"""Included before the residents' way to cancel, which speaks of a concern."""
answers = Router(name=f"{__name__}.answers")
"""Included before everything that takes words for a concern."""

cancelling.message.filter(IsComposing())
# A reply names its concern by itself.
answers.message.filter(or_f(IsComposing(), CameAfter()), ~RepliedTicket())


def first_question(note: Text | str | None = None) -> Screen:
    """Asks for a new announcement."""
    text = paragraphs(
        note,
        _("Send the announcement: any message or an album, as residents should see it."),
        _("Nothing goes to anybody yet."),
    )
    rows = [
        [button(_("🗂 All announcements"), DraftPress(do="list"))],
        [button(_(labels.CANCEL), DraftPress(do="cancel"))],
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _version_question(
    announcement: Announcement, language: str, versions: Versions, note: Text | str | None = None
) -> Screen:
    there = language in versions
    question = (
        _("Send the new message or album for those who read {language}. It replaces this one.")
        if there
        else _("Send the message or album for those who read {language}.")
    )
    press = DraftPress(do="remove", id=announcement.id, language=language)
    rows = [[button(_(labels.CANCEL), DraftPress(do="show", id=announcement.id))]]
    if there:
        # NOTE: a button: an announcement is no longer in this language
        rows.insert(0, [button(_("🗑 Remove this version"), press)])
    text = paragraphs(note, say(question, language=LANGUAGES[language]))
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def language_question(note: Text | str | None = None) -> Screen:
    """Which language it is in: the administrator's own comes first."""
    own_first = sorted(LANGUAGES, key=lambda code: code != words.language())
    rows = [
        [button(LANGUAGES[code], DraftPress(do="language", language=code))] for code in own_first
    ]
    rows.append([button(_(labels.CANCEL), DraftPress(do="cancel"))])
    text = paragraphs(note, _("In which language is it?"))
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


async def question(
    desk: Desk, actor: Actor, state: FSMContext, note: Text | str | None = None
) -> Screen:
    """The question for the words, or for their language, that waits for an answer."""
    id_, language, contents = await asked(state)
    if contents:
        return language_question(note)
    announcement = await own(desk, actor, id_) if id_ else None
    if announcement is None:
        return first_question(note)
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    return _version_question(announcement, language, versions, note)


@router.callback_query(DraftPress.filter(F.do == "new"), flags=FLAGS)
async def ask_for_new(query: CallbackQuery, state: FSMContext) -> Sends:
    """A new announcement begins with its words."""
    await ask(state, Composing.contents, [0, "", []])
    return in_place(query, *first_question())


@router.callback_query(
    DraftPress.filter((F.do == "version") & F.language.in_(set(LANGUAGES))), flags=FLAGS
)
async def ask_for_version(
    query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """Ask for the words in one language."""
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    language = callback_data.language
    await ask(state, Composing.contents, [announcement.id, language, []])
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    return in_place(query, *_version_question(announcement, language, versions))


@router.callback_query(
    DraftPress.filter((F.do == "remove") & F.language.in_(set(LANGUAGES))), flags=FLAGS
)
async def remove(
    query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """A language has no words of its own any longer."""
    await ask_no_longer(state)
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    announcement = await reopened(desk, announcement)
    if announcement is None:
        return too_late(query)
    language = callback_data.language
    if language in await announcement_versions.by_language(desk.tx, announcement.id):
        await announcement_versions.remove(desk.tx, announcement.id, language)
        await note_change(desk, announcement, "version", old=language)
    return in_place(query, *await one_screen(desk, announcement))


def shown_to(chat_id: int, announcement: Announcement, versions: Versions) -> list[Send]:
    """Every version, under a line that says who gets it so."""
    stream, sends = stream_of(announcement), []
    for code in (code for code in LANGUAGES if code in versions):
        text = say(_("This is what those get who read {language}:"), language=LANGUAGES[code])
        sends.append(message(chat_id, text, stream=stream))
        with speaking(code):
            sends += as_received(versions[code], chat_id, stream=stream)
    return sends


def stream_of(announcement: Announcement) -> str:
    """Not that of the sending: nobody counts these."""
    return f"preview:{announcement.id}"


@cancelling.message(or_f(Command("cancel"), Pressed(labels.CANCEL)), flags=FLAGS)
async def cancel(event: Message, state: FSMContext) -> Sends:
    """Leave the question, to the main menu."""
    await state.clear()
    return message(event.chat.id, _("Nothing was changed."), menu_keyboard())


@answers.message(StateFilter(Composing.contents), CameAfterRefused(), flags=FLAGS)
async def part_of_the_refused(
    event: Message, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """The rest of an album that was refused is no announcement by itself."""
    note = _(
        "⚠️ This came together with the album that was refused, so it was not taken either. "
        "Nothing was changed."
    )
    return message(event.chat.id, *await question(desk, actor, state, note))


@answers.message(StateFilter(Composing.contents), flags=FLAGS)
async def written(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """The words of one language, or of a new announcement whose language is asked then."""
    parts = album or [event]
    id_, language, _contents = await asked(state)
    announcement = await own(desk, actor, id_) if id_ else None
    if id_ and announcement is None:
        await state.clear()
        note = _("This announcement was discarded meanwhile. Nothing was saved.")
        return message(event.chat.id, *first_question(note))
    flaw = wrong(parts)
    if flaw is not None:
        refused = [event.date.timestamp(), [part.message_id for part in parts]]
        await state.update_data({REFUSED: refused})
        return message(event.chat.id, *await question(desk, actor, state, flaw))
    contents = contents_of(parts)
    if announcement is None:
        await ask(state, Composing.language, [0, "", contents])
        return message(event.chat.id, *language_question())
    draft = await reopened(desk, announcement)
    await state.clear()
    if draft is None:
        text = _("Too late: it is being sent, or it is over. Nothing was changed.")
        return message(event.chat.id, text)
    await announcement_versions.put(desk.tx, draft.id, language, contents)
    await note_change(desk, draft, "version", new=language)
    await state.update_data({TAKEN: event.date.timestamp()})
    again = None
    if draft.status is not announcement.status:
        again = _("⚠️ It was changed, so it is a draft again. Send it once more when it is ready.")
    return message(event.chat.id, *await one_screen(desk, draft, again))


@answers.message(StateFilter(Composing.language), flags=FLAGS)
async def one_too_many(event: Message) -> Sends:
    """Something more while the language is asked: the second part of eleven photos, perhaps."""
    return message(event.chat.id, *language_question(_only_one()))


@answers.message(StateFilter(None), flags=FLAGS)
async def part_too_many(event: Message) -> Sends:
    """What was sent together with what was taken."""
    return message(event.chat.id, _only_one(), reply_to=event.message_id)


@router.callback_query(
    DraftPress.filter((F.do == "language") & F.language.in_(set(LANGUAGES))),
    StateFilter(Composing.language),
    flags=FLAGS,
)
async def in_language(
    query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """The draft begins with these words."""
    _id, _language, contents = await asked(state)
    by = person(actor).telegram_id
    draft = await announcements.create(desk.tx, by=by, now=desk.now)
    await announcement_versions.put(desk.tx, draft.id, callback_data.language, contents)
    await audit.add(desk.tx, "draft_announcement", subject(draft), by=by, now=desk.now)
    await state.clear()
    return in_place(query, *await one_screen(desk, draft))


def _only_one() -> str:
    return _(
        "⚠️ An announcement is one message, or one album of at most 10. The first that came was "
        "taken; this one was not. Nothing was changed by it."
    )
