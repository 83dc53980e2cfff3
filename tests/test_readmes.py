"""The guides say what the program does: commands, settings, buttons, pictures, links."""

import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from textwrap import dedent

import pytest

from bot.__main__ import main
from bot.dispatch import i18n
from bot.settings import Settings
from handlers.commands import ADMINISTRATOR, GROUP, PRIVATE
from storage.database import open_database

ROOT = Path(__file__).parent.parent
FILES = {"en": "README.md", "ky": "README.ky.md", "ru": "README.ru.md"}
GUIDES = ("ky", "ru")
PICTURES = ROOT / "bot" / "demo" / "page"
LARGEST = 120_000
"""Bytes of a picture: the guides are read on phones."""
STEPS = {
    "BOT_TOKEN",
    "ADMIN_IDS",
    "STAFF_CHAT_ID",
    "MONITORING_CHAT_ID",
    "DATABASE_PATH",
    "DEFAULT_LANGUAGE",
}
"""The settings that whoever sets the bot up must understand."""
BUTTONS = (
    "✋ Take",
    "💬 Answer",
    "✅ Close",
    "👥 Staff chat",
    "✅ Confirm the place",
    "🗺 Districts it serves",
    "✅ Confirm this district",
    "🏛 Another reception",
    "📥 Bring it to me",
    "🔁 Try again",
)
"""The buttons that the guides tell to press."""


def text_of(language: str) -> str:
    """A README."""
    return (ROOT / FILES[language]).read_text(encoding="utf-8")


def blocks(text: str) -> list[str]:
    """The fenced blocks, without the indentation of the list that they stand in."""
    found = re.findall(r"^ *```[a-z]+\n.*?^ *```$", text, re.DOTALL | re.MULTILINE)
    return [dedent(block) for block in found]


def set_up_commands(text: str) -> set[str]:
    """The shell commands of a text by which the program is set up, run and kept."""
    code = re.findall(r"`([^`\n]+)`", text)
    lines = [line.split("  #")[0].strip() for block in blocks(text) for line in block.splitlines()]
    # `places` measures the program; nobody needs it to set one up.
    wanted = re.compile(
        r"(pip install uv && )?uv run kabyldama (?!places)|cp \.env|sqlite3 kabyldama"
    )
    return {line for line in [*code, *lines] if wanted.match(line)}


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("language", FILES)
@pytest.mark.parametrize("command", sorted({*PRIVATE, *ADMINISTRATOR, *GROUP}))
def test_every_command_is_explained(language: str, command: str) -> None:
    assert re.search(rf"`/{command}\b", text_of(language))


@pytest.mark.parametrize("language", GUIDES)
def test_the_settings_of_a_guide_are_those_of_the_program(language: str) -> None:
    named = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", text_of(language)))
    assert STEPS <= named <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("setting", ["BOT_TOKEN", "ADMIN_IDS", "STAFF_CHAT_ID", "DATABASE_PATH"])
def test_the_readme_names_what_a_first_start_needs(setting: str) -> None:
    assert setting in text_of("en")
    assert setting in {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("language", FILES)
def test_the_languages_lead_to_each_other(language: str) -> None:
    top = "\n".join(text_of(language).splitlines()[:4])
    for other, name in FILES.items():
        assert (f"]({name})" in top) is (other != language)


@pytest.mark.parametrize("language", FILES)
def test_every_link_leads_somewhere(language: str) -> None:
    text = text_of(language)
    anchors = {slug(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert links
    for link in links:
        if link.startswith("#"):
            assert link[1:] in anchors
        elif not link.startswith("https://"):
            assert (ROOT / link).is_file(), link


@pytest.mark.parametrize("language", GUIDES)
def test_the_pictures_of_a_guide_are_there_and_small(language: str) -> None:
    taken = {path.name for path in PICTURES.glob(f"guide_{language}_*.png")}
    shown = re.findall(r"!\[([^\]]*)\]\(bot/demo/page/([^)]+)\)", text_of(language))
    assert {name for _alt, name in shown} == taken
    assert len(taken) >= 4
    for alt, name in shown:
        assert alt, name
        assert (PICTURES / name).stat().st_size < LARGEST, name


def test_the_set_up_is_the_same_in_every_language() -> None:
    readme = text_of("en")
    start, end = readme.index("## Try it"), readme.index("## How it works")
    commands = set_up_commands(readme[start:end])
    assert len(commands) >= 6
    for language in GUIDES:
        assert commands <= set_up_commands(text_of(language)), language
    assert blocks(text_of("ky")) == blocks(text_of("ru"))


@pytest.mark.parametrize("language", GUIDES)
def test_each_restore_keeps_the_broken_file_for_its_user_only(
    language: str, tmp_path: Path
) -> None:
    restore = next(block for block in blocks(text_of(language)) if "\ncp copy" in block)
    steps = "\n".join(restore.splitlines()[1:-1])
    (tmp_path / "kabyldama.sqlite3").write_text("broken", encoding="utf-8")
    (tmp_path / "copy.sqlite3").write_text("whole", encoding="utf-8")
    for day in (1, 2):
        quiet = f"sudo() {{ :; }}; uv() {{ :; }}; date() {{ echo day-{day}; }}\n"
        subprocess.run(["sh", "-e", "-c", quiet + steps], cwd=tmp_path, check=True, timeout=60)
    kept = sorted(tmp_path.glob("*/kabyldama.sqlite3"))
    assert [path.read_text(encoding="utf-8") for path in kept] == ["broken", "whole"]
    assert {path.parent.stat().st_mode & 0o077 for path in kept} == {0}
    assert (tmp_path / "kabyldama.sqlite3").read_text(encoding="utf-8") == "whole"


@pytest.mark.parametrize("language", GUIDES)
def test_copies_are_made_for_their_user_only(language: str) -> None:
    made = [block for block in blocks(text_of(language)) if ".backup" in block]
    assert made
    for block in made:
        assert "umask 077" in block.partition(".backup")[0]


@pytest.mark.parametrize("language", FILES)
def test_the_program_knows_its_commands(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands = set(re.findall(r"\buv run kabyldama ([a-z]+)", text_of(language)))
    assert commands >= {"demo", "run", "check", "export", "import"}
    for command in commands:
        with pytest.raises(SystemExit) as left:
            main([command, "--help"])
        assert left.value.code == 0, command
        assert f"kabyldama {command}" in capsys.readouterr().out


@pytest.mark.parametrize("language", GUIDES)
@pytest.mark.parametrize("button", BUTTONS)
def test_buttons_are_called_as_they_are(language: str, button: str) -> None:
    label = i18n().gettext(button, locale=language)
    assert label != button
    assert f"«{label.split(' ', 1)[1]}»" in text_of(language)


@pytest.mark.parametrize("language", GUIDES)
async def test_ones_own_id_is_found_in_the_database(language: str, tmp_path: Path) -> None:
    found = re.search(r'sqlite3 kabyldama\.sqlite3 "(SELECT [^"]+)"', text_of(language))
    assert found
    path = tmp_path / "kabyldama.sqlite3"
    async with open_database(path):
        pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO residents (telegram_id, name, created_at) VALUES (111111111, 'Aida', 1)"
        )
        assert connection.execute(found[1]).fetchall() == [(111111111, "Aida")]
