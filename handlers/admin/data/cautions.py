"""What an administrator should look at before an import is applied."""

import json
from collections.abc import Sequence

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.directory_plan import Change, Kind
from handlers import words
from handlers.admin.staff.presses import role_name
from handlers.admin.template_screens import left_behind
from handlers.desk import Desk
from handlers.say import paragraphs
from storage import chats, staff, templates
from storage.staff import SECRETARY


async def cautions(desk: Desk, changes: Sequence[Change]) -> Text | None:
    """What these changes leave behind, end, or may have wrong; None: nothing."""
    found = [
        left_behind(await templates.left_behind(desk.tx, changes)),
        await _roles(desk, changes),
        await _unseen(desk, changes),
    ]
    return paragraphs(*found) if any(found) else None


async def _roles(desk: Desk, changes: Sequence[Change]) -> str | None:
    """Named secretaries of receptions that go."""
    gone = {one.code for one in changes if one.table == "offices" and one.kind is Kind.REMOVED}
    posts = await staff.posts(desk.tx, SECRETARY)
    count = sum(post.office in gone for post in posts)
    if not count:
        return None
    # NOTE: {count} is a number of people
    text = ngettext(
        "⚠️ {count} person is a named secretary of a reception that goes. This role ends.",
        "⚠️ {count} people are named secretaries of receptions that go. These roles end.",
        count,
    )
    return text.format(count=count)


async def _unseen(desk: Desk, changes: Sequence[Change]) -> str | None:
    """Chats that the bot does not know: an id may be mistyped."""
    set_to = {}
    for one in changes:
        if one.table == "offices" and one.kind is Kind.ADDED:
            set_to[one.code] = json.loads(str(one.new))["staff_chat_id"]
        elif (one.table, one.column) == ("offices", "staff_chat_id"):
            set_to[one.code] = one.new
    unseen = [
        code or ""
        for code, chat_id in set_to.items()
        if chat_id is not None and not await chats.is_known(desk.tx, int(chat_id))
    ]
    if not unseen:
        return None
    # NOTE: {names} are those of receptions
    text = _(
        "⚠️ The bot has not seen the chats of these receptions: {names}. If an id is wrong, nobody "
        "can handle their concerns. Add the bot to the group and write /start there first."
    )
    names = words.listing([role_name(desk, SECRETARY, code) for code in unseen])
    return text.format(names=names)
