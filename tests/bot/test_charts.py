"""The pictures of statistics: drawn by a process of its own, legible on a phone."""

import json
import os
import struct
import sys
from typing import Any

import pytest

from bot.charts import MOST_HEIGHT, WIDTH
from bot.drawing import draw
from handlers.jobs import DrawingFailed

LETTERS = "АаҢңӨөҮүҚқҒғҲҳЎўЁё" + "Oʻgʻʼ" + "–…<>%«»“”№"
"""What Kyrgyz and Uzbek have besides, and the signs of the pictures."""


def _picture(rows: int) -> dict[str, Any]:
    bar = {"value": 12, "text": "12"}
    hidden = {"value": None, "text": "<5"}
    return {
        "title": "Дин иштери жана этностор аралык мамилелер боюнча улуттук агенттик",
        "subtitle": "01.01.2026 – 31.03.2026",
        "footer": LETTERS,
        "panels": [
            {"kind": "columns", "title": "Ң", "bars": [{"label": "01.01", **bar}] * rows},
            {
                "kind": "bars",
                "title": "Ө",
                "series": ["Ачык", "Мөөнөтү өткөн"],
                "most": 12,
                "rows": [{"label": "Жалал-Абад $x$ " * 3, "values": [bar, hidden]}] * rows,
            },
            {"kind": "figures", "title": "Ү", "figures": [{"text": "3,5 күн", "label": "ў"}] * 3},
        ],
    }


async def test_a_real_picture_of_a_phone_s_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "not for the one who draws")
    few, many = await draw([_picture(2), _picture(53)])
    for content in (few, many):
        assert content.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", content[16:24])
        assert width == WIDTH
        assert WIDTH <= height <= MOST_HEIGHT
    # A blank page is a few kilobytes.
    assert len(few) > 20_000
    assert few != many


async def test_what_cannot_be_drawn_is_an_error_and_leaves_no_process() -> None:
    with pytest.raises(DrawingFailed, match="ended with 1"):
        await draw([{"nothing": "to draw"}])


async def test_drawing_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.drawing.SECONDS", 0.05)
    with pytest.raises(DrawingFailed, match="not done"):
        await draw([_picture(2)])


def test_the_font_has_the_letters_of_all_languages() -> None:
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    folder = os.path.join(mpl.get_data_path(), "fonts", "ttf")
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        known = FT2Font(os.path.join(folder, name)).get_charmap()
        assert not [letter for letter in LETTERS if ord(letter) not in known], name


def test_the_bot_itself_does_not_load_what_draws() -> None:
    import subprocess  # noqa: PLC0415

    code = "import sys, bot.application, json; print(json.dumps('matplotlib' in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(found.stdout) is False
