"""HTML, MarkdownV2 and explicit entities."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.entities import slice_utf16, utf16_length
from bot.demo.errors import ApiError, Json
from bot.demo.markup import format_text, message_caption, message_text


def nobody(_user_id: int) -> Json | None:
    return None


def parsed(text: str, mode: str = "HTML") -> list[tuple[str, str]]:
    """The types and covered texts of the entities."""
    plain, entities = format_text(text, mode, None, nobody)
    return [
        (entity["type"], slice_utf16(plain, entity["offset"], entity["length"]))
        for entity in entities
    ]


def refusal(text: str, mode: str) -> str:
    with pytest.raises(ApiError) as caught:
        format_text(text, mode, None, nobody)
    assert caught.value.code == 400
    return caught.value.description.removeprefix("Bad Request: can't parse entities: ")


def test_html_tags_become_entities() -> None:
    assert parsed("<b>Салам</b> 👋 <i>дос</i>") == [("bold", "Салам"), ("italic", "дос")]
    assert parsed('<a href="https://a.kg/?a=1&amp;b=2">шилтеме</a>') == [("text_link", "шилтеме")]
    assert parsed("<B><I>x</I></B>") == [("bold", "x"), ("italic", "x")]
    assert parsed("<s>a</s><u>b</u><tg-spoiler>c</tg-spoiler>") == [
        ("strikethrough", "a"),
        ("underline", "b"),
        ("spoiler", "c"),
    ]
    assert parsed('<span class="tg-spoiler">c</span>') == [("spoiler", "c")]
    assert parsed("<blockquote expandable>q</blockquote>") == [("expandable_blockquote", "q")]
    assert parsed('<tg-emoji emoji-id="5">👍</tg-emoji>') == [("custom_emoji", "👍")]
    assert parsed('<tg-time unix="5" format="D">now</tg-time>') == [("date_time", "now")]
    assert parsed("<b></b>x") == []
    assert parsed("<a>no link</a>") == []


def test_code_holds_no_other_entities() -> None:
    text, entities = format_text(
        '<pre><code class="language-python">x = <b>1</b></code></pre>', "HTML", None, nobody
    )
    assert text == "x = 1"
    assert entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]
    assert parsed("<code>/start</code> /help") == [("code", "/start"), ("bot_command", "/help")]


def test_html_references_are_decoded() -> None:
    assert format_text("&lt;b&gt; &amp;amp; &#1171;&#x493; &nbsp; &#0;", "HTML", None, nobody) == (
        "<b> &amp; ғғ &nbsp; &#0;",
        [],
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("ө <h1>x</h1>", 'Unsupported start tag "h1" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("x < y", "Unclosed start tag at byte offset 2"),
        ("x</b", "Unclosed end tag at byte offset 1"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_that_does_not_parse_is_refused(text: str, wanted: str) -> None:
    assert refusal(text, "HTML") == wanted


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "b", "i", "u", "s", "tg-spoiler", "blockquote"]),
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_html_entities_cover_what_the_tags_did(parts: list[tuple[str, str]]) -> None:
    # The marks keep what is between them from being trimmed or merged.
    source = "|".join(
        f"<{tag}>[{html.escape(text)}]</{tag}>" if tag else html.escape(text)
        for tag, text in parts
    )
    plain, entities = format_text(f"|{source}|", "HTML", None, nobody)
    assert plain == "|" + "|".join(f"[{text}]" if tag else text for tag, text in parts) + "|"
    formatted = [
        slice_utf16(plain, entity["offset"], entity["length"])
        for entity in entities
        if entity["type"] not in {"hashtag", "mention", "bot_command", "url", "email"}
    ]
    assert formatted == [f"[{text}]" for tag, text in parts if tag]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_out_as_it_was(text: str) -> None:
    marked = "".join(f"\\{char}" if 0 < ord(char) < 127 else char for char in text)
    assert format_text(html.escape(f".{text}."), "HTML", None, nobody)[0] == f".{text}."
    assert format_text(f"\\.{marked}\\.", "MarkdownV2", None, nobody)[0] == f".{text}."


@given(st.text())
def test_any_markup_parses_or_is_refused(text: str) -> None:
    for mode in ("HTML", "MarkdownV2"):
        try:
            plain, entities = format_text(text, mode, None, nobody)
        except ApiError:
            continue
        size = utf16_length(plain)
        assert all(0 <= e["offset"] < e["offset"] + e["length"] <= size for e in entities)


def test_markdown_becomes_entities() -> None:
    assert parsed("*b* _i_ __u__ ~s~ ||p|| `c`", "MarkdownV2") == [
        ("bold", "b"),
        ("italic", "i"),
        ("underline", "u"),
        ("strikethrough", "s"),
        ("spoiler", "p"),
        ("code", "c"),
    ]
    assert parsed(r"[a\]b](https://x.kg/\)) ![👍](tg://emoji?id=5)", "MarkdownV2") == [
        ("text_link", "a]b"),
        ("custom_emoji", "👍"),
    ]
    assert parsed(r"[x\.kg]", "MarkdownV2") == [("text_link", "x.kg")]
    assert parsed("```python\nx=1```", "MarkdownV2") == [("pre", "x=1")]
    assert parsed("```x```", "MarkdownV2") == [("pre", "x")]
    assert parsed(">one\n>two\nout\n>end||", "MarkdownV2") == [
        ("blockquote", "one\ntwo"),
        ("expandable_blockquote", "end"),
    ]
    assert parsed(">one\n**>two", "MarkdownV2") == [("blockquote", "one"), ("blockquote", "two")]
    assert format_text(r"1\. \*x\* \\", "MarkdownV2", None, nobody) == ("1. *x* \\", [])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a | b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("ө *x", "Can't find end of Bold entity at byte offset 3"),
        ("```x", "Can't find end of PreCode entity at byte offset 0"),
        ("[x](y", "Can't find end of a URL at byte offset 3"),
    ],
)
def test_markdown_that_does_not_parse_is_refused(text: str, wanted: str) -> None:
    assert refusal(text, "MarkdownV2") == wanted


def test_other_parse_modes_are_refused() -> None:
    assert refusal("x", "Markdown") == "Bad Request: unsupported parse_mode"


def explicit(text: str, *entities: Json) -> list[Json]:
    return format_text(text, None, list(entities), nobody)[1]


def test_explicit_entities_are_kept_in_order() -> None:
    inner = {"type": "italic", "offset": 0, "length": 1}
    outer = {"type": "bold", "offset": 0, "length": 5}
    empty = {"type": "bold", "offset": 5, "length": 0}
    assert explicit("Салам", inner, empty, outer) == [outer, inner]


@pytest.mark.parametrize(
    ("entity", "wanted"),
    [
        ({"type": "bold", "offset": -1, "length": 2}, "incorrect bounds"),
        ({"type": "bold", "offset": 9, "length": 1}, "incorrect bounds"),
        (
            {"type": "bold", "offset": 2, "length": 3},
            "entity beginning at UTF-16 offset 2 ends after the end of the text "
            "at UTF-16 offset 5",
        ),
        ({"type": "bold", "offset": 1, "length": 1}, "begins in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": 0, "length": 1}, "ends in a middle of a UTF-16 symbol"),
        ({"type": "blink", "offset": 0, "length": 2}, "unsupported type blink"),
        ({"type": "text_link", "offset": 0, "length": 2}, "text_link needs a url"),
    ],
)
def test_wrong_explicit_entities_are_refused(entity: Json, wanted: str) -> None:
    with pytest.raises(ApiError, match=wanted):
        explicit("👋ab", entity)


def test_commands_mentions_and_links_are_found() -> None:
    text = "👋 /start@some_bot @anna_t #суу https://a.kg/x?y=1, b.org a@b.kg +996 555 123456 /a/b"
    plain, entities = format_text(text, None, None, nobody)
    assert [
        (entity["type"], slice_utf16(plain, entity["offset"], entity["length"]))
        for entity in entities
    ] == [
        ("bot_command", "/start@some_bot"),
        ("mention", "@anna_t"),
        ("hashtag", "#суу"),
        ("url", "https://a.kg/x?y=1"),
        ("url", "b.org"),
        ("email", "a@b.kg"),
        ("phone_number", "+996 555 123456"),
    ]


def test_links_to_known_users_become_mentions() -> None:
    user = {"id": 7, "is_bot": False, "first_name": "Anna"}

    def known(user_id: int) -> Json | None:
        return user if user_id == 7 else None

    source = '<a href="tg://user?id=7">Anna</a> <a href="tg://user?id=8">Bek</a>'
    _, entities = format_text(source, "HTML", None, known)
    assert entities == [
        {"type": "text_mention", "offset": 0, "length": 4, "user": user},
        {"type": "text_link", "offset": 5, "length": 3, "url": "tg://user?id=8"},
    ]
    given_entity = {"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 7}}
    _, entities = format_text("x", None, [given_entity], known)
    assert entities[0]["user"] == user


def test_blanks_around_the_text_go() -> None:
    assert format_text("  <b>x </b> ", "HTML", None, nobody) == (
        "x",
        [{"type": "bold", "offset": 0, "length": 1}],
    )


def text_refusal(text: str) -> str:
    with pytest.raises(ApiError) as caught:
        message_text(text, "HTML", None, nobody)
    return caught.value.description


def test_texts_have_1_to_4096_utf16_units() -> None:
    assert message_text("👋" * 2048, None, None, nobody)["text"] == "👋" * 2048
    # Markup does not count.
    assert len(message_text(f"<b>{'x' * 4096}</b>", "HTML", None, nobody)["text"]) == 4096
    assert text_refusal("x" * 4097) == "Bad Request: message is too long"
    assert text_refusal("👋" * 2049) == "Bad Request: message is too long"
    for empty in (" \n ", "<b> </b>", "\u2003"):
        assert text_refusal(empty) == "Bad Request: message text is empty"


def test_captions_have_0_to_1024_utf16_units() -> None:
    source = {"caption": f"<i>{'ө' * 1024}</i>", "parse_mode": "HTML"}
    caption = message_caption({**source, "show_caption_above_media": True}, nobody)
    assert caption["caption_entities"] == [{"type": "italic", "offset": 0, "length": 1024}]
    assert caption["show_caption_above_media"] is True
    assert message_caption({"caption": " "}, nobody) == {}
    with pytest.raises(ApiError, match="message caption is too long"):
        message_caption({"caption": "👋" * 513}, nobody)
