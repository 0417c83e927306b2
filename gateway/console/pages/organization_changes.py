"""Changes of the tree, each from a day on, and each tried first: what it would touch, before it is made."""

from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.columns import names_of
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.pages.organizations import ONE
from gateway.console.people import member_options, units_below, units_within
from gateway.console.visit import Visit

area = Area("organizations")
TRIAL, VERSION = "organizations/trial.html", ("expected_version",)
RECORDS = ("projects", "notices", "points", "visits", "halls")
BELOW_LEVEL = {"street": "district", "community": "street", "branch": "community"}
GROUPS = {"level": "level", "kind": "organization_kind", "party_form": "party_form", "new.party_form": "party_form"}
GROUPS |= {"parts.party_form": "party_form", **{f"records.{each}": "succession" for each in RECORDS}}


def _known(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    """Return the version that a change is made from, and today; what is open goes on unless somebody says otherwise."""
    carried = dict.fromkeys(RECORDS, "carry")
    return {
        "effective_on": visit.today, "expected_version": record.get("version"), "name": record.get("name", ""),
        "records": carried,
    }  # fmt: skip


def _opening(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    above = request.values.get("parent_id", "")
    found = visit.client.look(f"/organizations/{above}") if above else None
    level = next((each for each, one in BELOW_LEVEL.items() if found and one == found["level"]), "district")
    return {"parent_id": above, "level": level, "effective_on": visit.today}


def _under_what(visit: Visit, _record: Record) -> list[Option]:
    above = request.values.get("parent_id", "")
    return [(visit.words("fields.parent_id"), names_of(visit, {above}).get(above, ""))] if above else []


def _about(visit: Visit, record: Record) -> list[Option]:
    above = (record.get("path") or [{"name": ""}])[0]["name"]
    said = [(visit.words("fields.organization_id"), record["name"]), (visit.words("fields.parent_id"), above)]
    return [each for each in said if each[1]]


def _parents(visit: Visit, _params: Params, record: Record) -> list[Option]:
    """Return the organizations that may stand above one of its level; of a branch all that are not branches."""
    wanted = BELOW_LEVEL.get(record["level"], "")
    units_within(visit)
    found = visit.more["within"]
    suited = [
        each for each in found if each["level"] == wanted or (record["level"] == "branch" and each["level"] != "branch")
    ]
    return [(each["id"], each["name"]) for each in suited if each["id"] not in {record["id"], record["parent_id"]}]


def _siblings(visit: Visit, _params: Params, record: Record) -> list[Option]:
    found = units_below(visit, record["parent_id"]) if record.get("parent_id") else []
    return [each for each in found if each[0] != record["id"]]


def _children(visit: Visit, _params: Params, record: Record) -> list[Option]:
    return units_below(visit, record["id"])


def _members(visit: Visit, _params: Params, record: Record) -> list[Option]:
    return member_options(visit, record["id"])


def _kinds(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    return [(each, visit.words(f"organizations.records.{each}")) for each in RECORDS]


def _tree(_visit: Visit, _params: Params, _answer: Answer) -> str:
    """Return the address of the tree: what was split or closed today may have no page any more."""
    return "/api/v1/organizations"


def _change(method: str, step: str, words: str, fields: tuple[str, ...], **more: Any) -> None:
    hidden = () if method == "PATCH" else VERSION
    serve_form(
        area,
        FormView(
            method=method, path=f"{ONE}{step}", words=f"organizations.{words}", fields=fields, hidden=hidden,
            values=_known, about=_about, groups=GROUPS, trial=TRIAL, **more,
        ),
    )  # fmt: skip


serve_form(
    area,
    FormView(
        method="POST", path="/organizations", words="organizations.open", hidden=("parent_id",), groups=GROUPS,
        fields=("name", "level", "effective_on", "party_form", "kind", "division_code", "lon_gcj02", "lat_gcj02"),
        rest=("kind", "division_code", "lon_gcj02", "lat_gcj02"), values=_opening, about=_under_what, trial=TRIAL,
    ),
)  # fmt: skip
_change("POST", "/renames", "rename", ("name", "effective_on"))
_change("PATCH", "", "amend", ("effective_on", "party_form", "division_code", "lon_gcj02", "lat_gcj02"))
_change("POST", "/moves", "move", ("parent_id", "effective_on"), options={"parent_id": _parents})
_change(
    "POST", "/merges", "merge", ("sources", "effective_on", "new", "records"), options={"sources": _siblings},
    keys={"records": _kinds}, rest=("new", "records"), without=("new.lon_gcj02", "new.lat_gcj02"),
)  # fmt: skip
_change(
    "POST", "/splits", "split", ("parts", "effective_on", "keeps_original", "heir"),
    options={"parts.children": _children, "parts.members": _members}, after=_tree,
    without=("parts.lon_gcj02", "parts.lat_gcj02", "parts.division_code"),
)  # fmt: skip
_change(
    "POST", "/closures", "close", ("effective_on", "members_to", "records"), options={"members_to": _siblings},
    keys={"records": _kinds}, after=_tree,
)  # fmt: skip
