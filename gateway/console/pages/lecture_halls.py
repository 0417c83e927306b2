"""Lecture halls: planned, built, checked against both checklists of the standard, established; and who has none."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import request

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, names_of
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.activities import TABS
from gateway.console.people import own_unit
from gateway.console.records import RecordView, serve_record
from gateway.console.roles import DISTRICT, STAFF
from gateway.console.visit import Visit

area = Area("activities", tabs=TABS)
ONE = "/lecture-halls/{hall_id}"
UNIT, DUE = Column(name="organization_id", kind="unit"), Column(name="due_on", kind="day")
STATUS, STANDING = Column(name="status", kind="tag", group="hall_status"), Column(name="standing", kind="tag")
CHECKED = Column(
    name="items_checked",
    value=lambda _visit, hall: f"{hall['items_checked']}/{hall['items_needed']}" if hall.get("items_needed") else None,
)
STANDARD = Button(words="halls.standard.title", path="/lecture-halls/standard", method="GET")
PLAN = Button(
    words="halls.plan.title", path="/lecture-halls", roles=STAFF,
    when=lambda _visit, hall: hall.get("status") == "missing",
    query=lambda _visit, hall: {"organization_id": hall["organization_id"]},
)  # fmt: skip


def _is(*states: str) -> Any:
    return lambda _visit, record: record.get("status") in states


def _title(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    unit = own_unit(visit)
    name = names_of(visit, {unit}).get(unit, "")
    return {"organization_id": unit, "title": f"{name}新时代学“习”大讲堂", "on": visit.today}


def _today(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"on": visit.today}


def _items(checked: bool) -> Any:  # noqa: FBT001 - which half of the list
    def offered(visit: Visit, _params: Params, hall: Record) -> list[Option]:
        return [
            (each["item"], f"{visit.code('hall_list', each['list'])} · {each['name']}")
            for each in hall.get("items") or []
            if each["checked"] is checked
        ]

    return offered


def _about(visit: Visit, hall: Record) -> list[tuple[str, str]]:
    name = visit.words("halls.about", checked=hall["items_checked"], needed=hall["items_needed"])
    return [(visit.words("fields.title"), hall["title"]), (visit.words("halls.one.checklist"), name)]


def _lists(visit: Visit, _params: Params, hall: Record) -> Mapping[str, Any]:
    found = groupby(hall.get("items") or [], key=lambda each: each["list"])
    return {"lists": [(visit.code("hall_list", code), list(items)) for code, items in found]}


serve_list(
    area,
    ListView(
        path="/lecture-halls", words="halls.list", opens="/lecture-halls/{id}",
        filters=("organization_id", "status", "standing"), groups={"status": "hall_status"},
        columns=(
            Column(name="title", value=lambda visit, hall: hall.get("title") or visit.words("halls.none_yet")), UNIT,
            STATUS, CHECKED, DUE, STANDING, Column(name="established_on", kind="day"),
        ),
        acts=(PLAN,),
        buttons=(
            Button(words="halls.missing.title", path="/lecture-halls/missing", method="GET"), STANDARD,
            Button(words="halls.deadline.title", path="/lecture-halls/deadlines", roles=frozenset({DISTRICT})),
            Button(words="halls.scopes.title", path="/lecture-halls/scopes", method="GET"),
        ),
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path="/lecture-halls/missing", words="halls.missing", columns=(UNIT, DUE, STANDING), acts=(PLAN,),
        buttons=(Button(words="halls.list.title", path="/lecture-halls", method="GET"),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=ONE, words="halls.one", template="activities/hall.html", state=STATUS, standing=STANDING,
        title=lambda visit, hall: hall.get("title") or visit.words("halls.none_yet"),
        steps=f"{ONE}/steps", step_group="hall_step", more=_lists,
        summary=(
            UNIT, Column(name="address"), CHECKED, DUE, Column(name="overdue_from", kind="day"),
            Column(name="planned_on", kind="day"), Column(name="building_on", kind="day"),
            Column(name="established_on", kind="day"), Column(name="standard"),
        ),
        buttons=(
            Button(
                words="halls.plan.title", path="/lecture-halls", roles=STAFF, when=_is("missing"),
                query=lambda _visit, hall: {"organization_id": hall["organization_id"]}, primary=True,
            ),
            Button(words="halls.check.title", path=f"{ONE}/checks", when=_is("planned", "building"), primary=True),
            Button(words="halls.begin.title", path=f"{ONE}/beginnings", when=_is("planned")),
            Button(words="halls.establish.title", path=f"{ONE}/establishments", when=_is("planned", "building")),
            Button(
                words="halls.amend.title", path=ONE, method="PATCH", rare=True,
                when=_is("planned", "building", "established"),
            ),
            Button(
                words="halls.uncheck.title", path=f"{ONE}/check-withdrawals", rare=True,
                when=lambda _visit, hall: bool(hall.get("items_checked")) and hall["status"] in {"planned", "building"},
            ),
        ),
    ),
)  # fmt: skip


@area.page("/lecture-halls/standard")
def standard(visit: Visit) -> str:
    """Show the standard that a hall planned today is bound to."""
    here = visit.capacity.organization_id if visit.capacity else ""
    found = visit.client.get("/lecture-halls/standard", organization_id=here)
    title = visit.words("halls.standard.title")
    crumbs = [(visit.words("halls.list.title"), "/lecture-halls"), (title, "")]
    return visit.render("activities/standard.html", title=title, crumbs=crumbs, found=found)


serve_form(
    area,
    FormView(
        method="POST", path="/lecture-halls", words="halls.plan", hidden=("organization_id",),
        fields=("title", "address", "on"), values=_title,
        about=lambda visit, _record: [
            (visit.words("fields.organization_id"), names_of(visit, {own_unit(visit)}).get(own_unit(visit), ""))
        ],
    ),
)  # fmt: skip
serve_form(area, FormView(method="PATCH", path=ONE, words="halls.amend"))
serve_form(area, FormView(method="POST", path=f"{ONE}/beginnings", words="halls.begin", values=_today, about=_about))
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/checks", words="halls.check", options={"items": _items(checked=False)},
        values=lambda visit, _params, _hall: {"on": visit.today, "items": request.args.getlist("item")}, about=_about,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/check-withdrawals", words="halls.uncheck",
        options={"item": _items(checked=True)}, about=_about,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(method="POST", path=f"{ONE}/establishments", words="halls.establish", values=_today, about=_about),
)
serve_form(
    area,
    FormView(
        method="POST", path="/lecture-halls/deadlines", words="halls.deadline", hidden=("organization_id",),
        fields=("year", "deadline", "basis"), values=lambda visit, _params, _record: {"year": visit.today.year},
        after=lambda _visit, _params, _answer: "/api/v1/lecture-halls",
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path="/lecture-halls/scopes", words="halls.scopes",
        columns=(
            Column(name="from_on", kind="day"),
            Column(
                name="kinds",
                value=lambda visit, scope: "、".join(visit.code("organization_kind", kind) for kind in scope["kinds"]),
            ),
            Column(name="basis"),
        ),
        buttons=(
            Button(words="halls.scope.title", path="/lecture-halls/scopes", roles=frozenset({DISTRICT})),
            Button(words="halls.list.title", path="/lecture-halls", method="GET"),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/lecture-halls/scopes", words="halls.scope", hidden=("organization_id",),
        fields=("from_on", "kinds", "basis"), groups={"kinds": "organization_kind"},
        values=lambda visit, _params, _record: {"from_on": visit.today},
        after=lambda _visit, _params, _answer: "/api/v1/lecture-halls/scopes",
    ),
)  # fmt: skip
