"""Who takes part in visits on a page: who plans a round, who acts for a host, who comes.

The API decides; a page asks here whose turn it is, so that nobody is shown another's step.
"""

from collections.abc import Mapping
from typing import Any

from gateway.console.visit import Visit

DISTRICT, STREET = "district_staff", "street_staff"
INTERNAL = "internal"
PLANNERS = frozenset({DISTRICT, STREET})
STAFF = frozenset({*PLANNERS, "community_staff", "branch_staff"})


def role_of(visit: Visit) -> str:
    """Return the role in which a person acts."""
    return visit.capacity.role if visit.capacity else ""


def is_planner(visit: Visit, owner_id: str) -> bool:
    """Return whether a person plans for who holds a round: the owner itself, or the district above it."""
    own = visit.capacity.organization_id if visit.capacity else ""
    return role_of(visit) == DISTRICT or (role_of(visit) == STREET and own == owner_id)


def plans_kind(visit: Visit, kind: str) -> bool:
    """Return whether a person plans rounds of a kind: a street those inside it, the district all."""
    return role_of(visit) == DISTRICT or (role_of(visit) == STREET and kind == INTERNAL)


def acts_for(visit: Visit, organization_id: str | None) -> bool:
    """Return whether a person acts for an organization, its own or one below it."""
    if role_of(visit) not in STAFF or visit.capacity is None:
        return False
    if visit.capacity.organization_id == organization_id or role_of(visit) == DISTRICT:
        return True
    return visit.capacity.below and visit.capacity.organization_id in path_of(visit, organization_id)


def path_of(visit: Visit, organization_id: str | None) -> tuple[str, ...]:
    """Return the ids of an organization and of all above it; asked once for a page."""
    if not organization_id:
        return ()
    known: dict[str, Any] = visit.more.setdefault("paths", {})
    if organization_id not in known:
        found: Mapping[str, Any] = visit.client.look(f"/organizations/{organization_id}") or {"path": []}
        known[organization_id] = (organization_id, *(each["id"] for each in found.get("path", [])))
    ids: tuple[str, ...] = known[organization_id]
    return ids
