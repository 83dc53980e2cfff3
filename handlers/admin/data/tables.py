"""What follows from a change of the tables."""

from handlers.admin.directory import card
from handlers.desk import Desk
from storage import recounting


async def after_change(desk: Desk, *tables: str) -> Desk:
    """The desk with the tables as they are now that this update changed these ones; the last days
    of open concerns follow them."""
    desk = await card.after_change(desk)
    await recounting.count_anew(desk.tx, tables, desk.directory, desk.setting.zone, desk.now)
    return desk
