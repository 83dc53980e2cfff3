"""Logging that carries ids, exception classes and frames, and nothing a person wrote."""

import logging
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).parent.parent


OURS = ("bot", "handlers", "storage", "locales", "__main__")
"""Where log lines are written with care; everybody else's may quote anything."""

logger = logging.getLogger(__name__)


class WordlessFormatter(logging.Formatter):
    """One line an event. Of what other libraries log only the fixed text is kept, and of
    exceptions only what `describe` says."""

    def format(self, record: logging.LogRecord) -> str:
        line = logging.makeLogRecord(record.__dict__)
        if record.name.partition(".")[0] not in OURS:
            line.msg, line.args = str(record.msg).partition("\n")[0], ()
        if record.exc_info and record.exc_info[1] is not None:
            line.msg, line.args = f"{line.getMessage()}: {describe(record.exc_info[1])}", ()
        line.exc_info = line.exc_text = line.stack_info = None
        return super().format(line)


def configure_logging() -> None:
    """Log to standard error, one line an event; what nobody catches, and warnings, too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WordlessFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # aiogram's own lines quote input (unknown updates) or repeat every update.
    logging.getLogger("aiogram").setLevel(logging.CRITICAL)
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    # Its lines are made beforehand, and the addresses in them have the token.
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    # A line that cannot be written would be printed with all its arguments.
    logging.raiseExceptions = False
    # Python's own ways to print these quote messages, and pydantic's warnings quote values.
    warnings.showwarning = _note_warning
    sys.excepthook = lambda _kind, error, _frames: _note_uncaught(error)
    sys.unraisablehook = lambda args: _note_uncaught(args.exc_value)
    threading.excepthook = lambda args: _note_uncaught(args.exc_value)


def _note_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    logger.warning("%s at %s:%s", category.__name__, Path(filename).name, lineno)


def _note_uncaught(error: BaseException | None) -> None:
    if error is not None:
        logger.critical("nobody caught %s", describe(error))


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
