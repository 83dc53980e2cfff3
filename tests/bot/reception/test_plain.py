"""What stays of a text on a card: every letter of our languages, and nothing that hides."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.plain import plain, plain_with_map

LRM, RLM, ALM = "\u200e", "\u200f", "\u061c"
RLO, PDF, LRI, PDI = "\u202e", "\u202c", "\u2066", "\u2069"
ZWSP, ZWNJ, ZWJ, BOM = "\u200b", "\u200c", "\u200d", "\ufeff"
VS15, VS16, KEYCAP = "\ufe0e", "\ufe0f", "\u20e3"
ACUTE = "\u0301"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"

KEPT = (
    "Кыргызча: өң, үй, ңү. Ёлка, ъезд, й и\u0306.",
    "Oʻzbekcha gʻoya, toʼsiq; Ўзбекча ғоя, қўл, ҳа.",
    "Тоҷикӣ: ӣ ӯ ҷ ғ қ ҳ. Хуэйзў: җ ә ў ң ү.",
    "ئۇيغۇرچە: ئۆي، ئې، ڭ، ھ، ۋ ۈ گ ژ چ پ",
    "اللُّغَةُ العَرَبِيَّةُ: كتاب؟ ١٢٣ \u06dd٧",
    f"می{ZWNJ}خواهم",
    f"ه{ZWJ} ١٤٤٧",
    "Two lines\n\nand a\u00a0space – “quoted”…",
    "👍🏽 🇰🇬 ❤" + VS16 + " ☎" + VS15 + " 5" + VS16 + KEYCAP + " ℹ" + VS16,
    f"👩🏽{ZWJ}🚒 👨{ZWJ}👩{ZWJ}👧{ZWJ}👦 🏳{VS16}{ZWJ}🌈 🙂{ZWJ}↔{VS16} ❤{VS16}{ZWJ}🔥",
    "",
)


@pytest.mark.parametrize("text", KEPT)
def test_what_people_write_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"a{RLO}txt.exe{PDF}b{LRI}c{PDI}{LRM}{RLM}{ALM}", "atxt.exebc"),
        (f"a{ZWSP}b{BOM}c\u2060d\u00ade\u180ef\u2064", "abcdef"),
        (f"a{ZWJ}b{ZWNJ}c Ж{ZWJ}Ж{ZWJ}", "abc ЖЖ"),
        (f"👩{ZWJ}{ZWJ}🚒{ZWJ} {ZWJ}👩", f"👩{ZWJ}🚒 👩"),
        (f"می{ZWNJ}{ZWNJ}خواهم{ZWNJ}", f"می{ZWNJ}خواهم"),
        ("a\x00b\x07c\x1b[0md\x7fe\r\nf", "abc[0mde\nf"),
        ("a\tb\u2028c\u2029d\u0085e", "a b\nc\nd\ne"),
        (SCOTLAND + "a\U000e0041b", "\U0001f3f4ab"),
        ("z" + ACUTE * 40 + "a" + ACUTE + "\n" + ACUTE, f"z{ACUTE * 2}a{ACUTE}\n{ACUTE}"),
        ("z" + (ACUTE + ZWSP) * 9, "z" + ACUTE * 2),
        (f"a{VS16}b{VS15} 5{VS16} ❤{VS16}{VS16}{VS15}", f"ab 5 ❤{VS16}"),
        ("a\u3164b\u2800c\u034fd\U000e0101\u115f", "abcd"),
        ("half \ud83d of one", "half  of one"),
    ],
)
def test_what_hides_or_spills_is_removed(text: str, wanted: str) -> None:
    assert plain(text) == wanted


ODD = st.sampled_from(
    "\u0651\n\t\r\u2800\U000e0067\ud83d\u2139👩🏽❤↔5هaЖ "
    f"{LRM}{RLO}{PDI}{ZWSP}{ZWNJ}{ZWJ}{BOM}{VS15}{VS16}{KEYCAP}{ACUTE}"
)
TEXTS = st.text(st.one_of(ODD, st.characters()))


def units(text: str) -> int:
    """The length in UTF-16 units, half characters too."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def part(text: str, offset: int, length: int) -> str:
    """A part of a text given in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[offset * 2 : (offset + length) * 2].decode("utf-16-le", "surrogatepass")


@given(TEXTS)
def test_the_rest_is_plain_and_never_longer(text: str) -> None:
    once = plain(text)
    assert plain(once) == once == plain_with_map(text).text
    assert units(once) <= units(text)
    assert not set(once) & {LRM, RLO, PDI, ZWSP, BOM, "\t", "\r", "\u2800", "\ud83d"}
    once.encode()


def seen(text: str) -> str:
    """The letters, numbers, punctuation and spaces of a text."""
    written = text.replace("\u2028", "").replace("\u2029", "").replace("\t", " ")
    blank = "\u115f\u1160\u3164\uffa0"
    return "".join(c for c in written if unicodedata.category(c)[0] in "LNPZ" and c not in blank)


@given(TEXTS)
def test_every_letter_stays(text: str) -> None:
    assert seen(plain(text)) == seen(text)


@given(TEXTS, TEXTS, TEXTS)
def test_formatting_covers_the_same_letters(before: str, marked: str, after: str) -> None:
    whole = plain_with_map(before + marked + after)
    offset, length = whole.span(units(before), units(marked))
    end = units(whole.text)
    assert 0 <= offset <= offset + length <= end
    assert seen(part(whole.text, 0, offset)) == seen(before)
    assert seen(part(whole.text, offset, length)) == seen(marked)
    assert seen(part(whole.text, offset + length, end)) == seen(after)


@given(TEXTS, st.integers(-5, 50), st.integers(-5, 50))
def test_a_range_beyond_the_text_is_cut(text: str, offset: int, length: int) -> None:
    whole = plain_with_map(text)
    start, size = whole.span(offset, length)
    assert 0 <= start <= start + size <= units(whole.text)
