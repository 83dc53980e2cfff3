"""Texts without what is not seen, and without what breaks the lines around it.

Invisible characters hide words from whoever reads a card, marks of direction turn lines around,
and letters piled with marks cover their neighbours. What languages and emoji need stays.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

MARKS = 2
"""Combining marks that one letter may carry: Arabic script writes a vowel above a doubling."""

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_KEYCAP = "\u20e3"
_EMOJI_STYLES = "\ufe0e\ufe0f"
"""After a symbol they choose between its drawn and its coloured form."""
_STYLED = "\u203c\u2049\u2139\u3030"
"""Punctuation and a letter with a coloured form."""
_SPACED = {"\t": " ", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n"}
"""Rare spaces and ends of lines, and what stands for them: words must not run together."""

_VISIBLE_FORMATS = re.compile("[\u0600-\u0605\u06dd\u0890\u0891\u08e2]")
"""Signs of Arabic script around numbers and verses: drawn, though Unicode calls them controls."""
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0d\uffa0"
    "\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Letters, marks and symbols that are drawn as nothing."""
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_PICTURE = re.compile("[\U0001f000-\U0001faff]")
"""Emoji, those that this Python does not know yet too."""


def plain(text: str) -> str:
    """The text as it may stand on a card; never longer, and the same when done again.

    Removed are marks of direction, characters of no width (but for the joiners within emoji and
    words of Arabic script), controls other than the end of a line, tags, and of the marks piled
    on a letter all after the second.
    """
    return "".join(_kept(text))


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain text, and where in it the parts of the original are."""

    text: str
    _moved: Sequence[int]
    """For each UTF-16 unit of the original, and for its end, the offset in ``text``."""

    def span(self, offset: int, length: int) -> tuple[int, int]:
        """Offset and length, in UTF-16 units, of what is left of such a part of the original;
        the length is 0 when nothing is. What reaches beyond the text is cut."""
        last = len(self._moved) - 1
        start = self._moved[min(max(offset, 0), last)]
        end = self._moved[min(max(offset + length, 0), last)]
        return start, max(0, end - start)


def plain_with_map(text: str) -> Plain:
    """The plain text, for texts whose formatting goes by offsets."""
    kept = _kept(text)
    units = [0]
    for letter, left in zip(text, kept, strict=True):
        # A letter is replaced by one of the same size, or not at all.
        units += [int(bool(left))] * (2 if letter > "\uffff" else 1)
    return Plain("".join(kept), list(accumulate(units)))


def _kept(text: str) -> list[str]:
    """For each character what stands for it: itself, a space, the end of a line, or nothing.

    Whether a character stays depends on those kept before it and on the one that follows. The
    latter counts only if it is a letter, symbol or keycap, which stay as well: so nothing is
    left to remove from what is returned.
    """
    kept = []
    last = base = ""
    marks = 0
    for index, letter in enumerate(text):
        following = text[index + 1 : index + 2]
        left = _SPACED.get(letter, letter)
        if left in (_ZWNJ, _ZWJ):
            left = left if _joins(left, last, base, following) else ""
        elif left in _EMOJI_STYLES:
            left = left if _has_styles(last, following) else ""
        elif _is_hidden(left):
            left = ""
        elif unicodedata.category(left) in ("Mn", "Me", "Mc"):
            marks += 1
            left = left if marks <= MARKS else ""
        else:
            base, marks = left, 0
        kept.append(left)
        last = left or last
    return kept


def _is_hidden(letter: str) -> bool:
    if letter == "\n" or _VISIBLE_FORMATS.match(letter):
        return False
    # Cs: half a character, which no text can be sent with.
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs") or bool(_BLANK.match(letter))


def _joins(joiner: str, last: str, base: str, following: str) -> bool:
    """Whether a joiner does anything between what it stands after and what follows it."""
    if last in (_ZWNJ, _ZWJ):
        return False
    after, before = _is_arabic(base), _is_arabic(following)
    if joiner == _ZWNJ:
        return after and before
    return after or before or (_is_symbol(base) and _is_symbol(following))


def _has_styles(last: str, following: str) -> bool:
    if last and last in "0123456789#*":
        return following == _KEYCAP
    return _is_symbol(last) or (last != "" and last in _STYLED)


def _is_arabic(letter: str) -> bool:
    return bool(_ARABIC.match(letter)) and unicodedata.category(letter).startswith("L")


def _is_symbol(letter: str) -> bool:
    """Emoji, also a colour of skin, and other symbols that emoji are made of."""
    if not letter or _BLANK.match(letter):
        return False
    return bool(_PICTURE.match(letter)) or unicodedata.category(letter) in ("So", "Sm")
