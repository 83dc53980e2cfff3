"""Codes from the counter, as they are made and as people type them."""

import pytest

from bot.reception.claim_codes import ALPHABET, LENGTH, new_code, read, spaced


def test_a_code_is_read_back_however_it_is_typed() -> None:
    for _ in range(200):
        code = new_code()
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)
        parted = f" {code[:4]} {code[4:]}\n"
        for typed in (code, spaced(code), code.lower(), parted):
            assert read(typed) == code


def test_letters_that_look_alike_are_taken_for_those_meant() -> None:
    assert read("АВ2С-9ЕРТ") == "AB2C9EPT"
    assert not set(ALPHABET) & set("01OILU")


@pytest.mark.parametrize(
    "text",
    ["TRANSFER", "23456789", "AB2C-9DE", "AB2C9DEF2", "AB2C--9DEF", "salam 42", "", "AB0C9DEF"],
)
def test_words_and_numbers_are_no_codes(text: str) -> None:
    assert read(text) is None
