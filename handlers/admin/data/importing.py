"""Tables that an administrator sends as a file: looked through, shown as a dry run, and put in the
place of the present ones when the administrator says so."""

import asyncio
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.methods import GetFile
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.directory_uploads import KINDS, Uploaded, read_tables
from bot.reception.permissions import Action
from bot.reception.problems import DirectoryError
from handlers.admin.data.cautions import cautions
from handlers.admin.data.dry_run import problems_of, summary
from handlers.admin.data.edit import Asking, IsAsked
from handlers.admin.data.presses import DataPress, ImportPress, button
from handlers.admin.data.screens import menu_screen
from handlers.admin.data.tables import after_change
from handlers.admin.linking import own_chats, tell_moved
from handlers.admin.staff.removing import end_lost
from handlers.desk import Desk, speaking
from handlers.gate import Actor, person, still_allowed
from handlers.jobs import Kind, Tools
from handlers.labels import CANCEL
from handlers.resident.replied import RepliedTicket
from handlers.say import cut, in_place, message, paragraphs, say, told
from handlers.staff.continuation import Result
from storage import directory, imports, jobs, meta, residents
from storage.directory import VERSION
from storage.jobs import Job
from storage.outbox import Send, Sends

router = Router(name=__name__)
"""The presses."""
answers = Router(name=f"{__name__}.answers")
"""Included before everything that takes words for a concern."""
# A reply names its concern by itself.
answers.message.filter(IsAsked(Asking.file), ~RepliedTicket())

IMPORT = "directory_import"
FILE_READY = "import_file"
"""The continuation of asking Telegram where the file is."""
MOST_BYTES = 2_000_000
"""Of the file as it is sent: many times what the directory takes."""
_NAME_LENGTH, _ENDING_LENGTH = 60, 10

_FLAGS = {"action": Action.EDIT_DIRECTORY}


@router.callback_query(DataPress.filter(F.do == "import"), flags=_FLAGS)
async def ask(query: CallbackQuery, state: FSMContext) -> Sends:
    """Ask for the file."""
    await state.set_state(Asking.file)
    await state.set_data({})
    return in_place(query, *_question())


async def asked(state: FSMContext) -> tuple[Text, InlineKeyboardMarkup] | None:
    """The question, if it waits for the file."""
    return _question() if await state.get_state() == Asking.file.state else None


def _question(note: Text | str | None = None) -> tuple[Text, InlineKeyboardMarkup]:
    text = paragraphs(
        note,
        # NOTE: a heading: the tables from a file
        say(_("<b>Import</b>")),
        _(
            "Send the tables as one file: a workbook (.xlsx) with a sheet for each table, one "
            "table (.csv), or several of those packed (.zip). “Export” shows how they look. A "
            "table in the file takes the place of the present one; the others stay as they are."
        ),
        _("First you see what would change. Nothing is changed before you say so."),
    )
    rows = [[button(_(CANCEL), DataPress(do="leave"))]]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


@answers.message(flags=_FLAGS)
async def sent(
    event: Message, actor: Actor, state: FSMContext, album: list[Message] | None = None
) -> Sends:
    """The file, or something that is none: then the question stands."""
    me = person(actor).telegram_id
    wrong = _wrong(event, album)
    if wrong is not None or event.document is None:
        return message(me, *_question(paragraphs(wrong, _("Nothing was changed."))))
    await state.clear()
    name = event.document.file_name or ""
    ask_where = Send(
        GetFile(file_id=event.document.file_id),
        on_result=FILE_READY,
        context={"chat": me, "name": name},
        optional=True,
    )
    # NOTE: {name} is that of a file
    note = say(_("The bot looks through {name}. Nothing is changed yet."), name=_shown(name))
    return [message(me, note), ask_where]


def _wrong(event: Message, album: list[Message] | None) -> Text | str | None:
    """Why this is not taken."""
    if album is not None and len(album) > 1:
        return _("These are several files. Please send one.")
    document = event.document
    if document is None or event.animation is not None:
        return _("This is not a file with tables. Press 📎, then “File”.")
    name = document.file_name or ""
    if name.lower().rpartition(".")[2] not in KINDS or "." not in name:
        return say(
            # NOTE: {name} is that of a file
            _("{name} is not a table. The name is to end in .xlsx, .csv or .zip."),
            name=_shown(name) or "?",
        )
    if (document.file_size or 0) > MOST_BYTES:
        return say(
            # NOTE: {name} is that of a file
            _("{name} is too large: at most {most} MB. The tables take far less."),
            name=_shown(name),
            most=MOST_BYTES // 1_000_000,
        )
    return None


def _shown(name: str) -> str:
    """The name of a file, shortened to be shown; how it ends is still seen."""
    rest, dot, end = name.rpartition(".")
    return f"{cut(rest, _NAME_LENGTH)}{dot}{cut(end, _ENDING_LENGTH)}"


