"""Brings the catalogues up to date with the code: `uv run python -m locales.extract`.

New texts come in empty and are listed; texts that the code no longer has go; English is what the
code says. Where nothing changed, the files stay as they are, byte for byte.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from locales.languages import LANGUAGES

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
CODE = (ROOT / "handlers", ROOT / "bot" / "reception")
"""The folders of the code in which texts stand; the second one has sentences only, and knows
nothing of gettext (see `bot.reception.problems`)."""
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "Sentence": None}
COMMENT_TAG = "NOTE:"
"""Comments that begin with it are for translators."""
ORIGINAL = "en"
"""The language the code is written in."""
PROJECT = "Kabyldama"


def texts_of_the_code() -> Catalog:
    """Every text the code marks for translation, with the notes for translators."""
    template = Catalog(project=PROJECT)
    for folder in CODE:
        found = extract_from_dir(
            folder, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=[COMMENT_TAG]
        )
        for _file, _line, text, notes, _context in found:
            template.add(text, auto_comments=notes)
    return template


def path_of(language: str) -> Path:
    """Where the catalogue of a language is kept."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """The catalogue as it is kept. Raises OSError where there is none, and PoFileError."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms(text: object) -> tuple[str, ...]:
    """A text of a catalogue: one form, or those of a plural; () where there is none."""
    if isinstance(text, str):
        return (text,)
    return tuple(text) if isinstance(text, (tuple, list)) else ()


def updated(language: str, template: Catalog) -> Catalog:
    """The catalogue with exactly the texts of the code; those it did not have are empty."""
    catalogue = read(language)
    # A guess from a similar text reads like a translation and is none.
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    # Babel writes placeholders for these, of which msgfmt -c complains.
    catalogue.last_translator = catalogue.language_team = f"{PROJECT} maintainers"
    catalogue.header_comment = f"# {PROJECT} in {LANGUAGES[language]}."
    if language == ORIGINAL:
        for message in catalogue:
            if message.id:
                message.string = message.id
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The catalogue as it is kept: sorted by the original, so that a change is easy to see."""
    file = BytesIO()
    write_po(file, catalogue, width=76, sort_output=True, no_location=True)
    return file.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The originals of what has no translation yet, or only some of its plural forms."""
    return [
        forms(message.id)[0]
        for message in catalogue
        if message.id and not (message.string and all(forms(message.string)))
    ]


def main() -> None:
    """Update every catalogue and say what is left to translate."""
    template = texts_of_the_code()
    for language in LANGUAGES:
        catalogue = updated(language, template)
        path_of(language).write_bytes(written(catalogue))
        missing = untranslated(catalogue)
        print(f"{language}: {len(catalogue)} texts, {len(missing)} to translate")
        for text in missing:
            print(f"    {text!r}")


if __name__ == "__main__":
    main()
