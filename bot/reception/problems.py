"""What stands against files and rows, in sentences that can be said in every language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, Union

Value = Union[str, int, float, "Sentence"]
"""What is put in for a placeholder; what is no sentence stands as it is, in every language."""

Place = Union["Sentence", str]
"""Where something stands; a text is the name of a file."""

SHOWN = 20
"""More problems than these are only counted: the first ones usually are the cause of others."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with named placeholders, in English, which is a text for translation.

    It is written out where it is made, as in ``Sentence("no office {code}")``: there
    `locales.extract` finds it. Its text is the English sentence, for the command line.
    """

    english: str
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)

    def given(self, **values: Value) -> Self:
        """The sentence with these values for its placeholders, too."""
        return replace(self, values={**self.values, **values})

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of ``translate``. Raises KeyError for a placeholder
        without a value."""
        values = {
            name: value.said(translate) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return translate(self.english).format(**values)

    def __str__(self) -> str:
        return self.said(str)


class Unusable(ValueError):
    """A value or a file cannot be used; `why` says what is wrong and how to mend it."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


class DirectoryError(ValueError):
    """The directory's data cannot be used.

    Each of `problems` names the file and the line, or the table and the code, and says what to
    mend. The text is the first SHOWN of them, a line each.
    """

    def __init__(self, problems: Sequence[Sentence]) -> None:
        super().__init__("\n".join(map(str, shown(problems))))
        self.problems = tuple(problems)


def shown(problems: Sequence[Sentence]) -> list[Sentence]:
    """The first SHOWN problems, and how many more there are."""
    if len(problems) <= SHOWN:
        return list(problems)
    # NOTE: the last line of a list: {count} is a number of mistakes that are not in it
    more = Sentence("... and {count} more").given(count=len(problems) - SHOWN)
    return [*problems[:SHOWN], more]


def at(place: Place, what: Sentence) -> Sentence:
    """What is wrong, and where."""
    # NOTE: {where} is a place in a file, {what} a sentence that says what is wrong there
    return Sentence("{where}: {what}").given(where=place, what=what)


def in_file(file: str, sheet: str = "") -> Place:
    """A file; or a sheet of a workbook."""
    if not sheet:
        return file
    # NOTE: a place in a workbook; {sheet} is the name of a sheet
    return Sentence("{file}, sheet {sheet}").given(file=file, sheet=sheet)


def in_line(file: Place, line: int) -> Sentence:
    """A line of a file or of a sheet."""
    # NOTE: a place in a file; {line} is the number of a line
    return Sentence("{file}, line {line}").given(file=file, line=line)


def in_table(table: str) -> Sentence:
    """A table of the database."""
    # NOTE: a place in the data; {table} is the name of a table
    return Sentence("table {table}").given(table=table)


def in_row(table: str, key: object, number: int) -> Sentence:
    """A row of a table of the database; its number is said where it has no key."""
    if key:
        # NOTE: a place in the data; {code} is what a row of a table is known by
        return Sentence("table {table}, {code}").given(table=table, code=str(key))
    # NOTE: a place in the data; {row} is the number of a row of a table
    return Sentence("table {table}, row {row}").given(table=table, row=number)
