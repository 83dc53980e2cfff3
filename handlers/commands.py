"""The commands Telegram lists, per language and per chat."""

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
from handlers.gate import Actor
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
    "language": N_("Change the language"),
    "privacy": N_("What is kept about me"),
    # NOTE: the description of the command /help
    "help": N_("How it works"),
    "cancel": N_("Stop and go to the menu"),
}
ADMINISTRATOR = {
    "offices": N_("Correct the receptions and districts"),
    "failed": N_("What was set aside"),
    "block": N_("Keep a writer from writing"),
    "blocks": N_("Who cannot write now"),
}
GROUP = {"help": N_("How it works"), "language": N_("Language of this chat")}

TELEGRAM_LANGUAGES = {"ky": "ky", "ru": "ru", "uz": "uz", "en": "en"}
"""Telegram's two letters for the languages it can tell apart; Uzbek in Cyrillic it cannot."""


def _commands(texts: dict[str, str]) -> list[BotCommand]:
    return [BotCommand(command=name, description=_(text)) for name, text in texts.items()]


def commands_for_person(actor: Actor, chat_id: int) -> SetMyCommands:
    """The list in one private chat, in the language chosen there: it may differ from
    Telegram's."""
    texts = PRIVATE | (ADMINISTRATOR if Role.ADMINISTRATOR in actor.roles else {})
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
