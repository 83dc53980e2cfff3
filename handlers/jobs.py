"""What a kind of slow work is: how it is done, who may ask for it, and what it is answered with.

The kinds themselves are listed in `handlers.kinds`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers.desk import Desk, speaking
from handlers.say import message
from storage.database import Database
from storage.jobs import Job
from storage.outbox import Call, Send, Sends


class DrawingFailed(Exception):
    """There are no pictures; the message says why, without anybody's words."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What work has at hand outside of any transaction."""

    database: Database
    """To read from: what is committed."""
    download: Callable[[str], Awaitable[bytes]]
    """The bytes behind a file path that Telegram named. Raises OSError when it gives none."""
    draw: Callable[[Sequence[Mapping[str, Any]]], Awaitable[list[bytes]]]
    """PNG files of what is described as `bot.charts` understands it. Raises DrawingFailed."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work, in two steps."""

    action: Action
    """Whoever may no longer do this when the work is done gets nothing."""
    work: Callable[[Tools, Job], Awaitable[Any]]
    """The slow step. What takes processor time it does in a thread or a process of its own."""
    conclude: Callable[[Desk, Job, Any], Awaitable[Sends]]
    """Says what came of it, in the transaction that ends the job, in the chat's language."""


def given_up(job: Job) -> Send:
    """The answer when the work failed again and again."""
    return message(job.chat_id, _failed())


async def file_lost(desk: Desk, call: Call) -> list[Send]:
    """The answer when Telegram did not take the file: there, where it was to come."""
    if call.chat_id is None:
        return []
    quoted = call.params.get("reply_parameters", {}).get("message_id")
    with speaking(await desk.language_of_chat(call.chat_id)):
        told = message(call.chat_id, _failed(), reply_to=quoted, stream=call.stream)
    thread = call.params.get("message_thread_id")
    return [replace(told, method=told.method.model_copy(update={"message_thread_id": thread}))]


def _failed() -> str:
    return _("This could not be done because of an error in the bot. Please try it again later.")
