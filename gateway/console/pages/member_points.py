"""Member points: a branch in the order of its roll, and one member's ledger; nobody is compared with anybody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, request

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, Record
from gateway.console.directory import cursor_of
from gateway.console.formats import points
from gateway.console.forms import FormView, Params
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, headings, rows
from gateway.console.roll import everything
from gateway.console.sides import BRANCH, COMMUNITY, DISTRICT, STREET, is_at
from gateway.console.visit import Visit, go

PAGE = 50
STAFF = frozenset({DISTRICT, STREET, COMMUNITY, BRANCH})
ABOVE = frozenset({DISTRICT, STREET, COMMUNITY})
KINDS = ("base", "contribution", "deduction")
EVIDENCE = {
    "activity": "/activities/{}", "visit": "/visits/{}", "project": "/projects/{}",
    "declaration": "/point-declarations/{}",
}  # fmt: skip
TABS = ("/member-points", "/point-declarations", "/point-years", "/member-point-schemes")
TYPED = frozenset({"declared", "imported"})
"""Sources of entries that are reversed here; what derives from a record is corrected there."""
area = Area("member_points", tabs=TABS)


def _may_reverse(visit: Visit, entry: Record) -> bool:
    is_typed = entry["state"] == "counted" and entry["source_code"] in TYPED
    return is_typed and not is_at(visit, entry["organization_id"])


CLASS = Column(name="member_class", kind="code")
MEMBERS = ListView(
    path="/organizations/{organization_id}/member-points", words="member_points.branch",
    opens="/members/{id}/point-entries",
    columns=(Column(name="name"), CLASS, Column(name="counts", kind="points"), Column(name="total", kind="points")),
    acts=(
        Button(
            words="declarations.declare.title", path="/point-declarations", roles=STAFF,
            query=lambda _, each: {"member_id": each["id"], "organization_id": each["organization_id"]},
        ),
    ),
)  # fmt: skip
ENTRIES = ListView(
    path="/members/{member_id}/point-entries", words="member_points.ledger",
    columns=(
        Column(name="occurred_on", kind="day"), Column(name="item_name"), Column(name="hundredths", kind="points"),
        Column(name="source", opens=lambda _, each: each["evidence_address"], value=lambda _, each: each["from"]),
        Column(name="reason"), Column(name="state", kind="tag", group="entry_state"),
    ),
    acts=(
        Button(
            words="member_points.reverse.title", path="/point-entries/{id}/reversals", roles=ABOVE,
            when=_may_reverse,
        ),
        Button(
            words="declarations.object.title", path="/point-declarations/{id}/objections", roles=STAFF,
            when=lambda _, each: each["state"] == "published",
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What one kind of groups comes to in a ledger, after the caps of its items and groups, and its cap."""

    kind: str
    counts: int
    cap: int


@area.page("/member-points")
def member_points(visit: Visit) -> str | Response:
    """Show the members of one's own branch; who reads no members is shown the results of branches."""
    capacity = visit.capacity
    if capacity is None or capacity.role not in STAFF:
        return go(visit.link("/point-years"))
    return branch(visit, request.args.get("organization_id") or capacity.organization_id)


@area.page("/organizations/<organization_id>/member-points")
def branch(visit: Visit, organization_id: str) -> str:
    """Show a branch's members in the order of the roll, each with the points of a year."""
    year = request.args.get("year") or str(visit.today.year)
    place = f"/organizations/{organization_id}"
    cursor = request.args.get("cursor")
    found = visit.client.gather(
        unit=partial(visit.client.get, place),
        roll=partial(visit.client.get, f"{place}/members", limit=PAGE, cursor=cursor),
        below=partial(visit.client.look, f"{place}/children", limit=PAGE),
    )
    earned = {each["id"]: each for each in everything(visit, f"{place}/member-points", year=year)}
    nothing = {"total": None, "counts": None}
    members = [nothing | dict(earned.get(each["id"], {})) | each for each in found["roll"]["items"]]
    return visit.render(
        "member_points/branch.html", title=visit.words("member_points.branch.title", unit=found["unit"]["name"]),
        rows=rows(visit, MEMBERS, members, {}), headings=headings(visit, MEMBERS.words, MEMBERS.columns), year=year,
        below=(found["below"] or {"items": []})["items"], next_cursor=cursor_of(found["roll"]["next"]),
        unit=found["unit"],
    )  # fmt: skip


