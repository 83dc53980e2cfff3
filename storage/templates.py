"""Answers ready to send: texts with placeholders, for a topic or for all, in one language each."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

from bot.reception.directory_plan import Change, Kind
from storage import audit
from storage.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Template:
    """An answer ready to send."""

    id: int
    topic: str | None
    """None: for every topic."""
    language: str
    title: str
    text: str
    """With placeholders: see `bot.reception.placeholders`."""


async def everything(tx: Transaction) -> list[Template]:
    """All of them: by language, topic and title."""
    rows = await tx.fetch("SELECT * FROM templates ORDER BY language, topic, title, id")
    return [_template(row) for row in rows]


async def by_id(tx: Transaction, template_id: int) -> Template | None:
    """One of them; None when it was removed."""
    row = await tx.fetch_one("SELECT * FROM templates WHERE id = ?", (template_id,))
    return _template(row) if row else None


async def fitting(tx: Transaction, topic: str | None, languages: Sequence[str]) -> list[Template]:
    """Those for a topic, and behind them those for every topic, in the first of the languages
    that has any."""
    for language in languages:
        rows = await tx.fetch(
            "SELECT * FROM templates WHERE language = ? AND (topic IS NULL OR topic = ?) "
            "ORDER BY topic IS NULL, title, id",
            (language, topic),
        )
        if rows:
            return [_template(row) for row in rows]
    return []


async def count_for(tx: Transaction, topics: Collection[str]) -> int:
    """How many are for one of these topics."""
    marks = ", ".join("?" * len(topics))
    row = await tx.fetch_one(f"SELECT COUNT(*) FROM templates WHERE topic IN ({marks})", topics)
    return int(row[0]) if row else 0


async def left_behind(tx: Transaction, changes: Iterable[Change]) -> int:
    """How many are for topics that these changes of the directory remove. They stay, and no
    concern is offered them."""
    gone = (one for one in changes if one.table == "topics" and one.kind is Kind.REMOVED)
    return await count_for(tx, [one.code for one in gone if one.code is not None])


async def add(
    tx: Transaction,
    *,
    topic: str | None,
    language: str,
    title: str,
    text: str,
    by: int,
    now: float,
) -> Template:
    """A new one, by the administrator with the Telegram id ``by``."""
    new_id = await tx.insert(
        "INSERT INTO templates (topic, language, title, text) VALUES (?, ?, ?, ?)",
        (topic, language, title, text),
    )
    new = Template(new_id, topic, language, title, text)
    await audit.add(tx, "add", _subject(new), by=by, now=now, new=_row(new))
    return new


async def change(
    tx: Transaction, old: Template, title: str, text: str, *, by: int, now: float
) -> Template | None:
    """Another title and text. None: somebody changed or removed it meanwhile."""
    row = await tx.fetch_one(
        "UPDATE templates SET title = ?, text = ? WHERE id = ? AND title = ? AND text = ? "
        "RETURNING *",
        (title, text, old.id, old.title, old.text),
    )
    if row is None:
        return None
    new = _template(row)
    await audit.add(tx, "change", _subject(old), by=by, now=now, old=_row(old), new=_row(new))
    return new


async def remove(tx: Transaction, template_id: int, *, by: int, now: float) -> Template | None:
    """Take one away. None: it was gone already."""
    row = await tx.fetch_one("DELETE FROM templates WHERE id = ? RETURNING *", (template_id,))
    if row is None:
        return None
    old = _template(row)
    await audit.add(tx, "remove", _subject(old), by=by, now=now, old=_row(old))
    return old


def _subject(template: Template) -> str:
    return f"templates {template.id}"


def _row(template: Template) -> str:
    return json.dumps(asdict(template), ensure_ascii=False)


def _template(row: Row) -> Template:
    return Template(*tuple(row))
