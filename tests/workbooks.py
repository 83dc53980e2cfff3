"""Reads workbooks as the bot reads those that are sent to it."""

from bot.reception.archives import unpack
from bot.reception.workbook import read_parts


def read_workbook(content: bytes) -> dict[str, list[list[str]]]:
    """The sheets of an XLSX file: name -> lines of cells."""
    return read_parts(unpack(content))
