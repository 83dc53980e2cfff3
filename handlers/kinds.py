"""All kinds of slow work, by the names under which they wait."""

from collections.abc import Mapping

from handlers.admin import data
from handlers.jobs import Kind
from handlers.statistics import work

KINDS: Mapping[str, Kind] = {
    **data.KINDS,
    **work.KINDS,
}
