"""Brands in three columns, discovered, consolidated and promoted, and what carries them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Response, request

from gateway.console.actions import Button, allowed_on, buttons
from gateway.console.areas import Area
from gateway.console.columns import Column, names_of
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, shown_list
from gateway.console.pages.demonstration_points import DECLARERS, TABS
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.sides import is_of_unit
from gateway.console.stages import stages
from gateway.console.visit import Visit

BRANDS, BRAND = "/brands", "/brands/{brand_id}"
COLUMNS = (("discovered", ("proposed", "discovered")), ("consolidated", ("consolidated",)), ("promoted", ("promoted",)))
WAY = ("discovered", "consolidated", "promoted")
OVER = frozenset({"dismissed", "ended_with_organization"})
MOST = 30
"""Brands that a column shows; the rest is a list of its own."""
CARRIERS = {"point": "/demonstration-points", "project": "/projects"}
GONE = frozenset({"withdrawn", "ended"})
"""The states in which a point or a project carries nothing."""
area = Area("demonstration_points", tabs=TABS)
UNIT, STATUS = Column(name="organization_id", kind="unit"), Column(name="status", kind="tag", group="brand_status")
REACH = Column(name="reach", kind="code")
DISCOVER = Button(words="brands.discover.title", path=BRANDS, roles=DECLARERS, primary=True)
LIST = ListView(
    path=BRANDS, words="brands.list", filters=("status", "reach"), opens="/brands/{id}",
    groups={"status": "brand_status"}, buttons=(DISCOVER,), columns=(Column(name="name"), UNIT, REACH, STATUS),
)  # fmt: skip


@area.page(BRANDS)
def brands(visit: Visit) -> str | Response:
    """Show the brands in three columns, or as a list where a state or a reach is asked for."""
    if {"status", "reach", "cursor"} & request.args.keys():
        return shown_list(visit, LIST, {})
    here = visit.capacity.organization_id if visit.capacity else ""
    asked: dict[str, Any] = {
        status: partial(visit.client.get, BRANDS, organization_id=here, status=status, limit=MOST)
        for _, statuses in COLUMNS
        for status in statuses
    }
    found = visit.client.gather(allowed=partial(allowed_on, visit, here), **asked)
    columns = [(name, [each for status in statuses for each in found[status]["items"]]) for name, statuses in COLUMNS]
    names = names_of(visit, {each["organization_id"] for _, items in columns for each in items})
    return visit.render(
        "brands/brands.html", title=visit.words("brands.list.title"), columns=columns, names=names,
        buttons=buttons(visit, (DISCOVER,), found["allowed"], {}, {}),
    )  # fmt: skip


def _is_own(visit: Visit, record: Record, *statuses: str) -> bool:
    return record["status"] in statuses and is_of_unit(visit, record)


def _is_taken_up(visit: Visit, record: Record) -> bool:
    return _is_own(visit, record, *WAY)


def _beside(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    days = [record.get(f"{each}_on") for each in WAY]
    labels = [
        (visit.words(f"brands.way.{each}"), visit.day(day) if day else "") for each, day in zip(WAY, days, strict=True)
    ]
    reached = WAY.index(record["status"]) + 1 if record["status"] in WAY else sum(bool(day) for day in days)
    return {"way": stages(labels, reached, over=record["status"] in OVER)}


def _carriers(visit: Visit, _params: Params, record: Record) -> list[Option]:
    """Return the points, or the projects, of the unit whose brand it is: those that stand and do not carry it yet."""
    kind = request.values.get("kind", "point")
    found = visit.client.get(
        CARRIERS.get(kind, CARRIERS["point"]), organization_id=record["organization_id"], limit=200
    )
    carrying = {each["record_id"] for each in record["carriers"]}
    left = [each for each in found["items"] if each["status"] not in GONE and each["id"] not in carrying]
    return [(each["id"], each.get("name") or each["title"]) for each in left]


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    names = [name for name in ("name", "description") if record.get(name)]
    return [(visit.words(f"fields.{name}"), record[name]) for name in names]


serve_record(
    area,
    RecordView(
        path=BRAND, words="brands.record", state=STATUS, steps="way", step_group="brand_step",
        template="brands/brand.html", more=_beside,
        summary=(
            UNIT, REACH, Column(name="description"),
            Column(
                name="visit_id", opens="/visits/{visit_id}",
                value=lambda visit, each: each.get("visit_id") and visit.words("brands.record.its_visit"),
            ),
            Column(name="discovered_on", kind="day"), Column(name="consolidated_on", kind="day"),
            Column(name="promoted_on", kind="day"),
        ),
        parts=(
            Part(
                name="carriers", of="carriers",
                columns=(
                    Column(name="title", opens=lambda _, each: f"{CARRIERS[each['kind']]}/{each['record_id']}"),
                    Column(name="kind", kind="code", group="brand_carrier"),
                    Column(name="status", kind="tag", group="carrier_status"), Column(name="added_on", kind="day"),
                ),
                acts=(
                    Button(
                        words="brands.remove_carrier.title", path="/brands/{brand_id}/carriers/{id}/removals",
                        roles=DECLARERS, when=lambda _, each: not each.get("reduced"),
                    ),
                ),
                buttons=(
                    Button(words="brands.add_carrier.point", path=f"{BRAND}/carriers", when=_is_taken_up,
                           query=lambda _, __: {"kind": "point"}),
                    Button(words="brands.add_carrier.project", path=f"{BRAND}/carriers", when=_is_taken_up,
                           query=lambda _, __: {"kind": "project"}),
                ),
            ),
        ),
        buttons=(
            Button(words="brands.adopt.title", path=f"{BRAND}/adoptions", primary=True,
                   when=lambda visit, each: _is_own(visit, each, "proposed")),
            Button(words="brands.consolidate.title", path=f"{BRAND}/consolidations", primary=True),
            Button(words="brands.promote.title", path=f"{BRAND}/promotions", primary=True),
            Button(words="brands.widen.title", path=f"{BRAND}/reaches"),
            Button(words="brands.amend.title", path=BRAND, method="PATCH", when=_is_taken_up),
            Button(words="brands.dismiss.title", path=f"{BRAND}/dismissals", rare=True,
                   when=lambda visit, each: _is_own(visit, each, "proposed", "discovered")),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=BRANDS, words="brands.discover", fields=("name", "description", "on"),
        hidden=("organization_id",),
    ),
)  # fmt: skip
serve_form(area, FormView(method="PATCH", path=BRAND, words="brands.amend", fields=("name", "description")))
serve_form(
    area,
    FormView(
        method="POST", path=f"{BRAND}/carriers", words="brands.add_carrier", fields=("record_id", "on"),
        hidden=("kind",), options={"record_id": _carriers}, about=_about,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{BRAND}/carriers/{{carrier_id}}/removals", words="brands.remove_carrier", record=BRAND,
        fields=("reason",), about=_about,
    ),
)  # fmt: skip
for name, path, fields in (
    ("adopt", "adoptions", ("name", "description", "on")),
    ("dismiss", "dismissals", ("reason", "on")),
    ("consolidate", "consolidations", ("opinion", "on")),
    ("promote", "promotions", ("basis", "on")),
    ("widen", "reaches", ("reach", "basis", "on")),
):
    serve_form(
        area, FormView(method="POST", path=f"{BRAND}/{path}", words=f"brands.{name}", fields=fields, about=_about)
    )
