"""Logging that carries ids, exception classes and frames, and nothing a person wrote."""

import logging
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).parent.parent


def configure_logging() -> None:
    """Log to standard error, one line an event."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # aiogram's own lines quote input (unknown updates) or repeat every update.
    logging.getLogger("aiogram").setLevel(logging.CRITICAL)
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    logging.getLogger("asyncio").setLevel(logging.WARNING)


def _first(error: BaseException) -> BaseException:
    """The first exception of a group, however deep."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def describe(error: BaseException) -> str:
    """An exception's class and where it was raised, innermost of our frames first.

    The message is left out: it may quote what a person wrote, or the token.
    """
    error = _first(error)
    frames = [
        f"{Path(frame.filename).relative_to(ROOT)}:{frame.lineno} in {frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
        if Path(frame.filename).is_relative_to(ROOT) and ".venv" not in frame.filename
    ]
    return f"{type(error).__name__} at {' < '.join(frames[:4]) or 'an unknown place'}"
