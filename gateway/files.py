"""Reads the tables that people hand in: CSV as Excel and WPS write it, `.xlsx` and `.xls`, all within bounds.

An `.xlsx` is read row by row, for one with a cell in its last row and column claims 17 thousand million cells; the
older `.xls` cannot claim more than 65 536 rows of 256 columns.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast

import openpyxl
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import FileStorage

from shared.errors import Invalid

ROWS, COLUMNS, CELL = 20_000, 64, 1_000
"""More rows and columns than any form here has, and more characters than a cell is read of."""
LAST_LINE = 1_048_576
"""Of a sheet; what is formatted down to there and says nothing is read past, what says something is counted."""
UNPACKED = 100_000_000
"""Bytes that a workbook may unpack to."""
ENCODINGS = ("utf-8-sig", "gb18030")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Line = list[str]
Row = dict[str, Any]


def read_table(
    file: FileStorage | str | None, columns: Mapping[str, tuple[str, ...]], required: Iterable[str]
) -> list[Row]:
    """This function will read a file's rows as texts by column, each with its line as `number`, blank ones left out.

    A form may hold a text in the place of the file. `columns` gives the headings that each column may have. Invalid:
    `file_missing`, `file_unreadable`, `file_columns_missing`, `file_too_long`.
    """
    return list(read_rows(file, columns, required))


def read_rows(
    file: FileStorage | str | None,
    columns: Mapping[str, tuple[str, ...]],
    required: Iterable[str],
    *,
    most: int | None = None,
) -> Iterator[Row]:
    """This function will do so row by row, for files too large to be held at once; as many as usual unless named."""
    if not isinstance(file, FileStorage) or not file.filename:
        raise Invalid("file_missing", field="file")
    content = file.stream.read()
    try:
        yield from _rows(_lines(content), columns, required, most or ROWS)
    except Invalid:
        raise
    except Exception as error:
        raise Invalid("file_unreadable", field="file") from error


def read_grid(file: FileStorage | str | None, most: int) -> list[Line]:
    """This function will read a CSV file of plain cells, blank lines left out, at most so many rows and columns.

    Invalid: `file_missing`, `file_unreadable`, `file_too_long`.
    """
    if not isinstance(file, FileStorage) or not file.filename:
        raise Invalid("file_missing", field="file")
    text = _decoded(file.stream.read())
    heading = text.partition("\n")[0]
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t，", key=heading.count), strict=True))
    except csv.Error as error:
        raise Invalid("file_unreadable", field="file") from error
    rows = [cells for cells in lines if any(cell.strip() for cell in cells)]
    if len(rows) > most or any(len(cells) > most for cells in rows):
        raise Invalid("file_too_long", field="file", limit=most)
    return rows


def _lines(content: bytes) -> Iterator[Line]:
    if content.startswith(ZIP):
        return _workbook(content)
    if content.startswith(OLE):
        return _old_workbook(content)
    return _separated(content)


def _workbook(content: bytes) -> Iterator[Line]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED:
            raise Invalid("file_unreadable", field="file")
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = workbook.worksheets[0]
    for cells in sheet.iter_rows(max_row=LAST_LINE, max_col=COLUMNS, values_only=True):
        yield [_text(cell) for cell in cells] if cells.count(None) < len(cells) else []


def _old_workbook(content: bytes) -> Iterator[Line]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    for cells in sheet.to_python(skip_empty_area=False):
        yield [_text(cell) for cell in cells[:COLUMNS]]


def _separated(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    if "\0" in text:
        raise Invalid("file_unreadable", field="file")
    heading = text.partition("\n")[0]
    separator = max(",;\t，", key=heading.count)
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
        yield [cell[:CELL] for cell in cells[:COLUMNS]]


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("file_unreadable", field="file")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)[:CELL]


def _rows(
    lines: Iterator[Line], columns: Mapping[str, tuple[str, ...]], required: Iterable[str], most: int
) -> Iterator[Row]:
    names = _names(next(lines, []), columns)
    missing = [columns[name][0] for name in required if name not in names]
    if missing:
        raise Invalid("file_columns_missing", field="file", columns="、".join(missing))
    count = 0
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if count == most:
            raise Invalid("file_too_long", field="file", limit=most)
        count += 1
        named = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        yield cast("Row", named) | {"number": number}


def _names(heading: Line, columns: Mapping[str, tuple[str, ...]]) -> list[str]:
    known = {said: name for name, sayings in columns.items() for said in sayings}
    return [known.get(cell.strip().lower(), "") for cell in heading]
