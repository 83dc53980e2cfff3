"""The forum topic of a concern whose data is erased is closed, as that of any that has ended."""

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.privacy_steps import forget_me
from tests.end_to_end.test_forum import in_forum
from tests.end_to_end.test_retention import later


async def test_the_topic_of_a_forgotten_resident_is_closed(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with in_forum(server, start) as scene:
        number, card = await scene.file("No water")
        _, done = await scene.file("No light")
        await scene.room.press(done, "✅ Close")
        await scene.group.wait(lambda _: scene.closed(done.thread_id))
        # Opened for the words of an answer that never came.
        await scene.room.press(done, "💬 Answer")
        await scene.group.wait(lambda _: not scene.closed(done.thread_id))
        await forget_me(scene.resident)
        await scene.group.wait(lambda _: "withdrawn" in card.text and "withdrawn" in done.text)
        await scene.group.wait(
            lambda _: scene.closed(card.thread_id) and scene.closed(done.thread_id)
        )
        assert number in scene.topic(card)
    assert not rows("SELECT 1 FROM outbox")


async def test_a_topic_that_is_made_just_then_is_closed(server: DemoServer, start: Start) -> None:
    async with in_forum(server, start) as scene:
        slow = Fault("slow", "createForumTopic", chat_id=scene.group.id, count=1, seconds=1.5)
        with server.faults.add(slow):
            number = await scene.resident.file("No water")
            await server.wait(lambda: slow.hits or None)
            await forget_me(scene.resident)

        def closed(_: object) -> bool:
            made = [id_ for id_, name in scene.group.topics.items() if number in name]
            return bool(made) and all(scene.closed(id_) for id_ in made)

        await scene.group.wait(closed)
        assert "No water" not in str(scene.group.texts)


async def test_the_topic_of_a_concern_closed_long_ago_does_not_stay_open(
    server: DemoServer, start: Start
) -> None:
    async with in_forum(server, start) as scene:
        _, card = await scene.file("No water")
        await scene.room.press(card, "✅ Close")
        await scene.group.wait(lambda _: scene.closed(card.thread_id))
        await scene.room.press(card, "💬 Answer")
        await scene.group.wait(lambda _: not scene.closed(card.thread_id))
    settings = {"staff_chat_id": scene.group.id, "default_language": "en"}
    async with start(now=later(31), retention_days=30, **settings):
        await scene.group.wait(lambda _: "closed long ago" in card.text)
        await scene.group.wait(lambda _: scene.closed(card.thread_id))
