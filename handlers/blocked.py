"""What a person is told who may not write to the receptions for now."""

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.limits import full_minute
from handlers import words
from handlers.danger import emergency
from handlers.desk import Desk
from handlers.say import paragraphs, say
from storage import blocks
from storage.blocks import Block
from storage.tickets import Ticket


def why(desk: Desk, block: Block) -> Text:
    """That they cannot write, since when, until when, why, and where else to turn."""
    return paragraphs(
        _("🚫 You cannot write to the receptions here for now. This was not sent to anybody."),
        _terms(desk, block),
        # NOTE: {reason} is in the words of an administrator
        say(_("The reason: “{reason}”"), reason=block.reason),
        _elsewhere(),
        emergency(desk),
    )


def begins(desk: Desk, block: Block, *, discreet: bool, waits: bool) -> Text:
    """The same, told at once when it begins. ``discreet``: others look at the phone. ``waits``:
    something of theirs waits for a limit."""
    return paragraphs(
        _("🚫 You cannot write to the receptions here for now."),
        _terms(desk, block),
        None if discreet else say(_("The reason: “{reason}”"), reason=block.reason),
        _(
            "⏳ Something you sent still waits for its time. It goes by itself when you can write "
            "again."
        )
        if waits
        else None,
        _("What you have not sent yet stays unsent."),
        _elsewhere(),
        emergency(desk),
    )


async def of_writer(desk: Desk, ticket: Ticket) -> Block | None:
    """What keeps the resident of a concern from writing now."""
    return await blocks.of_resident(desk.tx, ticket.resident_id or 0, desk.now)


def not_yet(desk: Desk, block: Block | None) -> str | None:
    """Below words that ask for a reply: from when they can do so. None: now."""
    if block is None:
        return None
    said = _("🚫 You cannot write to the receptions here for now.")
    if block.until is None:
        # NOTE: below words that ask for a reply: a block without an end
        when = _("You can do so as soon as this is lifted.")
        return f"{said} {when}"
    # NOTE: below words that ask for a reply; {moment} is like 23.11.2026 14:30
    when = _("You can do so from {moment}.")
    at = words.moment(full_minute(block.until), desk.setting.zone)
    return f"{said} {when.format(moment=at)}"


def ended() -> str:
    """They may write again."""
    return _("✅ You can write to the receptions here again.")


def until(desk: Desk, block: Block) -> str:
    """The end of a block, or that it has none."""
    if block.until is None:
        # NOTE: stands after "until": a block without an end, until an administrator lifts it
        return _("until it is lifted")
    at = words.moment(full_minute(block.until), desk.setting.zone)
    # NOTE: the end of a block; {moment} is like 23.11.2026 14:30
    return _("until {moment}").format(moment=at)


def _terms(desk: Desk, block: Block) -> Text:
    return say(
        # NOTE: {since} is a date, {until} is “until 23.11.2026 14:30” or “until it is lifted”
        _("Since {since}, {until}."),
        since=words.day(words.date_of(block.at, desk.setting.zone)),
        until=until(desk, block),
    )


def _elsewhere() -> str:
    return _(
        "You can go to the district administration and tell them there. The answers to your "
        "earlier concerns still come here: /mine shows them."
    )
