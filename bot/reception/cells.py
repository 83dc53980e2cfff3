"""The cells of a workbook. Run as a program of its own by `bot.reception.workbook`: a file that
was made to do harm ends that program, not the bot."""

import contextlib
import io
import json
import sys
from datetime import date, datetime

MOST_MEMORY = 1_000_000_000
"""Bytes that the program may take, where the system knows such a limit."""

MOST_WRITTEN = 20_000_000
"""Bytes of what it writes, which the bot has to hold."""


def cells(content: bytes) -> dict[str, list[list[str]]]:
    """The sheets of an XLSX file: name -> lines of cells as text. Raises whatever it likes."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [
            [_text(cell) for cell in row]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }


def _text(cell: object) -> str:
    match cell:
        case bool():
            return str(int(cell))
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat() if cell.time() != cell.time().min else cell.date().isoformat()
        case date():
            return cell.isoformat()
    return str(cell)


def main() -> None:
    """Reads a workbook, and writes its cells."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = json.dumps(cells(sys.stdin.buffer.read()))
    if len(found) > MOST_WRITTEN:
        sys.exit(f"{len(found)} bytes")
    sys.stdout.write(found)


if __name__ == "__main__":
    main()
