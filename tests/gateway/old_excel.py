"""Writes `.xls` as Excel 97 did, for no library that is kept up does: one sheet of texts, numbers and days.

The records are those of [MS-XLS], the file around them that of [MS-CFB]; both are public.
"""

import struct
from collections.abc import Sequence
from datetime import date
from typing import Any

SECTOR = 512
FATS = 16
"""Sectors that say which sector follows which: enough for a megabyte."""
FREE, LAST, OF_FATS = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALLEST = 4096
"""Bytes below which a stream would have to be stored in another way."""
DAY_ZERO = date(1899, 12, 30)
PLAIN, DAY = 0, 1
FORMATS = (0, 14)
"""How the two kinds of cell are shown: as they are, as a day."""


def old_workbook(
    rows: Sequence[Sequence[Any]], *, hidden: Sequence[Sequence[Any]] = (), since_1904: bool = False
) -> bytes:
    """Return the file whose only visible sheet has these rows; a hidden one may stand before it."""
    sheets = [("旧表", 1, hidden)] * bool(hidden) + [("表", 0, rows)]
    parts = [_beginning(0x10) + _cells(each) + _record(0x0A) for *_, each in sheets]
    size, places = len(_globals([(name, state, 0) for name, state, _ in sheets], since_1904=since_1904)), []
    for part in parts:
        places.append(size)
        size += len(part)
    known = [(name, state, place) for (name, state, _), place in zip(sheets, places, strict=True)]
    return _file(_globals(known, since_1904=since_1904) + b"".join(parts))


def _cells(rows: Sequence[Sequence[Any]]) -> bytes:
    return b"".join(_cell(down, right, value) for down, row in enumerate(rows) for right, value in enumerate(row))


def _globals(sheets: Sequence[tuple[str, int, int]], *, since_1904: bool) -> bytes:
    formats = b"".join(_record(0xE0, struct.pack("<HH16x", 0, shown)) for shown in FORMATS)
    system = _record(0x22, struct.pack("<H", since_1904)) + _record(0x0E, struct.pack("<H", 1))
    known = b"".join(
        _record(0x85, struct.pack("<IBBB", place, state, 0, len(name)) + _text(name)) for name, state, place in sheets
    )
    return _beginning(0x05) + system + formats + known + _record(0x0A)


def _beginning(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 0))


def _cell(down: int, right: int, value: Any) -> bytes:
    if isinstance(value, str):
        return _record(0x0204, struct.pack("<HHHH", down, right, PLAIN, len(value)) + _text(value))
    if isinstance(value, date):
        return _record(0x0203, struct.pack("<HHHd", down, right, DAY, (value - DAY_ZERO).days))
    return _record(0x0203, struct.pack("<HHHd", down, right, PLAIN, value))


def _text(value: str) -> bytes:
    return b"\x01" + value.encode("utf-16-le")


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _file(stream: bytes) -> bytes:
    stream = stream.ljust(max(SMALLEST, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    first, count = FATS + 1, len(stream) // SECTOR
    follows = [OF_FATS] * FATS + [LAST, *range(first + 1, first + count), LAST]
    follows += [FREE] * (FATS * SECTOR // 4 - len(follows))
    folder = _entry("Root Entry", 5, child=1, start=LAST, size=0)
    folder += _entry("Workbook", 2, child=FREE, start=first, size=len(stream))
    return _header() + struct.pack(f"<{len(follows)}I", *follows) + folder.ljust(SECTOR, b"\0") + stream


def _header() -> bytes:
    known = [*range(FATS), *[FREE] * (109 - FATS)]
    begins = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<16x5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    return begins + struct.pack("<9I", 0, FATS, FATS, 0, SMALLEST, LAST, 0, LAST, 0) + struct.pack("<109I", *known)


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    said = name.encode("utf-16-le")
    return said.ljust(64, b"\0") + struct.pack("<HBB3I36xIQ", len(said) + 2, kind, 1, FREE, FREE, child, start, size)
