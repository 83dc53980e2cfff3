"""The screens on which administrators write answers ready to send, and the presses under them."""

from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Pre, Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext
from pydantic import Field

from bot.reception.placeholders import Placeholder
from handlers import labels, words
from handlers.desk import Desk
from handlers.labels import FITS, fitting
from handlers.paging import page_of, turns
from handlers.say import cut, lines, paragraphs, say
from locales.languages import LANGUAGES
from storage import templates
from storage.templates import Template

LOST = "⚠️"
"""Marks an answer whose topic is no more."""

Screen = tuple[Text, InlineKeyboardMarkup]


class TemplatePress(CallbackData, prefix="tm"):
    """A press under one of these screens."""

    do: str
    """list, show, language, topic, add, change, remove, sure, cancel"""
    id: int = Field(default=0, ge=0, lt=2**63)
    language: str = ""
    topic: str = ""
    """ "" for every topic."""
    page: int = Field(default=0, ge=0, lt=10**6)


class WordsPress(CallbackData, prefix="tw"):
    """Save what was shown."""

    about: int = Field(ge=0, lt=2**63)
    """The message that brought it."""


def question(
    desk: Desk,
    asked: list[Any],
    *,
    present: Template | None = None,
    note: Text | str | None = None,
) -> Screen:
    _id, language, topic, *_before = asked
    text = paragraphs(
        note,
        Text(LANGUAGES[language], " · ", _topic(desk, topic or None)),
        _(
            "Write a title in the first line, and the answer below it. The title is for "
            "secretaries. The resident gets the answer."
        ),
        lines(
            _("The bot fills in for each concern:"),
            *(Text(f"{{{name}}}", " – ", text) for name, text in _meanings().items()),
        ),
        Pre(f"{present.title}\n{present.text}") if present else None,
    )
    rows = [[button(_(labels.CANCEL), TemplatePress(do="cancel"))]]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def last_look(desk: Desk, asked: list[Any], about: int, title: str, body: str) -> Screen:
    """What secretaries will be offered, before it is saved. ``asked``: as for `question`."""
    _id, language, topic, *_before = asked
    # NOTE: the question above the buttons Save and Cancel
    save = _("Save?")
    text = paragraphs(_described(desk, title, language, topic or None), body, save)
    row = [
        # NOTE: a button: save the ready answer
        button(_("💾 Save"), WordsPress(about=about)),
        button(_(labels.CANCEL), TemplatePress(do="cancel")),
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=[row])


def _meanings() -> dict[Placeholder, str]:
    return {
        # NOTE: what the bot puts in for {number} in a ready answer
        Placeholder.NUMBER: _("the number of the concern"),
        # NOTE: what the bot puts in for {name} in a ready answer
        Placeholder.NAME: _("the name, if the resident shows it; else “dear resident”"),
        # NOTE: what the bot puts in for {office} in a ready answer
        Placeholder.OFFICE: _("the reception"),
        # NOTE: what the bot puts in for {date} in a ready answer
        Placeholder.DATE: _("the day by which the concern is to be answered"),
    }


async def list_screen(desk: Desk, page: int) -> Screen:
    # What is lost comes first, else in their order.
    found = sorted(await templates.everything(desk.tx), key=lambda one: not _is_lost(desk, one))
    shown, page, more = page_of(found, page)
    rows = [[button(_line(desk, one), TemplatePress(do="show", id=one.id))] for one in shown]
    rows += turns(page, more, lambda to: TemplatePress(do="list", page=to))
    # NOTE: a button: write a new ready answer
    rows.append([button(_("➕ New answer"), TemplatePress(do="language"))])
    title = (
        _("Answers ready to send. Secretaries find them under “More” on a card.")
        if found
        else _("There are no ready answers yet. Secretaries find them under “More” on a card.")
    )
    text = paragraphs(title, _lost() if found and _is_lost(desk, found[0]) else None)
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _line(desk: Desk, template: Template) -> str:
    line = f"{template.language} · {template.title}"
    return f"{LOST} {line}" if _is_lost(desk, template) else line


def _is_lost(desk: Desk, template: Template) -> bool:
    """Whether the topic that it is for is no more."""
    return template.topic is not None and all(
        topic.code != template.topic for topic in desk.directory.topics
    )


def _lost() -> str:
    # NOTE: {mark} is an emoji that stands before a ready answer in a list, or before its topic
    text = _(
        "{mark} marks an answer whose topic no longer exists. Secretaries are not offered it."
    )
    return text.format(mark=LOST)


def left_behind(count: int) -> str | None:
    """What becomes of answers for topics that are removed, told before it is done."""
    if not count:
        return None
    # NOTE: {count} is a number of ready answers, for topics that an administrator removes
    text = ngettext(
        "⚠️ {count} ready answer is for a topic that goes. It stays in /templates, but "
        "secretaries are not offered it any longer.",
        "⚠️ {count} ready answers are for a topic that goes. They stay in /templates, but "
        "secretaries are not offered them any longer.",
        count,
    )
    return text.format(count=count)


def one_screen(desk: Desk, template: Template) -> Screen:
    text = paragraphs(
        _described(desk, template.title, template.language, template.topic),
        template.text,
        _lost() if _is_lost(desk, template) else None,
    )
    rows = [
        [
            # NOTE: a button: change the ready answer
            button(_("✏️ Change"), TemplatePress(do="change", id=template.id)),
            # NOTE: a button: remove the ready answer
            button(_("🗑 Remove"), TemplatePress(do="remove", id=template.id)),
        ],
        # NOTE: a button: to the list of ready answers
        [button(_("⬅️ All answers"), TemplatePress(do="list"))],
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


def _described(desk: Desk, title: str, language: str, topic: str | None) -> Text:
    place = Text(LANGUAGES[language], " · ", _topic(desk, topic))
    return lines(say("<b>{title}</b>", title=title), place)


def _topic(desk: Desk, code: str | None) -> str:
    if code is None:
        return _("Every topic")
    topic = next((topic for topic in desk.directory.topics if topic.code == code), None)
    return topic.name.get(words.language()) if topic else f"{LOST} {code}"


def button(text: str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=cut(text, FITS[1]), callback_data=press.pack())
