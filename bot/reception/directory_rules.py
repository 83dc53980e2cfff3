"""How the parts of the directory must fit together, row by row.

Rows that could not be read are passed over: what is wrong with them is said already. Their codes
count all the same, so that one fault does not bring up others.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.reception.directory_rows import LANGUAGES, SHAPES, Cell, Line
from bot.reception.geography import inside_country
from bot.reception.problems import Place, Sentence, at

Lines = Mapping[str, Sequence[Line]]
"""Table -> its rows."""


def complaints(
    lines: Lines, sources: Mapping[str, Place], classifier: Mapping[str, str]
) -> Iterator[Sentence]:
    """What does not fit together.

    ``sources`` says where a table's rows come from; ``classifier`` has code and name of every
    district and city of the country, each of which must be served; when empty, any will do.
    """
    for table, shape in SHAPES.items():
        yield from _twice(lines[table], shape.key)
    for table in ("regions", "offices", "topics"):
        yield from _same_names(lines[table])
    for region in _codes(lines["regions"]):
        yield from _same_names(
            [line for line in lines["districts"] if line.cells.get("region_code") == region]
        )
    yield from _districts(lines)
    yield from _offices(lines)
    if classifier:
        yield from _classified(lines["districts"], sources["districts"], classifier)
    if len(lines["agency"]) > 1:
        second = Sentence("a second agency; keep the present name only")
        yield at(lines["agency"][1].where, second)


def _codes(lines: Sequence[Line], key: str = "code") -> set[Cell]:
    return {line.cells[key] for line in lines if key in line.cells}


def _twice(lines: Sequence[Line], key: str) -> Iterator[Sentence]:
    first: dict[Cell, Sentence] = {}
    for line in lines:
        if key not in line.cells:
            continue
        code = line.cells[key]
        if code in first:
            # NOTE: {column} is the name of a column, {cell} what stands in it, {place} the other
            # place, like “offices.csv, line 3”
            twice = Sentence("{column} {cell} stands twice (also {place}); mend one")
            yield at(line.where, twice.given(column=key, cell=repr(code), place=first[code]))
        first.setdefault(code, line.where)


def _same_names(lines: Sequence[Line]) -> Iterator[Sentence]:
    """Names in one list that cannot be told apart: a button is known by its text."""
    for language in LANGUAGES:
        column = f"name_{language}"
        first: dict[str, Line] = {}
        for line in lines:
            if column not in line.cells:
                continue
            other = first.setdefault(str(line.cells[column]).casefold(), line)
            if other.cells.get("code") != line.cells.get("code"):
                same = Sentence("{column} {cell} is also the name in {place}; tell them apart")
                cell = repr(line.cells[column])
                yield at(line.where, same.given(column=column, cell=cell, place=other.where))


def _districts(lines: Lines) -> Iterator[Sentence]:
    regions, offices = _codes(lines["regions"]), _codes(lines["offices"])
    for line in lines["districts"]:
        yield from _unknown(line, "region_code", _NO_REGION, regions)
        yield from _unknown(line, "office_code", _NO_OFFICE, offices)
        yield from _abroad(line, "seat_latitude", "seat_longitude")


def _offices(lines: Lines) -> Iterator[Sentence]:
    districts = _codes(lines["districts"])
    region_of = {
        line.cells["code"]: line.cells["region_code"]
        for line in lines["districts"]
        if line.cells.keys() >= {"code", "region_code"}
    }
    for line in lines["offices"]:
        yield from _unknown(line, "district_code", _NO_DISTRICT, districts)
        yield from _abroad(line, "latitude", "longitude")
        region, district = line.cells.get("region_code"), line.cells.get("district_code")
        if region is not None and region_of.get(district, region) != region:
            # NOTE: of a reception; {column} is the name of a column
            other = Sentence("its district is in another region; mend {column}")
            yield at(line.where, other.given(column="region_code"))


# NOTE: {cell} is a code that stands nowhere in the data, {column} the name of its column
_NO_REGION = Sentence("no region {cell}; mend {column}")
# NOTE: {cell} is a code that stands nowhere in the data, {column} the name of its column
_NO_OFFICE = Sentence("no office {cell}; mend {column}")
# NOTE: {cell} is a code that stands nowhere in the data, {column} the name of its column
_NO_DISTRICT = Sentence("no district {cell}; mend {column}")


def _unknown(line: Line, column: str, no: Sentence, known: set[Cell]) -> Iterator[Sentence]:
    if column in line.cells and line.cells[column] not in known:
        yield at(line.where, no.given(cell=repr(line.cells[column]), column=column))


def _abroad(line: Line, latitude: str, longitude: str) -> Iterator[Sentence]:
    here, there = line.cells.get(latitude), line.cells.get(longitude)
    if isinstance(here, float) and isinstance(there, float) and not inside_country(here, there):
        # NOTE: {here} and {there} are degrees, the others the names of their columns
        abroad = Sentence(
            "{here}, {there} is outside Kyrgyzstan; mend {latitude} and {longitude} (swapped?)"
        )
        values = abroad.given(here=here, there=there, latitude=latitude, longitude=longitude)
        yield at(line.where, values)


def _classified(
    lines: Sequence[Line], where: Place, classifier: Mapping[str, str]
) -> Iterator[Sentence]:
    for line in lines:
        if "code" in line.cells and line.cells["code"] not in classifier:
            # NOTE: the state classifier is the official list of all places and their codes
            none = Sentence("{cell} is no district of the state classifier; mend {column}")
            cell = repr(line.cells["code"])
            yield at(line.where, none.given(cell=cell, column="code"))
    present = _codes(lines)
    for code, name in classifier.items():
        if code not in present:
            # NOTE: {name} is that of the district
            missing = Sentence("the district {code} ({name}) is missing; add its row")
            yield at(where, missing.given(code=code, name=name))
