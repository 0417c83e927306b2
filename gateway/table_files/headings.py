"""Detection of a table's headings: in the first lines of a visible sheet, below titles, behind a cover sheet."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from gateway.table_files.cells import text_of
from gateway.table_files.forms import Column, Form, folded
from gateway.table_files.sheets import Cells, Sheet
from shared.errors import Invalid

LINES = 20
"""Non-blank lines among which the headings must be."""
READ = 12
"""Headings that a refusal repeats."""


class Heading(NamedTuple):
    """A line that may be the headings: its sheet and number, its cells, and the columns that they name."""

    sheet: Sheet
    number: int
    texts: list[str]
    columns: list[Column | None]

    def lacks(self, form: Form) -> list[Column]:
        """Return the required columns that are missing."""
        return [column for column in form.required if column not in self.columns]


def find_heading(readings: Sequence[Sequence[Sheet]], form: Form) -> Heading:
    """Find the line of headings, the first that lacks nothing.

    Invalid: `file_columns_missing` with the line that came nearest, `file_sheets_ambiguous` where two sheets have rows,
    `file_columns_ambiguous` where two headings stand for one column.
    """
    nearest: Heading | None = None
    fault: csv.Error | None = None
    for sheets in readings:
        whole = []
        for sheet in sheets:
            try:
                best = _best(sheet, form)
            except csv.Error as error:
                fault = error
                continue
            if best is not None and not best.lacks(form):
                whole.append(best)
            nearest = _nearer(nearest, best)
        if whole:
            headings = _only(whole)
            _require_one_each(headings, form)
            return headings
    if fault is not None and (nearest is None or not any(nearest.columns)):
        raise fault
    raise _missing(nearest, form)


def numbered(sheet: Sheet) -> Iterator[tuple[int, Cells]]:
    """Yield the lines that are not blank, with their numbers."""
    for number, cells in enumerate(sheet.lines(), start=1):
        if any(says(cell) for cell in cells):
            yield number, cells


def says(cell: object) -> bool:
    """Return whether a cell has visible content."""
    return bool(cell.strip(BLANK)) if isinstance(cell, str) else cell is not None


BLANK = " \t\r\n\u00a0\u2000\u2002\u2003\u2009\u200b\u200c\u200d\u200e\u200f\u202f\u2060\u2800\u3000\ufeff"


def _best(sheet: Sheet, form: Form) -> Heading | None:
    best: Heading | None = None
    for number, cells in islice(numbered(sheet), LINES):
        texts = [text_of(cell, sheet.since) for cell in cells]
        best = _nearer(best, Heading(sheet, number, texts, _columns(texts, form)))
        if best is not None and not best.lacks(form):
            break
    return best


def _columns(texts: Sequence[str], form: Form) -> list[Column | None]:
    """Match headings with columns; of several for one column its own name counts, else the one further left."""
    columns = [form.by_name.get(folded(heading)) if heading else None for heading in texts]
    matched: list[Column | None] = [None] * len(columns)
    for column in dict.fromkeys(filter(None, columns)):
        matched[min(_named(column, columns), key=lambda at: (folded(texts[at]) not in column.own_names, at))] = column
    return matched


def _named(column: Column, columns: Sequence[Column | None]) -> list[int]:
    return [at for at, each in enumerate(columns) if each is column]


def _require_one_each(heading: Heading, form: Form) -> None:
    """Refuse as Invalid a line in which several synonyms stand for one column: nobody can tell which is meant."""
    columns = [form.by_name.get(folded(text)) if text else None for text in heading.texts]
    for column in dict.fromkeys(filter(None, columns)):
        synonyms = {folded(heading.texts[at]): heading.texts[at] for at in _named(column, columns)}
        if len(synonyms) > 1 and not column.own_names & synonyms.keys():
            names = "”“".join(synonyms.values())
            raise Invalid("file_columns_ambiguous", field="file", headings=f"“{names}”", zh=column.zh, en=column.en)


def _nearer(first: Heading | None, other: Heading | None) -> Heading | None:
    if first is None or other is None:
        return first or other
    return max(first, other, key=lambda each: len(each.columns) - each.columns.count(None))


def _only(headings: Sequence[Heading]) -> Heading:
    filled = [each for each in headings if _has_rows(each)] if len(headings) > 1 else []
    if len(filled) > 1:
        names = "”“".join(each.sheet.name for each in filled)
        raise Invalid("file_sheets_ambiguous", field="file", sheets=f"“{names}”")
    return (filled or headings)[0]


def _has_rows(heading: Heading) -> bool:
    return any(number > heading.number for number, _ in islice(numbered(heading.sheet), 2 * LINES))


def _missing(nearest: Heading | None, form: Form) -> Invalid:
    read = [] if nearest is None else [text for text in nearest.texts if says(text)][:READ]
    lacks = form.required if nearest is None else nearest.lacks(form)
    line, sheet = (0, "") if nearest is None else (nearest.number, nearest.sheet.name)
    where = {
        "zh": f"工作表“{sheet}”" if sheet else "", "en": f" of the sheet {sheet}" if sheet else "",
    }  # fmt: skip
    quoted = "、".join(f"“{text}”" for text in read)
    params = {
        "read_zh": f"读到的最接近的是{where['zh']}第 {line} 行：{quoted}" if read else "文件中没有内容",
        "read_en": f"nearest came line {line}{where['en']}: {', '.join(read)}" if read else "the file is empty",
    }
    for tongue, comma in (("zh", "、"), ("en", ", ")):
        params[f"missing_{tongue}"] = comma.join(getattr(column, tongue) for column in lacks)
        params[f"expected_{tongue}"] = comma.join(getattr(column, tongue) for column in form.required)
    return Invalid("file_columns_missing", field="file", lines=LINES, **params)
