"""Read access to records: one rule for every service.

Whoever holds a service's right on an organization that keeps the record reads it whole. Whoever carries a part of it,
is asked by it, or sees a figure that it is counted in reads what is counted of it and its public way, and the mark
`reduced`. A figure of an earlier day is seen by who was above then.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, CompoundSelect, Select, false, literal, or_, select, true

from shared import org_paths, trees
from shared.errors import Forbidden, NotFound
from shared.rights import EVERYTHING, RIGHTS, SEE_FIGURES
from shared.unit_of_work import UnitOfWork

Selectable = Select[Any] | CompoundSelect[Any]
ALWAYS = frozenset({"id", "version", "organization_id", "district_id"})
"""The fields that identify and count every record."""
STEP = frozenset({"number", "step", "from_status", "to_status", "organization_id", "taken_on", "recorded_at"})
"""What everyone who may read a record reads of a step: what was done, when and in whose name, not by whom."""


class View(msgspec.Struct, frozen=True):
    """How much of a record a person may read."""

    whole: bool

    def of(self, shown: Mapping[str, Any], public: Collection[str]) -> dict[str, Any]:
        """Return the fields that may be read: all, or the public ones marked as a part."""
        if self.whole:
            return dict(shown)
        kept = {name: value for name, value in shown.items() if name in ALWAYS or name in public}
        return kept | {"reduced": True}

    def each(self, shown: Iterable[Mapping[str, Any]], public: Collection[str]) -> list[dict[str, Any]]:
        """Return the fields that may be read of several records."""
        return [self.of(one, public) for one in shown]

    def require_whole(self, right: str) -> None:
        """Refuse as Forbidden a reader who may not read the whole record."""
        if not self.whole:
            raise Forbidden("grant_does_not_reach", right=right)


WHOLE, REDUCED = View(whole=True), View(whole=False)


def view_of(
    work: UnitOfWork,
    right: str,
    kept_by: Iterable[str],
    *,
    opened_by: Selectable | None = None,
    carried_by: Selectable | None = None,
    open_below: str = "",
    public_below: str = "",
) -> View:
    """Return how much of a record the caller may read, or refuse as Forbidden.

    `kept_by` are the organizations on any of which the right opens it whole; it is counted at them too. `opened_by`
    selects the ids of more of them, `carried_by` those of whoever carries a part of it, is asked or is counted in it.
    Everyone at and below an organization is asked by what is `open_below` it, which they read whole, or `public_below`.
    """
    keepers = tuple(dict.fromkeys(kept_by))
    # Each path is looked up only where the one before it opened nothing.
    paths = (org_paths.load_org_path(work.session, one, work.today).path for one in keepers)
    try:
        return view_at(
            work, right, paths,
            opened_by=opened_by, carried_by=carried_by, open_below=open_below, public_below=public_below,
        )  # fmt: skip
    except Forbidden:
        earlier = (path for one in keepers for path in trees.paths_until(work.session, one, work.today))
        if any(work.actor.reaches(SEE_FIGURES, path) for path in earlier):
            return REDUCED
        raise


def view_at(
    work: UnitOfWork,
    right: str,
    paths: Iterable[Sequence[str]],
    *,
    opened_by: Selectable | None = None,
    carried_by: Selectable | None = None,
    open_below: str = "",
    public_below: str = "",
) -> View:
    """Return the same for the paths of another day."""
    counted_at = []
    for path in paths:
        if work.actor.reaches(right, path):
            return WHOLE
        counted_at.append(path)
    if _stands_below(work, open_below) or _any(work, opened_by, lambda column: reached(work, column, right)):
        return WHOLE
    if any(work.actor.reaches(SEE_FIGURES, path) for path in counted_at) or _stands_below(work, public_below):
        return REDUCED
    if _any(work, carried_by, lambda column: seen(work, column)):
        return REDUCED
    raise Forbidden("grant_does_not_reach", right=right)


def views_of(work: UnitOfWork, right: str, organizations: Iterable[str]) -> dict[str, View]:
    """Return, per organization, whether the caller reads its records whole, for lists that may be read at all."""
    paths = {one: org_paths.load_org_path(work.session, one, work.today).path for one in set(organizations)}
    return {one: WHOLE if work.actor.reaches(right, path) else REDUCED for one, path in paths.items()}


def seen(work: UnitOfWork, column: Any) -> ColumnElement[bool]:
    """Build the WHERE condition for organizations whose figures the caller may see."""
    return reached(work, column, SEE_FIGURES)


def reached(work: UnitOfWork, column: Any, right: str) -> ColumnElement[bool]:
    """Build the WHERE condition for organizations on which the caller holds a right."""
    held = [grant for grant in work.actor.grants if grant.role in RIGHTS[right]]
    if any(grant.organization_id == EVERYTHING for grant in held):
        return true()
    terms = [
        column.in_(org_paths.subtree(grant.organization_id, work.today))
        if grant.below
        else column == grant.organization_id
        for grant in held
    ]
    return or_(false(), *terms)


def _any(work: UnitOfWork, organizations: Selectable | None, at: Callable[[Any], ColumnElement[bool]]) -> bool:
    if organizations is None:
        return False
    selected = organizations.subquery()
    query = select(literal(1)).where(at(next(iter(selected.c)))).limit(1)
    return work.session.execute(query).first() is not None


def _stands_below(work: UnitOfWork, organization_id: str) -> bool:
    held = [grant.organization_id for grant in work.actor.grants if grant.role in RIGHTS[SEE_FIGURES]]
    return bool(organization_id) and any(organization_id in _path(work, each) or each == EVERYTHING for each in held)


def _path(work: UnitOfWork, organization_id: str) -> Collection[str]:
    try:
        return org_paths.load_org_path(work.session, organization_id, work.today).path
    except NotFound:
        return ()