@area.page("/members/<member_id>/point-entries")
def ledger(visit: Visit, member_id: str) -> str:
    """Show a member's ledger of a year: what counts by kind, each entry, and what is declared."""
    year = request.args.get("year") or str(visit.today.year)
    here = visit.capacity.organization_id if visit.capacity else ""
    found = visit.client.gather(
        member=partial(visit.client.get, f"/members/{member_id}"),
        entries=partial(everything, visit, f"/members/{member_id}/point-entries", year=year),
        schemes=partial(visit.client.get, "/member-point-schemes", organization_id=here, year=year, status="published",
                        limit=PAGE),
        declarations=partial(everything, visit, "/point-declarations", organization_id=here, year=year,
                             member_id=member_id),
    )  # fmt: skip
    member, entries = found["member"], found["entries"]
    schemes = [each for each in found["schemes"]["items"] if each["member_class"] == member["member_class"]]
    scheme = max(schemes, key=lambda each: each["number"], default=None)
    parts = _parts(scheme, entries)
    items = {item["code"]: item["name"] for each in found["schemes"]["items"] for item in each["items"]}
    lines = [_entry(visit, each, items) for each in entries]
    lines += [_declared(visit, each, items) for each in found["declarations"] if not each["entry_id"]]
    shown = sorted(lines, key=lambda each: str(each["occurred_on"]), reverse=True)
    return visit.render(
        "member_points/ledger.html", title=visit.words("member_points.ledger.title", name=member["name"], year=year),
        member=member, scheme=scheme, parts=parts, year=int(year), rows=rows(visit, ENTRIES, shown, {}),
        total=sum(each.counts for each in parts) if scheme else sum(each["hundredths"] for each in entries),
        headings=headings(visit, ENTRIES.words, ENTRIES.columns),
    )  # fmt: skip


def _parts(scheme: Record | None, entries: Iterable[Record]) -> list[Part]:
    """Return what the published caps leave, first of each item and then of each group, by the kinds of groups."""
    if scheme is None:
        return []
    sums: dict[str, int] = defaultdict(int)
    for each in entries:
        sums[each["item"]] += each["hundredths"]
    of_group: dict[str, int] = defaultdict(int)
    for item in scheme["items"]:
        of_group[item["group"]] += _capped(sums[item["code"]], item["cap"])
    known = scheme["groups"]
    return [
        Part(
            kind, sum(_capped(of_group[each["code"]], each["cap"]) for each in known if each["kind"] == kind),
            sum(each["cap"] for each in known if each["kind"] == kind),
        )
        for kind in KINDS
    ]  # fmt: skip


def _capped(value: int, cap: int | None) -> int:
    return value if cap is None else max(-cap, min(value, cap))


def _entry(visit: Visit, entry: Record, items: Mapping[str, str]) -> Record:
    address = EVIDENCE.get(entry["evidence_type"], "") if entry["evidence_id"] else ""
    source = visit.code("point_source", entry["source"])
    known = visit.code("evidence", entry["evidence_type"]) if address else source
    return {
        "id": entry["id"], "occurred_on": entry["occurred_on"], "item_name": items.get(entry["item"], entry["item"]),
        "hundredths": entry["hundredths"], "reason": entry["reason"], "from": known,
        "evidence_address": address.format(entry["evidence_id"]), "source_code": entry["source"],
        "state": "reversed" if entry["reversed_by"] else "counted", "organization_id": entry["organization_id"],
    }  # fmt: skip


def _declared(visit: Visit, declaration: Record, items: Mapping[str, str]) -> Record:
    return {
        "id": declaration["id"], "occurred_on": declaration["occurred_on"],
        "item_name": items.get(declaration["item"], declaration["item"]), "hundredths": declaration["hundredths"],
        "reason": declaration["reason"], "from": visit.code("point_source", "declared"), "source_code": "declared",
        "evidence_address": EVIDENCE["declaration"].format(declaration["id"]), "state": declaration["status"],
    }  # fmt: skip


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    return [
        (visit.words("fields.reason"), record["reason"]), (visit.words("fields.points"), points(record["hundredths"])),
    ]  # fmt: skip


def _to_ledger(visit: Visit, params: Params, _answer: Any) -> str:
    entry = visit.client.get(f"/point-entries/{params['entry_id']}")
    return f"/api/v1/members/{entry['member_id']}/point-entries"


serve_form(
    area,
    FormView(
        method="POST", path="/point-entries/{entry_id}/reversals", words="member_points.reverse",
        fields=("reason", "on"), about=_about, after=_to_ledger,
    ),
)  # fmt: skip
