"""Connects aiogram's gettext with the actor's language."""

from pathlib import Path
from typing import Any

from aiogram.types import TelegramObject
from aiogram.utils.i18n import I18n, I18nMiddleware

CATALOGUES = Path(__file__).parent.parent / "locales"


def load_i18n(default_language: str) -> I18n:
    """The catalogues of all languages. Raises RuntimeError when one is not compiled."""
    return I18n(path=CATALOGUES, default_locale=default_language)


class ActorLocale(I18nMiddleware):
    """Texts of an update are in the language of whoever caused it."""

    async def get_locale(self, event: TelegramObject, data: dict[str, Any]) -> str:
        return str(data["actor"].locale)
