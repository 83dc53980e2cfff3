"""Uzbek in Latin letters turned into Uzbek in Cyrillic letters, one for one.

Texts are written once, in Latin. Their Cyrillic twins in the catalogues and pages must be what
:func:`cyrillic` makes of them. There is no way back: two Latin spellings can share a Cyrillic one.
"""

import re

LETTERS = {
    "a": "а", "b": "б", "ch": "ч", "d": "д", "e": "е", "f": "ф", "g": "г", "gʻ": "ғ", "h": "ҳ",
    "i": "и", "j": "ж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "oʻ": "ў", "p": "п",
    "q": "қ", "r": "р", "s": "с", "sh": "ш", "t": "т", "u": "у", "v": "в", "x": "х", "y": "й",
    "z": "з",
    "ya": "я", "ye": "е", "yo": "ё", "yoʻ": "йў", "yu": "ю",
    "sʼh": "сҳ",  # the apostrophe only says that this is no "sh"
    "ksiya": "кция", "psiya": "пция", "tsiya": "ция",
}  # fmt: skip
"""Latin letters, and runs of letters that are spelled together, to Cyrillic."""

OPEN_E = "э"
"""What stands for ``e`` at the beginning of a word and after a vowel."""

HARD_SIGN = "ъ"
"""What stands for the apostrophe, which is neither small nor capital itself."""

SOFT_SIGN = "ь"
"""Latin does not write it. At the end of a stem it is dropped before an ending."""

STEMS = {
    # An open e after a consonant
    "meri": "мэри", "merlar": "мэрлар",
    # The soft and the hard sign
    "albom": "альбом", "alyans": "альянс", "aprel": "апрель", "asfalt": "асфальт",
    "bulvar": "бульвар", "dekabr": "декабрь", "fevral": "февраль", "iyul": "июль",
    "iyun": "июнь", "kompyuter": "компьютер", "medal": "медаль", "model": "модель",
    "noyabr": "ноябрь", "obyekt": "объект", "oktyabr": "октябрь", "premyer": "премьер",
    "rol": "роль", "subyekt": "субъект", "yanvar": "январь",
    # A soft vowel after a consonant
    "budjet": "бюджет", "oktabr": "октябрь", "sentabr": "сентябрь",
    # The letter that Latin writes as s or ts
    "assotsiatsiya": "ассоциация", "dotsent": "доцент", "fransiya": "франция",
    "fransuz": "француз", "instansiya": "инстанция", "kompetensiya": "компетенция",
    "konferensiya": "конференция", "konsepsiya": "концепция", "konsert": "концерт",
    "kvitansiya": "квитанция", "litsenziya": "лицензия", "litsey": "лицей",
    "munitsipal": "муниципал", "ofitser": "офицер", "prinsip": "принцип",
    "protsedura": "процедура", "protsent": "процент", "protsess": "процесс",
    "sement": "цемент", "sentner": "центнер", "shveysariya": "швейцария",
    "sotsial": "социал", "stansiya": "станция", "subvensiya": "субвенция", "vitse": "вице",
    # Names that are no Uzbek words
    "biz, my": "биз, мы", "usaid": "юсаид",
}  # fmt: skip
"""Beginnings of words that the letters alone would spell wrong. Endings follow freely."""

_BEGINS = "(?<![a-zA-Zʻʼ])"
_ENDS = "(?![a-zA-Zʻʼ])"

KEPT = "|".join(
    (
        r"\{\w*\}",  # a placeholder
        r"</?[a-z]+>",  # a mark
        r"https?://\S+",
        r"(?<![\w/])/[a-z]\w*(?: [A-Z]{3}\b)*",  # a command, with the codes of receptions
        r"\b[A-Z]{3}-\d{4}-\d{5}\b",  # the number of a concern
        r"\b[A-Z]+(?:_[A-Z]+)+\b",  # the name of a setting
        r"\b[A-Z]+(?:-[A-Z]+)*/\d[\d/-]*",  # the number of a contract
        f"{_BEGINS}(?:(?:id|MON|XLSX|ZIP|xlsx|zip){_ENDS}|Telegram|privacy mode)",
        r"\b\w*(?:[wW]|[cC](?![hH]))\w*",  # a word with letters that Uzbek does not have
    )
)
"""What stays as it is, in this writing of small and capital letters."""


def _longest_first(table: dict[str, str]) -> str:
    """A pattern that finds the keys of a table."""
    return "|".join(sorted(table, key=len, reverse=True))


_PIECE = re.compile(
    f"(?P<kept>(?-i:{KEPT}))"
    f"|{_BEGINS}(?P<stem>{_longest_first(STEMS)})"
    f"|(?P<open_e>(?:{_BEGINS}|(?<=[aeiou])|(?<=oʻ))e)"
    f"|(?P<letters>{_longest_first(LETTERS)})"
    "|(?P<apostrophe>ʼ)",
    re.IGNORECASE | re.ASCII,
)


def _spelled(piece: re.Match[str]) -> str:
    """One piece of a text in Cyrillic letters, small or capital as it was."""
    latin, text = piece.group(), piece.string
    before, after = text[piece.start() - 1 : piece.start()], text[piece.end() : piece.end() + 1]
    match piece.lastgroup:
        case "kept":
            return latin
        case "apostrophe":
            return HARD_SIGN.upper() if (before + after).isupper() else HARD_SIGN
        case "stem":
            spelled = STEMS[latin.lower()]
            if after.isalpha():
                spelled = spelled.removesuffix(SOFT_SIGN)
        case "open_e":
            spelled = OPEN_E
        case _:
            spelled = LETTERS[latin.lower()]
    if latin.isupper():
        return spelled.upper()
    return spelled.capitalize() if latin[0].isupper() else spelled


def cyrillic(text: str) -> str:
    """Uzbek ``text`` in Cyrillic letters.

    The Latin text must be spelled with U+02BB in its two letters with a turned comma and with
    U+02BC as the apostrophe; other apostrophes stay as they are. Placeholders, marks, commands,
    addresses, names of settings and foreign words stay too.
    """
    return _PIECE.sub(_spelled, text)
