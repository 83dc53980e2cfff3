"""The buttons of `/data`, for the test of permissions."""

from aiogram.filters.callback_data import CallbackData

from bot.reception.permissions import Action
from handlers.admin.data.fields import Table
from handlers.admin.data.presses import (
    CellPress,
    DataPress,
    ImportPress,
    RowPress,
    StepPress,
    TablePress,
)
from tests.end_to_end.card_presses import Make

_PRESSES: tuple[CallbackData, ...] = (
    TablePress(do="list", table=Table.EMERGENCY),
    RowPress(do="show", table=Table.TOPICS, row="land"),
    RowPress(do="up", table=Table.TOPICS, row="land"),
    RowPress(do="remove", table=Table.EMERGENCY, row="103"),
    RowPress(do="sure", table=Table.EMERGENCY, row="103", seen="00000000"),
    TablePress(do="add", table=Table.TERMS),
    CellPress(table=Table.TOPICS, row="land", field="urgent"),
    StepPress(do="choose", field="urgent", choice="1"),
    StepPress(do="save", about=1),
    StepPress(do="cancel"),
    *(ImportPress(do=do, id=1) for do in ("apply", "drop")),
    # The last one takes the question back.
    *(DataPress(do=do) for do in ("menu", "export", "xlsx", "csv", "import", "leave")),
)


def _always(press: CallbackData) -> Make:
    return lambda *_: press


DATA_PRESSES: list[tuple[Action, type[CallbackData], Make]] = [
    (Action.EDIT_DIRECTORY, type(press), _always(press)) for press in _PRESSES
]
