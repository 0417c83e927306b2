"""What a record was on which days: each revision holds from its own day on, and a later one corrects earlier days.

Revisions may arrive in any order. Of those that had begun by a day, the highest counts; so what was told late about an
earlier day, or taken back, is true of the past too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from gateway.projections.records import ALWAYS, Key, Record, State, Version

NEVER = "9999-12-32"
"""After every day."""
Inherit = Callable[[Record, Record], Record]
"""Takes a part and its whole, and gives the part with what it takes over from the whole."""


class Stretch(NamedTuple):
    """Days from `begin` until before `until` (None: without end) on which a record had one state and place."""

    begin: str
    until: str | None
    organization_id: str
    state: State


def merged(records: Iterable[Record]) -> dict[Key, Record]:
    """Merge the revisions of each record into one with its history."""
    found: dict[Key, Record] = {}
    for record in records:
        known = found.get(record.key)
        found[record.key] = record if known is None else merge(known, record)
    return found


def merge(known: Record, told: Record) -> Record:
    """Return a record with the revisions of both; the known one itself where nothing is new."""
    versions = {version.revision: version for version in (*known.history, known.newest)}
    added = [version for version in (*told.history, told.newest) if version.revision not in versions]
    if not added:
        return known
    versions |= {version.revision: version for version in added}
    kept = _kept([versions[revision] for revision in sorted(versions)])
    newest, last = (told if told.revision > known.revision else known), kept[-1]
    record = msgspec.structs.replace(newest, since=last.since, placed_from=last.placed_from, history=tuple(kept[:-1]))
    return known if record == known else record


def timeline(record: Record, whole: Record | None = None, inherit: Inherit | None = None) -> list[Stretch]:
    """Return what a record was on which days, in order; a part is where its whole is too, as its whole has it."""
    return list(_joined(_stretches(_as_of(record, whole, inherit))))


def _kept(versions: list[Version]) -> list[Version]:
    """Drop, of versions by revision, those that no day shows, and join those between which nothing differs."""
    shown: list[Version] = []
    since, placed_from = NEVER, NEVER
    for version in reversed(versions):
        if version.since < since or version.placed_from < placed_from:
            shown.append(version)
        since, placed_from = min(since, version.since), min(placed_from, version.placed_from)
    shown.reverse()
    kept: list[Version] = []
    for version in shown:
        if kept and (joined := _join(kept[-1], version)) is not None:
            kept[-1] = joined
        else:
            kept.append(version)
    return kept


def _join(earlier: Version, later: Version) -> Version | None:
    """Return the later version from the earlier one's days on, where the two agree on the days between."""
    if later.revision != earlier.revision + 1 or later.organization_id != earlier.organization_id:
        return None
    since, placed_from = min(earlier.since, later.since), min(earlier.placed_from, later.placed_from)
    if earlier.since < later.since:
        days = {earlier.since, *(begins for begins, _ in (*earlier.phases, *later.phases))}
        between = [day for day in days if earlier.since <= day < later.since]
        if any(earlier.on(day) != later.on(day) for day in between):
            return None
    return msgspec.structs.replace(later, since=since, placed_from=placed_from)


def _as_of(record: Record, whole: Record | None, inherit: Inherit | None) -> Iterator[tuple[str, str | None, Record]]:
    """Yield a record as each of its versions has it, with the days on which that version counts."""
    of_whole = None if whole is None else [*whole.history, whole.newest]
    versions = [*record.history, record.newest]
    if len(versions) == 1 and (of_whole is None or len(of_whole) == 1):
        since = record.since if whole is None else max(record.since, whole.since)
        yield since, None, record if inherit is None or whole is None else inherit(record, whole)
        return
    cuts = {day for version in (*versions, *(of_whole or ())) for day in (version.since, version.placed_from)}
    ordered: list[str | None] = [*sorted(cuts), None]
    for begin, until in pairwise(ordered):
        part = _version_on(record, versions, str(begin))
        if part is None:
            continue
        if of_whole is not None and whole is not None and inherit is not None:
            above = _version_on(whole, of_whole, str(begin))
            if above is None:
                continue
            part = inherit(part, above)
        yield str(begin), until, part


def _version_on(record: Record, versions: list[Version], day: str) -> Record | None:
    said = next((version for version in reversed(versions) if version.since <= day), None)
    if said is None:
        return None
    placed = next((version for version in reversed(versions) if version.placed_from <= day), versions[0])
    return msgspec.structs.replace(record, organization_id=placed.organization_id, state=said.state, phases=said.phases)


def _stretches(versions: Iterable[tuple[str, str | None, Record]]) -> Iterator[Stretch]:
    for begin, until, record in versions:
        turns = sorted({day for day, _ in record.phases if begin < day and (until is None or day < until)})
        days: list[str | None] = [begin, *turns, until]
        for first, last in pairwise(days):
            yield Stretch(str(first), last, record.organization_id, _state_on(record, str(first)))


def _state_on(record: Record, day: str) -> Mapping[str, Any]:
    if not record.phases:
        return record.state
    return Version(0, ALWAYS, ALWAYS, "", record.state, record.phases).on(day)


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    before: Stretch | None = None
    for stretch in stretches:
        if before is not None and (before.until, before[2:]) == (stretch.begin, stretch[2:]):
            before = Stretch(before.begin, stretch.until, before.organization_id, before.state)
        else:
            if before is not None:
                yield before
            before = stretch
    if before is not None:
        yield before
