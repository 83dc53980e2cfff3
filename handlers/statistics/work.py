"""The slow work behind pictures and files."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from aiogram.methods import SendMediaGroup
from aiogram.types import BufferedInputFile, InputMediaPhoto
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.periods import Period
from bot.reception.permissions import Action
from bot.reception.statistics import Statistics
from handlers.desk import Desk, speaking
from handlers.jobs import DrawingFailed, Kind, Tools
from handlers.say import MAX_CAPTION, cut, lines, message, say
from handlers.statistics import filing, report
from handlers.statistics.numbers import numbers
from handlers.statistics.pictures import pictures_of
from handlers.statistics.press import Whose
from handlers.statistics.scope import Inquiry, scopes
from handlers.statistics.screens import period_text
from storage import exports
from storage.jobs import Job
from storage.outbox import Send, Sends

logger = logging.getLogger(__name__)

STATISTICS = "statistics"
DIGEST = "digest"

WEEKS_BEFORE = 8
"""Weeks that the digest shows before its own."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said and shown."""

    inquiry: Inquiry
    texts: Sequence[Text]
    pictures: Sequence[bytes]


async def _work(tools: Tools, job: Job) -> Shown:
    """A picture of a period, and its numbers as text."""
    inquiry = Inquiry.of(job.params)
    found = await numbers(tools.database, inquiry)
    with speaking(inquiry.language):
        if found.is_empty:
            return Shown(inquiry, [_nothing(inquiry)], ())
        return await _shown(tools, inquiry, found, report.full(inquiry, found))


async def _digest(tools: Tools, job: Job) -> Shown:
    """The week that is over, beside those before it."""
    inquiry = Inquiry.of(job.params)
    week = inquiry.days
    before = Period(week.first - timedelta(weeks=WEEKS_BEFORE), week.last)
    found = await numbers(tools.database, inquiry, before)
    with speaking(inquiry.language):
        texts = report.digest(inquiry, found)
        if found.is_empty:
            return Shown(inquiry, texts, ())
        return await _shown(tools, inquiry, found, texts)


async def _shown(tools: Tools, inquiry: Inquiry, found: Statistics, texts: list[Text]) -> Shown:
    try:
        return Shown(inquiry, texts, await tools.draw(pictures_of(inquiry, found)))
    except DrawingFailed as error:
        # The numbers are worth more than the picture of them.
        logger.error("no picture of the statistics: %s", error)
        no_picture = say(_("The picture could not be drawn. Here are the numbers."))
        return Shown(inquiry, [lines(no_picture, "", texts[0]), *texts[1:]], ())


def _nothing(inquiry: Inquiry) -> Text:
    if inquiry.hides:
        # NOTE: instead of statistics of a period
        nothing = _("Fewer than 5 concerns: too few to be shown.")
    else:
        # NOTE: instead of statistics of a period
        nothing = _("There were no concerns.")
    return lines(f"{period_text(inquiry.days)} · {report.whose(inquiry)}", nothing)


async def _conclude(desk: Desk, job: Job, shown: Shown) -> Sends:
    """The album, and the numbers as text below it."""
    inquiry = shown.inquiry
    scope = (await scopes(desk, job.chat_id)).get(Whose(inquiry.whose))
    if scope is None or (scope.offices and list(scope.offices)) != inquiry.offices:
        # They work for other receptions since they asked.
        if job.kind == DIGEST:
            return None
        # NOTE: “these”: statistics that somebody asked for before
        gone = _("These numbers are no longer available to you here. Please ask again: {command}")
        return _in_thread(message(job.chat_id, gone.format(command="/stats")), inquiry.thread)
    tell = partial(message, stream=f"statistics:{job.id}")
    sends = [_album(job, shown)] if shown.pictures else []
    sends += [tell(job.chat_id, text) for text in shown.texts]
    return [_in_thread(send, inquiry.thread) for send in sends]


def _album(job: Job, shown: Shown) -> Send:
    inquiry = shown.inquiry
    # NOTE: below pictures; {period} is two dates
    caption = _("Statistics, {period}. The numbers follow as text.")
    media = [
        InputMediaPhoto(
            media=BufferedInputFile(content, f"statistics-{at}.png"),
            caption=cut(caption.format(period=period_text(inquiry.days)), MAX_CAPTION)
            if at == 1
            else None,
            parse_mode=None,
        )
        for at, content in enumerate(shown.pictures, 1)
    ]
    method = SendMediaGroup(chat_id=job.chat_id, media=list(media))
    return Send(method, stream=f"statistics:{job.id}")


def _in_thread(send: Send, thread: int | None) -> Send:
    """Said in the topic of the forum where it was asked for."""
    if thread is None:
        return send
    return replace(send, method=send.method.model_copy(update={"message_thread_id": thread}))


KINDS: Mapping[str, Kind] = {
    STATISTICS: Kind(Action.SEE_STATISTICS, _work, _conclude),
    DIGEST: Kind(Action.SEE_STATISTICS, _digest, _conclude),
    exports.JOB: filing.KIND,
}
