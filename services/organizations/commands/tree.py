"""Opening, renaming, amending, moving and closing one organization, from a day on, past or to come."""

from datetime import date
from typing import Any

from sqlalchemy import select

from services.organizations.commands import successions
from services.organizations.commands.change_plan import Note, TreeChange, begin_district, commit_change, open_change
from services.organizations.model import levels, timelines, validation
from services.organizations.model.tables import District, Organization
from services.organizations.model.tree import Tree, district_of
from services.organizations.model.validation import require_sensible
from shared import trees
from shared.coordinates import require_coordinates
from shared.errors import Conflict, Invalid
from shared.events.organizations import (
    OrganizationAmended,
    OrganizationClosed,
    OrganizationMoved,
    OrganizationOpened,
    OrganizationRenamed,
)
from shared.lifecycles import require_version
from shared.service import command
from shared.trees import DISTRICT, Timeline, Version
from shared.unit_of_work import UnitOfWork

AMENDABLE = {
    "division_code": "division_code",
    "lon_gcj02": "longitude",
    "lat_gcj02": "latitude",
    "party_form": "party_form",
}
"""What an amendment may name, and how the tree calls it; coordinates are GCJ-02 degrees."""


@command
def open_organization(
    work: UnitOfWork,
    *,
    parent_id: str | None,
    name: str,
    level: str,
    effective_on: date,
    kind: str = levels.PARTY,
    party_form: str | None = None,
    division_code: str | None = None,
    lon_gcj02: float | None = None,
    lat_gcj02: float | None = None,
    dry_run: bool = False,
) -> TreeChange:
    """Open an organization below its parent from a day on; a district has no parent.

    Refuses what `Tree.verify` refuses, and as Invalid a malformed name, code, level or pair of coordinates.
    """
    organization_id = work.new_id()
    district_id = _district_for(work, parent_id, level, organization_id, effective_on)
    levels.require_known(level, kind, party_form)
    require_coordinates(lon_gcj02, lat_gcj02)
    first = Version(
        valid_from=effective_on,
        parent_id=parent_id,
        level=level,
        kind=kind,
        name=validation.name_of(name),
        party_form=party_form,
        division_code=validation.division_code_of(division_code) if division_code else None,
        longitude=lon_gcj02,
        latitude=lat_gcj02,
    )
    return _open(work, district_id, Timeline(organization_id=organization_id, versions=(first,)), dry_run=dry_run)


def _open(work: UnitOfWork, district_id: str, opened: Timeline, *, dry_run: bool) -> TreeChange:
    """Put a new organization into its tree, a district into one that begins with it."""
    (first,) = opened.versions
    if first.parent_id is None:
        _require_root_code_free(work, district_id, first.division_code)
        if not dry_run:
            begin_district(work, district_id, first.division_code)
    tree = open_change(work, district_id, dry_run=dry_run)
    tree.put(opened)
    event = OrganizationOpened(
        district_id=district_id,
        organization_id=opened.organization_id,
        effective_on=first.valid_from,
        changed=(opened,),
        level=first.level,
    )
    note = Note(opened.organization_id, "opened", {"name": first.name})
    return commit_change(work, tree, event, [note], dry_run=dry_run)


def _district_for(work: UnitOfWork, parent_id: str | None, level: str, organization_id: str, effective_on: date) -> str:
    require_sensible(effective_on)
    if (parent_id is None) != (level == DISTRICT):
        raise Invalid("parent_does_not_fit_level", field="parent_id", level=level)
    if parent_id is None:
        work.actor.require("organizations.change", [organization_id])
        return organization_id
    district_id = district_of(work.session, parent_id, field="parent_id")
    work.actor.require_below("organizations.change", trees.path(work.session, parent_id, effective_on))
    return district_id


def _require_root_code_free(work: UnitOfWork, district_id: str, code: str | None) -> None:
    other = work.session.scalar(
        select(District.district_id).where(District.division_code == code, District.district_id != district_id)
    )
    if code is not None and other is not None:
        name = trees.timeline(work.session, other).versions[-1].name
        raise Conflict("root_code_taken", field="division_code", division_code=code, organization=name)


@command
def rename_organization(
    work: UnitOfWork,
    *,
    organization_id: str,
    name: str,
    effective_on: date,
    expected_version: int | None = None,
    dry_run: bool = False,
) -> TreeChange:
    """Rename an organization from a day on, up to its next rename if one is recorded."""
    new_name = validation.name_of(name)
    tree, version = _open_edit(work, organization_id, effective_on, expected_version, dry_run=dry_run)
    renamed = _changed(tree[organization_id], version, effective_on, name=new_name)
    tree.put(renamed)
    event = OrganizationRenamed(
        district_id=tree.district_id, organization_id=organization_id, effective_on=effective_on, changed=(renamed,)
    )
    note = Note(organization_id, "renamed", {"from": version.name, "to": new_name})
    return commit_change(work, tree, event, [note], dry_run=dry_run)


