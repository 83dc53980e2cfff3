"""Nothing that people read is written past gettext, and translators are told what a text is."""

import ast
import re
from collections.abc import Iterator

import pytest

from locales.extract import COMMENT_TAG, forms, texts_of_the_code
from tests.locales.code import GETTEXT, called, handlers, trees

SHOWING = {"say", "message", "told", "in_place", "lines", "paragraphs", "Text", "Bold", "Italic"}
SHOWING |= {"answer", "reply", "edit_text", "fitting", "keyboard"}
"""Functions whose unnamed arguments people read."""
SHOWING_FIRST = {"button", "_button", "_press", "cut"}
"""Functions of whose unnamed arguments people read the first one."""
SHOWN = {"text", "caption", "title", "address", "description", "question", "placeholder"}
"""Arguments and fields of Telegram's that people read, whatever the function."""
NOT_READ = {"compile", "split", "_only", "error"}
"""Functions whose arguments no resident and nobody of the staff reads: patterns, names of fields,
the log."""

BARE = re.compile(r"\{\w+\}|</?[bi]>|https?://\S+|%[A-Za-z]")
SENTENCE = re.compile(r"[^\W\d_] |\s[^\W\d_]|^\W*[A-ZА-ЯЁ]")
"""Words with a space about them, or a capital letter at the beginning."""

PLAIN = 12
"""Letters: shorter texts may mean several things."""
VAGUE = {"value", "count", "name", "part"}
"""Placeholders whose names do not say what will stand there."""

HAND_MADE = re.compile(r"[,_]|.*\.\d+[feg%]|.*[,_][dn]")
"""A format with its own decimal point or its own thousands."""
NOTATION = {
    ("handlers.hours", ", "),
    ("handlers.hours", "; "),
    ("handlers.staff.queue.lists", " · "),
    ("handlers.staff.queue.paper", " · "),
}
"""Opening hours are shown in the form in which administrators type them, in every language; and
a line of a list of concerns has its parts apart, as a card has."""


def letters(text: str) -> str:
    """What people read of a text without its placeholders and marks."""
    return "".join(filter(str.isalpha, BARE.sub("", text)))


