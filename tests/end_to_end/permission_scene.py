"""A small world with one concern on each kind of desk, and everybody who may come near it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.demo.chats import ChatView
from bot.demo.errors import Json
from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.reception.permissions import Role
from handlers import errands
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, set_office, tick
from tests.end_to_end.test_complaint import complain

ELSEWHERE = "KSU"
"""An office that has nothing to do with the concerns."""


BLOCKED_FOR = "NKT-2020-00001"
"""An erased concern: its number stays."""


@dataclass(frozen=True)
class Target:
    """A concern somebody may be after."""

    id: int
    number: str
    story: str
    """A word that only those at its desk and its writer may read."""
    desk: ChatView
    card: Message
    answer: Message
    """What was answered, as it stands in the desk's chat."""
    written: Message
    """The story as its writer sent it."""

    def tells(self, text: str) -> bool:
        """Whether a text has words of the story or of the answer."""
        return self.story in text or f"Answer to {self.number}" in text


@dataclass(frozen=True, eq=False)
class Actor:
    """Somebody who tries everything. ``roles`` say what they should count as."""

    name: str
    roles: frozenset[Role]
    chat: Json
    sender: Json | None
    sender_chat: Json | None = None
    handles: frozenset[int] = frozenset()
    """The ids of concerns that are theirs to handle besides those in their chat."""
    presses: bool = True
    """Telegram sends presses of people and, to be safe, of bots; a channel cannot press."""

    @property
    def in_private(self) -> bool:
        """Whether they act in a private chat."""
        return bool(self.chat["type"] == "private")


@dataclass
class World:
    """Who and what there is."""

    server: DemoServer
    owner: Resident
    witness: Resident
    targets: list[Target]
    actors: list[Actor]
    failed_id: int
    named: dict[str, Any]
    """The fields of the press that ends the role of the named secretary."""
    blocked_for: str
    """The number of the concern for which a person is blocked."""
    _ids: "count[int]" = field(default_factory=lambda: count(50_000))

    def message(self, actor: Actor, text: str, **fields: Any) -> Json:
        """A message of an actor in their chat."""
        body: Json = {"message_id": next(self._ids), "date": self.server.world.now()}
        body |= {"chat": actor.chat, "text": text}
        if actor.sender is not None:
            body["from"] = actor.sender
        if actor.sender_chat is not None:
            body["sender_chat"] = actor.sender_chat
        if text.startswith("/"):
            command = text.split(maxsplit=1)[0]
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return body | fields

    def shown(self, actor: Actor, message: Message, **fields: Any) -> Json:
        """A message of another chat, made out to stand in the actor's own."""
        return {**message.raw, "chat": actor.chat, **fields}

    async def settle(self) -> None:
        """Wait until everything sent before has taken effect: updates are taken in order."""
        sent = await self.witness.chat.send("/privacy")
        await self.witness.chat.wait_new(sent)


def _group(chat: ChatView) -> Json:
    return dict(chat.stored.data)


async def _answered(
    resident: Resident, number: str, story: str, desk: Any, target_id: int
) -> Target:
    card = await desk.wait_text(story)
    with pytest.MonkeyPatch.context() as hurry:
        # The card need not wait for further changes.
        hurry.setattr(errands, "STALE_SECONDS", 0.02)
        answer = await desk.send(f"Answer to {number}", reply_to=card)
        await resident.chat.wait_text(f"Answer to {number}")
        await desk.wait(lambda _: "answered" in card.text)
    written = next(m for m in resident.chat.messages if m.text == story)
    return Target(target_id, number, story, desk, card, answer, written)


