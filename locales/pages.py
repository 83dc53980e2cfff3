"""The agency's pages: a file for each page and language, in the order of pages.csv.

A file's first line is the title; paragraphs are separated by an empty line. Marks and placeholders
are those of the catalogues.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language. `as_of` is the year of which it tells, None for the present."""

    id: str
    as_of: int | None
    section: str
    title: str
    paragraphs: tuple[str, ...]


@cache
def pages(language: str) -> tuple[Page, ...]:
    """All pages, in the order of the table of contents; read once.

    Raises OSError when a page is missing: the tests see to it that none is.
    """
    with (FOLDER / "pages.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            _page(row["id"], row["as_of"], row["section"], language)
            for row in csv.DictReader(file)
        )


def _page(page_id: str, as_of: str, section: str, language: str) -> Page:
    text = (FOLDER / language / "pages" / f"{page_id}.txt").read_text(encoding="utf-8")
    title, *paragraphs = (part.strip("\n") for part in text.split("\n\n"))
    return Page(
        id=page_id,
        as_of=int(as_of) if as_of else None,
        section=section,
        title=title,
        paragraphs=tuple(part for part in paragraphs if part),
    )
