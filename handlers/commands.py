"""The commands Telegram lists, per language and per chat."""

from collections.abc import Collection

from aiogram.methods import SetMyCommands
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Role
from handlers.desk import speaking
from handlers.labels import N_
from storage.outbox import Priority, Send

PRIVATE = {
    "start": N_("Begin, choose a language"),
    # NOTE: the description of the command /concern
    "concern": N_("File a concern"),
    # NOTE: the description of the command /office
    "office": N_("Find my office"),
    # NOTE: the description of the command /mine
    "mine": N_("My concerns"),
    "about": N_("About the agency"),
    # NOTE: the description of the command /news
    "news": N_("The last announcements"),
    # NOTE: the description of the command /mute
    "mute": N_("Announcements on or off"),
    "language": N_("Change the language"),
    "privacy": N_("What is kept about me"),
    # NOTE: the description of the command /help
    "help": N_("How it works"),
    "cancel": N_("Stop and go to the menu"),
}
ADMINISTRATOR = {
    "offices": N_("Correct the receptions and districts"),
    # NOTE: the description of the command /data
    "data": N_("Topics, numbers, days, terms, files"),
    # NOTE: the description of the command /staff
    "staff": N_("Who has which role"),
    # NOTE: the description of the command /invite
    "invite": N_("Give somebody a role"),
    # NOTE: the description of the command /audit
    "audit": N_("What administrators did"),
    # NOTE: the description of the command /broadcast
    "broadcast": N_("Announcements to residents"),
    # NOTE: the description of the command /templates
    "templates": N_("Answers ready to send"),
    "failed": N_("What was set aside"),
    "block": N_("Keep a writer from writing"),
    "blocks": N_("Who cannot write now"),
    # NOTE: the description of the command /stats
    "stats": N_("Numbers of a period"),
    # NOTE: the description of the command /export
    "export": N_("Numbers or concerns as a file"),
}
DESK = {
    # NOTE: the description of the command /queue
    "queue": N_("Open concerns"),
    # NOTE: the description of the command /assigned
    "assigned": N_("Concerns I am in charge of"),
    # NOTE: the description of the command /ticket
    "ticket": N_("One concern by its number"),
    # NOTE: the description of the command /find
    "find": N_("Concerns by words in them"),
    # NOTE: the description of the command /stats
    "stats": N_("Numbers of a period"),
}
"""In staff chats, and in the private chats of named secretaries."""
GROUP = DESK | {
    # NOTE: the description of the command /register
    "register": N_("Write down a visitor's concern"),
    # NOTE: the description of the command /delete
    "delete": N_("Take back the answer replied to"),
    "help": N_("How it works"),
    "language": N_("Language of this chat"),
}

TELEGRAM_LANGUAGES = {"ky": "ky", "ru": "ru", "uz": "uz", "en": "en"}
"""Telegram's two letters for the languages it can tell apart; Uzbek in Cyrillic it cannot."""


def _commands(texts: dict[str, str]) -> list[BotCommand]:
    return [BotCommand(command=name, description=_(text)) for name, text in texts.items()]


def commands_for(roles: Collection[Role], chat_id: int) -> SetMyCommands:
    """The list in one private chat, in the language chosen there: it may differ from
    Telegram's."""
    texts = PRIVATE | (DESK if Role.SECRETARY in roles else {})
    texts |= ADMINISTRATOR if Role.ADMINISTRATOR in roles else {}
    return SetMyCommands(commands=_commands(texts), scope=BotCommandScopeChat(chat_id=chat_id))


def commands_for_everybody(default_language: str) -> list[Send]:
    """The lists for private chats and groups, in every language Telegram can tell apart."""
    languages = [("", default_language), *TELEGRAM_LANGUAGES.items()]
    sends = []
    for code, language in languages:
        for texts, scope in (
            (PRIVATE, BotCommandScopeAllPrivateChats()),
            (GROUP, BotCommandScopeAllGroupChats()),
        ):
            with speaking(language):
                method = SetMyCommands(
                    commands=_commands(texts), scope=scope, language_code=code or None
                )
            sends.append(
                Send(method, priority=Priority.REMINDER, stream="commands", optional=True)
            )
    return sends
