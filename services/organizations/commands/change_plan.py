"""End of every change of the tree: verified on every day, then stored and emitted, or only returned."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NotRequired, TypedDict

from services.organizations.model import affected_counts, plausibility_warnings
from services.organizations.model.tables import Change, District, Organization, lock_district
from services.organizations.model.tree import Tree
from shared import trees
from shared.events.organizations import TreeChanged
from shared.trees import Timeline
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Note:
    """One line for the history of one organization."""

    organization_id: str
    kind: str
    details: dict[str, Any] = field(default_factory=dict)


class AffectedOrganization(TypedDict):
    """An organization that a change concerns, and what happens to it."""

    id: str
    name: str
    level: str
    change: str
    details: dict[str, Any]


class TreeChange(TypedDict):
    """What a change of the tree affects, and the organization's version after it unless it is a dry run."""

    id: str
    dry_run: bool
    effective_on: date
    organizations: list[AffectedOrganization]
    counts: dict[str, int]
    warnings: list[dict[str, Any]]
    version: NotRequired[int]
    into: NotRequired[list[str]]
    heir_id: NotRequired[str]


def open_change(work: UnitOfWork, district_id: str, *, dry_run: bool) -> Tree:
    """Return the tree to plan a change on; a change that is meant holds its district until the end."""
    if not dry_run:
        lock_district(work.session, district_id)
    return Tree(work.session, district_id)


def commit_change(
    work: UnitOfWork, tree: Tree, event: TreeChanged, notes: Sequence[Note], *, dry_run: bool, below: Sequence[str] = ()
) -> TreeChange:
    """Verify a planned change, store and emit it unless it is a dry run, and return what it affects.

    `below` names the organizations whose people and records are concerned, when not those that changed.
    """
    tree.verify(event.effective_on)
    counts = affected_counts.counts(work.session, below or tuple(tree.changed), event.effective_on)
    change: TreeChange = {
        "id": event.organization_id,
        "dry_run": dry_run,
        "effective_on": event.effective_on,
        "organizations": [_affected(tree, note, event.effective_on) for note in notes],
        "counts": {"organizations": len(notes)} | counts,
        "warnings": plausibility_warnings.of_changes(tree, event.effective_on),
    }
    if not dry_run:
        store_change(work, tree.district_id, list(tree.changed.values()), notes, event.effective_on)
        work.emit(event)
        organization = work.session.get_one(Organization, (tree.district_id, event.organization_id))
        change["version"] = organization.version
    return change


def store_change(
    work: UnitOfWork, district_id: str, timelines: Sequence[Timeline], notes: Sequence[Note], effective_on: date
) -> None:
    """Write timelines and the lines of history that go with them."""
    trees.upsert_timelines(work.session, district_id, timelines)
    for note in notes:
        organization = work.session.get(Organization, (district_id, note.organization_id))
        if organization is None:
            organization = Organization(district_id=district_id, organization_id=note.organization_id, version=1)
            work.session.add(organization)
        else:
            organization.version += 1
        work.session.add(history_line(work, district_id, note, organization.version, effective_on))


def history_line(work: UnitOfWork, district_id: str, note: Note, number: int, effective_on: date) -> Change:
    """Build a line of history on behalf of the actor."""
    return Change(
        district_id=district_id,
        organization_id=note.organization_id,
        number=number,
        kind=note.kind,
        effective_on=effective_on,
        recorded_at=work.now,
        account_id=work.actor.account_id,
        account_name=work.actor.name,
        details=note.details,
    )


def begin_district(work: UnitOfWork, district_id: str, division_code: str | None) -> None:
    """Create the row by which a new district's tree is locked."""
    work.session.add(District(district_id=district_id, changes=1, division_code=division_code))
    work.session.flush()


def _affected(tree: Tree, note: Note, day: date) -> AffectedOrganization:
    version = tree[note.organization_id].on(day) or tree[note.organization_id].versions[-1]
    return {
        "id": note.organization_id,
        "name": version.name,
        "level": version.level,
        "change": note.kind,
        "details": note.details,
    }
