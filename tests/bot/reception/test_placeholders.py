"""What can stand in braces in an answer ready to send."""

from bot.reception.placeholders import Placeholder, fill, languages_for, unknown


def test_everything_is_filled_in_once() -> None:
    values = {name: f"<{name}>" for name in Placeholder}
    values[Placeholder.NAME] = "{number}"
    text = "{name}, {number} {office}: {date}, {date}."
    assert fill(text, values) == "{number}, <number> <office>: <date>, <date>."


def test_what_means_nothing_is_found() -> None:
    assert unknown("{name} {number} {office} {date}") == []
    assert unknown("Hello, {Name} and { name} and {} and {phone}") == [
        "{Name}",
        "{ name}",
        "{}",
        "{phone}",
    ]
    assert unknown("a { alone") == ["{ alone"]
    assert unknown("a } alone") == ["}"]


def test_who_cannot_be_answered_in_their_language_is_answered_in_a_near_one() -> None:
    assert languages_for("uz") == ("uz", "uz_Cyrl", "ky", "ru")
    assert languages_for("en") == ("en", "ky", "ru")
    assert languages_for("ru") == ("ru", "ky")
