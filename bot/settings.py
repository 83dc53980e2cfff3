"""Settings, read from the environment or from `.env`. `.env.example` describes each."""

import os
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiogram.utils.token import TokenValidationError, validate_token
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from locales.languages import LANGUAGES

MOST = 1_000_000
"""Of anything that is counted: more is a slip of the keyboard, and might not fit where it goes."""
SLOWEST = 0.01
"""Messages a second: one in 100 seconds."""
IDS = 2**52
"""Telegram's ids are smaller, whatever their sign."""

PersonId = Annotated[int, Field(gt=0, lt=IDS)]
GroupId = Annotated[int, Field(gt=-IDS, lt=0)]
Speed = Annotated[float, Field(ge=SLOWEST, le=MOST)]
Count = Annotated[int, Field(ge=1, le=MOST)]


class SettingsRefused(Exception):
    """A setting is missing or wrong; the message names it and says how to mend it."""


class Settings(BaseSettings):
    """How one installation differs from another."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    bot_token: SecretStr
    bot_api_url: str = "https://api.telegram.org"
    database_path: Path = Path("kabyldama.sqlite3")
    admin_ids: Annotated[tuple[PersonId, ...], NoDecode] = ()
    staff_chat_id: GroupId | None = None
    monitoring_chat_id: GroupId | None = None
    default_language: str = "ky"
    timezone: str = "Asia/Bishkek"
    retention_days: int = Field(default=365, ge=30, le=36500)
    send_per_second: Speed = 29
    send_per_second_private: Speed = 1
    send_burst_private: Count = 5
    send_per_minute_group: int = Field(default=20, ge=4, le=MOST)
    concerns_per_day: Count = 5
    messages_per_10_minutes: Count = 30
    extension_working_days: int = Field(default=14, ge=1, le=250)

    @field_validator("bot_token")
    @classmethod
    def _token_shape(cls, value: SecretStr) -> SecretStr:
        try:
            validate_token(value.get_secret_value())
        except TokenValidationError as error:
            raise ValueError("not a token") from error
        return value

    @field_validator("bot_api_url")
    @classmethod
    def _url_shape(cls, value: str) -> str:
        # The methods' names are put behind it, in the place of words in braces.
        if not re.fullmatch(r"https?://[^\s?#{}]+", value):
            raise ValueError("not an address")
        # A port that is no number, and a name that no computer can have, raise ValueError too.
        parts = urlsplit(value)
        if not parts.hostname or not parts.hostname.encode("idna") or parts.port == 0:
            raise ValueError("not an address")
        return value.rstrip("/")

    @field_validator("database_path")
    @classmethod
    def _is_file(cls, value: Path) -> Path:
        # SQLite would keep ":memory:" nowhere.
        if os.path.isdir(value) or "\0" in str(value) or str(value) == ":memory:":
            raise ValueError("not a file")
        return value

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [part for part in value.split(",") if part.strip()]
            if isinstance(value, str)
            else value
        )

    @field_validator("default_language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError("unknown language")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("unknown time zone") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the offices."""
        return ZoneInfo(self.timezone)


_REMEDIES = {
    "BOT_TOKEN": "put the token that @BotFather gave you, like 123456:AbC..., into .env",
    "BOT_API_URL": "an address like https://api.telegram.org, or leave it out",
    "DATABASE_PATH": "a file, not a folder, like kabyldama.sqlite3, or leave it out",
    "ADMIN_IDS": "Telegram ids of people, positive numbers separated by commas, like 111,222",
    "STAFF_CHAT_ID": "the id of a group, a negative number; /start in the group shows it",
    "MONITORING_CHAT_ID": "the id of a group, a negative number; /start in the group shows it",
    "DEFAULT_LANGUAGE": f"one of {', '.join(LANGUAGES)}, or leave it out",
    "TIMEZONE": "a name like Asia/Bishkek, or leave it out",
    "RETENTION_DAYS": "a whole number from 30 to 36500, or leave it out",
    "SEND_PER_SECOND": f"a number from {SLOWEST} to {MOST}, or leave it out",
    "SEND_PER_SECOND_PRIVATE": f"a number from {SLOWEST} to {MOST}, or leave it out",
    "SEND_BURST_PRIVATE": f"a whole number from 1 to {MOST}, or leave it out",
    "SEND_PER_MINUTE_GROUP": f"a whole number from 4 to {MOST}, or leave it out",
    "CONCERNS_PER_DAY": f"a whole number from 1 to {MOST}, or leave it out",
    "MESSAGES_PER_10_MINUTES": f"a whole number from 1 to {MOST}, or leave it out",
    "EXTENSION_WORKING_DAYS": "a whole number from 1 to 250, or leave it out",
}


def load_settings() -> Settings:
    """Read the settings. Raises SettingsRefused, whose message never quotes a value."""
    try:
        return Settings()  # type: ignore[call-arg]  # the fields come from the environment
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        name = str(first["loc"][0]).upper()
        what = "is missing" if first["type"] == "missing" else "is wrong"
        raise SettingsRefused(f"{name} {what}: {_REMEDIES[name]}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsRefused(
            f".env cannot be read ({type(error).__name__}): save it as UTF-8 text"
        ) from None