async def file_ready(desk: Desk, result: Result) -> list[Send]:
    """Telegram says where the file is."""
    chat_id, answer = result.context["chat"], result.answer
    if not await still_allowed(desk, chat_id, Action.EDIT_DIRECTORY):
        return []
    path = answer.get("file_path") if isinstance(answer, dict) else None
    if not isinstance(path, str):
        with speaking(await desk.language_of_chat(chat_id)):
            return [_refused(chat_id, _("Telegram did not give the bot the file."))]
    params = {"path": path, "name": result.context["name"]}
    await jobs.add(desk.tx, IMPORT, chat_id, by=chat_id, now=desk.now, params=params)
    return []


def _refused(chat_id: int, why: str) -> Send:
    return message(chat_id, paragraphs(why, _("Nothing was changed.")), _again())


def _again() -> InlineKeyboardMarkup:
    # NOTE: a button: send another file with tables
    text = _("⬆️ Another file")
    return InlineKeyboardMarkup(inline_keyboard=[[button(text, DataPress(do="import"))]])


async def _work(tools: Tools, job: Job) -> Uploaded | DirectoryError:
    content = await tools.download(job.params["path"])
    try:
        return await asyncio.to_thread(read_tables, _shown(job.params["name"]), content)
    except DirectoryError as error:
        return error


async def _conclude(desk: Desk, job: Job, result: Any) -> Sends:
    if isinstance(result, DirectoryError):
        return problems_of(job.chat_id, result.problems, _again())
    return await _dry_run(desk, job.chat_id, result)


KIND = Kind(Action.EDIT_DIRECTORY, _work, _conclude)


async def _dry_run(desk: Desk, chat_id: int, tables: Uploaded, note: str | None = None) -> Sends:
    """What would change, kept until the administrator says what to do."""
    me = await residents.by_telegram_id(desk.tx, chat_id)
    if me is None:
        return []
    planned = await directory.plan_import(desk.tx, tables)
    if planned.problems:
        return problems_of(chat_id, planned.problems, _again())
    if not planned.changes:
        await imports.remove(desk.tx, me.id)
        text = paragraphs(note, _("The tables of the bot have these rows already."))
        return _refused_text(chat_id, text)
    version = await meta.get(desk.tx, VERSION) or ""
    import_id = await imports.put(desk.tx, me.id, tables, version, desk.now)
    rows = [
        [
            # NOTE: a button: change the tables as shown
            button(_("✅ Apply"), ImportPress(do="apply", id=import_id)),
            button(_(CANCEL), ImportPress(do="drop", id=import_id)),
        ]
    ]
    keyboard = InlineKeyboardMarkup(inline_keyboard=rows)
    look_at = await cautions(desk, planned.changes)
    return summary(desk, chat_id, planned.changes, keyboard, note, look_at)


def _refused_text(chat_id: int, text: Text) -> Send:
    return message(chat_id, paragraphs(text, _("Nothing was changed.")), _again())


@router.callback_query(ImportPress.filter(F.do == "apply"), flags=_FLAGS)
async def apply(
    query: CallbackQuery, callback_data: ImportPress, desk: Desk, actor: Actor
) -> Sends:
    """Do what the dry run showed, if it still can be done and the tables are those that it saw."""
    me = person(actor)
    kept = await imports.get(desk.tx, me.id, callback_data.id)
    if kept is None:
        return _too_late(query)
    tables = {table: list(rows) for table, rows in kept.tables.items()}
    planned = await directory.plan_import(desk.tx, tables)
    if planned.problems or kept.version != await meta.get(desk.tx, VERSION):
        await imports.remove(desk.tx, me.id)
        note = _("⚠️ Somebody has changed the tables meanwhile. This is what would change now.")
        shown = await _dry_run(desk, me.telegram_id, tables, note)
        return [
            told(query, _("Nothing was changed.")),
            *([shown] if isinstance(shown, Send) else shown or []),
        ]
    chats_before = await own_chats(desk)
    await directory.apply(desk.tx, planned, by=me.telegram_id, now=desk.now)
    await imports.remove(desk.tx, me.id)
    desk = await after_change(desk, *(change.table for change in planned.changes))
    count = len(planned.changes)
    # NOTE: {count} is a number of changes
    done = ngettext("✅ Done: {count} change.", "✅ Done: {count} changes.", count)
    return [
        in_place(query, *menu_screen(done.format(count=count))),
        *await tell_moved(desk, chats_before),
        *await end_lost(desk, by=me.telegram_id),
    ]


@router.callback_query(ImportPress.filter(F.do == "drop"), flags=_FLAGS)
async def drop(
    query: CallbackQuery, callback_data: ImportPress, desk: Desk, actor: Actor
) -> Sends:
    """The tables that were sent are forgotten."""
    me = person(actor)
    if await imports.get(desk.tx, me.id, callback_data.id) is None:
        return _too_late(query)
    await imports.remove(desk.tx, me.id)
    return in_place(query, *menu_screen(_("Nothing was changed.")))


def _too_late(query: CallbackQuery) -> Send:
    text = _("This is done, dropped or too old. Nothing was changed. Please send the file again.")
    return told(query, text, alert=True)
