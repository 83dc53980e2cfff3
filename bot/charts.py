"""Draws statistics: `python -m bot.charts`, JSON in, pictures out.

A process of its own, because drawing takes a second and 100 MB. It reads an object from standard
input, {"pictures": [picture, ...]}, and writes a line of base64 for each: a PNG, `WIDTH` pixels
wide. All words come with the input; a value of null is a count that is hidden.

    picture: {"title", "subtitle", "footer", "panels": [panel, ...]}
    panel:   {"kind": "columns", "title", "bars": [{"label", "value", "text"}, ...]}
             {"kind": "bars", "title", "series": [name, ...], "most" (what fills the width),
              "rows": [{"label", "values": [{"value", "text"}, ...]}, ...]}
             {"kind": "figures", "title", "figures": [{"text", "label"}, ...]}
"""

import base64
import io
import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

WIDTH = 1080
"""Pixels: as wide as Telegram shows a picture without making it smaller."""
LEAST_HEIGHT, MOST_HEIGHT = 1080, 2400
_DPI = 100
_MARGIN = 50
_LABELS = 400
"""Pixels for the words before horizontal bars."""
_SIDE = WIDTH - 2 * _MARGIN
MOST_LABELLED = 14
"""Columns of which each has its number and its label."""

_INK, _GREY, _PAPER = "#1a1a1a", "#5a5a5a", "#ffffff"
_COLOURS = ("#0072b2", "#d55e00")
"""Told apart by colour-blind people too."""

mpl.rcParams.update({"font.family": "DejaVu Sans", "text.parse_math": False, "hatch.linewidth": 2})

_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_BOLD = FT2Font(str(_FONTS / "DejaVuSans-Bold.ttf"))
_LETTERS = frozenset(_BOLD.get_charmap())

Json = dict[str, Any]


def height(picture: Json) -> float:
    """Pixels that a picture needs; what is below `MOST_HEIGHT` is not drawn."""
    return _head_height(picture) + sum(map(_height, picture["panels"])) + 90


def draw(picture: Json) -> bytes:
    """One picture as PNG."""
    heights = [_height(panel) for panel in picture["panels"]]
    total = min(max(height(picture), LEAST_HEIGHT), MOST_HEIGHT)
    # What is left below a few panels is shared out among them.
    spare = max(total - height(picture), 0) / max(len(heights), 1)
    figure = Figure(figsize=(WIDTH / _DPI, total / _DPI), dpi=_DPI, facecolor=_PAPER)
    page = figure.add_axes((0, 0, 1, 1))
    page.set_xlim(0, WIDTH)
    page.set_ylim(total, 0)
    page.axis("off")
    y = _head(page, picture)
    for panel, tall in zip(picture["panels"], heights, strict=True):
        _write(page, panel["title"], _MARGIN, y + 28, 23, weight="bold")
        _PANELS[panel["kind"]](page, panel, y + 70, tall + spare - 100)
        y += tall + spare
    _write(page, picture["footer"], _MARGIN, total - 45, 20, color=_GREY)
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=_DPI)
    return target.getvalue()


