"""Parser of uploaded tables: CSV as Excel and WPS write it, `.xlsx` and `.xls`, all within bounds."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, cast

from python_calamine import PasswordError
from werkzeug.datastructures import FileStorage

from gateway.table_files.cells import CELL, text_of
from gateway.table_files.forms import CODE, FORMS, Column, Form
from gateway.table_files.headings import LINES, Heading, find_heading, numbered, says
from gateway.table_files.sheets import LAST_LINE, UNPACKED, Cells, Sheet, readings
from shared.days import EXCEL_1900
from shared.errors import Invalid
from shared.text_validation import number_of

__all__ = [
    "CELL", "COLUMNS", "FORMS", "LAST_LINE", "ROWS", "UNPACKED", "Column", "Form", "Row", "read_grid", "read_rows",
    "read_table",
]  # fmt: skip

ROWS, COLUMNS = 20_000, 64
"""More rows and columns than any form here has."""
SAMPLE = 60
"""Lines by which a grid is recognised."""

Row = dict[str, Any]


def read_table(file: FileStorage | str | None, form: Form) -> list[Row]:
    """Read a file's rows as texts by column, each with its line as `number`, blank ones left out.

    A form may hold a text in the place of the file. Invalid: `file_missing`, `file_unreadable`, `file_quotes`,
    `file_has_password`, `file_is_web_page`, `file_columns_missing`, `file_columns_ambiguous`, `file_sheets_ambiguous`,
    `file_row_longer`, `file_too_long`.
    """
    return list(read_rows(file, form))


def read_rows(file: FileStorage | str | None, form: Form, *, most: int | None = None) -> Iterator[Row]:
    """Yield rows one by one, for files too large for memory; at most the usual number unless named."""
    content = _content(file)
    with _readable():
        yield from _rows(find_heading(readings(content, COLUMNS), form), most or ROWS)


def read_grid(file: FileStorage | str | None, most: int) -> list[list[str]]:
    """Read the sheet of numbers in a file as plain cells, blank lines left out, at most so many rows and columns.

    Titles above it are read with it. Invalid: as for a table, but for what concerns headings.
    """
    content = _content(file)
    with _readable():
        sheet = _sheet_of_numbers([sheet for sheets in readings(content, most + LINES) for sheet in sheets])
        rows = [_cells(cells, sheet) for _, cells in islice(numbered(sheet), most + LINES + 1)] if sheet else []
    if len(rows) > most + LINES or any(len(cells) > most for cells in rows):
        raise Invalid("file_too_long", field="file", limit=most)
    return rows


def _content(file: FileStorage | str | None) -> bytes:
    if not isinstance(file, FileStorage) or not file.filename:
        raise Invalid("file_missing", field="file")
    return file.stream.read()


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except Invalid:
        raise
    except PasswordError as error:
        raise Invalid("file_has_password", field="file") from error
    except csv.Error as error:
        said, line = error.args
        if "limit" in said:
            raise Invalid("file_unreadable", field="file") from error
        raise Invalid("file_quotes", field="file", line=line) from error
    except Exception as error:
        raise Invalid("file_unreadable", field="file") from error


def _rows(heading: Heading, most: int) -> Iterator[Row]:
    since, count = heading.sheet.since, 0
    for number, cells in numbered(heading.sheet):
        if number <= heading.number:
            continue
        if count == most:
            raise Invalid("file_too_long", field="file", limit=most)
        count += 1
        if heading.sheet.separated and any(says(cell) for cell in cells[len(heading.texts) :]):
            raise Invalid("file_row_longer", field="file", line=number)
        named_cells = zip(heading.columns, cells, strict=False)
        named = {column.name: text_of(cell, since, column.kind) for column, cell in named_cells if column}
        yield cast("Row", named) | {"number": number}


def _sheet_of_numbers(sheets: list[Sheet]) -> Sheet | None:
    """Choose, of all sheets and separators, the one with most numbers: a cover has hardly any."""
    counted = {position: _count_numbers(sheet) for position, sheet in enumerate(sheets)}
    return sheets[max(counted, key=lambda position: counted[position])] if sheets else None


def _count_numbers(sheet: Sheet) -> int:
    count = 0
    try:
        for _, cells in islice(numbered(sheet), SAMPLE):
            count += sum(_is_number(cell) for cell in cells)
    except csv.Error:
        return -1
    return count


def _is_number(cell: object) -> bool:
    try:
        number_of(text_of(cell, EXCEL_1900, CODE))
    except ValueError:
        return False
    return True


def _cells(cells: Cells, sheet: Sheet) -> list[str]:
    texts = [text_of(cell, sheet.since, CODE) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts
