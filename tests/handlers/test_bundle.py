"""Which messages of a resident come to a busy group together."""

from dataclasses import replace

from handlers.staff import bundle
from storage.entries import Entry


def entry(number: int, kind: str, text: str = "") -> Entry:
    return Entry(
        id=number,
        ticket_id=1,
        direction="in",
        author_id=None,
        author_name=None,
        content={"kind": kind, "text": text},
        album=None,
        delivery="kept",
        sent_at=0,
        shown_at=0,
        quotes=None,
        waiting_at=None,
        bundled=False,
        asks=False,
    )


def joined(*groups: list[Entry]) -> list[list[int]]:
    return [[one.id for one in group] for group in bundle.joined(list(groups))]


def test_texts_come_together_and_what_replies_stays_by_itself() -> None:
    texts = [[entry(number, "text", "words")] for number in range(1, 5)]
    texts[2] = [replace(texts[2][0], quotes=9)]
    assert joined(*texts) == [[1, 2], [3], [4]]


def test_files_without_words_become_albums_of_ten() -> None:
    photos = [[entry(number, "photo")] for number in range(1, 13)]
    assert joined(*photos) == [list(range(1, 11)), [11, 12]]


def test_kinds_that_no_album_holds_together_and_captions_part_files() -> None:
    groups = [
        [entry(1, "photo", "caption of the album")],
        [entry(2, "video")],
        [entry(3, "document")],
        [entry(4, "photo", "another caption")],
        [entry(5, "voice")],
        [entry(6, "voice")],
    ]
    assert joined(*groups) == [[1, 2], [3], [4], [5], [6]]
