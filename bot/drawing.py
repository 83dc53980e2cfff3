"""Has pictures drawn in a process of its own: the bot keeps its memory, and nobody waits."""

import asyncio
import base64
import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.jobs import DrawingFailed

SECONDS = 90
"""What drawing may take: on a small machine, when the fonts are looked for the first time."""
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT", "MPLCONFIGDIR", "PYTHONPATH")
"""Of the environment; the bot's token is not for the one who draws."""


async def draw(pictures: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """PNG files of what `bot.charts` is told to draw, in a process of its own.

    Raises DrawingFailed.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.charts"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
    )
    try:
        given = json.dumps({"pictures": [dict(one) for one in pictures]}).encode()
        async with asyncio.timeout(SECONDS):
            drawn, _errors = await process.communicate(given)
    except TimeoutError:
        raise DrawingFailed(f"not done in {SECONDS} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    found = [base64.b64decode(line) for line in drawn.splitlines()]
    if process.returncode or len(found) != len(pictures):
        raise DrawingFailed(f"the process ended with {process.returncode}")
    return found
