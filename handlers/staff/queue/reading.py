"""The whole exchange of a concern as staff read it, in pages that fit a message."""

from collections.abc import Iterator

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Italic, Text
from aiogram.utils.i18n import gettext as _

from bot.reception.plain import plain
from handlers import words
from handlers.desk import Desk
from handlers.labels import N_, fitting
from handlers.paging import page_of, turns
from handlers.relay import entities_of
from handlers.say import length, lines, paragraphs
from handlers.staff.card_text import head, legible
from handlers.staff.queue.presses import SIGN, LookPress, QueuePress, button, look
from storage import entries
from storage.entries import Entry
from storage.tickets import Ticket

PAGE = 3500
"""UTF-16 units of a page: Telegram allows 4,096."""

DELIVERY = {
    # NOTE: what became of an answer
    "queued": N_("⏳ on its way"),
    # NOTE: what became of an answer
    "delivered": N_("delivered"),
    # NOTE: what became of an answer
    "failed": N_("❗️ not delivered"),
    # NOTE: what became of an answer: it goes when its reader uses a code, or uses the bot again
    "kept": N_("⏸ kept until the resident can get it"),
    # NOTE: what became of an answer: the office took it back
    "withdrawn": N_("↩️ taken back"),
}


async def ticket_screen(
    desk: Desk, ticket: Ticket, page: int
) -> tuple[Text, InlineKeyboardMarkup]:
    """A page of the exchange, with what else can be had of the concern."""
    exchange = await entries.for_office(desk.tx, ticket.id)
    pages = [Text(f"{SIGN} ", await head(desk, ticket, whole=True))]
    for block in _blocks(desk, ticket, exchange):
        if _size(pages[-1]) + _size(block) + 2 > PAGE:
            pages.append(block)
        else:
            pages[-1] = paragraphs(pages[-1], block)
    [shown], page, more = page_of(pages, page, 1)
    rows = turns(page, more, lambda to: LookPress(do="page", ticket=ticket.id, page=to))
    if ticket.erased_at is None:
        # NOTE: a button: the card of the concern, with what can be done
        rows.append([look(_("🗂 Card"), "card", ticket.id)])
        # NOTE: a button: the concern as a file to be printed
        rows[-1].append(look(_("🖨 To print"), "file", ticket.id))
        if any(_is_media(entry) for entry in exchange):
            # NOTE: a button: send the resident's photos and files again
            rows.append([look(_("📎 Show the files"), "media", ticket.id)])
    # NOTE: a button: to the list of open concerns
    rows.append([button(_("📋 Open concerns"), QueuePress(do="show"))])
    # Every page tells what it is a page of.
    again = Text(f"{SIGN} ", Bold(ticket.number or ""))
    text = paragraphs(again, shown) if page else shown
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


def _is_media(entry: Entry) -> bool:
    return entry.direction == "in" and entry.content["kind"] != "text"


def _blocks(desk: Desk, ticket: Ticket, exchange: list[Entry]) -> Iterator[Text]:
    """The messages, each in as many parts as it needs."""
    if ticket.erased_at is not None:
        yield Text(Italic(_("The data of the resident was erased.")))
    for entry in exchange:
        content = legible(entry.content)
        title = lines(
            Text(Bold(author(entry)), ", ", words.moment(entry.sent_at, desk.setting.zone)),
            Italic(delivery(entry)) if delivery(entry) else None,
            words.kind(content["kind"]) if content["kind"] != "text" else None,
        )
        text = content["text"]
        if length(text) + _size(title) < PAGE:
            yield lines(title, Text.from_entities(text, entities_of(content)) if text else None)
            continue
        first, *rest = _pieces(text)
        yield lines(title, first)
        yield from (Text(part) for part in rest)


def _pieces(text: str) -> list[str]:
    """A long text in pieces of at most a page, parted between words where there is a gap."""
    pieces = []
    # No character takes more than two UTF-16 units.
    most = PAGE // 2
    while len(text) > most:
        gap = max(text.rfind(" ", most // 2, most), text.rfind("\n", most // 2, most))
        end = most if gap < 0 else gap + 1
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]


def author(entry: Entry) -> str:
    """Who wrote a message, without the name of a resident."""
    if entry.direction == "in":
        # NOTE: above what the resident wrote, for staff
        return _("From the resident")
    # NOTE: above an answer; {name} is that of the secretary who wrote it
    text = _("Answer, {name}")
    if entry.asks:
        # NOTE: above a question to the resident; {name} is that of the secretary who wrote it
        text = _("Question, {name}")
    return text.format(name=plain(entry.author_name or "—"))


def delivery(entry: Entry) -> str:
    """What became of an answer, in words; "" for what a resident wrote."""
    known = DELIVERY.get(entry.delivery) if entry.direction == "out" else None
    return _(known) if known else ""


def _size(text: Text) -> int:
    return length(text.render()[0])
