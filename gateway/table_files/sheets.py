"""Reader of a file's visible sheets, each as rows of cells, whatever program wrote it, all within bounds.

An `.xlsx` is read row by row, for one with a cell in its last row and column claims 17 thousand million cells; the
older `.xls` cannot claim more than 65 536 rows of 256 columns.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import openpyxl
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from shared.days import EXCEL_1900, EXCEL_1904
from shared.errors import Invalid

LAST_LINE = 1_048_576
"""Of a sheet; what is formatted down to there and says nothing is read past, what says something is counted."""
UNPACKED = 100_000_000
"""Bytes that a workbook may unpack to."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PASSWORD = "EncryptedPackage".encode("utf-16-le")
DATES_FROM_1904 = b"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00"
"""In an `.xls`: the record DATEMODE that says 1904, and the head of PRECISION, which follows it ([MS-XLS] 2.4.77)."""
MARK = "\ufeff"
SEPARATORS = ",;\t，"
Cells = Sequence[Any]


class Sheet(NamedTuple):
    """A sheet that can be read again from its first line; a number in a column of days counts from `since`.

    Of a `separated` text a cell is what stands between two separators, and one in a cell without quotes makes another.
    """

    name: str
    lines: Callable[[], Iterator[Cells]]
    since: date = EXCEL_1900
    separated: bool = False


def readings(content: bytes, columns: int) -> list[list[Sheet]]:
    """Yield the ways in which a file can be parsed, each as its visible sheets with so many cells a line.

    A workbook can be read in one way, a text in one for each separator that it may have. Invalid: `file_unreadable`,
    `file_has_password`, `file_is_web_page`.
    """
    if content.startswith(ZIP):
        return [_workbook(content, columns)]
    if content.startswith(OLE):
        return [_old_workbook(content, columns)]
    text = _decoded(content)
    if re.match(r"\s*<(!doctype|html|\?xml|table|meta|style)", text, re.IGNORECASE):
        raise Invalid("file_is_web_page", field="file")
    return [[_separated(text, separator, columns)] for separator in SEPARATORS if separator in text] or [
        [_separated(text, ",", columns)]
    ]


def _workbook(content: bytes, columns: int) -> list[Sheet]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED:
            raise Invalid("file_unreadable", field="file")
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    since = EXCEL_1904 if workbook.epoch.year == EXCEL_1904.year else EXCEL_1900

    def reader(sheet: Any) -> Callable[[], Iterator[Cells]]:
        return lambda: (
            cells if cells.count(None) < len(cells) else ()
            for cells in sheet.iter_rows(max_row=LAST_LINE, max_col=columns, values_only=True)
        )

    return [Sheet(each.title, reader(each), since) for each in workbook.worksheets if each.sheet_state == "visible"]


def _old_workbook(content: bytes, columns: int) -> list[Sheet]:
    if PASSWORD in content:
        raise Invalid("file_has_password", field="file")
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    since = EXCEL_1904 if DATES_FROM_1904 in content else EXCEL_1900

    def reader(name: str) -> Callable[[], Iterator[Cells]]:
        return lambda: (cells[:columns] for cells in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))

    return [
        Sheet(each.name, reader(each.name), since)
        for each in workbook.sheets_metadata
        if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet
    ]


def _separated(text: str, separator: str, columns: int) -> Sheet:
    def lines() -> Iterator[Cells]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            for cells in reader:
                yield cells[:columns]
        except csv.Error as error:
            raise csv.Error(str(error), reader.line_num) from error

    return Sheet("", lines, separated=True)


def _decoded(content: bytes) -> str:
    """Decode a text as office programs write it: UTF-8, UTF-16 with its mark (Excel's “Unicode 文本”), or GB18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8"] if content.startswith(MARK.encode()) else ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding).lstrip(MARK)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Invalid("file_unreadable", field="file")
