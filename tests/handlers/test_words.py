"""Lists and numbers in words, in every language."""

from collections.abc import Iterator

import pytest

from bot.dispatch import i18n
from handlers import words
from handlers.desk import speaking


@pytest.fixture(autouse=True)
def translated() -> Iterator[None]:
    with i18n().context():
        yield


@pytest.mark.parametrize(
    ("language", "two", "three"),
    [
        ("ky", "Ош жана Manas", "Ош, Manas жана {x}"),
        ("ru", "Ош и Manas", "Ош, Manas и {x}"),
        ("uz", "Ош va Manas", "Ош, Manas va {x}"),
        ("uz_Cyrl", "Ош ва Manas", "Ош, Manas ва {x}"),
        ("en", "Ош and Manas", "Ош, Manas, and {x}"),
    ],
)
def test_a_list_of_names(language: str, two: str, three: str) -> None:
    with speaking(language):
        assert words.listing(["Ош"]) == "Ош"
        assert words.listing(["Ош", "Manas"]) == two
        assert words.listing(["Ош", "Manas", "{x}"]) == three


@pytest.mark.parametrize("language", ["ky", "ru", "uz", "uz_Cyrl", "en"])
def test_a_decimal(language: str) -> None:
    with speaking(language):
        assert words.decimal(3.44) == ("3.4" if language == "en" else "3,4")
