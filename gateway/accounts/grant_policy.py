"""Grants: which may be handed on, narrowed but never widened, and which organizations an account's grants cover."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from gateway.accounts.model import Account
from shared import trees
from shared.errors import Conflict, Forbidden
from shared.rights import (
    AUDITOR,
    BRANCH,
    COMMUNITY,
    DISTRICT,
    EVERYTHING,
    OPERATIONS,
    RIGHTS,
    ROLES,
    STAFF,
    STREET,
    Actor,
    Grant,
)
from shared.trees import on_day, organization_version
from shared.unit_of_work import UnitOfWork

HANDS_ON: dict[str, tuple[str, ...]] = {
    OPERATIONS: ROLES,
    DISTRICT: STAFF,
    STREET: (STREET, COMMUNITY, BRANCH),
}
"""The roles that each role may give. Auditors and operations are appointed by operations alone."""
ALONE = frozenset({AUDITOR, OPERATIONS})
"""The roles that stand beside no other in an account."""


def path_of(work: UnitOfWork, organization_id: str) -> list[str]:
    """Return the path of an organization, or of every district; NotFound what was never opened."""
    return [EVERYTHING] if organization_id == EVERYTHING else trees.path(work.session, organization_id, work.today)


def require_can_grant(work: UnitOfWork, grant: Grant) -> list[str]:
    """Return the path of a grant's organization; Forbidden for an account without the grant's rights there."""
    path = path_of(work, grant.organization_id)
    if not any(_covers(held, grant, path[1:]) for held in work.actor.grants):
        raise Forbidden("grant_would_widen", role=grant.role, organization_id=grant.organization_id)
    return path


def require_separate(account: Account, grant: Grant) -> None:
    """Refuse as Conflict a role that no other may stand beside, or one beside it (separation of duty).

    Who audits does not act, and who runs the platform does not work in it (GB/T 22239-2019, 8.1.5).
    """
    roles = {item.role for item in account.held} | {grant.role}
    if len(roles) > 1 and roles & ALONE:
        raise Conflict("roles_apart", field="role")


def require_can_manage(work: UnitOfWork, account: Account) -> None:
    """Refuse as Forbidden an account that could not have granted everything that another one has."""
    work.actor.require("accounts.keep", path_of(work, account.organization_id))
    for item in account.held:
        require_can_grant(work, item.grant)


def within_scope(column: Any, acting: Actor, right: str, day: date) -> ColumnElement[bool] | None:
    """Build the WHERE condition for organizations on which a right is held, or None where that is all."""
    held = [grant for grant in acting.grants if grant.role in RIGHTS[right]]
    if any(grant.organization_id == EVERYTHING for grant in held):
        return None
    below = {grant.organization_id for grant in held if grant.below}
    only = {grant.organization_id for grant in held} - below
    return or_(column.in_(only), column.in_(below_of(below, day)))


def below_of(roots: Iterable[str], day: date) -> Any:
    """Return a subquery of the ids of organizations and everything below them on a day."""
    version = organization_version.c
    tree = select(version.organization_id).where(version.organization_id.in_(set(roots))).cte(recursive=True)
    step = select(version.organization_id).join(tree, version.parent_id == tree.c.organization_id).where(*on_day(day))
    return select(tree.union(step).c.organization_id)


def _covers(held: Grant, given: Grant, above: Iterable[str]) -> bool:
    if given.role not in HANDS_ON.get(held.role, ()):
        return False
    same = held.organization_id == given.organization_id and (held.below or not given.below)
    return held.organization_id == EVERYTHING or same or (held.below and held.organization_id in above)
