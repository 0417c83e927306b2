"""List pages: any list of the API as a page, declared by its path; filters, rows and pages are in the address.

A declaration names its words: `<words>.title` and `<words>.empty` are demanded, `<words>.lead` is said where there is
one; a column is called as `<words>.columns.<name>` or `fields.<name>`, a filter as `<words>.filters.<name>` or so too.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Response, request

from gateway.console.actions import Button, Shown, allowed_on, buttons
from gateway.console.api import accepted
from gateway.console.areas import Area
from gateway.console.columns import Cell, Column, Known, Record, cells
from gateway.console.directory import cursor_of
from gateway.console.downloads import passed_on
from gateway.console.forms.contents import plain
from gateway.console.forms.shapes import Field, fields_of
from gateway.console.openapi import DESCRIPTION
from gateway.console.people import units_below
from gateway.console.routing import rule_of
from gateway.console.visit import Visit

PAGE = 50
Params = Mapping[str, str]
UNIT = "organization_id"
EXPORTS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
"""The files in which a list is handed on."""


@dataclass(frozen=True, kw_only=True)
class ListView:
    """One list: its filters as the API calls them, its columns, and the path of the record that a row opens.

    `acts` are what may be done with each row, whose own fields fill their paths. `query` is asked besides the filters,
    and instead of one that nobody chose. `unseen` are filters that an address may name and no control shows.
    `template` replaces the ordinary one.
    """

    path: str
    words: str
    columns: tuple[Column, ...]
    filters: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    opens: str = ""
    buttons: tuple[Button, ...] = ()
    acts: tuple[Button, ...] = ()
    query: Callable[[Visit, Params], Mapping[str, Any]] | None = None
    unseen: tuple[str, ...] = ()
    template: str = "lists/list.html"


@dataclass(frozen=True)
class Filter:
    """A filter as it is shown: its field, its name, its choices where it has any, and what is chosen."""

    field: Field
    label: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Row:
    """One row, the page that it opens, and what may be done with it."""

    cells: list[Cell]
    href: str | None
    acts: tuple[Shown, ...] = ()


def serve_list(area: Area, view: ListView) -> None:
    """Serve a list in an area, at the address that follows from the API's."""

    def page(visit: Visit, **params: str) -> str | Response:
        return shown_list(visit, view, params)

    area.serve(rule_of(view.path), page)


def shown_list(visit: Visit, view: ListView, params: Params, **more: Any) -> str | Response:
    """Render a list, or hand on the file of all that its filters leave."""
    fixed = dict(view.query(visit, params)) if view.query else {}
    filters = _filters(visit, view, fixed)
    chosen: dict[str, Any] = {each.field.name: plain(each.field, each.chosen) for each in filters if each.chosen}
    unseen = {name: request.args[name] for name in view.unseen if request.args.get(name)}
    chosen |= unseen
    wanted = _scope(visit, view) | fixed | chosen
    if request.args.get("export") in EXPORTS:
        return _exported(visit, view, params, wanted)
    asked = {"limit": PAGE, "cursor": request.args.get("cursor")} | wanted | _total(visit, view)
    found = visit.client.gather(
        page=partial(visit.client.get, view.path.format(**params), **asked),
        allowed=partial(allowed_on, visit, _here(visit, params) if view.buttons else ""),
    )
    answer = found["page"]
    return visit.render(
        view.template, title=visit.words(f"{view.words}.title"), view=view, filters=filters, unseen=unseen,
        headings=headings(visit, view.words, view.columns), rows=rows(visit, view, answer["items"], params),
        is_filtered=any(chosen[name] != fixed.get(name) for name in chosen), total=answer.get("total"),
        next_cursor=cursor_of(answer["next"]), is_first="cursor" not in request.args, **more,
        buttons=buttons(visit, view.buttons, found["allowed"], params, {}),
    )  # fmt: skip


def _exported(visit: Visit, view: ListView, params: Params, asked: Mapping[str, Any]) -> Response:
    media = EXPORTS[request.args["export"]]
    answer = visit.client.ask("GET", view.path.format(**params), query=asked, headers={"Accept": media})
    return passed_on(accepted(answer))


def rows(visit: Visit, view: ListView, records: list[Record], params: Params) -> list[Row]:
    """Return the rows of records."""
    shown = cells(visit, view.columns, records)
    return [_row(visit, view, each, record, params) for each, record in zip(shown, records, strict=True)]


def _row(visit: Visit, view: ListView, shown: list[Cell], record: Record, params: Params) -> Row:
    known = Known({**params, **record})
    href = visit.page_of(f"/api/v1{view.opens.format_map(known)}") if view.opens else None
    return Row(shown, href, tuple(buttons(visit, view.acts, None, known, record)))


def headings(visit: Visit, words: str, columns: Iterable[Column]) -> list[tuple[str, str]]:
    """Return the columns' names with their kinds."""
    return [(visit.first_words(f"{words}.columns.{each.name}", f"fields.{each.name}"), each.kind) for each in columns]


def _here(visit: Visit, params: Params) -> str:
    return params.get(UNIT) or (visit.capacity.organization_id if visit.capacity else "")


def _total(visit: Visit, view: ListView) -> dict[str, Any]:
    operation = DESCRIPTION.operation(visit.client, "GET", view.path)
    return {"total": True} if operation and "total" in operation.parameters and "cursor" not in request.args else {}


def _scope(visit: Visit, view: ListView) -> dict[str, Any]:
    operation = DESCRIPTION.operation(visit.client, "GET", view.path)
    if operation is None or visit.capacity is None or UNIT not in operation.parameters:
        return {}
    chosen = request.args.get(UNIT) or visit.capacity.organization_id
    return {UNIT: chosen} if chosen != "*" else {}


def _filters(visit: Visit, view: ListView, fixed: Mapping[str, Any]) -> list[Filter]:
    operation = DESCRIPTION.operation(visit.client, "GET", view.path)
    known = operation.parameters if operation else {}
    schema = {"properties": {name: {**known[name]["schema"]} for name in view.filters if name in known}}
    found = [_filter(visit, view, each, str(fixed.get(each.name, ""))) for each in fields_of(schema, view.filters)]
    return [each for each in found if each.field.name != UNIT or each.options]


def _filter(visit: Visit, view: ListView, each: Field, asked: str) -> Filter:
    group = view.groups.get(each.name, each.name)
    options = [(code, visit.code(group, code)) for code in each.codes]
    if each.name == UNIT:
        options = units_below(visit, visit.capacity.organization_id) if visit.capacity else []
    if each.kind == "flag":
        options = [(code, visit.words(f"lists.{code}")) for code in ("true", "false")]
    label = visit.first_words(f"{view.words}.filters.{each.name}", f"fields.{each.name}")
    return Filter(each, label, options, request.args.get(each.name, asked))
