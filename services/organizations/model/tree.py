"""A district's tree with a change applied but not stored, to verify it on every day.

Every check looks at each day, from the effective one on, on which anything of the places concerned changes, so a change
that is right today and wrong against something planned for later is refused with that later day.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.organizations.model.levels import require_fit
from services.organizations.model.tables import Organization
from shared import trees
from shared.errors import Conflict, Invalid, NotFound
from shared.trees import Timeline, Version, organization_version


class Tree:
    """Timelines of one district, loaded lazily; those in `changed` override the database."""

    def __init__(self, session: Session, district_id: str) -> None:
        self.session = session
        self.district_id = district_id
        self.loaded: dict[str, Timeline] = {}
        self.changed: dict[str, Timeline] = {}

    def __getitem__(self, organization_id: str) -> Timeline:
        if organization_id in self.changed:
            return self.changed[organization_id]
        if organization_id not in self.loaded:
            self.loaded[organization_id] = self._read(organization_id)
        return self.loaded[organization_id]

    def _read(self, organization_id: str) -> Timeline:
        timeline = trees.timeline(self.session, organization_id)
        if self.session.get(Organization, (self.district_id, organization_id)) is None:
            raise Invalid("other_district", organization=timeline.versions[-1].name)
        return timeline

    def put(self, timeline: Timeline) -> None:
        """Apply a change to the tree in memory."""
        self.changed[timeline.organization_id] = timeline

    def children_from(self, organization_id: str, day: date) -> list[str]:
        """List who is, or is planned to be, directly below an organization on or after a day."""
        table = organization_version.c
        stored = self.session.scalars(
            select(table.organization_id)
            .where(
                table.district_id == self.district_id,
                table.parent_id == organization_id,
                or_(table.valid_until.is_(None), table.valid_until > day),
            )
            .distinct()
            .order_by(table.organization_id)
        )
        candidates = dict.fromkeys([*stored, *self.changed])
        return [child for child in candidates if any(self._below(self[child], organization_id, day))]

    @staticmethod
    def _below(child: Timeline, parent_id: str, day: date) -> Iterator[Version]:
        return (
            version
            for version in child.versions
            if version.parent_id == parent_id and (version.valid_until is None or version.valid_until > day)
        )

    def verify(self, day: date) -> None:
        """Refuse a change after which, on any day from `day` on, the tree would not be one.

        Invalid: `parent_not_open`, `move_makes_cycle`, `level_does_not_fit`; Conflict: `children_still_open`,
        `code_taken`. Each names the first day on which it would be so.
        """
        self.verify_places(day)
        for timeline in self.changed.values():
            self._verify_children(timeline, day)
            self._verify_codes(timeline, day)

    def verify_places(self, day: date) -> None:
        """Verify the paths up to the root only, from what is loaded already."""
        for organization_id, timeline in self.changed.items():
            for boundary in sorted(self._boundaries(organization_id, day)):
                self._verify_place(timeline, boundary)

    def _boundaries(self, organization_id: str, day: date) -> set[date]:
        boundaries, waiting, seen = {day}, [organization_id], set[str]()
        while waiting:
            step = waiting.pop()
            if step in seen:
                continue
            seen.add(step)
            for version in self[step].versions:
                boundaries.update(moment for moment in (version.valid_from, version.valid_until) if moment)
                if version.parent_id is not None and (version.valid_until is None or version.valid_until > day):
                    waiting.append(version.parent_id)
        return {moment for moment in boundaries if moment >= day}

    def _verify_place(self, timeline: Timeline, day: date) -> None:
        version = timeline.on(day)
        if version is None or version.parent_id is None:
            return
        # The whole path up is walked before levels are compared: whoever moves a street below one of its own
        # communities reads of the circle, not of the level.
        self._verify_path(timeline.organization_id, version, day)
        parent = self[version.parent_id].on(day)
        if parent is not None:
            require_fit(version, parent)

    def _verify_path(self, organization_id: str, version: Version, day: date) -> None:
        seen, step = [organization_id], version
        while step.parent_id is not None:
            if step.parent_id in seen:
                raise Invalid("move_makes_cycle", field="parent_id", name=version.name, day=day)
            parent = self[step.parent_id].on(day)
            if parent is None:
                name = self[step.parent_id].versions[-1].name
                raise Invalid("parent_not_open", field="parent_id", parent=name, effective_on=day)
            seen.append(step.parent_id)
            step = parent

    def _verify_children(self, timeline: Timeline, day: date) -> None:
        end = timeline.versions[-1].valid_until
        if end is None:
            return
        open_children = self.children_from(timeline.organization_id, max(end, day))
        if open_children:
            first = self[open_children[0]].versions[-1].name
            raise Conflict(
                "children_still_open",
                organization=timeline.versions[-1].name,
                count=len(open_children),
                first=first,
                closed_on=end,
            )

    def _verify_codes(self, timeline: Timeline, day: date) -> None:
        coded = [version for version in timeline.versions if version.division_code and _reaches(version, day)]
        for version in coded:
            for other_id, other in self._holders(version.division_code or ""):
                if other_id != timeline.organization_id and _overlap(version, other):
                    raise Conflict(
                        "code_taken",
                        field="division_code",
                        division_code=version.division_code,
                        organization=other.name,
                        day=max(version.valid_from, other.valid_from),
                    )

    def _holders(self, code: str) -> Iterator[tuple[str, Version]]:
        table = organization_version.c
        stored = self.session.scalars(
            select(table.organization_id).where(table.district_id == self.district_id, table.division_code == code)
        ).all()
        for organization_id in dict.fromkeys([*stored, *self.changed]):
            for version in self[organization_id].versions:
                if version.division_code == code:
                    yield organization_id, version


def district_of(session: Session, organization_id: str, *, field: str = "organization_id") -> str:
    """Return the district an organization belongs to for its whole life, or refuse as NotFound."""
    district_id = session.scalar(
        select(Organization.district_id).where(Organization.organization_id == organization_id)
    )
    if district_id is None:
        raise NotFound("organization_unknown", field=field, organization_id=organization_id)
    return district_id


def _reaches(version: Version, day: date) -> bool:
    return version.valid_until is None or version.valid_until > day


def _overlap(first: Version, second: Version) -> bool:
    return (second.valid_until is None or first.valid_from < second.valid_until) and (
        first.valid_until is None or second.valid_from < first.valid_until
    )