@asynccontextmanager
async def besieged(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> AsyncIterator[World]:
    """Three concerns: at an office, privately with an administrator, in the monitoring chat."""
    names = ("Clerk", "Stranger", "Watcher", "Former")
    clerk, stranger, watcher, left = (server.person(n) for n in names)
    office = server.group("Office", members=[clerk])
    elsewhere = server.group("Elsewhere", members=[stranger])
    watching = server.group("Monitoring", members=[watcher])
    outside = server.group("Outside", members=[stranger])
    channel = server.channel("Channel")
    owner, other, banned, boss, deputy, witness, named = (
        Resident(server.person(n, language_code="en"), "en")
        for n in ("Owner", "Other", "Banned", "Boss", "Deputy", "Witness", "Named")
    )
    admins = {"admin_ids": f"{boss.person.id},{deputy.person.id}", "default_language": "en"}
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=office.id)
    async with start(**admins) as application:
        for person in (owner, other, banned, boss, deputy, witness, named):
            await person.start()
        broken = {"message_id": 1, "chat": {"id": boss.chat.id}, "from": {"id": boss.person.id}}
        server.push_update({"message": broken})
        await boss.chat.wait_text("Sorry, something went wrong")
        first = await _answered(
            owner, await owner.file("marigold"), "marigold", clerk.in_(office), 1
        )
        second = await _answered(
            owner, await complain(owner, "larkspur"), "larkspur", boss.chat, 2
        )
        third = await owner.file("foxglove")
        await office.wait_text("foxglove")
    set_office(database_path, ELSEWHERE, staff_chat_id=elsewhere.id)
    _hand_over(database_path)
    _block(database_path, banned)
    _name(database_path, named)
    _leave(database_path, office.id, left.id)
    async with start(**admins, monitoring_chat_id=watching.id) as application:
        await tick(application)
        last = await _answered(owner, third, "foxglove", watcher.in_(watching), 3)
        bot = {"id": 99, "is_bot": True, "first_name": "Other bot", "username": "other_bot"}
        service = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
        hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        resident = frozenset({Role.RESIDENT})
        secretary, outsider = frozenset({Role.SECRETARY}), frozenset({Role.OUTSIDER})
        administrator = resident | {Role.ADMINISTRATOR}
        former = frozenset({Role.FORMER})

        def alone(name: str, who: Resident, roles: frozenset[Role]) -> Actor:
            return Actor(name, roles, who.chat.stored.data, who.person.user.data)

        actors = [
            alone("owner", owner, resident),
            alone("another resident", other, resident),
            alone("blocked resident", banned, frozenset({Role.BLOCKED})),
            Actor("secretary", secretary, _group(office), clerk.user.data),
            Actor("secretary elsewhere", secretary, _group(elsewhere), stranger.user.data),
            Actor("monitoring", frozenset({Role.MONITORING}), _group(watching), watcher.user.data),
            alone("administrator", boss, administrator),
            alone("another administrator", deputy, administrator),
            Actor(
                "named secretary",
                resident | secretary,
                named.chat.stored.data,
                named.person.user.data,
                handles=frozenset({1}),
            ),
            Actor("anonymous administrator", outsider, _group(office), hidden, _group(office)),
            Actor(
                "linked channel",
                outsider,
                _group(office),
                service,
                _group(channel),
                presses=False,
            ),
            Actor("another bot", outsider, _group(office), bot),
            Actor("former secretary", former, _group(office), left.user.data),
            Actor("outsider", outsider, _group(outside), stranger.user.data),
            Actor(
                "administrator in a group",
                outsider | {Role.ADMINISTRATOR_IN_GROUP},
                _group(outside),
                boss.person.user.data,
            ),
            # No handler hears channels, so a channel counts as nobody at all.
            Actor("channel", frozenset(), _group(channel), None, _group(channel)),
        ]
        failed = rows("SELECT id FROM inbox WHERE state = 'failed'")
        targets = [first, second, last]
        post = {"person": rows("SELECT person_id FROM staff")[0][0], "role": "secretary"}
        post["office"] = "NKT"
        failed_id = failed[0]["id"]
        yield World(server, owner, witness, targets, actors, failed_id, post, BLOCKED_FOR)


def _hand_over(database_path: Path) -> None:
    """The third concern becomes one for the agency itself, and waits for a chat."""
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute(
            "UPDATE tickets SET office = 'MON', chat_id = NULL, card_id = NULL WHERE id = 3"
        )


def _block(database_path: Path, banned: Resident) -> None:
    """Somebody may not write."""
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute(
            "INSERT INTO blocks (telegram_id, ticket_number, reason, by_id, at) "
            "VALUES (?, ?, 'rude', 1, 0)",
            (banned.person.id, BLOCKED_FOR),
        )


def _leave(database_path: Path, chat_id: int, person_id: int) -> None:
    """Somebody is no longer in a staff chat."""
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute(
            "INSERT INTO members (chat_id, telegram_id, name, left_at, seen_at) "
            "VALUES (?, ?, 'Former', 1, strftime('%s'))",
            (chat_id, person_id),
        )


def _name(database_path: Path, secretary: Resident) -> None:
    """Somebody is a named secretary of the office."""
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute(
            "INSERT INTO staff (person_id, role, office, since) "
            "SELECT id, 'secretary', 'NKT', 0 FROM residents WHERE telegram_id = ?",
            (secretary.person.id,),
        )
