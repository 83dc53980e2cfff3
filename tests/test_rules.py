"""Rules of the house that no type checker knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import aiogram.methods
import pytest
from aiogram import Router

from bot.dispatch import dispatcher
from bot.reception.directory import LANGUAGES as DIRECTORY_LANGUAGES
from bot.reception.permissions import TABLE, Action
from bot.settings import Settings
from handlers.commands import ADMINISTRATOR, GROUP, PRIVATE
from handlers.gate import require_actions
from locales.languages import LANGUAGES

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "locales", "storage")


def modules(*packages: str) -> list[Path]:
    """The Python files of some packages."""
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def inside(module: str, *packages: str) -> bool:
    """Whether a module is one of these packages or in one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def test_the_rules_of_the_office_know_neither_telegram_nor_sql() -> None:
    for path in modules("bot/reception"):
        for module in imports(path):
            assert not inside(module, "aiogram", "sqlite3", "aiosqlite", "handlers", "storage")
            assert not inside(module, "bot") or inside(module, "bot.reception"), (path, module)


def test_storage_knows_aiogram_only_where_it_must() -> None:
    for path in modules("storage"):
        if path.name not in ("fsm.py", "methods.py", "outbox.py"):
            assert not [m for m in imports(path) if inside(m, "aiogram")], path
        assert not [m for m in imports(path) if inside(m, "handlers")], path


def test_handlers_know_of_the_machine_only_the_rules() -> None:
    for path in modules("handlers"):
        for module in imports(path):
            assert not inside(module, "bot") or inside(module, "bot.reception"), (path, module)


def test_a_file_is_read_in_one_sitting() -> None:
    for path in modules(*PACKAGES, "tests"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path


def test_no_method_is_built_and_thrown_away() -> None:
    """A call whose value is dropped sends nothing: handlers must return what they build."""
    builders = {"Send", "message", "told", "in_place", "carry", "show", "redraw", "go_on"}
    builders |= {name for name in dir(aiogram.methods) if name[0].isupper()}
    builders |= {"answer", "reply", "answer_photo", "edit_text", "delete", "refresh", "post"}
    for path in modules("handlers"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Expr):
                continue
            value = node.value.value if isinstance(node.value, ast.Await) else node.value
            if isinstance(value, ast.Call):
                name = getattr(value.func, "attr", getattr(value.func, "id", ""))
                assert name not in builders, f"{path}:{node.lineno} builds {name} for nobody"


def test_every_handler_names_an_action() -> None:
    require_actions(dispatcher())


def test_every_action_has_a_row_and_is_used() -> None:
    assert set(TABLE) == set(Action)
    used = {
        handler.flags["action"]
        for router in dispatcher().chain_tail
        for name, observer in router.observers.items()
        for handler in observer.handlers
        if name != "update"
    }
    # Monitoring reads only, so far: nothing else is allowed there without a handler.
    assert used == set(Action)


def test_a_handler_without_an_action_is_refused() -> None:
    router = Router(name="careless")

    @router.message()
    async def careless(event: object) -> None:
        """Names no action."""

    with pytest.raises(LookupError, match="careless"):
        require_actions(router)


def test_the_languages_are_the_same_everywhere() -> None:
    assert tuple(LANGUAGES) == DIRECTORY_LANGUAGES
    assert {path.name for path in (ROOT / "locales").iterdir() if path.is_dir()} - {
        "__pycache__"
    } == set(LANGUAGES)


def test_every_setting_is_described() -> None:
    described = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"{name.upper()}=" in described, name


@pytest.mark.parametrize("command", [*PRIVATE, *ADMINISTRATOR, *GROUP])
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"/{command}" in (ROOT / "README.md").read_text(encoding="utf-8")
