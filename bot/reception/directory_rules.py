"""How the parts of the directory must fit together, row by row.

Rows that could not be read are passed over: what is wrong with them is said already. Their codes
count all the same, so that one fault does not bring up others.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.reception.directory_rows import LANGUAGES, SHAPES, Cell, Line
from bot.reception.geography import inside_country

Lines = Mapping[str, Sequence[Line]]
"""Table -> its rows."""


def complaints(
    lines: Lines, sources: Mapping[str, str], classifier: Mapping[str, str]
) -> Iterator[str]:
    """What does not fit together, one line each.

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
        yield f"{lines['agency'][1].where}: a second agency; keep the present name only"


def _codes(lines: Sequence[Line], key: str = "code") -> set[Cell]:
    return {line.cells[key] for line in lines if key in line.cells}


def _twice(lines: Sequence[Line], key: str) -> Iterator[str]:
    first: dict[Cell, str] = {}
    for line in lines:
        if key not in line.cells:
            continue
        code = line.cells[key]
        if code in first:
            yield f"{line.where}: {key} {code!r} stands twice (also {first[code]}); mend one"
        first.setdefault(code, line.where)


def _same_names(lines: Sequence[Line]) -> Iterator[str]:
    """Names in one list that cannot be told apart: a button is known by its text."""
    for language in LANGUAGES:
        column = f"name_{language}"
        first: dict[str, Line] = {}
        for line in lines:
            if column not in line.cells:
                continue
            other = first.setdefault(str(line.cells[column]).casefold(), line)
            if other.cells.get("code") != line.cells.get("code"):
                yield (
                    f"{line.where}: {column} {line.cells[column]!r} is also the name in "
                    f"{other.where}; tell them apart"
                )


def _districts(lines: Lines) -> Iterator[str]:
    regions, offices = _codes(lines["regions"]), _codes(lines["offices"])
    for line in lines["districts"]:
        yield from _unknown(line, "region_code", "region", regions)
        yield from _unknown(line, "office_code", "office", offices)
        yield from _abroad(line, "seat_latitude", "seat_longitude")


def _offices(lines: Lines) -> Iterator[str]:
    districts = _codes(lines["districts"])
    region_of = {
        line.cells["code"]: line.cells["region_code"]
        for line in lines["districts"]
        if line.cells.keys() >= {"code", "region_code"}
    }
    for line in lines["offices"]:
        yield from _unknown(line, "district_code", "district", districts)
        yield from _abroad(line, "latitude", "longitude")
        region, district = line.cells.get("region_code"), line.cells.get("district_code")
        if region is not None and region_of.get(district, region) != region:
            yield f"{line.where}: its district is in another region; mend region_code"


def _unknown(line: Line, column: str, what: str, known: set[Cell]) -> Iterator[str]:
    if column in line.cells and line.cells[column] not in known:
        yield f"{line.where}: no {what} {line.cells[column]!r}; mend {column}"


def _abroad(line: Line, latitude: str, longitude: str) -> Iterator[str]:
    here, there = line.cells.get(latitude), line.cells.get(longitude)
    if isinstance(here, float) and isinstance(there, float) and not inside_country(here, there):
        yield (
            f"{line.where}: {here}, {there} is outside Kyrgyzstan; mend {latitude} and "
            f"{longitude} (swapped?)"
        )


def _classified(lines: Sequence[Line], where: str, classifier: Mapping[str, str]) -> Iterator[str]:
    for line in lines:
        if "code" in line.cells and line.cells["code"] not in classifier:
            code = line.cells["code"]
            yield f"{line.where}: {code!r} is no district of the state classifier; mend code"
    present = _codes(lines)
    for code, name in classifier.items():
        if code not in present:
            yield f"{where}: the district {code} ({name}) is missing; add its row"
