"""Organizations: the tree with search, on any day; each with what stands below it and what ever changed."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from flask import request

from gateway.console.actions import Button, buttons
from gateway.console.areas import Area
from gateway.console.columns import Column, Record, names_of
from gateway.console.directory import cursor_of
from gateway.console.lists import Params
from gateway.console.organization_lists import sections
from gateway.console.people import MOST
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.roles import DISTRICT, STAFF, SYSTEM_ADMIN
from gateway.console.visit import Visit

area = Area("organizations")
MOST_ENDED = 5
"""Organizations that are there no more, whose names of their last day are asked for."""
ONE, CHANGERS = "/organizations/{organization_id}", frozenset({DISTRICT, SYSTEM_ADMIN})
OPEN = Button(
    words="organizations.open.title", path="/organizations", roles=CHANGERS,
    query=lambda _visit, record: {"parent_id": record.get("id", "")},
)  # fmt: skip
CHANGES = tuple(
    Button(
        words=f"organizations.{name}.title", path=f"{ONE}{step}", method="POST" if step else "PATCH", roles=CHANGERS,
        rare=True,
    )
    for name, step in (
        ("rename", "/renames"), ("amend", ""), ("move", "/moves"), ("merge", "/merges"), ("split", "/splits"),
        ("close", "/closures"),
    )
)  # fmt: skip


@area.page("/organizations")
def tree(visit: Visit) -> str:
    """Show the tree below one's own unit, one way of it opened, or what a search finds."""
    here = visit.capacity.organization_id if visit.capacity else ""
    asked = {"as_of": request.args.get("as_of") or None}
    wanted = request.args.get("name", "").strip()
    hits = _found(visit, here, wanted, asked) if wanted else None
    roots = [] if wanted else _roots(visit, here, asked)
    opened = _opened(visit, here) if not wanted else set()
    return visit.render(
        "organizations/tree.html", title=visit.words("organizations.tree.title"), name=wanted, hits=hits,
        nodes=[_node(visit, each, opened, asked, is_root=True) for each in roots], here=here,
        buttons=buttons(visit, (OPEN,), None, {}, {"id": "" if here == "*" else here}),
    )  # fmt: skip


def _found(visit: Visit, here: str, name: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    within = {} if here == "*" else {"within": here}
    cursor = request.args.get("cursor")
    found = visit.client.get("/organizations", name=name, limit=50, total=True, cursor=cursor, **within, **asked)
    above = names_of(visit, {each["parent_id"] for each in found["items"] if each["parent_id"]})
    return {**found, "next": cursor_of(found["next"]), "above": above}


def _roots(visit: Visit, here: str, asked: Mapping[str, Any]) -> list[Record]:
    if here == "*":
        found: list[Record] = visit.client.get("/organizations", level="district", limit=MOST, **asked)["items"]
        return found
    own = visit.client.look(f"/organizations/{here}", **asked)
    return [own] if own else []


def _opened(visit: Visit, here: str) -> set[str]:
    """Return the organizations whose children are shown: one's own, and the way to the one that was opened."""
    chosen = request.args.get("open", "")
    found = visit.client.look(f"/organizations/{chosen}") if chosen else None
    way = [each["id"] for each in found["path"]] if found else []
    return {here, *([chosen] if found else []), *way}


def _node(
    visit: Visit, record: Record, opened: set[str], asked: Mapping[str, Any], *, is_root: bool = False
) -> dict[str, Any]:
    is_open = record["id"] in opened
    path = f"/organizations/{record['id']}/children"
    below = visit.client.get(path, limit=MOST, **asked)["items"] if is_open else []
    return {
        "record": record, "is_open": is_open, "is_root": is_root, "is_leaf": record["level"] == "branch",
        "below": [_node(visit, each, opened, asked) for each in below],
    }  # fmt: skip


def way_to(_visit: Visit, record: Record) -> list[tuple[str, str]]:
    """Return the way down to an organization, the district first."""
    return [(each["name"], f"/organizations/{each['id']}") for each in reversed(record.get("path") or [])]


def _more(visit: Visit, params: Params, record: Record) -> Mapping[str, Any]:
    """Return what ever changed, newest first, with the names of the organizations that it names."""
    found = visit.client.look(f"/organizations/{params['organization_id']}/history", limit=50)
    items = (found or {"items": []})["items"]
    names = {**names_of(visit, {one for each in items for one in _ids(each["details"])})}
    ended = [(one, each["effective_on"]) for each in items for one in _ids(each["details"]) if one not in names]
    for one, day in ended[:MOST_ENDED]:
        last = date.fromisoformat(day) - timedelta(days=1)
        names[one] = (visit.client.look(f"/organizations/{one}", as_of=last) or {"name": ""})["name"]
    return {
        "history": [(each, list(said_of(visit, each["details"], names))) for each in items],
        "sections": sections(visit, record["id"]),
    }  # fmt: skip


def _ids(details: Mapping[str, Any]) -> Iterable[str]:
    for name in ("from", "to", "target", "heir", "parent_id"):
        yield from [details[name]] if isinstance(details.get(name), str) and "-" in details[name] else []
    for name in ("merged", "into"):
        yield from details.get(name) or []


def said_of(visit: Visit, details: Mapping[str, Any], names: Mapping[str, str]) -> Iterable[str]:
    """Yield what a change says: each detail in words, organizations by their names."""
    for name, said in details.items():
        if name in {"from", "to", "target", "heir", "name", "merged", "into"}:
            shown = [names.get(one, "" if _is_id(one) else one) for one in (said if isinstance(said, list) else [said])]
            text = "、".join(str(one) for one in shown if one)
            if text:
                yield visit.words(f"organizations.details.{name}", said=text)


def _is_id(said: Any) -> bool:
    return len(str(said)) == 36  # noqa: PLR2004 - the length of a UUID


serve_record(
    area,
    RecordView(
        path=ONE, words="organizations.one", template="organizations/organization.html", crumbs=way_to, more=_more,
        summary=(
            Column(name="level", kind="code"), Column(name="kind", kind="code", group="organization_kind"),
            Column(name="party_form", kind="code"), Column(name="division_code"), Column(name="lon_gcj02"),
            Column(name="lat_gcj02"), Column(name="opened_on", kind="day"), Column(name="closed_on", kind="day"),
        ),
        parts=(
            Part(
                name="children", path=f"{ONE}/children", opens="/organizations/{id}",
                columns=(
                    Column(name="name"), Column(name="level", kind="code"),
                    Column(name="party_form", kind="code"), Column(name="division_code"),
                ),
                buttons=(OPEN,),
            ),
            Part(
                name="posts", path=f"{ONE}/posts",
                columns=(
                    Column(name="person_name"), Column(name="title", kind="code", group="post"),
                    Column(name="from_on", kind="day"), Column(name="until_on", kind="day"),
                ),
                buttons=(Button(words="organizations.assign.title", path=f"{ONE}/posts"),),
            ),
        ),
        buttons=(
            Button(
                words="activities.record.title", path="/activities", roles=STAFF, primary=True,
                query=lambda _visit, record: {"organization_id": record["id"]},
            ),
            Button(words="members.register.title", path=f"{ONE}/members"),
            *CHANGES,
        ),
    ),
)  # fmt: skip
