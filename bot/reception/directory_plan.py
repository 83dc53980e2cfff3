"""What would change if rows of the directory were replaced by others: worked out, not yet done."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.reception.directory import Directory
from bot.reception.directory_rows import SHAPES, Cell, Row, read_table, source
from bot.reception.problems import DirectoryError, Sentence, at

Tables = Mapping[str, Sequence[Row]]
"""Table -> its rows."""

Cells = Mapping[str, Cell]
"""A row as the directory keeps it."""


class Kind(StrEnum):
    """What happens to a row, or to a table's order."""

    ADDED = "add"
    CHANGED = "change"
    REMOVED = "remove"
    REORDERED = "reorder"


@dataclass(frozen=True, slots=True)
class Change:
    """One row that comes or goes, one cell that changes, or a table's new order.

    `column` is None for a whole row, of which `old` or `new` is the JSON; None in them means
    unknown, or nothing. `code` is None for a new order.
    """

    kind: Kind
    table: str
    code: str | None = None
    column: str | None = None
    old: Cell = None
    new: Cell = None

    def __str__(self) -> str:
        """``offices.csv NKT: phone: — → +996 312 620000``."""
        match self.kind:
            case Kind.ADDED:
                return f"{self.table}.csv {self.code}: added"
            case Kind.REMOVED:
                return f"{self.table}.csv {self.code}: removed"
            case Kind.REORDERED:
                return f"{self.table}.csv: the rows stand in another order"
        old, new = ("—" if value is None else value for value in (self.old, self.new))
        return f"{self.table}.csv {self.code}: {self.column}: {old} → {new}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change, and what stands against it: with problems nothing may be done.

    `tables` has the whole rows of every table that changes.
    """

    changes: tuple[Change, ...]
    problems: tuple[Sentence, ...]
    tables: Mapping[str, Sequence[Cells]]


def plan(
    current: Tables,
    new: Tables,
    *,
    used: Mapping[str, Mapping[str, int]],
    classifier: Iterable[Row],
) -> Plan:
    """Replace the tables in ``new``, checked together with the ``current`` rows of the others.

    ``used`` tells how many concerns refer to a row: table -> code -> count; such a row cannot be
    removed. For ``classifier`` see `Directory.from_rows`. The current rows are as the database
    has them: they may be broken, and ``new`` the remedy.
    """
    problems: list[Sentence] = []
    try:
        Directory.from_rows(**{**current, **new, "classifier": list(classifier)})
    except DirectoryError as error:
        problems += error.problems
    changes: list[Change] = []
    tables: dict[str, Sequence[Cells]] = {}
    for table in SHAPES:
        if table not in new:
            continue
        key = SHAPES[table].key
        before = {str(row[key]): row for row in current[table]}
        # What cannot be read is left out here: it is among the problems.
        lines = read_table(table, new[table], [])
        after = {str(line.cells[key]): line.cells for line in lines if key in line.cells}
        found = _changes(table, before, after)
        if found:
            changes += found
            tables[table] = list(after.values())
        problems += [
            at(
                source(table, new[table]),
                # NOTE: {code} is that of a reception or of a topic
                Sentence("{code} is missing, but concerns refer to it; put its row back").given(
                    code=code
                ),
            )
            for code in before
            if code not in after and code in used.get(table, {})
        ]
    return Plan(tuple(changes), tuple(problems), tables)


def _changes(table: str, before: Mapping[str, Row], after: Mapping[str, Cells]) -> list[Change]:
    changes = [
        Change(Kind.CHANGED, table, code, column, before[code].get(column), row.get(column))
        for code, row in after.items()
        if code in before
        for column in SHAPES[table].columns
        if before[code].get(column) != row.get(column)
    ]
    changes += [
        Change(Kind.ADDED, table, code, new=_json(row))
        for code, row in after.items()
        if code not in before
    ]
    changes += [
        Change(Kind.REMOVED, table, code, old=_json(row))
        for code, row in before.items()
        if code not in after
    ]
    kept = [code for code in before if code in after]
    if SHAPES[table].in_file_order and kept != [code for code in after if code in before]:
        changes.append(Change(Kind.REORDERED, table))
    return changes


def _json(row: Row) -> str:
    return json.dumps(dict(row), ensure_ascii=False)
