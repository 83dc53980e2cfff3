"""What stands against rows of the directory, in words."""

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.problems import DirectoryError, Sentence, shown
from handlers.say import cut, say

_LENGTH = 500
"""UTF-16 units of what is told above a question."""


def in_words(problem: Sentence) -> str:
    """The problem, in one line."""
    return problem.said(_)


def not_saved(error: DirectoryError) -> Text:
    """Why a change was not made: rules that only the whole directory knows."""
    reason = "\n".join(map(in_words, shown(error.problems)))
    return say(_("This cannot be saved: {reason}"), reason=cut(reason, _LENGTH))
