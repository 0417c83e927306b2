"""Application of an import's valid rows to a tree: which organizations exist, open or are updated."""

from datetime import date
from typing import Any

from sqlalchemy import select

from services.organizations.commands.change_plan import Note, begin_district
from services.organizations.model import timelines
from services.organizations.model.imports import OPENS, RENAMED, Holder, Report, Row
from services.organizations.model.tables import ImportJob
from services.organizations.model.tree import Tree
from shared.events.organizations import (
    OrganizationAmended,
    OrganizationOpened,
    OrganizationRenamed,
    TreeChanged,
)
from shared.trees import DISTRICT, Timeline, Version, on_day, organization_version
from shared.unit_of_work import UnitOfWork


def holders(work: UnitOfWork, district_id: str, day: date) -> dict[str, Holder]:
    """Return a district's organizations by division code; those of the day hide later ones."""
    table = organization_version.c
    mine = select(organization_version).where(table.district_id == district_id)
    today = {row.organization_id: row for row in work.session.execute(mine.where(*on_day(day)))}
    later = work.session.execute(mine.where(table.valid_from > day, table.division_code.is_not(None)))
    by_code = {row.division_code: Holder(row.organization_id, _version(row), later=True) for row in later}
    for row in today.values():
        parent = today.get(row.parent_id)
        if row.division_code:
            parent_code = parent.division_code if parent is not None else None
            by_code[row.division_code] = Holder(row.organization_id, _version(row), parent_code)
    return by_code


def _version(row: Any) -> Version:
    return Version(**{name: getattr(row, name) for name in Version.__struct_fields__})


def plan(work: UnitOfWork, job: ImportJob, report: Report, tree: Tree) -> tuple[list[TreeChanged], list[Note]]:
    """Apply every row that changes something to the tree, with its event and its line of history."""
    ids = {row.code: row.organization_id for row in report.rows if row.organization_id}
    ids |= {code: holder.organization_id for code, holder in holders(work, tree.district_id, job.effective_on).items()}
    events: list[TreeChanged] = []
    notes: list[Note] = []
    for row in report.in_order():
        if row.outcome == OPENS:
            ids[row.code] = row.organization_id = tree.district_id if row.level == DISTRICT else work.new_id()
            if row.level == DISTRICT:
                begin_district(work, tree.district_id, row.code)
            timeline = _opened(row, ids.get(row.parent_code), job.effective_on)
        else:
            timeline = _updated(row, tree, job.effective_on)
        tree.put(timeline)
        events.append(_event(row, tree.district_id, timeline, job.effective_on))
        kind = {OPENS: "opened", RENAMED: "renamed"}.get(row.outcome, "amended")
        notes.append(Note(timeline.organization_id, kind, {"import": job.job_id, "row": row.number, "name": row.name}))
    return events, notes


def _opened(row: Row, parent_id: str | None, day: date) -> Timeline:
    version = Version(
        valid_from=day,
        parent_id=parent_id,
        level=row.level,
        name=row.name,
        division_code=row.code,
        longitude=row.longitude,
        latitude=row.latitude,
    )
    return Timeline(organization_id=row.organization_id or "", versions=(version,))


def _updated(row: Row, tree: Tree, day: date) -> Timeline:
    attributes: dict[str, Any] = {"name": row.name}
    if row.longitude is not None:
        attributes |= {"longitude": row.longitude, "latitude": row.latitude}
    return timelines.changed(tree[row.organization_id or ""], day, **attributes)


def _event(row: Row, district_id: str, timeline: Timeline, day: date) -> TreeChanged:
    facts: dict[str, Any] = {"district_id": district_id, "organization_id": timeline.organization_id}
    facts |= {"effective_on": day, "changed": (timeline,)}
    if row.outcome == OPENS:
        return OrganizationOpened(level=row.level, **facts)
    return OrganizationRenamed(**facts) if row.outcome == RENAMED else OrganizationAmended(**facts)
