"""The Cyrillic Uzbek is the Latin Uzbek in other letters, everywhere."""

import csv
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from locales.uzbek import KEPT, LETTERS, STEMS, cyrillic
from tests.test_catalogues import entries
from tests.test_rules import ROOT

LATIN, CYRILLIC = ROOT / "locales" / "uz" / "pages", ROOT / "locales" / "uz_Cyrl" / "pages"
PAGES = sorted(path.name for path in LATIN.glob("*.txt"))
DATA = [
    path
    for path in sorted((ROOT / "storage" / "data").glob("*.csv"))
    if "name_uz_Cyrl" in path.read_text(encoding="utf-8")
]

SYLLABLES = st.sampled_from([*LETTERS, *STEMS, "aʼ", "sʼ"])
WORDS = st.lists(SYLLABLES, min_size=1, max_size=8).map("".join)
"""Made of Uzbek letters, in small letters."""


def test_the_catalogues_agree() -> None:
    latin = {tuple(ids): [cyrillic(text) for text in texts] for _, ids, texts in entries("uz")}
    assert latin == {tuple(ids): texts for _, ids, texts in entries("uz_Cyrl")}


def test_there_are_pages_in_both_letters() -> None:
    assert PAGES
    assert sorted(path.name for path in CYRILLIC.glob("*.txt")) == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_agree(name: str) -> None:
    latin = (LATIN / name).read_text(encoding="utf-8")
    assert cyrillic(latin) == (CYRILLIC / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_the_names_that_the_bot_ships_agree(path: object) -> None:
    with open(str(path), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert cyrillic(row["name_uz"]) == row["name_uz_Cyrl"]


@pytest.mark.parametrize(
    ("latin", "expected"),
    [
        # Letters of two signs
        ("shahar, choʻl, togʻ", "шаҳар, чўл, тоғ"),
        ("Oʻsh, Gʻafur, Shavkat, Choʻyan", "Ўш, Ғафур, Шавкат, Чўян"),
        ("BOʻSHLIQ, CHOʻL", "БЎШЛИҚ, ЧЎЛ"),
        # The apostrophe
        ("maʼlum masʼul, Aʼlo", "маълум масъул, Аъло"),
        ("MAʼLUM, MAVZUʼ.", "МАЪЛУМ, МАВЗУЪ."),
        ("Isʼhoq, Saʼid", "Исҳоқ, Саъид"),
        # Vowels after y
        ("yil yoʻq yetti yangi yordam yuz", "йил йўқ етти янги ёрдам юз"),
        ("Yoʻl YOʻL Yer YER Yana YANA", "Йўл ЙЎЛ Ер ЕР Яна ЯНА"),
        ("tayyor, boʻyicha, iyul oyi", "тайёр, бўйича, июль ойи"),
        # The open e
        ("eng keksa: elektron, aeroport, poema", "энг кекса: электрон, аэропорт, поэма"),
        ("“Ertaga” EMAS", "“Эртага” ЭМАС"),
        ("Yevropa, loyihaga yetdi", "Европа, лойиҳага етди"),
        # s, ts and another letter
        ("konstitutsiya, konsepsiyasi, aksiya", "конституция, концепцияси, акция"),
        ("ketsin, aytsa, komissiya, pensiya", "кетсин, айтса, комиссия, пенсия"),
        ("Shveysariya, munitsipal, PRINSIP", "Швейцария, муниципал, ПРИНЦИП"),
        # Signs and vowels that Latin does not write
        ("5-aprel, 5-aprelda", "5-апрель, 5-апрелда"),
        ("9-sentabrdagi, Oktabr, Oktyabr tumani", "9-сентябрдаги, Октябрь, Октябрь тумани"),
        ("budjetdan, kompyuterda", "бюджетдан, компьютерда"),
        # What stays
        ("{name} va {oʻn}", "{name} ва {ўн}"),
        ("<b>Tayyor</b> <i>emas</i>", "<b>Тайёр</b> <i>эмас</i>"),
        ("/start yoki /offices buyrugʻi, va/yoki", "/start ёки /offices буйруғи, ва/ёки"),
        ("// bilan", "// билан"),
        ("STAFF_CHAT_ID, id, MON, 109-son, №5", "STAFF_CHAT_ID, id, MON, 109-сон, №5"),
        ("Telegram: https://t.me/bot?a=b", "Telegram: https://t.me/bot?a=b"),
        ("“BIZ, MY, WE”, DCI-ASIE/2011/022-885", "“БИЗ, МЫ, WE”, DCI-ASIE/2011/022-885"),
    ],
)
def test_spelling(latin: str, expected: str) -> None:
    assert cyrillic(latin) == expected


@given(WORDS)
def test_an_uzbek_word_keeps_no_latin_letter(word: str) -> None:
    assume(not re.fullmatch(KEPT, word))
    assert not re.search("[A-Za-zʻʼ]", cyrillic(word))


@given(WORDS)
def test_capitals_are_spelled_as_small_letters_are(word: str) -> None:
    assume(not re.fullmatch(KEPT, word) and not re.fullmatch(KEPT, word.upper()))
    assert cyrillic(word.upper()) == cyrillic(word).upper()


@given(st.lists(WORDS))
def test_a_word_does_not_depend_on_its_neighbours(words: list[str]) -> None:
    assert cyrillic(" ".join(words)) == " ".join(map(cyrillic, words))


@given(st.text() | st.lists(WORDS | st.text(max_size=2)).map("".join))
def test_what_is_cyrillic_stays(text: str) -> None:
    assert cyrillic(cyrillic(text)) == cyrillic(text)
