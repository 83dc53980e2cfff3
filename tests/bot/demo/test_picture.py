"""The pictures of the guides can be taken anew."""

import struct
from pathlib import Path

import pytest

from bot.demo.album import WIDTH, take_album
from bot.demo.picture import STORIES, BrowserMissing, open_browser

PICTURES = Path(__file__).parents[3] / "bot" / "demo" / "page"


@pytest.fixture
async def album(tmp_path: Path) -> Path:
    """A folder with the pictures of one guide, taken just now."""
    try:
        async with open_browser() as browser:
            await take_album(browser, tmp_path, "ru")
    except BrowserMissing as missing:
        # Not skipped: without a browser nobody knows whether the script works.
        raise pytest.fail.Exception(str(missing), pytrace=False) from None
    return tmp_path


def test_the_album_of_a_guide(album: Path) -> None:
    taken = {path.name: path.read_bytes() for path in album.iterdir()}
    assert set(taken) == {path.name for path in PICTURES.glob("guide_ru_*.png")}
    for name, picture in taken.items():
        width, height = struct.unpack(">II", picture[16:24])
        assert width == WIDTH, name
        # Head, one message and the field to write in, at least.
        assert height > 300, name
        assert len(picture) < 120_000, name


def test_each_guide_has_a_story() -> None:
    assert set(STORIES) == {"ky", "ru"}
