"""To-dos as rows: what one has to do oneself, and what units below owe, the same duty of many units as one row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from gateway.console.visit import Visit
from gateway.console.words import has_words

Todo = Mapping[str, Any]
MARKS = {"overdue": "late", "late": "late", "at_risk": "risk"}


@dataclass(frozen=True)
class TodoRow:
    """One row: what is to be done, by whom, by when, why; `act` is what its button says."""

    what: str
    title: str
    units: tuple[str, ...]
    count: int
    due_on: str | None
    mark: str
    reason: str
    citation: str
    act: str
    href: str | None
    is_done_here: bool = False


def own_row(visit: Visit, todo: Todo) -> TodoRow:
    """Return the row of what one has to do oneself, with the form in which it is done where there is one."""
    form = visit.page_of(todo["href"], "POST") or visit.page_of(todo["href"], "DELETE")
    href = form or visit.page_of(todo["record_href"])
    key = f"todos.act.{todo['todo']}" if form and has_words(f"todos.act.{todo['todo']}") else "todos.look"
    known = {"organization_id": todo["organization_id"], "about": todo["record_id"]}
    return TodoRow(
        todo["what"], _title(todo["title"], todo["organization"], todo["what"]), (todo["organization"],), 1,
        todo["due_on"], MARKS.get(todo["standing"] or "", ""), todo["reason"], todo["citation"], visit.words(key),
        visit.link(href, **known) if href else None, is_done_here=form is not None,
    )  # fmt: skip


def rows_below(visit: Visit, groups: Iterable[Todo]) -> list[TodoRow]:
    """Return the rows of what units below owe, by deadline; a duty whose title is only its unit's name is one row."""
    found = sorted(groups, key=_likeness)
    return [_row(visit, list(alike)) for _, alike in groupby(found, key=_likeness)]


def _likeness(group: Todo) -> tuple[str, str, str]:
    return group["due_on"] or "9999", group["todo"], group["group"] if _names_more(group) else ""


def _names_more(group: Todo) -> bool:
    return not any(_is_of(group["title"] or "", unit["name"]) for unit in group["organizations"])


def _row(visit: Visit, alike: list[Todo]) -> TodoRow:
    first, count = alike[0], sum(each["count"] for each in alike)
    units = tuple(unit["name"] for each in alike for unit in each["organizations"])
    one_group = {"group": first["group"]} if len(alike) == 1 else {"todo": first["todo"]}
    act = visit.words("todos.look_at", n=count) if count > 1 else visit.words("todos.look")
    title = first["title"] if len(alike) == 1 else ""
    return TodoRow(
        first["what"], _title(title, units[0] if units else "", first["what"]), units, count, first["due_on"],
        MARKS.get(first["standing"] or "", ""), first["reason"], "", act, visit.link("/todos", **one_group),
    )  # fmt: skip


def _title(title: str | None, unit: str, what: str) -> str:
    return "" if not title or title in {unit, what} else title


def _is_of(title: str, unit: str) -> bool:
    return bool(title) and title.startswith(unit)
