"""What was written so far, for those who get a concern later: its texts and answers together in
as few messages as possible, each with who said it and when; files follow as they are."""

from collections.abc import Iterator, Sequence

from aiogram.types import MessageEntity
from aiogram.utils.formatting import Bold, Italic, Text
from aiogram.utils.i18n import gettext as _

from handlers import words
from handlers.desk import Desk
from handlers.headings import office_name, office_then
from handlers.relay import MAX_ALBUM, carry, entities_of
from handlers.say import MAX_TEXT, length, lines, message, parts, say, shifted
from handlers.staff.card_text import legible
from storage.entries import Entry
from storage.outbox import Priority, Ref, Send
from storage.tickets import Ticket

Page = tuple[str, list[MessageEntity]]


def is_due(again: Sequence[Entry]) -> bool:
    """Whether these are worth a bundle: answers, or several texts. One text follows the card by
    itself, and can be corrected there."""
    texts = [entry for entry in again if entry.content["kind"] == "text"]
    return len(texts) > 1 or any(entry.direction == "out" for entry in again)


_TOGETHER = {"text": "text", "photo": "photo", "video": "photo", "document": "document"}
"""Kinds of which several can stand in one message or album."""


def joined(groups: Sequence[list[Entry]]) -> list[list[Entry]]:
    """Messages and albums of a resident, those one after the other that can be one message or
    album together. What replies to something stays by itself."""
    together: list[list[Entry]] = []
    for group in groups:
        if together and _can_join(together[-1], group):
            together[-1] = [*together[-1], *group]
        else:
            together.append(group)
    return together


def _can_join(one: Sequence[Entry], other: Sequence[Entry]) -> bool:
    kinds = {_TOGETHER.get(entry.content["kind"]) for entry in (*one, *other)}
    return (
        len(kinds) == 1
        and None not in kinds
        and all(entry.quotes is None for entry in (*one, *other))
        # Telegram shows the words below an album only when one of its files has some.
        and (
            kinds == {"text"}
            or (
                len(one) + len(other) <= MAX_ALBUM
                and not any(entry.content["text"] for entry in other)
            )
        )
    )


async def texts(
    desk: Desk,
    ticket: Ticket,
    groups: Sequence[Sequence[Entry]],
    host: Entry,
    priority: Priority,
    head: Text | None = None,
) -> list[Send]:
    """The words of an exchange, in the language that is being spoken. ``groups``: its messages,
    albums together. ``host`` is the message of the resident by which the pages are found when they
    must be taken out of the chat again."""
    if head is None:
        head = say(_("<b>{number}</b> · what was written so far"), number=ticket.number or "")
    blocks = [block for group in groups for block in await _blocks(desk, ticket, group)]
    sends = []
    for body, marks in _pages(head, blocks):
        page = message(ticket.chat_id or 0, body)
        sends.append(
            Send(
                page.method.model_copy(update={"entities": marks or None}),
                priority=priority,
                stream=ticket.stream,
                refs=(_card_of(ticket),),
                on_result="copied",
                context={"ticket": ticket.id, "entries": [host.id]},
            )
        )
    return sends


async def files_of_answer(
    desk: Desk, ticket: Ticket, group: Sequence[Entry], host: Entry, priority: Priority
) -> list[Send]:
    """A file, or an album, of an earlier answer."""
    number = Text(Bold(ticket.number or ""), " · ")
    return carry(
        [entry.content for entry in group],
        ticket.chat_id or 0,
        Text(number, await _who(desk, ticket, group[0])),
        on_last="copied",
        on_others="copied",
        priority=priority,
        stream=ticket.stream,
        refs=(_card_of(ticket),),
        context={"ticket": ticket.id, "entries": [host.id]},
    )


def _card_of(ticket: Ticket) -> Ref:
    return Ref("reply_parameters.message_id", "card", ticket.id)


async def _who(desk: Desk, ticket: Ticket, entry: Entry) -> str:
    """Who said it."""
    if entry.direction == "in":
        # NOTE: above words in an exchange
        return _("From the resident")
    code = await office_then(desk, ticket, entry)
    # NOTE: above an earlier answer in an exchange; {office} is the name of a reception
    text = _("Answer of {office}")
    if entry.asks:
        # NOTE: above an earlier question in an exchange; {office} is the name of a reception
        text = _("Question of {office}")
    return text.format(office=office_name(desk, code))


async def _blocks(desk: Desk, ticket: Ticket, group: Sequence[Entry]) -> list[Page]:
    """A message, or an album, in as many parts as it needs; of files only the kind: they follow
    with their captions."""
    first = group[0]
    at = words.moment(first.sent_at, desk.setting.zone)
    head = Text(Bold(await _who(desk, ticket, first)), ", ", at)
    if first.direction == "out" and first.delivery in ("failed", "kept"):
        # NOTE: below the heading of an answer in an exchange
        head = lines(head, Italic(_("❗️ It did not reach the resident.")))
    if first.content["kind"] != "text":
        kinds = words.listing([words.kind(entry.content["kind"]) for entry in group])
        return [lines(head, kinds).render()]
    content = legible(first.content) if first.direction == "in" else first.content
    body, marks = head.render()
    text = content["text"]
    if length(body) + 1 + length(text) <= MAX_TEXT // 2:
        marks = marks + shifted(entities_of(content), length(body) + 1)
        return [(f"{body}\n{text}", marks)]
    # Formatting could be cut in two.
    pieces = parts(text, MAX_TEXT // 2)
    return [(f"{body}\n{pieces[0]}", marks), *((piece, []) for piece in pieces[1:])]


def _pages(head: Text, blocks: Sequence[Page]) -> Iterator[Page]:
    """As few messages as the blocks fit into, each under the head."""
    body, marks = head.render()
    is_empty = True
    for text, own in blocks:
        if not is_empty and length(body) + 2 + length(text) > MAX_TEXT:
            yield body, marks
            body, marks = head.render()
        body += "\n\n"
        marks = marks + shifted(own, length(body))
        body += text
        is_empty = False
    yield body, marks
