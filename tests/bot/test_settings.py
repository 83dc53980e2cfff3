"""Wrong settings end the start with one line that names them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import SettingsRefused, load_settings

TOKEN = "123456789:AAsecretsecretsecretsecretsecretsecre1"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory without .env, an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("BOT_", "SEND_", "ADMIN_", "STAFF_", "MONITORING_", "DATABASE_")):
            monkeypatch.delenv(name)
    monkeypatch.delenv("TIMEZONE", raising=False)
    monkeypatch.delenv("DEFAULT_LANGUAGE", raising=False)


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    settings = load_settings()
    assert settings.default_language == "ky"
    assert str(settings.zone) == "Asia/Bishkek"
    assert settings.admin_ids == ()
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize(
    ("value", "ids"), [("1", (1,)), ("1, 2,", (1, 2)), (" 3 ", (3,)), ("", ())]
)
def test_admin_ids(monkeypatch: pytest.MonkeyPatch, value: str, ids: tuple[int, ...]) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("ADMIN_IDS", value)
    assert load_settings().admin_ids == ids


def test_a_missing_token() -> None:
    with pytest.raises(SettingsRefused, match="BOT_TOKEN is missing"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "secret"),
        ("BOT_TOKEN", "a:secret"),
        ("BOT_API_URL", "telegram.example"),
        ("BOT_API_URL", "http://"),
        ("ADMIN_IDS", "1,anna"),
        ("STAFF_CHAT_ID", "5"),
        ("STAFF_CHAT_ID", "@staff"),
        ("MONITORING_CHAT_ID", "0"),
        ("DEFAULT_LANGUAGE", "de"),
        ("TIMEZONE", "Asia/Nowhere"),
        ("TIMEZONE", "../../etc/passwd"),
        ("TIMEZONE", "Asia"),
        ("SEND_PER_SECOND", "0"),
        ("SEND_PER_SECOND", "nan"),
        ("SEND_PER_SECOND_PRIVATE", "fast"),
        ("SEND_BURST_PRIVATE", "0"),
        ("RETENTION_DAYS", "29"),
        ("RETENTION_DAYS", "1e30"),
        ("SEND_PER_MINUTE_GROUP", "3"),
        # What no part of the program can work with.
        ("SEND_PER_SECOND", "inf"),
        ("SEND_PER_SECOND_PRIVATE", "1e-300"),
        ("SEND_BURST_PRIVATE", "9" * 30),
        ("CONCERNS_PER_DAY", "9" * 30),
        ("ADMIN_IDS", "9" * 20),
        ("ADMIN_IDS", "1,-5"),
        ("STAFF_CHAT_ID", "-" + "9" * 20),
        ("MONITORING_CHAT_ID", "-" + "9" * 20),
        ("BOT_API_URL", "http://x:abc"),
        ("BOT_API_URL", "http://x:70000"),
        ("BOT_API_URL", "http://a..b"),
        ("BOT_API_URL", "http://x/{method}"),
        ("DATABASE_PATH", "/"),
        ("DATABASE_PATH", "."),
        ("DATABASE_PATH", ".."),
        ("DATABASE_PATH", ":memory:"),
    ],
)
def test_a_wrong_value_is_named_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refused:
        load_settings()
    message = str(refused.value)
    assert message.startswith(f"{name} is wrong: ")
    assert "\n" not in message
    assert "secret" not in message


def test_an_env_file_that_is_no_text() -> None:
    Path(".env").write_bytes(b"\xff\xfe\x00BOT_TOKEN")
    with pytest.raises(SettingsRefused, match=r"\.env cannot be read"):
        load_settings()


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "BOT_TOKEN"),
        ({"BOT_TOKEN": TOKEN, "ADMIN_IDS": "x"}, "ADMIN_IDS"),
        # A directory, a file that is no database, a place where no file can be made.
        ({"BOT_TOKEN": TOKEN, "DATABASE_PATH": "folder"}, "DATABASE_PATH"),
        ({"BOT_TOKEN": TOKEN, "DATABASE_PATH": "no_database"}, "DATABASE_PATH"),
        ({"BOT_TOKEN": TOKEN, "DATABASE_PATH": "no_database/x.sqlite3"}, "DATABASE_PATH"),
    ],
    ids=["no token", "admin ids", "a directory", "not a database", "no place"],
)
def test_run_ends_with_code_2_and_one_line(values: dict[str, str], named: str) -> None:
    Path("folder").mkdir()
    Path("no_database").write_bytes(b"not a database at all, however long it may be" * 100)
    result = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env={**os.environ, "PYTHONPATH": os.fspath(ROOT), "BOT_API_URL": "http://[::1]:9"}
        | values,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    output = result.stdout + result.stderr
    assert "Traceback" not in output
    assert result.returncode == 2
    assert len(output.strip().splitlines()) == 1
    assert named in output
    assert TOKEN not in output


ROOT = Path(__file__).parent.parent.parent
