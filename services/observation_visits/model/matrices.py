"""A table of travel minutes as people hand it in: where its headings stand, which places they name, what they hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from shared.errors import Invalid
from shared.text_validation import clean, comparable, number_of, printable

LONGEST = 24 * 60
HEADING_LINES = 20
"""Lines among which the one has to be that names the places."""
SHOWN = 5
"""Headings or places that a refusal repeats."""
Rows = Sequence[Sequence[str]]


def read_matrix(rows: Rows, places: Mapping[str, str]) -> dict[str, Any]:
    """Give the places of a table in its own order and the minutes between them; `places` are those wanted, with names.

    Invalid: `matrix_without_headings`, `place_not_of_round`, `matrix_wrong_size`, `places_repeat`,
    `matrix_cell_malformed`.
    """
    ids_by_heading = _ids_by_heading(places)
    line, naming = _heading(rows, ids_by_heading, places)
    columns = [_place(cell, ids_by_heading) for cell in rows[line][naming + 1 :]]
    below = list(enumerate(rows[line + 1 :], start=line + 2))
    if len(columns) != len(places) or len(below) != len(places):
        raise Invalid("matrix_wrong_size", field="file", rows=len(below), columns=len(columns), places=len(places))
    named = [_place(row[naming] if len(row) > naming else "", ids_by_heading) for _, row in below]
    if len(set(columns)) != len(places) or len(set(named)) != len(places):
        raise Invalid("places_repeat", field="file")
    minutes = {
        place: _minutes(row[naming + 1 :], columns, place, number)
        for place, (number, row) in zip(named, below, strict=True)
    }
    return {"places": columns, "minutes": [minutes[place] for place in columns]}


def _ids_by_heading(places: Mapping[str, str]) -> dict[str, str]:
    """Return the ids by what may name a place: its id, or its name where no other place has it."""
    times = Counter(map(comparable, places.values()))
    names = {comparable(name): place for place, name in places.items() if times[comparable(name)] == 1}
    return names | {comparable(place): place for place in places}


def _heading(rows: Rows, ids_by_heading: Mapping[str, str], places: Mapping[str, str]) -> tuple[int, int]:
    """Find the line that names most places, and the column before its first that names most of them for the rows."""
    counts = [sum(comparable(cell) in ids_by_heading for cell in row[1:]) for row in rows[:HEADING_LINES]]
    if not any(counts):
        read = [printable(clean(cell), limit=40) for cell in (rows[0] if rows else []) if clean(cell)][:SHOWN]
        raise Invalid(
            "matrix_without_headings",
            field="file",
            read="、".join(f"“{name}”" for name in read) or "—",
            places="、".join(f"“{name}”" for name in list(places.values())[:SHOWN]),
            count=len(places),
        )
    line = counts.index(max(counts))
    first = next(number for number, cell in enumerate(rows[line]) if number and comparable(cell) in ids_by_heading)
    naming = [_names(rows[line + 1 :], column, ids_by_heading) for column in range(first)]
    return line, naming.index(max(naming))


def _names(rows: Rows, column: int, ids_by_heading: Mapping[str, str]) -> int:
    return sum(comparable(row[column]) in ids_by_heading for row in rows if len(row) > column)


def _place(cell: str, ids_by_heading: Mapping[str, str]) -> str:
    place = ids_by_heading.get(comparable(cell))
    if place is None:
        raise Invalid("place_not_of_round", field="file", place_id=printable(clean(cell)))
    return place


def _minutes(cells: Sequence[str], columns: Sequence[str], place: str, line: int) -> list[float]:
    """Read a row's minutes; the diagonal may be blank, and trailing blanks are dropped."""
    if len(cells) > len(columns):
        raise Invalid("matrix_wrong_size", field="file", rows=len(columns), columns=len(cells), places=len(columns))
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return [
        0.0 if column == place and not clean(cell) else _number(cell, line)
        for column, cell in zip(columns, padded, strict=True)
    ]


def _number(cell: str, line: int) -> float:
    try:
        value = number_of(cell)
    except ValueError:
        value = -1.0
    if not 0 <= value <= LONGEST:
        raise Invalid("matrix_cell_malformed", field="file", line=line, cell=printable(clean(cell), limit=20))
    return value
