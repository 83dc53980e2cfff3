"""The agency's pages: every fact in every language, side by side, and short enough for a phone."""

import csv
import re
from collections.abc import Iterator

import pytest

from handlers.resident.page_search import search
from handlers.say import length
from locales.languages import LANGUAGES
from locales.pages import Page, pages
from locales.uzbek import cyrillic
from tests.test_rules import ROOT

MARKS = re.compile(r"\{\w+\}|</?[bi]>")
TITLE = 28
PARAGRAPH = 900
"""Characters."""


def facts() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Page, fact, and how it stands there in each language; alternatives are separated by |."""
    with (ROOT / "tests" / "about_facts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            forms = {code: row[code] for code in ("ky", "ru", "uz", "en")}
            # A month drops its soft sign before an ending.
            forms["uz_Cyrl"] = "|".join(
                form.removesuffix("ь") for form in cyrillic(row["uz"]).split("|")
            )
            yield row["page"], row["fact"], forms


def text_of(page: Page) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"</?[bi]>", "", "\n".join((page.title, *page.paragraphs)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_on_its_page(language: str) -> None:
    there = {page.id: text_of(page) for page in pages(language)}
    listed = list(facts())
    assert len(listed) > 200
    for page, fact, forms in listed:
        assert any(form in there[page] for form in forms[language].split("|")), (page, fact)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_run_side_by_side(language: str) -> None:
    for page, english in zip(pages(language), pages("en"), strict=True):
        assert page.id == english.id
        for here, there in zip(page.paragraphs, english.paragraphs, strict=True):
            assert here.count("\n") == there.count("\n"), (page.id, here)
            assert here.count("• ") == there.count("• "), (page.id, here)
            assert sorted(MARKS.findall(here)) == sorted(MARKS.findall(there)), (page.id, here)


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_buttons(language: str) -> None:
    titles = [page.title for page in pages(language)]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= TITLE for title in titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_paragraphs_can_be_read_on_a_phone(language: str) -> None:
    for page in pages(language):
        for paragraph in page.paragraphs:
            assert length(paragraph) <= PARAGRAPH, (page.id, paragraph)


def test_there_are_no_other_files() -> None:
    ids = {page.id for page in pages("en")}
    for language in LANGUAGES:
        assert {path.stem for path in (ROOT / "locales" / language / "pages").iterdir()} == ids


@pytest.mark.parametrize(
    ("language", "words", "page"),
    [
        ("en", "Monitoring", "monitoring"),
        ("en", "MONITORING CENTRE", "monitoring"),
        ("ky", "кабылдамалар", "receptions"),
        ("ky", "ноокат", "receptions"),
        ("ru", "приёмных", "receptions"),
        ("ru", "приемная", "receptions"),
        ("ru", "Сарпашев", "events"),
        ("uz", "qabulxonalarning", "receptions"),
        ("uz", "Nookat", "receptions"),
        ("uz_Cyrl", "қабулхона", "receptions"),
        ("en", "453", "partners"),
    ],
)
def test_pages_are_found_by_words(language: str, words: str, page: str) -> None:
    assert search(words, language)[0].page.id == page


@pytest.mark.parametrize("nothing", ["", "  ", "?!", "zzzz", "9999999", "<b>", "{agency}"])
def test_what_is_nowhere_is_not_found(nothing: str) -> None:
    assert search(nothing, "en") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_of_a_hit_has_no_marks(language: str) -> None:
    for hit in search("2014", language):
        assert not MARKS.search(hit.paragraph)
