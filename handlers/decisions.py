"""How and why a concern ended, and what its resident can do: in words."""

from collections.abc import Mapping

from aiogram.utils.formatting import Bold, Text
from aiogram.utils.i18n import gettext as _

from bot.reception.grounds import Ground
from bot.reception.tickets import Status
from handlers import blocked, words
from handlers.desk import Desk
from handlers.labels import N_
from handlers.say import paragraphs, say
from storage.blocks import Block
from storage.tickets import Ticket

OMBUDSMAN = "115"
"""Whom to complain to; the directory's emergency numbers tell the name, if they have it."""

GROUNDS: Mapping[Ground, str] = {
    # NOTE: a legal ground on which an office declined a concern
    Ground.NAMELESS: N_("By law an office need not answer a concern without name and address."),
    # NOTE: a legal ground on which an office declined a concern
    Ground.OBSCENE: N_("By law an office need not answer a concern with obscene words."),
    # NOTE: a legal ground on which an office declined a concern
    Ground.INCITEMENT: N_("By law an office need not answer a concern that incites to hatred."),
}


def reason(ticket: Ticket) -> str | None:
    """Why it was redirected or declined; None for a concern that is neither."""
    if ticket.status not in (Status.REDIRECTED, Status.DECLINED):
        return None
    if ticket.ground is not None:
        return _(GROUNDS[Ground(ticket.ground)])
    return ticket.decision


def closed_by_office(desk: Desk, ticket: Ticket, block: Block | None) -> Text:
    """What the resident is told when the office closes it. ``block``: what keeps them from writing
    now."""
    text = say(
        _(
            "The office has closed your concern <b>{number}</b>. If the matter is not settled, "
            "reply to this message: it will be opened again."
        ),
        number=ticket.number or "",
    )
    return paragraphs(text, blocked.not_yet(desk, block))


def closed_in_silence(ticket: Ticket) -> Text:
    """What they are told when nothing was heard of them after an answer, with a button below it:
    who may not write can press."""
    return say(
        _(
            "We heard nothing from you, so your concern <b>{number}</b> is closed. If the matter "
            "is not settled, press the button: it will be opened again."
        ),
        number=ticket.number or "",
    )


def explained(desk: Desk, ticket: Ticket, block: Block | None) -> Text:
    """What the resident is told when it is redirected or declined. ``block``: what keeps them from
    writing now."""
    why = reason(ticket) or ""
    if ticket.status is Status.REDIRECTED:
        return paragraphs(
            say(
                _("↗️ Another body has to deal with your concern <b>{number}</b>."),
                number=ticket.number or "",
            ),
            _("The reception writes:"),
            why,
            _("If that body does not help, reply to this message: it will be opened again."),
            blocked.not_yet(desk, block),
        )
    return paragraphs(
        say(
            _("🚫 The reception has declined your concern <b>{number}</b>."),
            number=ticket.number or "",
        ),
        why if ticket.ground else paragraphs(_("The reception writes:"), why),
        _way_out(ticket),
        blocked.not_yet(desk, block),
        _complaint(desk),
    )


def _way_out(ticket: Ticket) -> str:
    if ticket.ground == Ground.NAMELESS:
        return _(
            "You can add your name: open the concern under “My concerns” and press “Show my "
            "name”. Then reply to this message with your address: it will be opened again."
        )
    if ticket.ground is not None:
        return _("You can write the concern anew, in other words.")
    return _("You can reply to this message with what is missing: it will be opened again.")


def _complaint(desk: Desk) -> Text | None:
    """To whom one can complain about it, if the directory knows."""
    found = next((one for one in desk.directory.emergency if one.number == OMBUDSMAN), None)
    if found is None:
        return None
    # NOTE: {who} is a telephone number and the name of who answers there
    text = _("If you find this wrong, you can complain: {who}")
    return say(text, who=Text(Bold(found.number), " – ", found.name.get(words.language())))
