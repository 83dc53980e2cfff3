"""What a secretary sees while writing down the concern of a visitor or caller."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception import claim_codes
from handlers import words
from handlers.desk import Desk, speaking
from handlers.labels import FITS
from handlers.paging import page_of, turns
from handlers.say import cut, lines, paragraphs, say
from handlers.staff.prompts import INTERNAL
from locales.languages import LANGUAGES
from storage.tickets import Ticket


class CounterPress(CallbackData, prefix="cr"):
    """A press on the way; it carries what was chosen before."""

    do: str
    """offices, office, topic, language, save, drop"""
    office: str = ""
    topic: str = ""
    language: str = ""
    page: int = Field(default=0, ge=0, lt=10**6)


def handout(desk: Desk, ticket: Ticket, code: str) -> Text:
    """What the secretary reads out or copies for the person, in that person's language."""
    link = f"https://t.me/{desk.setting.bot_name}?start=claim_{code}"
    with speaking(ticket.language):
        sentence = say(
            _(
                "Your concern is registered. Its number is {number}. You can follow it in "
                "Telegram, and answers come there: {link}. Or open @{bot} and send the code "
                "{code}. The code works once."
            ),
            number=ticket.number or "",
            link=link,
            bot=desk.setting.bot_name,
            code=claim_codes.spaced(code),
        )
    return paragraphs(
        say(
            # NOTE: {mark} is an emoji, {code} is a code like AB2C-9DEF
            _("{mark} Code for <b>{number}</b>: <b>{code}</b>. It is not shown again."),
            mark=INTERNAL,
            number=ticket.number or "",
            code=claim_codes.spaced(code),
        ),
        _("Read this to the person, or send it to them:"),
        sentence,
    )


def offices_screen(desk: Desk, served: list[str], page: int) -> tuple[Text, InlineKeyboardMarkup]:
    shown, page, more = page_of(served, page)
    press = CounterPress(do="office")
    rows = [
        [button(words.office(desk.directory, code), press, do="office", office=code)]
        for code in shown
    ]
    rows += turns(page, more, lambda to: CounterPress(do="offices", page=to))
    rows.append([button(_("✖️ Cancel"), press, do="drop")])
    text = say(_("A visitor or caller: for which reception is the concern?"))
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def topics_screen(desk: Desk, office: str) -> tuple[Text, InlineKeyboardMarkup]:
    press, language = CounterPress(do="topic", office=office), words.language()
    rows = [
        [button(topic.name.get(language), press, do="topic", topic=topic.code)]
        for topic in desk.directory.topics
    ]
    rows.append([button(_("✖️ Cancel"), press, do="drop")])
    text = say(_("A visitor or caller: what is the concern about?"))
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def chosen(desk: Desk, press: CounterPress) -> Text:
    topic = desk.directory.topic(press.topic).name.get(words.language())
    return lines(
        # NOTE: {name} is that of a reception
        say(_("Office: {name}"), name=words.office(desk.directory, press.office)),
        say(_("Topic: {name}"), name=topic),
        # NOTE: {name} is the language's own name
        say(_("Language of the concern: {name}"), name=LANGUAGES[press.language]),
    )


def button(text: str, press: CounterPress, **changes: str) -> InlineKeyboardButton:
    data = press.model_copy(update=changes).pack()
    return InlineKeyboardButton(text=cut(text, FITS[1]), callback_data=data)
