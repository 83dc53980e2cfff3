"""Finding places: a small country whose names are enough to go wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.gazetteer import LEAST_SCORE, Found, Gazetteer, Kind, Place
from bot.reception.place_words import Sort

OSH_REGION = "41706000000000"
OSH = "41700000000021"
OSH_CITY_REGION = "41721000000000"
UZGEN_DISTRICT = "41706255000000"
UZGEN = "41706255600010"
KURSHAB_AIMAK = "41706255853000"
KURSHAB = "41706255853010"
KARA_SUU_DISTRICT = "41706226000000"
KARA_SUU = "41706226600010"
NARYN_REGION = "41704000000000"
NARYN = "41704400000010"
NARYN_DISTRICT = "41704245000000"
KARA_SUU_OF_NARYN = "41704245855010"
POKROVKA = "41704245855020"
KYZYL_SUU = "41706226826010"
JANY_AYYL = "41706226826020"
CHAT = "41706226826030"


def place(
    code: str,
    kind: Kind,
    parent: str | None,
    district: str | None,
    name_ru: str,
    name_ky: str | None = None,
    *aliases: str,
) -> Place:
    return Place(code, kind, parent, district, name_ru, name_ky, aliases)


REGION, DISTRICT, AIMAK, VILLAGE = Kind.REGION, Kind.DISTRICT, Kind.AIMAK, Kind.VILLAGE
K_AIMAK, N_AIMAK = "41706226826000", "41704245855000"
COUNTRY = Gazetteer(
    [
        place(OSH_REGION, REGION, None, None, "Ошская область", "Ош облусу"),
        place(OSH_CITY_REGION, REGION, None, None, "город Ош", "Ош шаары"),
        place(OSH, DISTRICT, OSH_CITY_REGION, OSH, "город Ош", "Ош шаары", "Ўш"),
        place(UZGEN_DISTRICT, DISTRICT, OSH_REGION, UZGEN_DISTRICT, "Узгенский район"),
        place(UZGEN, AIMAK, UZGEN_DISTRICT, UZGEN_DISTRICT, "Узген", "Өзгөн", "Oʻzgan"),
        place(
            KURSHAB_AIMAK,
            AIMAK,
            UZGEN_DISTRICT,
            UZGEN_DISTRICT,
            "Куршабский айылный аймак",
            "Куршаб айыл аймагы",
        ),
        place(KURSHAB, VILLAGE, KURSHAB_AIMAK, UZGEN_DISTRICT, "Куршаб"),
        place(KARA_SUU_DISTRICT, DISTRICT, OSH_REGION, KARA_SUU_DISTRICT, "Кара-Сууский район"),
        place(KARA_SUU, AIMAK, KARA_SUU_DISTRICT, KARA_SUU_DISTRICT, "Кара-Суу"),
        place(K_AIMAK, AIMAK, KARA_SUU_DISTRICT, KARA_SUU_DISTRICT, "Мадынский айылный аймак"),
        place(KYZYL_SUU, VILLAGE, K_AIMAK, KARA_SUU_DISTRICT, "Кызыл-Суу", None, "Покровка"),
        place(JANY_AYYL, VILLAGE, K_AIMAK, KARA_SUU_DISTRICT, "Джаны-Айыл", "Жаңы-Айыл"),
        place(CHAT, VILLAGE, K_AIMAK, KARA_SUU_DISTRICT, "Чат"),
        place(NARYN_REGION, REGION, None, None, "Нарынская область", "Нарын облусу"),
        place(NARYN, DISTRICT, NARYN_REGION, NARYN, "город Нарын", "Нарын шаары"),
        place(
            NARYN_DISTRICT,
            DISTRICT,
            NARYN_REGION,
            NARYN_DISTRICT,
            "Нарынский район",
            "Нарын району",
        ),
        place(N_AIMAK, AIMAK, NARYN_DISTRICT, NARYN_DISTRICT, "Эмгек-Талинский айылный аймак"),
        place(KARA_SUU_OF_NARYN, VILLAGE, N_AIMAK, NARYN_DISTRICT, "Кара-Суу"),
        place(POKROVKA, VILLAGE, N_AIMAK, NARYN_DISTRICT, "Покровка"),
    ],
    {
        UZGEN_DISTRICT: ["Өзгөн району", "Oʻzgan tumani"],
        KARA_SUU_DISTRICT: ["Кара-Суу району", "Qorasuv tumani"],
    },
)


def codes(found: Found) -> list[str]:
    return [match.place.code for match in found.matches]


@pytest.mark.parametrize(
    "text",
    [
        "Узген",
        "ӨЗГӨН",
        "озгон",
        "O'zgan",
        "uzgen",
        "г. Узген",
        "г.Узген",
        "в Узгене",
        "Өзгөндө",
        "Oʻzganda",
        "Узгендеги",
        "Өзгөн шаары",
        "Узген, Ошская область",
        "Ош облусу Өзгөн",
    ],
)
def test_a_town_is_found_by_what_people_type(text: str) -> None:
    found = COUNTRY.search(text)
    assert codes(found)[0] == UZGEN
    assert found.certain


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Өзгөн району", UZGEN_DISTRICT),
        ("Узгенский р-н", UZGEN_DISTRICT),
        ("oʻzgan tumani", UZGEN_DISTRICT),
        ("Нарын району", NARYN_DISTRICT),
        ("город Нарын", NARYN),
        ("Нарын облусу", NARYN_REGION),
        ("Куршабский айылный аймак", KURSHAB_AIMAK),
        ("Куршаб айыл өкмөтү", KURSHAB_AIMAK),
        ("село Куршаб", KURSHAB),
    ],
)
def test_the_word_for_its_kind_decides_between_equals(text: str, code: str) -> None:
    found = COUNTRY.search(text)
    assert codes(found)[0] == code
    assert found.certain


@pytest.mark.parametrize(
    "text",
    [
        "Кара-Суу Нарын",
        "кара суу нарын району",
        "Нарын районунун Кара-Суу айылы",
        "Нарынская область, Нарынский р-н, с. Кара-Суу",
        "Қорасув Нарын",
    ],
)
def test_a_district_beside_the_name_narrows_it(text: str) -> None:
    found = COUNTRY.search(text)
    assert codes(found)[0] == KARA_SUU_OF_NARYN
    assert found.certain


def test_the_wrong_district_finds_nothing() -> None:
    assert not COUNTRY.search("Куршаб, Нарынский район").matches


def test_of_equal_names_towns_and_districts_come_first_and_none_is_guessed() -> None:
    found = COUNTRY.search("кара-суу")
    assert codes(found) == [KARA_SUU, KARA_SUU_DISTRICT, KARA_SUU_OF_NARYN]
    assert {match.score for match in found.matches} == {100}
    assert not found.certain


def test_equal_names_in_one_district_leave_no_doubt() -> None:
    found = COUNTRY.search("Куршаб")
    assert codes(found) == [KURSHAB, KURSHAB_AIMAK]
    assert found.certain


def test_an_exact_name_beats_one_with_an_error() -> None:
    found = COUNTRY.search("Кызыл-Суу")
    assert codes(found)[0] == KYZYL_SUU
    assert found.matches[0].score == 100


def test_a_present_name_comes_before_a_former_one_and_neither_is_certain() -> None:
    found = COUNTRY.search("Покровка")
    assert codes(found) == [POKROVKA, KYZYL_SUU]
    assert not found.certain


def test_a_region_that_is_one_city_is_found_once() -> None:
    assert codes(COUNTRY.search("Ош шаары")) == [OSH, OSH_REGION]
    assert COUNTRY.place(OSH_CITY_REGION) is not None


def test_a_name_with_a_word_for_its_kind_in_it() -> None:
    assert codes(COUNTRY.search("жаны айыл"))[0] == JANY_AYYL
    assert codes(COUNTRY.search("Jany-Ayyl"))[0] == JANY_AYYL


@pytest.mark.parametrize("text", ["Узгн", "Узегн", "Уузген", "Изген", "Ozgen", "Узнен", "Узгент"])
def test_a_town_is_found_with_an_error(text: str) -> None:
    assert codes(COUNTRY.search(text))[0] == UZGEN


def test_a_letter_left_out_between_two_equal_ones_is_one_error() -> None:
    found = COUNTRY.search("Кыыл-Суу")
    assert codes(found)[0] == KYZYL_SUU
    assert found.matches[0].score == 80


def test_typing_errors_cost_score() -> None:
    scores = [COUNTRY.search(text).matches[0].score for text in ("Куршаб", "Куршеб", "Кувшеб")]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_a_short_name_with_an_error_is_never_certain() -> None:
    assert codes(COUNTRY.search("Чет")) == [CHAT]
    assert not COUNTRY.search("Чет").certain
    assert COUNTRY.search("Чат").certain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🙂",
        "в",
        "село",
        "район",
        "вода",
        "суу",
        "suv",
        "мектеп",
        "жардам",
        "yordam",
        "помогите пожалуйста",
        "Биздин айылда суу жок",
        "У нас в селе нет воды",
        "Bizning qishloqda suv yoʻq",
        "Кара-Суу " * 8,
        "Узген, " + "а" * 200,
    ],
)
def test_other_words_are_not_places(text: str) -> None:
    assert COUNTRY.search(text) == Found((), certain=False)


def test_no_more_than_wanted() -> None:
    assert codes(COUNTRY.search("кара-суу", limit=2)) == [KARA_SUU, KARA_SUU_DISTRICT]


WORDS = st.sampled_from(
    ["Нарын", "Ош", "район", "с.", "Кара-Суу", "айыл", "жок", "Узгене", "-", ","]
)


@given(st.text() | st.lists(WORDS, max_size=8).map(" ".join))
def test_any_text_can_be_searched_for(text: str) -> None:
    found = COUNTRY.search(text)
    scores = [match.score for match in found.matches]
    assert all(LEAST_SCORE <= score <= 100 for score in scores)
    assert len(set(codes(found))) == len(codes(found))
    assert found.matches or not found.certain


def test_a_place_by_its_code() -> None:
    assert COUNTRY.place(UZGEN) == place(
        UZGEN, Kind.AIMAK, UZGEN_DISTRICT, UZGEN_DISTRICT, "Узген", "Өзгөн", "Oʻzgan"
    )
    assert COUNTRY.place("forged") is None


@pytest.mark.parametrize(
    ("language", "name"),
    [("ky", "Өзгөн"), ("ru", "Узген"), ("uz_Cyrl", "Узген"), ("uz", "Ozgon"), ("en", "Ozgon")],
)
def test_the_name_for_a_reader(language: str, name: str) -> None:
    town = COUNTRY.place(UZGEN)
    assert town is not None
    assert town.name(language) == name


def test_without_a_kyrgyz_name_the_russian_serves() -> None:
    village = COUNTRY.place(KURSHAB)
    assert village is not None
    assert (village.name("ky"), village.name("uz")) == ("Куршаб", "Kurshab")


@pytest.mark.parametrize(
    ("code", "kind", "sort"),
    [
        ("41706000000000", Kind.REGION, Sort.REGION),
        ("41711000000000", Kind.REGION, Sort.TOWN),
        ("41706255000000", Kind.DISTRICT, Sort.DISTRICT),
        ("41704400000010", Kind.DISTRICT, Sort.TOWN),
        ("41703220400010", Kind.DISTRICT, Sort.TOWN),
        ("41706255600010", Kind.AIMAK, Sort.TOWN),
        ("41703420510010", Kind.AIMAK, Sort.TOWN),
        ("41703211610010", Kind.AIMAK, Sort.TOWN),
        ("41703211610810", Kind.AIMAK, Sort.VILLAGE),
        ("41703410800010", Kind.AIMAK, Sort.VILLAGE),
        ("41706255853000", Kind.AIMAK, Sort.AIMAK),
        ("41706255853010", Kind.VILLAGE, Sort.VILLAGE),
    ],
)
def test_the_classifiers_codes_tell_towns_from_villages(code: str, kind: Kind, sort: Sort) -> None:
    assert place(code, kind, None, None, "Узген").sort is sort
