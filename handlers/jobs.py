"""The kinds of slow work: how each is done, who may ask for it, and what it is answered with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers.desk import Desk
from handlers.say import message
from storage.database import Database
from storage.jobs import Job
from storage.outbox import Send, Sends


@dataclass(frozen=True, slots=True)
class Tools:
    """What work has at hand outside of any transaction."""

    database: Database
    """To read from: what is committed."""
    download: Callable[[str], Awaitable[bytes]]
    """The bytes behind a file path that Telegram named. Raises OSError when it gives none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work, in two steps."""

    action: Action
    """Whoever may no longer do this when the work is done gets nothing."""
    work: Callable[[Tools, Job], Awaitable[Any]]
    """The slow step. What takes processor time it does in a thread or a process of its own."""
    conclude: Callable[[Desk, Job, Any], Awaitable[Sends]]
    """Says what came of it, in the transaction that ends the job, in the chat's language."""


KINDS: Mapping[str, Kind] = {}


def given_up(job: Job) -> Send:
    """The answer when the work failed again and again."""
    text = _("This could not be done because of an error in the bot. Please try it again later.")
    return message(job.chat_id, text)
