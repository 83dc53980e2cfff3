"""The directory's tables as a file for an administrator."""

import asyncio
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup
from aiogram.utils.i18n import gettext as _

from bot.reception.directory_uploads import write_files, write_tables
from bot.reception.permissions import Action
from handlers import labels
from handlers.admin.data.edit import leave
from handlers.admin.data.presses import DataPress, button
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.jobs import Kind, Tools
from handlers.say import in_place, paragraphs, say, told
from storage import audit, directory, jobs
from storage.jobs import Job
from storage.outbox import Send, Sends

router = Router(name=__name__)

EXPORT = "directory_export"

_FLAGS = {"action": Action.EDIT_DIRECTORY}


@router.callback_query(DataPress.filter(F.do == "export"), flags=_FLAGS)
async def offer(query: CallbackQuery, state: FSMContext) -> Sends:
    """As which file?"""
    await leave(state)
    rows = [
        # NOTE: a button: the kind of file that spreadsheets keep
        [button(_("📗 Excel (XLSX)"), DataPress(do="xlsx"))],
        # NOTE: a button: a ZIP file with a CSV file for each table
        [button(_("📄 CSV files (ZIP)"), DataPress(do="csv"))],
        [button(_(labels.BACK), DataPress(do="menu"))],
    ]
    text = paragraphs(
        # NOTE: a heading: the tables as files
        say(_("<b>Export</b>")),
        _(
            "You get all tables: regions, receptions, districts, topics, emergency numbers, the "
            "name of the agency, working days, terms. You can change the file and send it back "
            "with “Import”. A table that you leave out stays as it is."
        ),
    )
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(DataPress.filter(F.do.in_({"xlsx", "csv"})), flags=_FLAGS)
async def export(
    query: CallbackQuery, callback_data: DataPress, desk: Desk, actor: Actor
) -> Sends:
    """The file follows."""
    me = person(actor).telegram_id
    if await jobs.is_waiting(desk.tx, EXPORT, me):
        return told(query, _("The file is being made already."))
    params = {"format": callback_data.do}
    what = " ".join(("export", "directory"))
    await audit.add(desk.tx, "export", what, by=me, now=desk.now)
    await jobs.add(desk.tx, EXPORT, me, by=me, now=desk.now, params=params)
    return told(query, _("The file comes in a moment."))


async def _work(tools: Tools, job: Job) -> bytes:
    # All tables at one moment, which two reads without a transaction would not be.
    async with tools.database.transaction() as tx:
        tables = await directory.rows(tx)
    write = write_tables if job.params["format"] == "xlsx" else write_files
    return await asyncio.to_thread(write, tables)


async def _conclude(desk: Desk, job: Job, result: Any) -> Send:
    kind = "xlsx" if job.params["format"] == "xlsx" else "zip"
    name = f"directory-{desk.today.isoformat()}.{kind}"
    method = SendDocument(chat_id=job.chat_id, document=BufferedInputFile(result, name))
    return Send(method)


KIND = Kind(Action.EDIT_DIRECTORY, _work, _conclude)
