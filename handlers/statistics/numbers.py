"""What is asked for, read and worked out."""

import asyncio
from datetime import date

from bot.reception.periods import Period
from bot.reception.statistics import Shape, Statistics, summarise
from handlers.statistics.scope import Inquiry
from storage import statistics
from storage.database import Database


async def numbers(
    database: Database, inquiry: Inquiry, weeks_of: Period | None = None
) -> Statistics:
    """The numbers of a period; ``weeks_of``: the span whose weeks are counted, when it is a longer
    one that begins earlier."""
    period = inquiry.days
    read = weeks_of or period
    facts = await statistics.facts(database, inquiry.clock, read, inquiry.offices)
    shape = Shape(
        period=period,
        today=date.fromisoformat(inquiry.today),
        offices=list(inquiry.office_names),
        hide=inquiry.hides,
        weeks_of=weeks_of,
    )
    return await asyncio.to_thread(summarise, facts, shape)