def _height(panel: Json) -> float:
    """Pixels that a panel needs."""
    match panel["kind"]:
        case "columns":
            return 480
        case "bars":
            row = 68 if len(panel["series"]) > 1 else 62
            return 130 + row * len(panel["rows"]) + (50 if len(panel["series"]) > 1 else 0)
        case _:
            return 110 + 150 * ((len(panel["figures"]) + 1) // 2)


def _head_height(picture: Json) -> float:
    title, below = _head_lines(picture)
    return 80.0 + 42 * len(title) + 36 * len(below)


def _head_lines(picture: Json) -> tuple[list[str], list[str]]:
    """The title and what stands below it."""
    return _wrapped(picture["title"], 25, _SIDE, 3), _wrapped(picture["subtitle"], 22, _SIDE, 3)


def _head(page: Axes, picture: Json) -> float:
    """Writes them; returns where they end."""
    title, below = _head_lines(picture)
    y = 60.0
    for line in title:
        _write(page, line, _MARGIN, y, 25, weight="bold")
        y += 42
    for line in below:
        _write(page, line, _MARGIN, y + 2, 22, color=_GREY)
        y += 36
    return y + 20


def _columns(page: Axes, panel: Json, top: float, height: float) -> None:
    bars = panel["bars"]
    most = max([bar["value"] or 0 for bar in bars] + [1])
    step = (WIDTH - 2 * _MARGIN) / max(len(bars), 1)
    width = min(step * 0.78, 120)
    ground, room = top + height - 60, height - 120
    labelled = len(bars) <= MOST_LABELLED
    every = 1 if len(bars) <= 7 else -(-len(bars) // 7)
    highest = max(range(len(bars)), key=lambda at: bars[at]["value"] or 0, default=0)
    for at, bar in enumerate(bars):
        middle = _MARGIN + step * (at + 0.5)
        tall = _bar(page, middle - width / 2, ground, width, bar["value"], most, room)
        if labelled or (at == highest and bar["value"]):
            size = 22 if len(bars) <= 9 else 20
            _write(page, bar["text"], middle, ground - tall - 20, size, ha="center")
        if at % every == 0:
            _write(page, bar["label"], middle, ground + 30, 20, ha="center", color=_GREY)
    page.plot([_MARGIN, WIDTH - _MARGIN], [ground, ground], color=_GREY, linewidth=2)


def _bar(
    page: Axes, x: float, ground: float, width: float, value: int | None, most: int, room: float
) -> float:
    """An upright bar; a hatched stub for a hidden count. Returns its height."""
    if value is None:
        page.bar(x, -26, width, ground, align="edge", **_HIDDEN)
        return 26
    tall = room * value / most
    page.bar(x, -tall, width, ground, align="edge", color=_COLOURS[0])
    return tall


_HIDDEN: Json = {"facecolor": _PAPER, "edgecolor": _GREY, "hatch": "//", "linewidth": 1.5}


def _rows(page: Axes, panel: Json, top: float, height: float) -> None:
    series, rows = panel["series"], panel["rows"]
    if len(series) > 1:
        x = float(_MARGIN)
        for name, colour in zip(series, _COLOURS, strict=False):
            page.bar(x, 26, 26, top - 13, align="edge", color=colour)
            _write(page, name, x + 40, top, 20)
            x += 90 + 17 * len(name)
        top, height = top + 45, height - 45
    most = panel["most"]
    left, room = _MARGIN + _LABELS + 20, WIDTH - 2 * _MARGIN - _LABELS - 120
    step = min(height / max(len(rows), 1), 110)
    for at, row in enumerate(rows):
        middle = top + step * (at + 0.5)
        lines = _wrapped(row["label"], 20, _LABELS)
        for line, text in enumerate(lines):
            _write(page, text, _MARGIN, middle + (line - (len(lines) - 1) / 2) * 29, 20)
        each = min(step * 0.82, 76) / len(row["values"])
        for place, part in enumerate(row["values"]):
            y = middle + each * (place - len(row["values"]) / 2)
            style = {"color": _COLOURS[place]} if part["value"] is not None else _HIDDEN
            length = 30 if part["value"] is None else room * part["value"] / most
            page.barh(y, length, each * 0.9, left, align="edge", **style)
            _write(page, part["text"], left + length + 12, y + each * 0.45, 20)


def _figures(page: Axes, panel: Json, top: float, height: float) -> None:
    figures = panel["figures"]
    step = height / max((len(figures) + 1) // 2, 1)
    for at, figure in enumerate(figures):
        x = _MARGIN + (at % 2) * (WIDTH / 2 - _MARGIN / 2)
        y = top + step * (at // 2)
        _write(page, figure["text"], x, y + 36, 36, weight="bold", color=_COLOURS[0])
        for line, text in enumerate(_wrapped(figure["label"], 20, _SIDE / 2 - 30)):
            _write(page, text, x, y + 84 + 30 * line, 20, color=_GREY)


_PANELS = {"columns": _columns, "bars": _rows, "figures": _figures}


def _wrapped(text: str, size: float, room: float, most: int = 2) -> list[str]:
    """The text in lines that are as wide as there is room, in pixels; the last one is cut."""
    lines: list[str] = []
    for word in _known(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _wide(longer, size) <= room:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = longer
            break
    return [_cut(line, size, room) for line in lines]


def _cut(line: str, size: float, room: float) -> str:
    if _wide(line, size) <= room:
        return line
    while line and _wide(f"{line}…", size) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _wide(text: str, size: float) -> float:
    """Pixels; of bold letters, which are wider."""
    _BOLD.set_size(size, _DPI)
    _BOLD.set_text(text)
    width: int = _BOLD.get_width_height()[0]
    return width / 64


def _known(text: str) -> str:
    """The text without the emoji that the font does not have."""
    return "".join(letter for letter in text if ord(letter) in _LETTERS or letter == " ").strip()


def _write(page: Axes, text: str, x: float, y: float, size: float, **style: Any) -> None:
    """A line of text with its middle at a height; the size is in points, 72 to 100 pixels."""
    page.text(x, y, _known(text), size=size, va="center", **{"color": _INK, **style})


def main() -> None:
    """Reads what to draw, and writes the pictures."""
    for picture in json.load(sys.stdin)["pictures"]:
        sys.stdout.write(base64.b64encode(draw(picture)).decode() + "\n")


if __name__ == "__main__":
    main()
