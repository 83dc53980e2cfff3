"""The process is killed in the midst of an announcement: it goes on where it was."""

from functools import partial
from pathlib import Path

from bot.delivery.delivery import MAX_IN_FLIGHT
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.conftest import TOKEN, Rows
from tests.end_to_end.broadcasting import ENGLISH, Country
from tests.end_to_end.processes import BotProcess, Zygote
from tests.end_to_end.test_kill import assert_no_complaints

PEOPLE = 300
KILLED_AT = (60, 130, 131, 220)
"""How many people have it when a kill comes."""


async def test_killed_in_the_midst_everybody_gets_it_and_few_get_it_twice(
    server: DemoServer, rows: Rows, tmp_path: Path, database_path: Path
) -> None:
    country = Country(server, PEOPLE)
    await country.settle(database_path, ENGLISH)
    # Telegram is not next door: what is on its way is what a kill hits.
    server.faults.add(Fault("slow", "sendMessage", probability=0.6, seconds=0.05))

    def copies() -> int:
        return sum(len(country.got(person)) for person in country.people)

    def have_it(count: int) -> bool:
        return len(country.holders()) >= count

    sent_twice = 0
    with Zygote() as zygote:
        bot = BotProcess(
            zygote,
            tmp_path,
            bot_token=TOKEN,
            bot_api_url=server.url,
            database_path=database_path,
            default_language="en",
            admin_ids=country.boss.id,
            send_per_second=100,
            send_burst_private=1000,
        )
        for reached in KILLED_AT:
            await bot.start()
            await server.wait(partial(have_it, reached), 30)
            await bot.kill()
            doubles = copies() - len(country.holders())
            assert doubles - sent_twice <= MAX_IN_FLIGHT
            sent_twice = doubles
        await bot.start()
        shown = await country.shows("✅ sent", f"{PEOPLE} of {PEOPLE}", f"Delivered: {PEOPLE}")
        assert shown.buttons == [["🗑 Take back"]]
        assert await bot.stop() == 0
    assert len(country.holders()) == PEOPLE
    # Only what was in flight when a kill came.
    assert copies() - PEOPLE <= len(KILLED_AT) * 20
    assert max(len(country.got(person)) for person in country.people) <= 3
    assert not rows("SELECT 1 FROM outbox")
    assert rows("SELECT status, delivered, failed FROM announcements")[0][:] == ("done", PEOPLE, 0)
    assert_no_complaints(bot.log)
