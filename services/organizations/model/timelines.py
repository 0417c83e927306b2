"""How one organization's life changes: pure functions from a timeline to the next one.

A change holds from its day on until the next change of the same attribute, wherever in time that lies: a rename
backdated before another rename reaches only up to it, and one before a move does not undo the move.
"""

from datetime import date
from typing import Any

from msgspec.structs import asdict, replace

from shared.errors import Conflict, Invalid
from shared.trees import Timeline, Version


def opened_on(timeline: Timeline) -> date:
    """Return the first day of an organization."""
    return timeline.versions[0].valid_from


def closed_on(timeline: Timeline) -> date | None:
    """Return the first day on which an organization no longer exists, or None while no end is recorded."""
    return timeline.versions[-1].valid_until


def require_open(timeline: Timeline, day: date, *, field: str = "effective_on") -> Version:
    """Return the version of a day, or refuse as Invalid or Conflict a day before or after its life."""
    version = timeline.on(day)
    if version is not None:
        return version
    last = timeline.versions[-1]
    if day < opened_on(timeline):
        raise Invalid(
            "effective_before_opening",
            field=field,
            organization=timeline.versions[0].name,
            effective_on=day,
            opened_on=opened_on(timeline),
        )
    raise Conflict("organization_closed", field=field, organization=last.name, closed_on=last.valid_until)


def require_after_opening(timeline: Timeline, day: date) -> None:
    """Refuse as Invalid an end that would leave an organization without a single day."""
    if day <= opened_on(timeline):
        raise Invalid(
            "closes_before_it_opens",
            field="effective_on",
            organization=timeline.versions[0].name,
            opened_on=opened_on(timeline),
        )


def changed(timeline: Timeline, day: date, **attributes: Any) -> Timeline:
    """Set attributes from a day on, each until its own next change."""
    before, after = _cut(timeline, day)
    first = after[0]
    still = dict.fromkeys(attributes, True)
    new: list[Version] = []
    for version in after:
        for name in attributes:
            still[name] = still[name] and getattr(version, name) == getattr(first, name)
        new.append(replace(version, **{name: attributes[name] for name in attributes if still[name]}))
    return _joined(timeline.organization_id, [*before, *new])


def ended(timeline: Timeline, day: date) -> Timeline:
    """End a life on a day: the day before is its last; what was planned for later falls away.

    Refuses as Conflict `organization_ended_already` a second end: members and records are placed by the first one.
    """
    last = timeline.versions[-1]
    if last.valid_until is not None:
        raise Conflict("organization_ended_already", organization=last.name, closed_on=last.valid_until)
    before, _ = _cut(timeline, day)
    return _joined(timeline.organization_id, before)


def reparented(timeline: Timeline, day: date, old: str, new: str) -> Timeline:
    """Replace the parent `old` by `new` on every day from `day` on."""
    before, after = _cut(timeline, day)
    moved = [replace(version, parent_id=new) if version.parent_id == old else version for version in after]
    return _joined(timeline.organization_id, [*before, *moved])


def _cut(timeline: Timeline, day: date) -> tuple[list[Version], list[Version]]:
    before: list[Version] = []
    after: list[Version] = []
    for version in timeline.versions:
        if version.valid_from >= day:
            after.append(version)
        elif version.valid_until is None or version.valid_until > day:
            before.append(replace(version, valid_until=day))
            after.append(replace(version, valid_from=day))
        else:
            before.append(version)
    return before, after


def _joined(organization_id: str, versions: list[Version]) -> Timeline:
    """Merge equal neighbouring versions, so that a timeline contains changes only."""
    joined = versions[:1]
    for version in versions[1:]:
        if _facts(joined[-1]) == _facts(version):
            joined[-1] = replace(joined[-1], valid_until=version.valid_until)
        else:
            joined.append(version)
    return Timeline(organization_id=organization_id, versions=tuple(joined))


def _facts(version: Version) -> dict[str, Any]:
    return asdict(version) | {"valid_from": None, "valid_until": None}
