"""Columns of lists and lines of records: which part of a record is shown, and how."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gateway.console import formats
from gateway.console.api import PREFIX
from gateway.console.context import console
from gateway.console.visit import Visit

Record = Mapping[str, Any]
UNIT, NOTHING = "unit", "–"


@dataclass(frozen=True, kw_only=True)
class Column:
    """What is shown of a record: a part of it by its name, or what `value` makes of it.

    `kind` is text, typed (what somebody is called by, such as a username), words (of a key), code (words of a group),
    tag (a state), day, moment, period, number, percent, points (of hundredths) or unit, by its id. `opens` is the
    address of what it opens, with the fields of the record in braces, or makes it.
    """

    name: str
    kind: str = "text"
    group: str = ""
    value: Callable[[Visit, Record], Any] | None = None
    opens: "str | Callable[[Visit, Record], str]" = ""


class Known(dict[str, Any]):
    """A record as the values of a path; what it does not say is left out."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True)
class Cell:
    """One value as it is shown; `mark` is how a state is marked."""

    text: str
    kind: str
    mark: str = ""
    href: str | None = None


def cells(visit: Visit, columns: Iterable[Column], records: Iterable[Record]) -> list[list[Cell]]:
    """Return the cells of records, with the names of all organizations asked for at once."""
    columns, records = list(columns), list(records)
    ids = [_raw(visit, each, record) for record in records for each in columns if each.kind == UNIT]
    names = names_of(visit, [each for each in ids if each])
    return [[_cell(visit, each, record, names) for each in columns] for record in records]


def names_of(visit: Visit, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of organizations by their ids."""
    capacity = visit.capacity
    within = capacity.organization_id if capacity and capacity.organization_id != "*" else ""
    known = {capacity.organization_id: capacity.organization} if capacity and capacity.organization else {}
    wanted = set(ids) - known.keys()
    account_id = visit.session.kept.account_id
    return known | (console().directory.names(visit.client, account_id, within, wanted) if wanted else {})


def _raw(visit: Visit, column: Column, record: Record) -> Any:
    if column.value is not None:
        return column.value(visit, record)
    found: Any = record
    for part in column.name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _cell(visit: Visit, column: Column, record: Record, names: Mapping[str, str]) -> Cell:
    shown = _plain_cell(visit, column, record, names)
    if not column.opens or shown.text == NOTHING:
        return shown
    made = column.opens
    address = made.format_map(Known(record)) if isinstance(made, str) else made(visit, record)
    return replace(shown, href=visit.page_of(f"{PREFIX}{address.removeprefix(PREFIX)}"))


def _plain_cell(visit: Visit, column: Column, record: Record, names: Mapping[str, str]) -> Cell:
    raw, kind, group = _raw(visit, column, record), column.kind, column.group or column.name
    if raw in (None, "", []):
        return Cell(NOTHING, kind)
    if kind == UNIT:
        href = visit.page_of(f"/api/v1/organizations/{raw}")
        return Cell(names.get(str(raw), visit.words("lists.unit_not_shown")), kind, href=href)
    if kind == "words":
        return Cell(visit.words(raw), kind)
    if kind in {"tag", "code"}:
        return Cell(visit.code(group, raw), kind, mark=formats.tag_of(group, raw) if kind == "tag" else "")
    plain: dict[str, Callable[[Any], str]] = {
        "day": visit.day,
        "moment": lambda said: formats.moment(said, visit.now, visit.language),
        "number": formats.number,
        "percent": lambda said: f"{formats.number(said)}%",
        "points": formats.points,
        "period": lambda said: formats.period(said, visit.language),
    }
    return Cell(plain[kind](raw), kind) if kind in plain else Cell(_text(raw), kind)


def _text(raw: Any) -> str:
    return "、".join(map(str, raw)) if isinstance(raw, list) else str(raw)
