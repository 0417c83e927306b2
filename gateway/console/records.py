"""Record pages: any record of the API as a page: what it says, how it stands, what was done, and what may be done.

A declaration names its words: `<words>.title` where the record has none of its own, `<words>.empty_<part>` for a part
without rows; a line is called as `<words>.columns.<name>` or `fields.<name>`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import Response

from gateway.console.actions import Button, Shown, allowed_on, buttons, other_buttons
from gateway.console.areas import Area
from gateway.console.columns import NOTHING, Cell, Column, Known, Record, cells
from gateway.console.directory import cursor_of
from gateway.console.lists import ListView, Params, Row, headings, rows
from gateway.console.routing import rule_of
from gateway.console.visit import Visit

PAGE = 50


def _by_whom(visit: Visit, step: Record) -> str:
    """Return who took a step; what follows by itself from another fact, the platform has taken."""
    by_itself = str(step.get("account_id", "")).startswith("system:")
    return visit.words("records.platform") if by_itself else str(step.get("account_name") or "")


STEP = (
    Column(name="step", kind="code"),
    Column(name="taken_on", kind="day"),
    Column(name="organization_id", kind="unit"),
    Column(name="account_name", value=_by_whom),
    Column(name="opinion"),
)
"""What is said of each step that a record has taken."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A list that stands under a record, such as its milestones: a list of its own address, or a part of the record.

    `name` chooses its words: `<words>.parts.<name>` and `<words>.empty_<name>`; `of` names the part of the record.
    `acts` are what may be done with each row, whose own fields fill their paths; it stands only `when` it says so.
    """

    name: str
    columns: tuple[Column, ...]
    path: str = ""
    of: str = ""
    opens: str = ""
    buttons: tuple[Button, ...] = ()
    acts: tuple[Button, ...] = ()
    when: Callable[[Visit, Record], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class RecordView:
    """One kind of record: its title, its state, the lines of its summary, its steps, its parts and its buttons.

    `steps` is the path of the steps that it has taken, or the part of the record that holds them; `step_group` names
    the codes of them. `template` replaces the ordinary one and gets the same, with whatever `more` returns.
    """

    path: str
    words: str
    summary: tuple[Column, ...]
    title: Callable[[Visit, Record], str] | None = None
    state: Column | None = None
    standing: Column | None = None
    steps: str = ""
    step_group: str = "step"
    step_columns: tuple[Column, ...] = STEP
    parts: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    crumbs: Callable[[Visit, Record], list[tuple[str, str]]] | None = None
    template: str = "records/record.html"
    more: Callable[[Visit, Params, Record], Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class ShownPart:
    """A part as it is shown."""

    part: Part
    headings: list[tuple[str, str]]
    rows: list[Row]
    is_cut: bool
    buttons: list[Shown]


def serve_record(area: Area, view: RecordView) -> None:
    """Serve a kind of record in an area, at the address that follows from the API's."""

    def page(visit: Visit, **params: str) -> str | Response:
        return shown_record(visit, view, params)

    area.serve(rule_of(view.path), page)


def shown_record(visit: Visit, view: RecordView, params: Params) -> str:
    """Render a record."""
    found = _read(visit, view, params)
    record: Record = found["record"]
    line = cells(visit, view.summary, [record])[0]
    states = [each for each in (view.state, view.standing) if each is not None]
    title = view.title(visit, record) if view.title else str(record.get("title") or record.get("name") or "")
    crumbs = view.crumbs(visit, record) if view.crumbs else []
    shown_title = title or visit.words(f"{view.words}.title")
    return visit.render(
        view.template, title=shown_title, crumbs=[*crumbs, (shown_title, "")], view=view, record=record,
        summary=_said(visit, view, line),
        states=cells(visit, states, [record])[0], steps=_steps(visit, view, found),
        parts=[
            _part(visit, view, each, found, params) for each in view.parts if not each.when or each.when(visit, record)
        ],
        buttons=_buttons(visit, view, found, params),
        is_reduced=bool(record.get("reduced")), **(view.more(visit, params, record) if view.more else {}),
    )  # fmt: skip


def _said(visit: Visit, view: RecordView, line: list[Cell]) -> list[tuple[tuple[str, str], Cell]]:
    """Return the lines of the summary that say anything."""
    named = zip(headings(visit, view.words, view.summary), line, strict=True)
    return [each for each in named if each[1].text != NOTHING]


def _read(visit: Visit, view: RecordView, params: Params) -> dict[str, Any]:
    look = partial(visit.client.look, limit=PAGE)
    asked: dict[str, Any] = {
        f"part {each.name}": partial(look, each.path.format(**params)) for each in view.parts if each.path
    }
    asked["allowed"] = partial(allowed_on, visit, f"/api/v1{view.path.format(**params)}")
    if view.steps.startswith("/"):
        asked["steps"] = partial(look, view.steps.format(**params))
    return visit.client.gather(record=partial(visit.client.get, view.path.format(**params)), **asked)


def _buttons(visit: Visit, view: RecordView, found: Mapping[str, Any], params: Params) -> list[Shown]:
    declared = [*view.buttons, *(button for part in view.parts for button in part.buttons)]
    known = Known({**found["record"], **params})
    others = other_buttons(visit, declared, found["allowed"], known)
    return [*buttons(visit, view.buttons, found["allowed"], known, found["record"]), *others]


def _steps(visit: Visit, view: RecordView, found: Mapping[str, Any]) -> list[list[tuple[tuple[str, str], Cell]]]:
    taken = (found.get("steps") or {}).get("items") or found["record"].get(view.steps or "way") or []
    columns = [replace(each, group=view.step_group) if each.name == "step" else each for each in view.step_columns]
    named = headings(visit, f"{view.words}.steps", columns)
    return [list(zip(named, line, strict=True)) for line in cells(visit, columns, taken)]


def _part(visit: Visit, view: RecordView, part: Part, found: Mapping[str, Any], params: Params) -> ShownPart:
    record: Record = found["record"]
    answer = found.get(f"part {part.name}") or {}
    items = record.get(part.of) or [] if part.of else answer.get("items", [])
    as_list = ListView(path=part.path, words=view.words, columns=part.columns, opens=part.opens, acts=part.acts)
    return ShownPart(
        part, headings(visit, view.words, part.columns), rows(visit, as_list, items, params),
        cursor_of(answer.get("next")) is not None, buttons(visit, part.buttons, found["allowed"], params, record),
    )  # fmt: skip