def past_gettext(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The strings that read like a text and are no argument of gettext, with their lines."""
    skipped = set(_not_read(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            text = BARE.sub("", node.value)
            if letters(text) and SENTENCE.search(text):
                yield node.lineno, node.value


def _not_read(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                yield docstring
            case ast.Raise():
                yield from ast.walk(node)
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")))):
                # The words of an exception of our own.
                yield from ast.walk(node)
            case ast.Call() if called(node) in GETTEXT | dict.fromkeys(NOT_READ):
                yield from ast.walk(node)


def shown_bare(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The strings with letters that are handed to Telegram as they are, with their lines."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        read = node.args if called(node) in SHOWING else []
        read = node.args[:1] if called(node) in SHOWING_FIRST else read
        # The command line is for whoever runs the bot.
        if called(node) != "ArgumentParser":
            read = [*read, *(k.value for k in node.keywords if k.arg in SHOWN)]
        for argument in read:
            for text in _parts(argument):
                if letters(text):
                    yield node.lineno, text


def _parts(node: ast.AST) -> Iterator[str]:
    """The strings that become a part of an expression's value."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from _parts(body)
            yield from _parts(other)
        case ast.Call(func=ast.Attribute(value=ast.Constant() as template, attr="format")):
            yield from _parts(template)
        case ast.JoinedStr() | ast.FormattedValue() | ast.BinOp() | ast.BoolOp():
            for child in ast.iter_child_nodes(node):
                yield from _parts(child)
        case ast.List() | ast.Tuple() | ast.Starred() | ast.ListComp() | ast.GeneratorExp():
            for child in ast.iter_child_nodes(node):
                yield from _parts(child)


def test_no_text_is_written_past_gettext() -> None:
    found = [
        f"{name}:{line} {text!r}"
        for name, module in handlers().items()
        for line, text in past_gettext(module.tree)
    ]
    assert found == []


def test_nothing_untranslated_is_shown() -> None:
    found = [
        f"{name}:{line} {text!r}"
        for name, tree in trees("bot", "handlers").items()
        if not name.startswith(("bot.demo", "bot.bench"))
        for line, text in shown_bare(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        'note = "Please wait"',
        'WORDS = {"a": "Closed"}',
        'text = f"{count} concerns"',
        'return note or "not known yet"',
        'x = "<b>Сакталды</b>"',
    ],
)
def test_a_text_past_gettext_is_found(code: str) -> None:
    assert list(past_gettext(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        'message(chat, "ok")',
        'told(query, f"{n}km")',
        'say("{n} km", n=1)',
        'paragraphs(a, "x" if b else None)',
        'InlineKeyboardButton(text="ok", callback_data=data)',
        'SendPhoto(chat_id=1, caption="a" + b)',
        'BotCommand(command="start", description="begin")',
        'lines(*("yes" for _ in x))',
        'message(chat, "{n} km".format(n=1))',
    ],
)
def test_an_untranslated_word_that_is_shown_is_found(code: str) -> None:
    assert list(shown_bare(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        'message(chat, _("Hello there"), stream="report")',
        'say("<b>{number}</b> · {who}", who=who)',
        'button("⬅️", press(do="open"))',
        'raise LookupError("an answer without an author")',
        'state = "office_NKT"',
    ],
)
def test_what_is_no_text_is_left_alone(code: str) -> None:
    tree = ast.parse(code)
    assert not [*past_gettext(tree), *shown_bare(tree)]


def test_a_text_for_translation_is_written_out() -> None:
    """Extraction sees constants only: gettext of an f-string or of a sum is never translated."""
    for name, module in handlers().items():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and called(node) in GETTEXT:
                for text in node.args[: GETTEXT[called(node)]]:
                    assert not isinstance(text, (ast.JoinedStr, ast.BinOp)), (name, node.lineno)


def test_a_sentence_of_the_rules_is_written_out_where_extraction_looks() -> None:
    """And what is put in for its placeholders is no word of ours, which would stay English."""
    found = 0
    for name, tree in trees("bot", "handlers", "storage").items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "Sentence":
                (text,) = node.args
                assert isinstance(text, ast.Constant) and not node.keywords, (name, node.lineno)
                assert name.startswith("bot.reception."), (name, node.lineno)
                found += 1
            elif isinstance(node, ast.Call) and called(node) == "given":
                given = [text for k in node.keywords for text in _parts(k.value)]
                assert not any(SENTENCE.search(text) for text in given), (name, node.lineno)
    assert found > 50


def test_translators_are_told_what_is_not_plain() -> None:
    lacking = [
        original
        for message in texts_of_the_code()
        for original in forms(message.id)[-1:]
        if original and _needs_a_note(original)
        if not any(note.startswith(COMMENT_TAG) for note in message.auto_comments)
    ]
    assert lacking == []


def _needs_a_note(text: str) -> bool:
    vague = VAGUE & set(re.findall(r"\{(\w+)\}", text))
    words = re.findall(r"[^\W\d_]+", BARE.sub("", text))
    return bool(vague) or len(words) < 2 or len(letters(text)) <= PLAIN


def test_what_needs_a_note() -> None:
    for text in ("Registered", "🆕 registered", "Save?", "Its {value} is not clear to anybody"):
        assert _needs_a_note(text)
    assert not _needs_a_note("The office has closed your concern <b>{number}</b>.")


def test_no_list_or_number_is_put_together_by_hand() -> None:
    """Languages part lists and decimals in ways of their own: Babel knows them."""
    for name, module in handlers().items():
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Constant(value=comma), attr="join")):
                    assert not str(comma).strip() or (name, comma) in NOTATION, (name, node.lineno)
                case ast.FormattedValue(
                    format_spec=ast.JoinedStr(values=[ast.Constant(value=how)])
                ):
                    assert not re.search(r"\.\d|[,_]", str(how)) or "%" in str(how), name
