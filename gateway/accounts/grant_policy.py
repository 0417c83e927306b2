"""Delegation of rights: a grant can be narrowed below, never widened by who grants it."""

from collections.abc import Iterable

from gateway.accounts.model import Account
from shared import trees
from shared.errors import Forbidden
from shared.rights import BRANCH, COMMUNITY, DISTRICT, EVERYTHING, OPERATIONS, ROLES, STAFF, STREET, Grant
from shared.unit_of_work import UnitOfWork

HANDS_ON: dict[str, tuple[str, ...]] = {
    OPERATIONS: ROLES,
    DISTRICT: STAFF,
    STREET: (STREET, COMMUNITY, BRANCH),
}
"""The roles that each role may give. Auditors and operations are appointed by operations alone."""


def path_of(work: UnitOfWork, organization_id: str) -> list[str]:
    """Return the path of an organization, or of every district; NotFound what was never opened."""
    return [EVERYTHING] if organization_id == EVERYTHING else trees.path(work.session, organization_id, work.today)


def require_can_grant(work: UnitOfWork, grant: Grant) -> list[str]:
    """Return the path of a grant's organization; Forbidden for an account without the grant's rights there."""
    path = path_of(work, grant.organization_id)
    if not any(_covers(held, grant, path[1:]) for held in work.actor.grants):
        raise Forbidden("grant_would_widen", role=grant.role, organization_id=grant.organization_id)
    return path


def require_can_manage(work: UnitOfWork, account: Account) -> None:
    """Refuse as Forbidden an account that could not have granted everything that another one has."""
    work.actor.require("accounts.keep", path_of(work, account.organization_id))
    for item in account.held:
        require_can_grant(work, item.grant)


def _covers(held: Grant, given: Grant, above: Iterable[str]) -> bool:
    if given.role not in HANDS_ON.get(held.role, ()):
        return False
    same = held.organization_id == given.organization_id and (held.below or not given.below)
    return held.organization_id == EVERYTHING or same or (held.below and held.organization_id in above)
