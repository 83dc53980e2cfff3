"""Place names for readers of Latin script.

The letters that BGN/PCGN gives Kyrgyz, without marks, as road signs and maps print them.
"""

import re

_LETTERS = dict(zip("абвгдежзийклмнопрстуфыэ", "abvgdejziyklmnoprstufye", strict=True)) | {
    **{"ё": "yo", "ң": "ng", "ө": "o", "ү": "u", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh"},
    **{"щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"},
    # Uzbek.
    **{"ў": "oʻ", "қ": "q", "ғ": "gʻ", "ҳ": "h"},
}
# One letter of Kyrgyz that Russian writes with two; and a sound that would be written twice.
_SOUNDS = re.compile("д(ж)|(ң)г", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


def latin(name: str) -> str:
    """The name in plain Latin letters; what is not Cyrillic stays as it is."""
    return _WORD.sub(_word, name)


def _word(found: re.Match[str]) -> str:
    word = found[0]
    # An abbreviation keeps its capitals throughout.
    capitals = len(word) > 1 and word.isupper()
    out = ""
    for letter in _SOUNDS.sub(_one_letter, word):
        plain = _LETTERS.get(letter.lower(), letter)
        if letter.isupper():
            plain = plain.upper() if capitals else plain.capitalize()
        out += plain
    return out


def _one_letter(found: re.Match[str]) -> str:
    letter = found[1] or found[2]
    return letter.upper() if found[0][0].isupper() else letter
