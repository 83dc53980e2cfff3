"""One command brings the catalogues up to the code."""

import shutil
from pathlib import Path

import pytest

from locales import extract
from locales.languages import LANGUAGES

CODE = """
# NOTE: said of a door
STATE = N_("Ajar")
text = ngettext("{count} door", "{count} doors", n)
"""
RULES = """
shut = Sentence("the door {code} is shut").given(code=code)
"""
TEXTS = {"Ajar", ("{count} door", "{count} doors"), "the door {code} is shut"}


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalogues, beside other code."""
    for language in LANGUAGES:
        target = tmp_path / extract.path_of(language).relative_to(extract.FOLDER)
        target.parent.mkdir(parents=True)
        shutil.copy(extract.path_of(language), target)
    folders = (tmp_path / "code", tmp_path / "rules")
    for folder, code in zip(folders, (CODE, RULES), strict=True):
        folder.mkdir()
        (folder / "doors.py").write_text(code, encoding="utf-8")
    monkeypatch.setattr(extract, "FOLDER", tmp_path)
    monkeypatch.setattr(extract, "CODE", folders)
    return tmp_path


@pytest.mark.usefixtures("catalogues")
def test_new_texts_come_in_and_old_ones_go(capsys: pytest.CaptureFixture[str]) -> None:
    extract.main()
    for language in LANGUAGES:
        catalogue = extract.read(language)
        assert {m.id for m in catalogue if m.id} == TEXTS
        assert not catalogue.obsolete
        assert catalogue["Ajar"].auto_comments == ["NOTE: said of a door"]
    assert extract.read("en")["Ajar"].string == "Ajar"
    assert not extract.read("ru")["Ajar"].string
    reported = capsys.readouterr().out
    assert "en: 3 texts, 0 to translate" in reported
    assert "ru: 3 texts, 3 to translate" in reported
    assert "    '{count} door'" in reported and "    'Ajar'" in reported


def test_a_second_run_changes_nothing_and_keeps_translations(catalogues: Path) -> None:
    extract.main()
    path = extract.path_of("ru")
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            'msgid "Ajar"\nmsgstr ""', 'msgid "Ajar"\nmsgstr "Приоткрыта"'
        ),
        encoding="utf-8",
    )
    before = path.read_bytes()
    extract.main()
    assert path.read_bytes() == before
    assert extract.read("ru")["Ajar"].string == "Приоткрыта"
