"""Every column of the database is in "my data", or was left out for a reason."""

import sqlite3
from collections.abc import Mapping
from time import time
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.dispatch import i18n
from handlers.desk import Desk, Setting, speaking
from handlers.resident.privacy.data_file import data_file
from storage import directory, residents
from storage.database import Database, migrate
from storage.directory import Directories
from storage.personal_data import held_about

PERSON = 4242
SETTING = SimpleNamespace(zone=ZoneInfo("Asia/Bishkek"))

SCENE = f"""
INSERT INTO residents (id, telegram_id, name, created_at) VALUES (1, {PERSON}, 'Айгүл', 1);
INSERT INTO tickets (id, resident_id, status, language, created_at, updated_at)
    VALUES (1, 1, 'in_work', 'ru', 1, 1);
INSERT INTO entries (id, ticket_id, direction, content, sent_at)
    VALUES (1, 1, 'out', '{{"kind": "text", "text": "words"}}', 1);
INSERT INTO events (ticket_id, kind, at, role) VALUES (1, 'filed', 1, 'resident');
INSERT INTO blocks (telegram_id, ticket_number, reason, by_id, at)
    VALUES ({PERSON}, 'NKT-2026-00001', 'rude', 1, 1);
INSERT INTO standing VALUES ({PERSON}, 1, 1);
INSERT INTO claim_tries (resident_id, at) VALUES (1, 1);
INSERT INTO inbox (bot_id, update_id, received_at, state, payload) VALUES (1, 1, 1, 'failed',
    '{{"message": {{"chat": {{"id": {PERSON}}}, "from": {{"id": {PERSON}}}}}}}');
INSERT INTO outbox (method, params, chat_id, priority, created_at)
    VALUES ('sendMessage', '{{}}', {PERSON}, 1, 1);
INSERT INTO fsm VALUES (1, {PERSON}, {PERSON}, 0, 'default', 'Step:place', '{{}}');
INSERT INTO staff (person_id, role, office, since) VALUES (1, 'secretary', 'NKT', 1);
INSERT INTO members (chat_id, telegram_id, name, seen_at) VALUES (-5, {PERSON}, 'Айгүл', 1);
INSERT INTO announcements (id, by_id, status, audience, created_at)
    VALUES (1, 1, 'draft', '{{}}', 1);
INSERT INTO recipients (announcement_id, resident_id) VALUES (1, 1);
"""
"""Somebody of whom every table that is shown has something."""

SHOWN: Mapping[str, Mapping[str, object]] = {
    "residents": {
        "telegram_id": PERSON + 1,
        "name": "Бактыгүл",
        "language": "ky",
        "last_office": "NKT",
        "blocked_at": 9**9,
        "created_at": 9**9,
        "discreet": 1,
        "seen_on": "2026-01-02",
        "data_sent_at": 9**9,
        "muted": 1,
        "last_district": "nookat",
    },
    "tickets": {
        "status": "closed",
        "number": "NKT-2026-00007",
        "office": "NKT",
        "topic": "land",
        "urgent": 1,
        "show_name": 1,
        "language": "ky",
        "created_at": 9**9,
        "updated_at": 9**9,
        "filed_at": 9**9,
        "due_on": "2026-01-02",
        "answered_at": 9**9,
        "about_office": "NKT",
        "closed_at": 9**9,
        "send_at": 9**9,
        "register_number": "7-А",
        "asked_at": 9**9,
        "ground": "obscene",
        "decision": "The court decides",
        "extension": "We must ask the mayor",
        "outcome": "partly",
        "at_counter": 1,
    },
    "entries": {
        "direction": "in",
        "content": '{"kind": "text", "text": "other words"}',
        "delivery": "failed",
        "sent_at": 9**9,
        "asks": 1,
    },
    "events": {"kind": "closed", "at": 9**9},
    "blocks": {"reason": "loud", "until": 9**10, "at": 9**9},
    "standing": {"chat_id": 5},
    "claim_tries": {"resident_id": 2},
    "inbox": {"state": "done"},
    "outbox": {"chat_id": 5},
    "fsm": {"state": None},
    "staff": {"role": "monitoring", "office": "KSU"},
    "members": {
        **{"chat_id": -6, "telegram_id": 5, "name": "Бактыгүл", "joined_at": 9**9},
        "left_at": 9**9,
        "seen_at": 9**9,
    },
    "recipients": {"resident_id": 2},
}
"""What is shown, each with another value: with that the file is another one."""

_KEY = "a key: it leads to what is shown"
_OFFICE = "a place in the office's chat"
_SIGN = "a sign for the program's own work"
_COUNTED = "the file says how many there are"
_STAFF = "who it was in the office is not theirs to have"
_IN_EVENTS = "it stands in the list of what happened"

LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "residents": {"id": _KEY},
    "tickets": {
        "id": _KEY,
        "resident_id": _KEY,
        "recalled_at": _SIGN,
        "taken_by": _STAFF,
        "taken_name": _STAFF,
        "resident_at": "it is the time of their last message, which is shown",
        "acknowledged_at": _SIGN,
        "chat_id": _OFFICE,
        "card_id": _OFFICE,
        "stale_at": _SIGN,
        "erased_at": "such a concern is nobody's any longer",
        "duplicate_of": "the other concern may be somebody else's",
        "alarmed_at": _SIGN,
        "register_by": "the office's own day; what they are promised is the day of the answer",
        "due_met_at": _IN_EVENTS,
        "outcome_at": _IN_EVENTS,
        "comment_until": _SIGN,
        "close_warned_at": _SIGN,
    },
    "entries": {
        "id": _KEY,
        "ticket_id": _KEY,
        "author_id": _STAFF,
        "author_name": _STAFF,
        "album": _KEY,
        "shown_at": _SIGN,
        "bundled": _SIGN,
        "quotes": "it only tells the order of the messages, which is shown",
        "waiting_at": _SIGN,
        "follows": _SIGN,
    },
    "events": {
        "id": _KEY,
        "ticket_id": _KEY,
        "role": "the kind tells it",
        "actor_id": _STAFF,
        "detail": "what it says is a fact of the concern, and shown there",
    },
    "blocks": {
        "telegram_id": _KEY,
        "ticket_number": "a concern of their own",
        "by_id": _STAFF,
    },
    "standing": {"message_id": _COUNTED, "at": _COUNTED},
    "claim_tries": {"id": _KEY, "at": _COUNTED},
    "inbox": {
        **dict.fromkeys(("id", "bot_id", "update_id", "album"), _KEY),
        **dict.fromkeys(("received_at", "payload"), _COUNTED),
        **dict.fromkeys(("attempts", "error"), _SIGN),
    },
    "outbox": {
        "id": _KEY,
        **dict.fromkeys(("method", "params", "created_at", "state"), _COUNTED),
        **dict.fromkeys(
            (
                "stream",
                "priority",
                "refs",
                "on_result",
                "context",
                "expires_at",
                "optional",
                "uploads",
                "error",
            ),
            _SIGN,
        ),
    },
    "fsm": {
        "bot_id": _KEY,
        "chat_id": _KEY,
        "user_id": _KEY,
        "thread_id": _KEY,
        "destiny": _KEY,
        "data": "what was chosen on the way; the words are in the unsent concern, which is shown",
    },
    "staff": {
        "person_id": _KEY,
        "since": "of their office, not of what they wrote",
        "by_id": _STAFF,
    },
    "members": {"asked_at": _SIGN},
    "recipients": {
        "announcement_id": _COUNTED,
        "state": _COUNTED,
        "at": _COUNTED,
        "message_ids": _COUNTED,
    },
}
"""Of tables that are shown."""

TABLES_LEFT_OUT: Mapping[str, str] = {
    "agency": "the directory",
    "announcement_versions": "what administrators write to many",
    "announcements": "what administrators write to many",
    "imports": "tables that an administrator sent, for a day at most; they go with the person",
    "audit": "what administrators did; it names no resident",
    "blobs": "files on their way, counted with the messages they belong to",
    "chats": "groups of offices",
    "claims": "digests of codes; that one was used stands among the events",
    "districts": "the directory",
    "emergency": "the directory",
    "forum_topics": "places in groups of offices",
    "invites": "links for whoever gets them",
    "jobs": "what administrators asked for, gone when it is done",
    "links": "numbers of messages that are shown themselves",
    "meta": "of nobody",
    "offices": "the directory",
    "regions": "the directory",
    "owed_reminders": "what offices and administrators are yet to be reminded of",
    "reminders": "what offices were reminded of",
    "search": "the words of messages that are shown, for staff to find",
    "serials": "of nobody",
    "templates": "words of offices",
    "terms": "the law",
    "topics": "the directory",
    "working_day_overrides": "the directory",
}


def columns() -> dict[str, list[str]]:
    """The tables that migrations make, with their columns; without the insides of SQLite."""
    connection = sqlite3.connect(":memory:")
    try:
        migrate(connection)
        names = connection.execute(
            "SELECT name FROM pragma_table_list WHERE type IN ('table', 'virtual') "
            "AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        return {
            name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            for (name,) in names
        }
    finally:
        connection.close()


def test_somebody_has_decided_on_every_column() -> None:
    undecided, gone = [], []
    for table, names in (known := columns()).items():
        decided = {*SHOWN.get(table, ()), *LEFT_OUT.get(table, ())}
        if table not in TABLES_LEFT_OUT:
            undecided += [f"{table}.{name}" for name in names if name not in decided]
        gone += [f"{table}.{name}" for name in decided if name not in names]
        assert not set(SHOWN.get(table, ())) & set(LEFT_OUT.get(table, ())), table
    gone += [name for name in (*SHOWN, *LEFT_OUT, *TABLES_LEFT_OUT) if name not in known]
    assert not undecided, f"show them in “my data”, or say here why not: {undecided}"
    assert not gone
    assert not (set(SHOWN) | set(LEFT_OUT)) & set(TABLES_LEFT_OUT)


@pytest.mark.parametrize("table", SHOWN)
async def test_what_is_shown_is_in_the_file(database: Database, table: str) -> None:
    directories = Directories()
    now = time()

    async def shown() -> str:
        resident = await residents.by_id(tx, 1)
        assert resident is not None
        setting = cast("Setting", SETTING)
        desk = Desk(tx, now, setting, await directories.current(tx))
        return data_file(desk, await held_about(tx, resident))

    async with database.transaction() as tx:
        await directory.load_shipped(tx)
        for statement in SCENE.split(";\n")[:-1]:
            await tx.fetch(statement)
        await tx.fetch(
            "INSERT INTO residents (id, telegram_id, name, created_at) VALUES (2, 5, 'Other', 1)"
        )
        with i18n().context(), speaking("en"):
            before = await shown()
            # Of the other tables they have all rows.
            whose = " WHERE id = 1" if table == "residents" else ""
            for column, other in SHOWN[table].items():
                [[old]] = await tx.fetch(f"SELECT {column} FROM {table}{whose}")
                assert old != other, column
                await tx.fetch(f"UPDATE {table} SET {column} = ?{whose}", (other,))
                assert await shown() != before, f"{table}.{column}"
                await tx.fetch(f"UPDATE {table} SET {column} = ?{whose}", (old,))
                assert await shown() == before
