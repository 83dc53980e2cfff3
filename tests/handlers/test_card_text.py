"""What a resident wrote, as staff see it."""

import pytest

from handlers.staff.card_text import legible


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/aigul_nookat",
        "HTTP://T.ME/aigul_nookat",
        "t.me/aigul_nookat",
        "https://www.t.me/aigul_nookat",
        "https://aigul_nookat.t.me",
        "https://t.me.:443/aigul_nookat?start=1",
        "https:t.me/aigul_nookat",
        "https:\\\\t.me\\aigul_nookat",
        "https://somebody@t.me/aigul_nookat",
        "https://telegram.me/aigul_nookat",
        "https://telegram.dog/aigul_nookat",
        "tg://resolve?domain=aigul_nookat",
        "https://[t.me/aigul_nookat",
    ],
)
def test_a_hidden_link_to_an_account_goes_and_its_words_stay(url: str) -> None:
    link = {"type": "text_link", "offset": 4, "length": 5, "url": url}
    bold = {"type": "bold", "offset": 0, "length": 3}
    shown = legible({"kind": "text", "text": "Our Aigul", "entities": [bold, link]})
    assert shown["text"] == "Our Aigul"
    assert shown["entities"] == [bold]


@pytest.mark.parametrize("url", ["https://example.org/t.me", "http://not-t.me/x", "https://me"])
def test_other_links_stay(url: str) -> None:
    link = {"type": "text_link", "offset": 0, "length": 3, "url": url}
    assert legible({"kind": "text", "text": "See", "entities": [link]})["entities"] == [link]
