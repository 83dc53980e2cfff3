"""One key for one sound, in whatever letters a name was typed.

`fold` brings Kyrgyz, Russian and Uzbek Cyrillic, Uzbek Latin and Latin typed without a rule to
the same short string of ASCII letters and digits, so that names can be compared at all. It hides
what people leave out or mix up on a phone; what is left to tell apart are real typing errors.

In a key `c`, `j` and `w` stand for the sounds that English writes ch, j and sh: one letter each,
so that leaving one out counts as one error.
"""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 80
"""The length of the longest key; place names are half as long at most."""

# Letters to ASCII, before the rules below. Others lose their marks and count if they are then
# an ASCII letter or digit: apostrophes, soft and hard signs, hyphens and spaces fall out.
_LETTERS = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхы", "abvgdeziiklmnoprstufhi", strict=True))
    | {"ж": "j", "ч": "c", "ц": "s", "ш": "w", "щ": "w", "э": "e", "ю": "iu", "я": "ia"}
    # Printed without its dots more often than with them.
    | {"ё": "e"}
    | {"ө": "o", "ў": "o", "ү": "u", "ұ": "u", "ң": "n", "қ": "k", "ғ": "g", "ҳ": "h", "һ": "h"}
    | {"і": "i", "җ": "j", "ҷ": "c", "ә": "a", "ə": "a", "ı": "i", "ø": "o"}
    | {"q": "k", "x": "h", "y": "i", "š": "w", "ş": "w", "č": "c", "ç": "c", "ž": "j"}
)

# Two letters for one sound, in the order in which they are looked for. No rule makes the key
# longer or looks ahead: so applying them comes to an end, and a key cut short stays a key.
_RULES = (
    (re.compile(r"d?zh|dj"), "j"),
    (re.compile(r"sh"), "w"),
    (re.compile(r"t?ch|tc"), "c"),
    (re.compile(r"ts"), "s"),
    (re.compile(r"wc"), "w"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"ng"), "n"),
)
# Two letters that are written as one, or one as two.
_FALL_TOGETHER = (
    (re.compile(r"([a-z])\1+"), r"\1"),
    (re.compile(r"i([eu])"), r"\1"),
)


def fold(text: str, *, loose: bool = False) -> str:
    """The key of a name: `a-z0-9`, at most LONGEST characters, empty if nothing can be read.

    Never raises. Upper and lower case give the same key, and the key of a key is itself. A loose
    key keeps letters that fall together: another may have been left out between them.
    """
    # Compatibility forms first: some of them are capitals.
    text = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    text = unicodedata.normalize("NFD", text).translate(_LETTERS)
    key = "".join(letter for letter in text if letter.isascii() and letter.isalnum())
    rules = _RULES if loose else (*_FALL_TOGETHER, *_RULES)
    while (shorter := _shorten(key, rules)) != key:
        key = shorter
    return key[:LONGEST]


class Folded(NamedTuple):
    """A name's key and its loose key."""

    key: str
    loose: str


def folded(text: str) -> Folded:
    """Both keys of a name."""
    return Folded(fold(text), fold(text, loose=True))


def _shorten(key: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, sound in rules:
        key = pattern.sub(sound, key)
    return key
