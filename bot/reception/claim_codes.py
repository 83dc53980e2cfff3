"""Codes with which people claim what was written down for them at the counter.

Eight characters, read from paper and typed on a phone: none looks like another one, and capital
and small letters are the same.
"""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1 and I and L; without U, which handwriting makes a V."""
LENGTH = 8

_LOOK_ALIKES = str.maketrans(
    {
        "\N{CYRILLIC CAPITAL LETTER A}": "A",
        "\N{CYRILLIC CAPITAL LETTER VE}": "B",
        "\N{CYRILLIC CAPITAL LETTER IE}": "E",
        "\N{CYRILLIC CAPITAL LETTER KA}": "K",
        "\N{CYRILLIC CAPITAL LETTER EM}": "M",
        "\N{CYRILLIC CAPITAL LETTER EN}": "H",
        "\N{CYRILLIC CAPITAL LETTER ER}": "P",
        "\N{CYRILLIC CAPITAL LETTER ES}": "C",
        "\N{CYRILLIC CAPITAL LETTER TE}": "T",
        "\N{CYRILLIC CAPITAL LETTER U}": "Y",
        "\N{CYRILLIC CAPITAL LETTER HA}": "X",
    }
)
"""Letters that look the same on a keyboard of the country's languages."""
_TYPED = re.compile(r"\w{4}[\s-]?\w{4}")


def new_code() -> str:
    """A code that nobody can guess, with a digit and a letter in it: no word looks like it."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if _is_mixed(code):
            return code


def spaced(code: str) -> str:
    """The code as it is shown."""
    return f"{code[:4]}-{code[4:]}"


def read(text: str) -> str | None:
    """The code that somebody typed; None: the text does not look like one."""
    typed = text.strip()
    if not _TYPED.fullmatch(typed):
        return None
    code = re.sub(r"[\s-]", "", typed).upper().translate(_LOOK_ALIKES)
    return code if set(code) <= set(ALPHABET) and _is_mixed(code) else None


def _is_mixed(code: str) -> bool:
    return any(sign.isdigit() for sign in code) and any(sign.isalpha() for sign in code)
