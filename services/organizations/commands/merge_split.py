"""Merging organizations into one and dividing one into several, with everything that is below and in them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.organizations.commands import successions
from services.organizations.commands.change_plan import Note, TreeChange, commit_change, open_change
from services.organizations.model import levels, timelines, validation
from services.organizations.model.tables import Organization
from services.organizations.model.tree import Tree, district_of
from services.organizations.model.validation import require_sensible
from shared import trees
from shared.coordinates import require_coordinates
from shared.errors import Invalid
from shared.events.organizations import OrganizationsMerged, OrganizationSplit
from shared.lifecycles import require_version
from shared.service import command
from shared.trees import Timeline, Version
from shared.unit_of_work import UnitOfWork


@command
def merge_organizations(
    work: UnitOfWork,
    *,
    organization_id: str,
    sources: Sequence[str],
    effective_on: date,
    new: dict[str, Any] | None = None,
    records: dict[str, str] | None = None,
    expected_version: int | None = None,
    dry_run: bool = False,
) -> TreeChange:
    """End `sources` and continue `organization_id` in their place, with their children and members.

    With `new` (name, division_code, ...) `organization_id` ends too, and the new organization goes on. Invalid:
    `merge_needs_two`, `merge_target_among_sources`, `merge_source_twice`, `merge_levels_differ`.
    """
    ending = _ending(organization_id, sources, keeps_target=new is None)
    strategy = successions.strategy_of(records, otherwise=successions.CARRY)
    tree = _open_merge(work, [organization_id, *sources], effective_on, expected_version, dry_run=dry_run)
    versions = [timelines.require_open(tree[each], effective_on) for each in [organization_id, *sources]]
    _require_alike(tree, versions, effective_on)
    target = organization_id if new is None else _open_beside(work, tree, versions[0], new, effective_on)
    notes = [Note(target, "merged" if new is None else "opened_by_merge", {"merged": ending})]
    children = _take_over(tree, ending, target, effective_on)
    notes += [Note(ended, "merged_into", {"target": target, "records": strategy}) for ended in ending]
    notes += [Note(child, "moved", {"to": target, "because": "merge"}) for child in children]
    event = OrganizationsMerged(
        district_id=tree.district_id,
        organization_id=target,
        effective_on=effective_on,
        changed=tuple(tree.changed.values()),
        merged=tuple(ending),
        records=strategy,
    )
    change = commit_change(work, tree, event, notes, dry_run=dry_run, below=ending)
    if not dry_run:
        successions.end(work, tree, ending, target, effective_on)
    return change


def _ending(target: str, sources: Sequence[str], *, keeps_target: bool) -> list[str]:
    if not sources:
        raise Invalid("merge_needs_two", field="sources")
    if target in sources:
        raise Invalid("merge_target_among_sources", field="sources", organization_id=target)
    if len(set(sources)) != len(sources):
        raise Invalid("merge_source_twice", field="sources")
    return list(sources) if keeps_target else [target, *sources]


def _open_merge(
    work: UnitOfWork,
    organization_ids: Sequence[str],
    effective_on: date,
    expected_version: int | None,
    *,
    dry_run: bool,
) -> Tree:
    require_sensible(effective_on)
    for organization_id in organization_ids:
        district_of(work.session, organization_id, field="sources")
        work.actor.require("organizations.change", trees.path(work.session, organization_id, effective_on))
    district_id = district_of(work.session, organization_ids[0])
    tree = open_change(work, district_id, dry_run=dry_run)
    first = work.session.get_one(Organization, (district_id, organization_ids[0]), populate_existing=True)
    require_version(first.version, expected_version)
    return tree


def _require_alike(tree: Tree, versions: Sequence[Version], day: date) -> None:
    def place(version: Version) -> tuple[str, str, str | None]:
        parent = tree[version.parent_id].on(day) if version.parent_id else None
        return version.level, version.kind, parent.level if parent else None

    first, *others = versions
    if first.parent_id is None:
        raise Invalid("district_cannot_merge", field="sources", organization=first.name)
    for other in others:
        if place(other) != place(first):
            raise Invalid(
                "merge_levels_differ",
                field="sources",
                organization=other.name,
                level=other.level,
                target=first.name,
                target_level=first.level,
            )


def _open_beside(work: UnitOfWork, tree: Tree, beside: Version, new: dict[str, Any], effective_on: date) -> str:
    """Open an organization in the place and with the attributes of another, but for what `new` says."""
    levels.require_known(beside.level, beside.kind, new.get("party_form"))
    require_coordinates(new.get("lon_gcj02"), new.get("lat_gcj02"))
    code = new.get("division_code")
    version = Version(
        valid_from=effective_on,
        parent_id=beside.parent_id,
        level=beside.level,
        kind=beside.kind,
        name=validation.name_of(new.get("name", "")),
        party_form=new.get("party_form", beside.party_form),
        division_code=validation.division_code_of(code) if code else None,
        longitude=new.get("lon_gcj02"),
        latitude=new.get("lat_gcj02"),
    )
    organization_id = work.new_id()
    tree.put(Timeline(organization_id=organization_id, versions=(version,)))
    return organization_id


def _take_over(tree: Tree, ending: Sequence[str], target: str, day: date) -> list[str]:
    children = [child for ended in ending for child in tree.children_from(ended, day)]
    for ended in ending:
        for child in tree.children_from(ended, day):
            tree.put(timelines.reparented(tree[child], day, ended, target))
    for ended in ending:
        timelines.require_after_opening(tree[ended], day)
        tree.put(timelines.ended(tree[ended], day))
    return list(dict.fromkeys(children))


@command
def split_organization(
    work: UnitOfWork,
    *,
    organization_id: str,
    parts: Sequence[dict[str, Any]],
    effective_on: date,
    keeps_original: bool = False,
    heir: int = 0,
    expected_version: int | None = None,
    dry_run: bool = False,
) -> TreeChange:
    """Divide an organization into parts, each with the children and members it names.

    Where `keeps_original`, it goes on and keeps what no part names; else it ends and the part numbered `heir` takes
    that, and the open records. Invalid: `split_needs_parts`, `split_heir_unknown`, `split_names_twice`,
    `split_child_elsewhere`, `split_member_elsewhere`.
    """
    _require_parts(parts, heir, keeps_original=keeps_original)
    tree = _open_merge(work, [organization_id], effective_on, expected_version, dry_run=dry_run)
    old = timelines.require_open(tree[organization_id], effective_on)
    if old.parent_id is None:
        raise Invalid("district_cannot_split", organization=old.name)
    opened = [_open_beside(work, tree, old, part, effective_on) for part in parts]
    heir_id = organization_id if keeps_original else opened[heir]
    heirs = _share_children(tree, organization_id, list(zip(opened, parts, strict=True)), effective_on)
    if not keeps_original:
        heirs |= dict.fromkeys(_take_over(tree, [organization_id], heir_id, effective_on), heir_id)
    notes = [Note(organization_id, "split", {"into": opened, "heir": heir_id, "keeps_original": keeps_original})]
    notes += [Note(part, "opened_by_split", {"from": organization_id}) for part in opened]
    moved = {"from": organization_id, "because": "split"}
    notes += [Note(child, "moved", moved | {"to": to}) for child, to in heirs.items()]
    event = OrganizationSplit(
        district_id=tree.district_id,
        organization_id=organization_id,
        effective_on=effective_on,
        changed=tuple(tree.changed.values()),
        into=tuple(opened),
        heir_id=heir_id,
    )
    change = commit_change(work, tree, event, notes, dry_run=dry_run, below=[organization_id])
    _share_members(work, tree, organization_id, list(zip(opened, parts, strict=True)), effective_on, dry_run=dry_run)
    if not keeps_original and not dry_run:
        successions.end(work, tree, [organization_id], heir_id, effective_on)
    change["into"], change["heir_id"] = opened, heir_id
    return change


def _require_parts(parts: Sequence[dict[str, Any]], heir: int, *, keeps_original: bool) -> None:
    least = 1 if keeps_original else 2
    if len(parts) < least:
        raise Invalid("split_needs_parts", field="parts", least=least)
    if not keeps_original and not 0 <= heir < len(parts):
        raise Invalid("split_heir_unknown", field="heir", last=len(parts) - 1)
    for kind in ("children", "members"):
        named = [each for part in parts for each in part.get(kind) or ()]
        if len(set(named)) != len(named):
            raise Invalid("split_names_twice", field=f"parts.{kind}")


def _share_children(
    tree: Tree, organization_id: str, parts: Sequence[tuple[str, dict[str, Any]]], day: date
) -> dict[str, str]:
    children = set(tree.children_from(organization_id, day))
    heirs: dict[str, str] = {}
    for part_id, part in parts:
        for child in part.get("children") or ():
            if child not in children:
                raise Invalid("split_child_elsewhere", field="parts.children", organization_id=child)
            tree.put(timelines.reparented(tree[child], day, organization_id, part_id))
            heirs[child] = part_id
    return heirs


def _share_members(
    work: UnitOfWork,
    tree: Tree,
    organization_id: str,
    parts: Sequence[tuple[str, dict[str, Any]]],
    day: date,
    *,
    dry_run: bool,
) -> None:
    members = successions.members_of(tree, organization_id, day)
    for part_id, part in parts:
        named = part.get("members") or ()
        for member_id in named:
            if member_id not in members:
                raise Invalid("split_member_elsewhere", field="parts.members", member_id=member_id)
        if named and not dry_run:
            successions.hand_over(work, tree, [organization_id], part_id, day, member_ids=named)
