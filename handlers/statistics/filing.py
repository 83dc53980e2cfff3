"""Makes the file of /export, outside of any transaction."""

import asyncio
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial

from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.workbook import Value
from handlers.desk import Desk, speaking
from handlers.jobs import Kind, Tools
from handlers.say import message
from handlers.statistics import sheets
from handlers.statistics.numbers import numbers
from handlers.statistics.press import Content
from handlers.statistics.scope import Inquiry
from handlers.statistics.screens import CONTENTS, period_text
from storage import exports, jobs
from storage.exports import Concerns
from storage.jobs import Job
from storage.outbox import Send, Sends

MOST_BYTES = 45_000_000
"""Of a file: Telegram takes 50 MB from bots."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file, and what it was made of."""

    content: bytes
    concerns: Concerns | None
    """None: numbers only."""


async def _work(tools: Tools, job: Job) -> Made:
    inquiry, content = Inquiry.of(job.params), Content(job.params["content"])
    concerns = None
    if content is Content.NUMBERS:
        found = await numbers(tools.database, inquiry)
        tables = partial(sheets.of_numbers, inquiry, found)
    else:
        everything = content is Content.EVERYTHING
        concerns = await exports.concerns(
            tools.database, inquiry.clock, inquiry.days, job.chat_id, words=everything
        )
        tables = partial(sheets.of_concerns, inquiry, concerns, everything=everything)

    cancelled = threading.Event()

    def make() -> bytes:
        with speaking(inquiry.language):
            made = [replace(one, rows=_wanted(one.rows, cancelled)) for one in tables()]
            return sheets.as_file(made, csv=job.params["csv"])

    try:
        # The language of the texts is known to this context only.
        made = await asyncio.to_thread(copy_context().run, make)
    except asyncio.CancelledError:
        # The thread would go on to the end of the file, and the program wait for it.
        cancelled.set()
        raise
    return Made(made, concerns)


def _wanted(
    rows: Iterable[Sequence[Value]], cancelled: threading.Event
) -> Iterator[Sequence[Value]]:
    """The rows as long as anybody wants them. Raises CancelledError."""
    for row in rows:
        if cancelled.is_set():
            raise asyncio.CancelledError
        yield row


async def _conclude(desk: Desk, job: Job, made: Made) -> Sends:
    found = made.concerns
    if found is not None and await exports.is_outdated(desk.tx, found, job.chat_id):
        await jobs.add(
            desk.tx, job.kind, job.chat_id, by=job.person_id, now=desk.now, params=job.params
        )
        return None
    period = Inquiry.of(job.params).days
    if len(made.content) > MOST_BYTES:
        text = _("This is too much for one file. Please choose a shorter period.")
        return message(job.chat_id, text)
    content = Content(job.params["content"])
    end = "zip" if job.params["csv"] else "xlsx"
    name = f"{content}-{period.first.isoformat()}-{period.last.isoformat()}.{end}"
    method = SendDocument(
        chat_id=job.chat_id,
        document=BufferedInputFile(made.content, name),
        caption="\n".join([_(CONTENTS[content]), period_text(period), *_left_out(found)]),
        parse_mode=None,
    )
    if found is None:
        return Send(method)
    # Should a concern be erased while it waits: see storage.exports.
    return Send(
        method,
        stream=exports.STREAM,
        context={"by": job.person_id, "params": job.params},
    )


def _left_out(found: Concerns | None) -> list[str]:
    if found is None or not found.left_out:
        return []
    # NOTE: below a file with concerns, for an administrator who is a secretary too
    return [_("Complaints about a reception you work for are not in it.")]


KIND = Kind(Action.EXPORT, _work, _conclude)
