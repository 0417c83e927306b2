"""Merging organizations into one and dividing one into several, with everything that is below and in them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.organizations.commands import succession
from services.organizations.commands.change_plan import Note, commit_change, open_change
from services.organizations.model import levels, timelines, validation
from services.organizations.model.days import require_sensible
from services.organizations.model.records import Organization, require_version
from services.organizations.model.tree import Tree, district_of
from shared import trees
from shared.coordinates import require_coordinates
from shared.errors import Invalid
from shared.events.organizations import OrganizationsMerged, OrganizationSplit
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
) -> dict[str, Any]:
    """End `sources` and continue `organization_id` in their place, with their children and members.

    With `new` (name, division_code, ...) `organization_id` ends too, and the new organization goes on. Invalid:
    `merge_needs_two`, `merge_target_among_sources`, `merge_source_twice`, `merge_levels_differ`.
    """
    ending = _ending(organization_id, sources, keeps_target=new is None)
    strategy = succession.strategy_of(records, otherwise=succession.CARRY)
    tree = _hold(work, [organization_id, *sources], effective_on, expected_version, dry_run=dry_run)
    places = [timelines.require_open(tree[one], effective_on) for one in [organization_id, *sources]]
    _require_alike(tree, places, effective_on)
    target = organization_id if new is None else _open_beside(work, tree, places[0], new, effective_on)
    notes = [Note(target, "merged" if new is None else "opened_by_merge", {"merged": ending})]
    children = _take_over(tree, ending, target, effective_on)
    notes += [Note(one, "merged_into", {"target": target, "records": strategy}) for one in ending]
    notes += [Note(child, "moved", {"to": target, "because": "merge"}) for child in children]
    event = OrganizationsMerged(
        district_id=tree.district_id,
        organization_id=target,
        effective_on=effective_on,
        changed=tuple(tree.changed.values()),
        merged=tuple(ending),
        records=strategy,
    )
    answer = commit_change(work, tree, event, notes, dry_run=dry_run, below=ending)
    if not dry_run:
        succession.end(work, tree, ending, target, effective_on)
    return answer


def _ending(target: str, sources: Sequence[str], *, keeps_target: bool) -> list[str]:
    if not sources:
        raise Invalid("merge_needs_two", field="sources")
    if target in sources:
        raise Invalid("merge_target_among_sources", field="sources", organization_id=target)
    if len(set(sources)) != len(sources):
        raise Invalid("merge_source_twice", field="sources")
    return list(sources) if keeps_target else [target, *sources]


def _hold(
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


def _require_alike(tree: Tree, places: Sequence[Version], day: date) -> None:
    def standing(version: Version) -> tuple[str, str, str | None]:
        parent = tree[version.parent_id].on(day) if version.parent_id else None
        return version.level, version.kind, parent.level if parent else None

    first, *others = places
    if first.parent_id is None:
        raise Invalid("district_cannot_merge", field="sources", organization=first.name)
    for other in others:
        if standing(other) != standing(first):
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
    children = [child for one in ending for child in tree.children_from(one, day)]
    for one in ending:
        for child in tree.children_from(one, day):
            tree.put(timelines.reparented(tree[child], day, one, target))
    for one in ending:
        timelines.require_after_opening(tree[one], day)
        tree.put(timelines.ended(tree[one], day))
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
) -> dict[str, Any]:
    """Divide an organization into parts, each with the children and members it names.

    Where `keeps_original`, it goes on and keeps what no part names; else it ends and the part numbered `heir` takes
    that, and the open records. Invalid: `split_needs_parts`, `split_heir_unknown`, `split_names_twice`,
    `split_child_elsewhere`, `split_member_elsewhere`.
    """
    _require_parts(parts, heir, keeps_original=keeps_original)
    tree = _hold(work, [organization_id], effective_on, expected_version, dry_run=dry_run)
    old = timelines.require_open(tree[organization_id], effective_on)
    if old.parent_id is None:
        raise Invalid("district_cannot_split", organization=old.name)
    opened = [_open_beside(work, tree, old, part, effective_on) for part in parts]
    heir_id = organization_id if keeps_original else opened[heir]
    given = _share_children(tree, organization_id, list(zip(opened, parts, strict=True)), effective_on)
    if not keeps_original:
        given |= dict.fromkeys(_take_over(tree, [organization_id], heir_id, effective_on), heir_id)
    notes = [Note(organization_id, "split", {"into": opened, "heir": heir_id, "keeps_original": keeps_original})]
    notes += [Note(one, "opened_by_split", {"from": organization_id}) for one in opened]
    moved = {"from": organization_id, "because": "split"}
    notes += [Note(child, "moved", moved | {"to": to}) for child, to in given.items()]
    event = OrganizationSplit(
        district_id=tree.district_id,
        organization_id=organization_id,
        effective_on=effective_on,
        changed=tuple(tree.changed.values()),
        into=tuple(opened),
        heir_id=heir_id,
    )
    answer = commit_change(work, tree, event, notes, dry_run=dry_run, below=[organization_id])
    _share_members(work, tree, organization_id, list(zip(opened, parts, strict=True)), effective_on, dry_run=dry_run)
    if not keeps_original and not dry_run:
        succession.end(work, tree, [organization_id], heir_id, effective_on)
    return answer | {"into": opened, "heir_id": heir_id}


def _require_parts(parts: Sequence[dict[str, Any]], heir: int, *, keeps_original: bool) -> None:
    least = 1 if keeps_original else 2
    if len(parts) < least:
        raise Invalid("split_needs_parts", field="parts", least=least)
    if not keeps_original and not 0 <= heir < len(parts):
        raise Invalid("split_heir_unknown", field="heir", last=len(parts) - 1)
    for what in ("children", "members"):
        named = [one for part in parts for one in part.get(what) or ()]
        if len(set(named)) != len(named):
            raise Invalid("split_names_twice", field=f"parts.{what}")


def _share_children(
    tree: Tree, organization_id: str, parts: Sequence[tuple[str, dict[str, Any]]], day: date
) -> dict[str, str]:
    there = set(tree.children_from(organization_id, day))
    given: dict[str, str] = {}
    for part_id, part in parts:
        for child in part.get("children") or ():
            if child not in there:
                raise Invalid("split_child_elsewhere", field="parts.children", organization_id=child)
            tree.put(timelines.reparented(tree[child], day, organization_id, part_id))
            given[child] = part_id
    return given


def _share_members(
    work: UnitOfWork,
    tree: Tree,
    organization_id: str,
    parts: Sequence[tuple[str, dict[str, Any]]],
    day: date,
    *,
    dry_run: bool,
) -> None:
    there = succession.members_of(tree, organization_id, day)
    for part_id, part in parts:
        wanted = part.get("members") or ()
        for member_id in wanted:
            if member_id not in there:
                raise Invalid("split_member_elsewhere", field="parts.members", member_id=member_id)
        if wanted and not dry_run:
            succession.hand_over(work, tree, [organization_id], part_id, day, member_ids=wanted)
