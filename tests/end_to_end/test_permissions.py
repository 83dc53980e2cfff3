"""Every action, tried by everybody on every concern: the table and the desk decide."""

import asyncio
import json
import sqlite3
from contextlib import closing
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from bot.reception.permissions import TABLE, Action, Role, allowed
from handlers.routers import root
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent, legible
from tests.end_to_end.permission_attempts import (
    PRESSES,
    WORDS,
    attempts,
    is_about_a_concern,
    pressable,
)
from tests.end_to_end.permission_scene import Actor, Target, World, besieged

ORDER = (
    Action.READ,
    Action.IDENTIFY_CHAT,
    Action.IGNORE,
    Action.ADD,
    Action.FOLLOW,
    Action.FILE,
    Action.SEE_DESK,
    Action.TAKE,
    Action.ANSWER,
    Action.CORRECT,
    Action.DESCRIBE,
    Action.DECIDE,
    Action.CLOSE,
    Action.TRANSFER,
    Action.FETCH,
    Action.REGISTER,
    Action.CLAIM,
    Action.EDIT_TEMPLATES,
    Action.SEE_STATISTICS,
    Action.EXPORT,
    Action.SET_CHAT,
    Action.SEE_FAILED,
    Action.EDIT_DIRECTORY,
    Action.LINK,
    Action.BLOCK,
    Action.APPOINT,
    Action.ANNOUNCE,
    Action.MUTE,
    Action.SEE_AUDIT,
    Action.OWN_DATA,
)
"""All actions; one that ends something comes after those it would make impossible, and one that
changes the language after those that are known by their words."""

AT_THE_DESK = frozenset(
    {
        Action.ANSWER,
        Action.CORRECT,
        Action.TAKE,
        Action.CLOSE,
        Action.DESCRIBE,
        Action.DECIDE,
        Action.TRANSFER,
        Action.SEE_DESK,
    }
)
"""Done to a concern by those whose chat has it."""

PROTECTED = (
    "SELECT id, resident_id, status, number, office, about_office, chat_id, taken_by, "
    "answered_at, resident_at, urgent, topic, register_number, duplicate_of, decision, ground "
    "FROM tickets WHERE number IS NOT NULL",
    "SELECT id, ticket_id, direction, content, delivery FROM entries "
    "WHERE ticket_id IN (SELECT id FROM tickets WHERE number IS NOT NULL)",
    "SELECT chat_id, message_id, ticket_id, entry_id, kind FROM links "
    "WHERE ticket_id IN (SELECT id FROM tickets WHERE number IS NOT NULL) AND kind <> 'prompt'",
    "SELECT id, ticket_id, kind FROM events",
    "SELECT * FROM blocks",
    "SELECT * FROM templates",
    "SELECT * FROM claims",
    "SELECT * FROM staff",
    "SELECT COUNT(*) FROM invites",
    "SELECT id, status, audience, at FROM announcements",
    "SELECT * FROM announcement_versions",
    "SELECT id, muted FROM residents WHERE muted",
    "SELECT id FROM jobs",
    "SELECT * FROM offices",
    "SELECT * FROM districts",
    "SELECT * FROM topics",
    "SELECT * FROM emergency",
    "SELECT * FROM agency",
    "SELECT * FROM terms",
    "SELECT * FROM working_day_overrides",
    "SELECT id, language, moved_to FROM chats WHERE language IS NOT NULL OR moved_to IS NOT NULL",
    "SELECT id, state FROM inbox WHERE state = 'failed'",
)
"""What nobody changes who may not; a draft is its writer's own affair."""


def snapshot(database_path: Path, actor: Actor) -> str:
    """All that is protected, read through a connection of its own."""
    may_draft = actor.in_private and Role.BLOCKED not in actor.roles
    drafts = () if may_draft else ("SELECT id FROM tickets", "SELECT id FROM residents")
    with closing(sqlite3.connect(database_path)) as connection:
        found = [connection.execute(sql).fetchall() for sql in (*PROTECTED, *drafts)]
    return json.dumps(found, default=repr)


def may(world: World, actor: Actor, action: Action, target: Target) -> bool:
    """What should be: the table, and whose concern it is."""
    if not allowed(actor.roles, action):
        return False
    if action in (Action.ADD, Action.FOLLOW):
        return bool(actor.chat["id"] == world.owner.chat.id)
    if action in AT_THE_DESK:
        at_hand = actor.chat["id"] == target.desk.id or target.id in actor.handles
        return at_hand and Role.OUTSIDER not in actor.roles
    if action is Action.SET_CHAT:
        return not actor.in_private
    if action is Action.FETCH:
        return target.desk.id > 0 and bool(target.desk.id != actor.chat["id"])
    return True


async def attempt(world: World, actor: Actor, action: Action, target: Target) -> None:
    """Tries every way there is."""
    for update in attempts(world, actor, action, target):
        world.server.push_update(update)
    await world.settle()


def test_no_action_and_no_button_is_forgotten() -> None:
    assert set(ORDER) == set(Action) == set(TABLE)
    assert {kind for _, kind, _ in PRESSES} == pressable(root)
    tried = {action for action, _, _ in PRESSES} | set(WORDS)
    assert set(Action) - tried == {Action.CORRECT, Action.IGNORE}


