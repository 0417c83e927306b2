"""Tables to download: a list as CSV or as a workbook with typed cells and a sheet that explains its columns.

What looks like a formula stays a text: who opens a file computes nothing that a stranger wrote (OWASP, CSV injection).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from marshmallow import fields, validate
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from gateway.schemas.base import ResponseSchema
from gateway.schemas.fields import Choice, Day, Moment
from shared.labels import LABELS, label
from shared.struct_types import prepared

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CELL = 32_767
"""Characters that a cell of a workbook holds."""
CHINA = ZoneInfo("Asia/Shanghai")
ROWS = {"zh": "数据", "en": "data"}
DICTIONARY = {"zh": "字段说明", "en": "columns"}
HEADS = {"zh": ("列", "字段", "类型", "说明"), "en": ("column", "field", "type", "description")}
YES, NO = {"zh": "是", "en": "yes"}, {"zh": "否", "en": "no"}
KINDS: tuple[tuple[type[fields.Field[Any]], dict[str, str]], ...] = (
    (Moment, {"zh": "时间（北京时间）", "en": "time (China)"}),
    (fields.DateTime, {"zh": "时间（北京时间）", "en": "time (China)"}),
    (Day, {"zh": "日期", "en": "date"}),
    (fields.Date, {"zh": "日期", "en": "date"}),
    (fields.Boolean, {"zh": "是或否", "en": "yes or no"}),
    (fields.Number, {"zh": "数字", "en": "number"}),
    (fields.List, {"zh": "若干项，用“；”隔开", "en": "several, separated by semicolons"}),
    (fields.Field, {"zh": "文字", "en": "text"}),
)


class Column(NamedTuple):
    """A column: the field that it holds, its heading, and what the sheet of columns says of it."""

    name: str
    heading: str
    kind: str
    about: str


@cache
def headings() -> dict[str, str]:
    """Load the Chinese headings of fields that the reference does not describe."""
    return msgspec.yaml.decode(Path(__file__).with_suffix(".yaml").read_bytes(), type=prepared(dict[str, str]))


def columns_of(item: type[ResponseSchema], tongue: str, chosen: Iterable[str] | None = None) -> list[Column]:
    """Return the columns of a list of items, or of the chosen fields, with their headings in `zh` or `en`."""
    wanted = None if chosen is None else set(chosen)
    return [
        _column(name, field, tongue) for name, field in item().dump_fields.items() if wanted is None or name in wanted
    ]


def csv_file(columns: Sequence[Column], rows: Iterable[dict[str, Any]], tongue: str) -> bytes:
    """Write a list as CSV in UTF-8 with the mark that Excel wants."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.heading for column in columns)
    for row in rows:
        writer.writerow(_guarded(_value(row.get(column.name), tongue)) for column in columns)
    return text.getvalue().encode("utf-8-sig")


def workbook(columns: Sequence[Column], rows: Iterable[dict[str, Any]], tongue: str) -> bytes:
    """Write a list as a workbook, row by row, with typed cells and a second sheet that explains the columns."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(ROWS[tongue])
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, column.heading) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, _value(row.get(column.name), tongue)) for column in columns])
    explained = book.create_sheet(DICTIONARY[tongue])
    explained.append(list(HEADS[tongue]))
    for column in columns:
        explained.append([_cell(explained, text) for text in (column.heading, column.name, column.kind, column.about)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WRITERS = {CSV: csv_file, XLSX: workbook}
"""What writes a list, by the media type that Accept names."""


def _column(name: str, field: fields.Field[Any], tongue: str) -> Column:
    kind = next(words[tongue] for kind, words in KINDS if isinstance(field, kind))
    about = str(field.metadata.get("description", ""))
    if " · " in about:
        about = about.split(" · ")[0 if tongue == "zh" else -1]
    return Column(name, _heading(name, about, tongue), kind, _with_choices(field, about, tongue))


def _heading(name: str, about: str, tongue: str) -> str:
    if tongue == "en":
        return name.replace("_", " ")
    if name in headings():
        return headings()[name]
    known = LABELS.get("name", {})
    return label("name", name, tongue) if name in known else about.partition("，")[0].partition("：")[0][:20]


def _with_choices(field: fields.Field[Any], about: str, tongue: str) -> str:
    choices = [str(each) for rule in field.validators if isinstance(rule, validate.OneOf) for each in rule.choices]
    if not isinstance(field, Choice) or not choices:
        return about
    return f"{about}（{'、'.join(choices)}）" if tongue == "zh" else f"{about} ({', '.join(choices)})"


def _value(value: Any, tongue: str) -> Any:
    """Return a cell's value: a text, a number, a day, or a time in China."""
    if isinstance(value, bool):
        return (YES if value else NO)[tongue]
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(CHINA).replace(tzinfo=None)
    if value is None or isinstance(value, int | float | date):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return "；".join(str(_value(each, tongue)) for each in value)
    if isinstance(value, dict):
        return str(value.get(tongue) or "；".join(_pairs(value, tongue)))
    return str(value)


def _pairs(value: dict[str, Any], tongue: str) -> Iterator[str]:
    for name, each in value.items():
        yield f"{name}：{_value(each, tongue)}" if tongue == "zh" else f"{name}: {_value(each, tongue)}"


def _guarded(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value[:CELL])
    # openpyxl takes a text that begins with = for a formula, and one such as #N/A for an error.
    cell.data_type = "s"
    return cell
