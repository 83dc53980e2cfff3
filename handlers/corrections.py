"""Edits on either side change the copies on the other; what stood there before is kept."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from aiogram.methods import (
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    TelegramMethod,
)
from aiogram.types import (
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
    MessageEntity,
)
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.tickets import Status
from handlers import blocked, neutral, verdict
from handlers.desk import Desk, speaking
from handlers.headings import office_heading, office_then, shown_anew
from handlers.relay import Content, prefixed, takes_words
from handlers.say import MAX_CAPTION, MAX_TEXT, cut, length, message, say
from handlers.staff import card, placing, private_answers
from handlers.staff.card_text import is_story, legible
from handlers.staff.continuation import Result
from handlers.staff.wrong_chat import is_misplaced
from storage import entries, residents, tickets
from storage.entries import Entry
from storage.outbox import Priority, Ref, Send
from storage.tickets import Ticket

_File = (
    InputMediaAnimation | InputMediaAudio | InputMediaDocument | InputMediaPhoto | InputMediaVideo
)
_EXCHANGEABLE: Mapping[str, Callable[..., _File]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "animation": InputMediaAnimation,
    "audio": InputMediaAudio,
    "document": InputMediaDocument,
}
"""Kinds of files that one message can have in place of another."""


def is_changed(old: Content, new: Content) -> bool:
    """Whether an edit changed words, their formatting or the file. What has no words is never
    edited: a live position only moves."""
    if not takes_words(new["kind"]):
        return False
    told = [(one["text"], one.get("entities", []), _file_of(one)) for one in (old, new)]
    return told[0] != told[1]


def _file_of(content: Content) -> tuple[str, str | None]:
    """The kind of a message and the file in it."""
    return content["kind"], content.get("file_id")


async def mirrored_edit(desk: Desk, ticket: Ticket, entry: Entry, content: Content) -> list[Send]:
    """Store an edited message and change its copies on the other side.

    The earlier wording and the replaced file stay in the history, where somebody may have seen
    them. A live position that moves, and whatever else has no words, stays as it was first sent.
    """
    if not (takes_words(entry.content["kind"]) and takes_words(content["kind"])):
        return []
    is_replaced = _file_of(content) != _file_of(entry.content) and content["kind"] in _EXCHANGEABLE
    is_new = ticket.status is Status.DRAFT or entry.is_held
    new = _kept(entry.content, content, is_replaced=is_replaced, is_new=is_new)
    await entries.replace_content(desk.tx, entry.id, new)
    if is_new:
        return []
    if entry.direction == "in" and await is_misplaced(desk, ticket):
        return await placing.settle(desk, ticket.id)
    if is_story(ticket, entry) and entry.shown_at is None:
        # It stands on the card; a file that was put to it follows.
        await tickets.mark_stale(desk.tx, ticket, desk.now)
        return await card.show(desk, ticket, [entry.id]) if is_replaced else []
    if entry.direction == "in" and entry.bundled and ticket.chat_id is not None:
        return await card.show_corrected(desk, ticket, replace(entry, content=new))
    sends = []
    if entry.direction == "out":
        sends += await _for_colleagues(desk, ticket, replace(entry, content=new), is_replaced)
    chat_id = await _reader_chat(desk, ticket, entry)
    if chat_id is None or (entry.direction == "out" and entry.delivery == "kept"):
        return sends
    language = await _reader_language(desk, ticket, entry)
    with speaking(language):
        if entry.direction == "in":
            prefix = say(
                _("<b>{number}</b> · from the resident, edited"), number=ticket.number or ""
            )
        else:
            office = await office_then(desk, ticket, entry)
            block = await blocked.of_writer(desk, ticket)
            prefix = office_heading(desk, ticket, entry, office, block, edited=True)
    shown = legible(new) if entry.direction == "in" else new
    method = _edit(chat_id, prefix, shown, is_replaced=is_replaced)
    is_answer = entry.direction == "out" and not entry.asks
    if is_answer and entry.album is None and verdict.is_asked(ticket):
        # An edit takes the buttons away that are not named in it.
        with speaking(language):
            method = method.model_copy(update={"reply_markup": verdict.keyboard(ticket)})
    # The copy may still be on its way: its id is looked up when the edit is sent.
    ref = Ref("message_id", "copy", entry.id)
    # Who corrects a message again and again must not keep the group from other concerns.
    priority = Priority.REFRESH if entry.direction == "in" else Priority.WAITING
    edit = Send(method, priority, ticket.stream, refs=(ref,), optional=True)
    if entry.direction == "out":
        edit = replace(
            edit,
            on_result="correction_made",
            context={"ticket": ticket.id, "entries": [entry.id]},
        )
    sends.append(edit)
    if entry.direction == "out" and entry.delivery == "delivered":
        # Telegram tells nobody that a message was edited.
        with speaking(language):
            sends.append(await _corrected(desk, ticket, entry, chat_id))
    return sends


async def correction_made(desk: Desk, result: Result) -> list[Send]:
    """Who has cleared their chat has nothing left that could be corrected: they get the answer
    anew, as it is now."""
    resident = await residents.by_telegram_id(desk.tx, result.chat_id or 0)
    [entry] = await entries.by_ids(desk.tx, result.context["entries"])
    # Behind a notice it is shown as it is.
    if result.reason != "gone" or resident is None or resident.discreet:
        return []
    if entry.delivery != "delivered":
        return []
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    with speaking(await _reader_language(desk, ticket, entry)):
        return await shown_anew(desk, ticket, [entry], resident.telegram_id, edited=True)


async def _for_colleagues(
    desk: Desk, ticket: Ticket, entry: Entry, is_replaced: bool
) -> list[Send]:
    """An edited answer where the chat that has the concern sees it: see `private_answers`."""
    written_in = {link.chat_id for link in await entries.sources_of(desk.tx, [entry.id])}
    if ticket.chat_id is None or ticket.chat_id in written_in:
        return []
    if await is_misplaced(desk, ticket):
        return []
    with speaking(await desk.language_of_chat(ticket.chat_id)):
        head = private_answers.heading(ticket, entry, edited=True)
    method = _edit(ticket.chat_id, head, entry.content, is_replaced=is_replaced)
    ref = Ref("message_id", "copy", entry.id)
    return [Send(method, Priority.REFRESH, ticket.stream, refs=(ref,), optional=True)]


def _kept(old: Content, new: Content, *, is_replaced: bool, is_new: bool) -> Content:
    """The message as it is from now on, with all that it was before; ``is_new``: nobody but its
    writer has seen it so far, and what it was is forgotten."""
    kept = {key: value for key, value in old.items() if key != "entities"} | {"text": new["text"]}
    if not is_new:
        kept["earlier"] = [*old.get("earlier", []), old["text"]]
    if "entities" in new:
        kept["entities"] = new["entities"]
    if is_replaced:
        kept |= {"kind": new["kind"], "file_id": new["file_id"]}
        if "file_id" in old and not is_new:
            kept["earlier_files"] = [*old.get("earlier_files", []), list(_file_of(old))]
    return kept


async def _corrected(desk: Desk, ticket: Ticket, entry: Entry, chat_id: int) -> Send:
    """The resident should read an answer again."""
    resident = await residents.by_telegram_id(desk.tx, chat_id)
    if resident is not None and resident.discreet:
        return neutral.news(
            chat_id,
            ticket,
            stream=ticket.stream,
            on_result="prompt_posted",
            context={"ticket": ticket.id},
        )
    text = _("✏️ The office has corrected this answer. Please read it again.")
    if entry.asks:
        text = _("✏️ The office has corrected this question. Please read it again.")
    quoted = Ref("reply_parameters.message_id", "copy", entry.id)
    return message(
        chat_id,
        text,
        stream=ticket.stream,
        refs=(quoted,),
        on_result="prompt_posted",
        context={"ticket": ticket.id},
    )


def _edit(
    chat_id: int, prefix: Text, content: Content, *, is_replaced: bool
) -> TelegramMethod[Message | bool]:
    """The call that changes a copy; what is too long for the prefix goes without it."""
    body, entities = prefixed(prefix, content)
    if content["kind"] == "text":
        if length(body) > MAX_TEXT:
            body, entities = prefixed(say(""), content)
        if length(body) > MAX_TEXT:
            body, entities = cut(body, MAX_TEXT), []
        return EditMessageText(
            chat_id=chat_id,
            text=body.strip() or "…",
            entities=entities or None,
            parse_mode=None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
    if length(body) > MAX_CAPTION:
        body, entities = cut(content["text"], MAX_CAPTION), []
    if is_replaced:
        return EditMessageMedia(chat_id=chat_id, media=_input_media(content, body, entities))
    return EditMessageCaption(
        chat_id=chat_id, caption=body, caption_entities=entities or None, parse_mode=None
    )


def _input_media(content: Content, text: str, entities: list[MessageEntity]) -> _File:
    """What takes the place of another file."""
    return _EXCHANGEABLE[content["kind"]](
        media=content["file_id"],
        caption=text or None,
        caption_entities=entities or None,
        parse_mode=None,
        **({"has_spoiler": True} if content.get("has_spoiler") else {}),
    )


async def _reader_chat(desk: Desk, ticket: Ticket, entry: Entry) -> int | None:
    """Where the copies of an entry are."""
    if entry.direction == "in":
        return ticket.chat_id
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    return resident.telegram_id if resident else None


async def _reader_language(desk: Desk, ticket: Ticket, entry: Entry) -> str:
    if entry.direction == "in" and ticket.chat_id is not None:
        return await desk.language_of_chat(ticket.chat_id)
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    return (resident.language if resident else None) or ticket.language
