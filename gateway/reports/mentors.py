"""The mentor units (帮联单位) of organizations that a report names."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.projections.records import Record
from gateway.projections.tables import place, record


def mentors_of(session: Session, district_id: str, organizations: Collection[str], day: date) -> dict[str, list[str]]:
    """Return the names of who helps each of some organizations on a day, in the order of the names."""
    stored = select(record).where(
        record.c.district_id == district_id,
        record.c.record_type == "mentorship",
        record.c.organization_id.in_(organizations),
    )
    states = [Record.from_row(row) for row in session.execute(stored)]
    running = [(one.organization_id, one.on(day.isoformat())) for one in states]
    helping = [(unit, state["mentor_id"]) for unit, state in running if state.get("standing") == "running"]
    listed = select(place.c.organization_id, place.c.name).where(
        place.c.organization_id.in_({mentor for _, mentor in helping})
    )
    names = {row.organization_id: row.name for row in session.execute(listed)}
    found: dict[str, list[str]] = defaultdict(list)
    for unit, mentor in helping:
        found[unit].append(names[mentor])
    return {unit: sorted(mentors) for unit, mentors in found.items()}
