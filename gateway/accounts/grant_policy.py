"""Grants: which may be handed on, narrowed but never widened, and which organizations an account's grants cover."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from gateway.accounts.model import Account
from shared import trees
from shared.errors import Conflict, Forbidden
from shared.rights import (
    ADMINISTRATORS,
    AUDITOR,
    BRANCH,
    COMMUNITY,
    DISTRICT,
    EVERYTHING,
    PERSONAL_DATA,
    RIGHTS,
    ROLES,
    SECURITY_ADMIN,
    STAFF,
    STREET,
    SYSTEM_ADMIN,
    Actor,
    Grant,
    is_service_account,
)
from shared.trees import on_day, organization_version
from shared.unit_of_work import UnitOfWork

HANDS_ON: dict[str, tuple[str, ...]] = {
    SECURITY_ADMIN: ROLES,
    DISTRICT: STAFF,
    STREET: (STREET, COMMUNITY, BRANCH),
}
"""The roles that each role may give; those of administrators and of personal data are the security administrator's."""


def path_of(work: UnitOfWork, organization_id: str) -> list[str]:
    """Return the path of an organization, or of every district; NotFound what was never opened."""
    return [EVERYTHING] if organization_id == EVERYTHING else trees.path(work.session, organization_id, work.today)


def require_can_grant(work: UnitOfWork, grant: Grant) -> list[str]:
    """Return the path of a grant's organization; Forbidden for an account without the grant's rights there."""
    path = path_of(work, grant.organization_id)
    if not any(_covers(held, grant, path[1:]) for held in work.actor.grants):
        raise Forbidden("grant_would_widen", role=grant.role, organization_id=grant.organization_id)
    return path


def require_separate(work: UnitOfWork, account: Account, *roles: str) -> None:
    """Refuse as Conflict an administrator's role beside another in an account, or two of the three in a person.

    Who audits does not act, and who runs the platform does not work in it (三员分立, GB/T 22239-2019, 8.1.5). A service
    account works in one district, and neither audits nor runs anything: that is Forbidden.
    """
    here = {*roles, *_roles_of(account)}
    if is_service_account(account.id):
        if not here <= {*STAFF, PERSONAL_DATA}:
            raise Forbidden("service_account_role", field="role")
        return
    if len(here) > 1 and here & {*ADMINISTRATORS}:
        raise Conflict("roles_apart", field="role")
    others = work.session.scalars(select(Account).where(Account.person_id == account.person_id)).all()
    of_person = here.union(*map(_roles_of, others)) & {*ADMINISTRATORS}
    if len(of_person) > 1:
        raise Conflict("administrators_apart", field="role")


def _roles_of(account: Account) -> set[str]:
    return {item.role for item in (*account.held, *account.pending)}


def needs_approval(grant: Grant) -> bool:
    """Return whether a grant holds only once a second person has approved it: personal data, or every district."""
    return grant.role == PERSONAL_DATA or grant.organization_id == EVERYTHING


def require_can_manage(
    work: UnitOfWork, account: Account, right: str = "accounts.keep", administrator: str = SYSTEM_ADMIN
) -> None:
    """Refuse as Forbidden who may not reset, disable or rename an account, or by another right keep its keys.

    The `administrator` of that may, but for security administrators and auditors, whom a security administrator keeps;
    so may whoever could have granted everything that the account has.
    """
    path, roles = path_of(work, account.organization_id), _roles_of(account)
    if roles & {SECURITY_ADMIN, AUDITOR}:
        work.actor.require("administrators.keep", path)
        return
    work.actor.require(right, path)
    if work.actor.reaches_as(administrator, path):
        return
    for item in (*account.held, *account.pending):
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
