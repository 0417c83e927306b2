"""A cell of a table as the text that people see in it, with what spreadsheets do to codes and days undone."""

import re
from datetime import date, datetime, timedelta

from gateway.table_files.forms import CODE, DAY, TEXT
from shared.days import day_of

CELL = 1_000
"""More characters than a cell is read of."""
LAST_SERIAL = 2_958_465
"""The number of 31 December 9999 in Excel."""
QUOTED = re.compile(r"""[=＝]["“”＂]([^"“”＂]*)["“”＂]""")
FRACTION = re.compile(r"([0-9０-９]+)[.．][0０]+")


def text_of(cell: object, since: date, kind: str = TEXT) -> str:
    """Return a cell's text; a number in a column of days is a day counted from `since`."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if kind == DAY and isinstance(cell, int | float) and 0 < cell <= LAST_SERIAL:
        return (since + timedelta(days=int(cell))).isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _undone(str(cell)[:CELL].strip(), since, kind)


def _undone(text: str, since: date, kind: str) -> str:
    """Undo how programs mangle codes: ="007" or '007 that protect them, and 7.0 read as a number."""
    quoted = QUOTED.fullmatch(text)
    text = quoted[1] if quoted else text
    if kind == DAY:
        day = day_of(text, since)
        return day.isoformat() if day else text
    if kind == CODE:
        text = text.removeprefix("'")
        whole = FRACTION.fullmatch(text)
        return whole[1] if whole else text
    return text
