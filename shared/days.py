"""Parser of days as people in China write them in tables, and nothing else that a program would take for one."""

import re
from datetime import date, timedelta

from shared.text_validation import halfwidth

EXCEL_1900, EXCEL_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""The day 0 of a workbook, by its date system."""
_WRITTEN = re.compile(
    r"([0-9]{4}) ?(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年 ?([0-9]{1,2}) ?月) ?([0-9]{1,2})( ?日)?"
)
_SERIAL = re.compile(r"[0-9]{5}")


def day_of(text: str, since: date = EXCEL_1900) -> date | None:
    """Parse a day written as y-m-d, y/m/d, y.m.d, y年m月d日 or a serial number of Excel; None for anything else."""
    plain = halfwidth(text)
    if _SERIAL.fullmatch(plain):
        return since + timedelta(days=int(plain))
    found = _WRITTEN.fullmatch(plain)
    if found is None or ("年" in plain) != ("日" in plain):
        return None
    try:
        return date(int(found[1]), int(next(filter(None, found.groups()[1:5]))), int(found[6]))
    except ValueError:
        return None