@command
def amend_organization(
    work: UnitOfWork,
    *,
    organization_id: str,
    effective_on: date,
    changes: dict[str, Any],
    expected_version: int | None = None,
    dry_run: bool = False,
) -> TreeChange:
    """Set an organization's division code, coordinates or party form from a day on; None clears."""
    tree, version = _open_edit(work, organization_id, effective_on, expected_version, dry_run=dry_run)
    attributes = {AMENDABLE[name]: value for name, value in changes.items() if name in AMENDABLE}
    if attributes.get("division_code"):
        attributes["division_code"] = validation.division_code_of(attributes["division_code"])
    levels.require_known(version.level, version.kind, attributes.get("party_form"))
    require_coordinates(attributes.get("longitude", version.longitude), attributes.get("latitude", version.latitude))
    if version.parent_id is None and "division_code" in attributes:
        _require_root_code_free(work, organization_id, attributes["division_code"])
        if not dry_run:
            work.session.get_one(District, organization_id).division_code = attributes["division_code"]
    amended = _changed(tree[organization_id], version, effective_on, **attributes)
    tree.put(amended)
    event = OrganizationAmended(
        district_id=tree.district_id, organization_id=organization_id, effective_on=effective_on, changed=(amended,)
    )
    details = {name: {"from": getattr(version, name), "to": value} for name, value in attributes.items()}
    return commit_change(work, tree, event, [Note(organization_id, "amended", details)], dry_run=dry_run)


@command
def move_organization(
    work: UnitOfWork,
    *,
    organization_id: str,
    parent_id: str,
    effective_on: date,
    expected_version: int | None = None,
    dry_run: bool = False,
) -> TreeChange:
    """Move an organization, with everything below it, under another parent from a day on."""
    tree, version = _open_edit(work, organization_id, effective_on, expected_version, dry_run=dry_run)
    if version.parent_id is None:
        raise Invalid("district_cannot_move", organization=version.name)
    district_of(work.session, parent_id, field="parent_id")
    work.actor.require_below("organizations.change", trees.path(work.session, parent_id, effective_on))
    moved = _changed(tree[organization_id], version, effective_on, field="parent_id", parent_id=parent_id)
    tree.put(moved)
    event = OrganizationMoved(
        district_id=tree.district_id,
        organization_id=organization_id,
        effective_on=effective_on,
        changed=(moved,),
        from_parent_id=version.parent_id,
        to_parent_id=parent_id,
    )
    note = Note(organization_id, "moved", {"from": version.parent_id, "to": parent_id})
    return commit_change(work, tree, event, [note], dry_run=dry_run)


@command
def close_organization(
    work: UnitOfWork,
    *,
    organization_id: str,
    effective_on: date,
    members_to: str | None = None,
    records: dict[str, str] | None = None,
    expected_version: int | None = None,
    dry_run: bool = False,
) -> TreeChange:
    """End an organization: the day before is its last; its members go to `members_to`.

    Refuses as Conflict `children_still_open`, and `members_need_a_place` where members are left without one.
    """
    strategy = successions.strategy_of(records, otherwise="close")
    tree, _ = _open_edit(work, organization_id, effective_on, expected_version, dry_run=dry_run)
    timelines.require_after_opening(tree[organization_id], effective_on)
    closed = timelines.ended(tree[organization_id], effective_on)
    tree.put(closed)
    event = OrganizationClosed(
        district_id=tree.district_id,
        organization_id=organization_id,
        effective_on=effective_on,
        changed=(closed,),
        records=strategy,
    )
    note = Note(organization_id, "closed", {"members_to": members_to, "records": strategy})
    successions.require_place(tree, [organization_id], members_to, effective_on)
    change = commit_change(work, tree, event, [note], dry_run=dry_run)
    if not dry_run:
        successions.end(work, tree, [organization_id], members_to, effective_on)
    return change


def _open_edit(
    work: UnitOfWork, organization_id: str, effective_on: date, expected_version: int | None, *, dry_run: bool
) -> tuple[Tree, Version]:
    """Lock the organization: other changes in its district wait for this transaction."""
    require_sensible(effective_on)
    district_id = district_of(work.session, organization_id)
    work.actor.require("organizations.change", trees.path(work.session, organization_id, effective_on))
    tree = open_change(work, district_id, dry_run=dry_run)
    organization = work.session.get_one(Organization, (district_id, organization_id), populate_existing=True)
    require_version(organization.version, expected_version)
    return tree, timelines.require_open(tree[organization_id], effective_on)


def _changed(
    timeline: Timeline, version: Version, day: date, *, field: str | None = None, **attributes: Any
) -> Timeline:
    if all(getattr(version, name) == value for name, value in attributes.items()):
        raise Invalid("nothing_changes", field=field, organization=version.name, effective_on=day)
    return timelines.changed(timeline, day, **attributes)
