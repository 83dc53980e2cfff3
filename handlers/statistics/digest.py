"""The weekly digest: on Monday morning the Monitoring Centre gets the week that is over."""

from datetime import date, timedelta

from bot.reception.deadlines import is_office_time
from bot.reception.periods import Period, monday_of
from handlers.desk import Desk
from handlers.statistics.press import Whose
from handlers.statistics.scope import Scope, inquiry
from handlers.statistics.work import DIGEST
from storage import jobs, meta


async def ask_when_due(desk: Desk) -> None:
    """Ask for the digest once a week, in the first office hour that there is.

    The week in which a bot is first started has no week before it to tell of.
    """
    overrides = desk.directory.overrides
    monday = monday_of(desk.local_time.date())
    last = await meta.get(desk.tx, meta.DIGEST)
    if last is None:
        await meta.put(desk.tx, meta.DIGEST, monday.isoformat())
        return
    if last >= monday.isoformat() or not is_office_time(desk.local_time, overrides):
        return
    await meta.put(desk.tx, meta.DIGEST, monday.isoformat())
    chat_id = (await desk.desks()).monitoring
    if chat_id is None:
        return
    asked = await inquiry(desk, chat_id, Whose.COUNTRY, Scope(None), _week_before(monday), None)
    await jobs.add(desk.tx, DIGEST, chat_id, by=None, now=desk.now, params=asked.params)


def _week_before(monday: date) -> Period:
    return Period(monday - timedelta(days=7), monday - timedelta(days=1))
