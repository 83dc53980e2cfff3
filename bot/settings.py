"""Settings, read from the environment or from `.env`. `.env.example` describes each."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiogram.utils.token import TokenValidationError, validate_token
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from locales.languages import LANGUAGES


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
    admin_ids: Annotated[tuple[int, ...], NoDecode] = ()
    staff_chat_id: int | None = None
    monitoring_chat_id: int | None = None
    default_language: str = "ky"
    timezone: str = "Asia/Bishkek"
    retention_days: int = Field(default=365, ge=30, le=36500)
    send_per_second: float = Field(default=29, gt=0)
    send_per_second_private: float = Field(default=1, gt=0)
    send_burst_private: int = Field(default=5, ge=1)
    send_per_minute_group: int = Field(default=20, ge=4)
    concerns_per_day: int = Field(default=5, ge=1)
    messages_per_10_minutes: int = Field(default=30, ge=1)
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
        if not value.startswith(("https://", "http://")) or not urlsplit(value).hostname:
            raise ValueError("not an address")
        return value.rstrip("/")

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [part for part in value.split(",") if part.strip()]
            if isinstance(value, str)
            else value
        )

    @field_validator("staff_chat_id", "monitoring_chat_id")
    @classmethod
    def _is_group(cls, value: int | None) -> int | None:
        if value is not None and value >= 0:
            raise ValueError("not a group")
        return value

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
    "DATABASE_PATH": "a file name like kabyldama.sqlite3, or leave it out",
    "ADMIN_IDS": "Telegram ids of people, numbers separated by commas, like 111,222",
    "STAFF_CHAT_ID": "the id of a group, a negative number; /start in the group shows it",
    "MONITORING_CHAT_ID": "the id of a group, a negative number; /start in the group shows it",
    "DEFAULT_LANGUAGE": f"one of {', '.join(LANGUAGES)}, or leave it out",
    "TIMEZONE": "a name like Asia/Bishkek, or leave it out",
    "RETENTION_DAYS": "a whole number from 30 to 36500, or leave it out",
    "SEND_PER_SECOND": "a number above 0, or leave it out",
    "SEND_PER_SECOND_PRIVATE": "a number above 0, or leave it out",
    "SEND_BURST_PRIVATE": "a whole number of 1 or more, or leave it out",
    "SEND_PER_MINUTE_GROUP": "a whole number of 4 or more, or leave it out",
    "CONCERNS_PER_DAY": "a whole number of 1 or more, or leave it out",
    "MESSAGES_PER_10_MINUTES": "a whole number of 1 or more, or leave it out",
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