def leaks(world: World) -> list[str]:
    """What was said where it must not be, in alerts too."""
    found = []
    page = world.witness.chat.last.text[:40]
    groups = {actor.chat["id"] for actor in world.actors if not actor.in_private}
    for call in world.server.requests:
        text, chat_id = legible(call.params), call.params.get("chat_id")
        found += [
            f"{target.story} in {chat_id}: {call.method} {text}"
            for target in world.targets
            if target.tells(text)
            and chat_id not in (target.desk.id, world.owner.chat.id)
            and not any(target.id in a.handles and a.chat["id"] == chat_id for a in world.actors)
        ]
        found += [
            f"to {chat_id}: {text}"
            for actor in world.actors
            if f"LEAK {actor.name} " in text and chat_id != actor.chat["id"]
        ]
        if chat_id in groups and page in text:
            found.append(f"a page for residents in {chat_id}: {text}")
    return found


async def test_nobody_does_what_is_not_theirs_to_do(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    wrong, tried = [], 0
    async with besieged(server, start, rows, database_path) as world:
        server.requests.clear()
        ways = {
            action: world.targets if is_about_a_concern(world, action) else world.targets[:1]
            for action in ORDER
        }
        for actor, action, target in product(world.actors, ORDER, world.targets):
            if target not in ways[action] or may(world, actor, action, target):
                continue
            tried += 1
            before = snapshot(database_path, actor)
            await attempt(world, actor, action, target)
            name = f"{actor.name}, {action}, {target.id}"
            if snapshot(database_path, actor) != before:
                wrong.append(f"{name} changed something")
            if len(server.requests) > 500:
                wrong += leaks(world)
                server.requests.clear()
    # Stopping has sent what was still on its way.
    wrong += leaks(world)
    assert not wrong, "\n".join(wrong[:20])
    assert tried > 250


NOT_IN_PRIVATE = (Action.ADD, Action.FOLLOW, Action.CORRECT, Action.SET_CHAT)
"""Nothing for a named secretary who has filed and answered nothing yet."""

SHOWN = {
    Action.READ: "What is kept",
    Action.IDENTIFY_CHAT: "The id of this chat",
    Action.FILE: "Step 1 of 4",
    Action.CLAIM: "No concern waits for this code",
    Action.EDIT_TEMPLATES: "no ready answers yet",
    Action.SEE_DESK: "From the resident",
    Action.ANNOUNCE: "any message or an album",
    Action.SEE_STATISTICS: "Which period?",
    Action.EXPORT: "What should it hold?",
    Action.SEE_AUDIT: "What administrators did",
    Action.OWN_DATA: "Done. What the bot held about you",
}
"""Words by which an action shows that changes nothing protected."""


@pytest.mark.parametrize(
    "name",
    [
        "owner",
        "blocked resident",
        "secretary",
        "monitoring",
        "administrator",
        "administrator in a group",
        "named secretary",
    ],
)
async def test_the_same_attempts_work_for_those_who_may(
    server: DemoServer, start: Start, rows: Rows, database_path: Path, name: str
) -> None:
    """Else the test above would prove nothing."""
    worked = set()
    async with besieged(server, start, rows, database_path) as world:
        actor = next(actor for actor in world.actors if actor.name == name)
        for action, target in product(ORDER, world.targets[::-1]):
            if action in worked or not may(world, actor, action, target):
                continue
            if actor.handles and action in NOT_IN_PRIVATE:
                continue
            if action is Action.TAKE:
                # In a thread: the bot runs in this process, and must finish its transaction.
                await asyncio.to_thread(_let_go, database_path)
            if action is Action.TRANSFER:
                await asyncio.to_thread(_open_again, database_path)
            before = snapshot(database_path, actor)
            server.requests.clear()
            await attempt(world, actor, action, target)
            if action in SHOWN and (action is not Action.IDENTIFY_CHAT or not actor.in_private):
                await server.wait(partial(_was_sent, server, actor, SHOWN[action]))
            elif action not in (Action.IDENTIFY_CHAT, Action.IGNORE):
                assert snapshot(database_path, actor) != before, f"{name}, {action}, {target.id}"
            worked.add(action)
    assert worked == {
        action
        for action in ORDER
        if allowed(actor.roles, action)
        # Nobody else has a concern in private; and these have filed none.
        and not (
            name in ("administrator", "blocked resident")
            and action in (Action.FETCH, Action.ADD, Action.FOLLOW)
        )
        and not (actor.handles and action in NOT_IN_PRIVATE)
        and not (Role.OUTSIDER in actor.roles and action in AT_THE_DESK)
    }


async def test_another_administrator_may_take_a_concern_over(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with besieged(server, start, rows, database_path) as world:
        deputy = next(actor for actor in world.actors if actor.name == "another administrator")
        await attempt(world, deputy, Action.FETCH, world.targets[1])
        taken = rows("SELECT chat_id FROM tickets WHERE id = 2")
    assert taken[0]["chat_id"] == deputy.chat["id"]


def _was_sent(server: DemoServer, actor: Actor, words: str) -> bool:
    return words in ever_sent(server, actor.chat["id"])


def _let_go(database_path: Path) -> None:
    """Nobody is in charge any longer: whoever answered was."""
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE tickets SET taken_by = NULL, taken_name = NULL")


def _open_again(database_path: Path) -> None:
    """Nobody gives away what has ended."""
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE tickets SET status = 'in_work', closed_at = NULL")
