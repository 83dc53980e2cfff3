"""Which offices somebody may have meant by a code or a name that there is not."""

from rapidfuzz import fuzz, process

from bot.reception.directory import Directory, Office
from bot.reception.folding import fold

_SHORTEST = 2
"""Letters of a key; a single one is a part of everything."""
_LEAST = 60.0
"""How alike, of 100, a code or a name must be."""


def near_offices(directory: Directory, wanted: str, at_most: int = 3) -> list[Office]:
    """The offices whose codes or names, in any language, are most like ``wanted``, the nearest
    first; none when nothing is like it."""
    key = fold(wanted)
    if len(key) < _SHORTEST:
        return []
    keys = {
        (office.code, word): fold(word)
        for office in directory.offices
        for word in (office.code, *office.name.by_language.values())
    }
    found = process.extract(key, keys, scorer=fuzz.WRatio, limit=None, score_cutoff=_LEAST)
    codes = dict.fromkeys(code for _key, _score, (code, _word) in found)
    return [directory.office(code) for code in list(codes)[:at_most]]
