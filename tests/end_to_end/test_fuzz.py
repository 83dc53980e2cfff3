"""Twenty thousand updates of every kind: none raises, none is answered with a request that
Telegram refuses, none blocks those behind it.

A failure shows the few updates that matter, and the `@reproduce_failure` that repeats them.
FUZZ_SEED repeats the whole run, where the same modules were loaded.
"""

import asyncio
import os
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, seed, settings

from bot.demo.errors import Json
from tests.fuzzing.siege import besieged
from tests.fuzzing.updates import examples

PARTS = 4
"""They run side by side."""
UPDATES = 20_000 // PARTS
SIZE = 200
SEED = int(os.environ.get("FUZZ_SEED") or random.SystemRandom().randrange(2**32))


async def _live(
    updates: list[Json], directory: Path, done: Counter[str], verdict: "asyncio.Future[None]"
) -> None:
    """A world to its end; the verdict is known before that."""
    try:
        async with besieged(directory) as siege:
            try:
                done["calls"] += await siege.endure(updates)
            except Exception as error:
                verdict.set_exception(error)
            else:
                done["updates"] += len(updates)
                verdict.set_result(None)
    except Exception as error:
        if verdict.done():
            raise
        # The bot itself came to an end.
        verdict.set_exception(error)


# Should shrinking end too early, what is left is long: it is to be printed all the same.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize("part", range(PARTS))
async def test_whatever_telegram_sends(
    tmp_path_factory: pytest.TempPathFactory, part: int
) -> None:
    loop = asyncio.get_running_loop()
    done: Counter[str] = Counter()
    async with asyncio.TaskGroup() as worlds:

        async def verdict_on(updates: list[Json]) -> None:
            verdict: asyncio.Future[None] = loop.create_future()
            worlds.create_task(_live(updates, tmp_path_factory.mktemp("world"), done, verdict))
            await verdict

        # Hypothesis has a thread of its own: the bot goes on while it thinks. A tenth more than
        # needed, because some of its lists are short.
        @seed(SEED + part)
        @settings(
            max_examples=UPDATES * 11 // SIZE // 10, deadline=None, print_blob=True, database=None
        )
        @given(examples(SIZE))
        def attack(updates: list[Json]) -> None:
            asyncio.run_coroutine_threadsafe(verdict_on(updates), loop).result()

        try:
            await asyncio.to_thread(attack)
        except BaseException as error:
            error.add_note(f"FUZZ_SEED={SEED} repeats this")
            raise
    assert done["updates"] >= UPDATES, done
    # Most of them mean something to the bot.
    assert done["calls"] > UPDATES * 0.7, done
