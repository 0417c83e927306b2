"""Role-based access control: rights belong to roles; a grant is a role on an organization or its whole subtree."""

import time
from collections.abc import Iterable
from typing import Any

import jwt
import msgspec

from shared.errors import Forbidden

EVERYTHING = "*"
"""The organization of a grant that reaches every district; only operations hold one."""

DISTRICT, STREET, COMMUNITY, BRANCH = "district_staff", "street_staff", "community_staff", "branch_staff"
AUDITOR, OPERATIONS = "auditor", "operations"
SEE_FIGURES = "overview.read"
"""The right to see the figures of an organization and of everything at or below it."""
STAFF = (DISTRICT, STREET, COMMUNITY, BRANCH)
ROLES = (*STAFF, AUDITOR, OPERATIONS)

RIGHTS: dict[str, tuple[str, ...]] = {
    "organizations.read": ROLES,
    "organizations.change": (DISTRICT, OPERATIONS),
    "organizations.keep": (DISTRICT, STREET, COMMUNITY, OPERATIONS),
    "members.read": STAFF,
    "members.keep": STAFF,
    "members.read_personal": STAFF,
    "projects.read": ROLES,
    "projects.declare": (DISTRICT, STREET, COMMUNITY),
    "projects.report": STAFF,
    "projects.review": (DISTRICT, STREET),
    "projects.approve": (DISTRICT,),
    "activities.read": ROLES,
    "activities.keep": STAFF,
    "activities.confirm": (DISTRICT, STREET),
    "demonstration_points.read": ROLES,
    "demonstration_points.declare": (DISTRICT, STREET, COMMUNITY),
    "demonstration_points.vet": (DISTRICT, STREET),
    "demonstration_points.decide": (DISTRICT,),
    "member_points.read": ROLES,
    "member_points.read_members": STAFF,
    "member_points.keep": STAFF,
    "member_points.approve": (DISTRICT, STREET, COMMUNITY),
    "member_points.set": (DISTRICT,),
    "observation_visits.read": ROLES,
    "observation_visits.plan": (DISTRICT, STREET),
    "observation_visits.host": STAFF,
    "observation_visits.score": STAFF,
    "supervision.read": ROLES,
    "supervision.inspect": (DISTRICT, STREET),
    "supervision.commit": (DISTRICT, STREET, COMMUNITY),
    "supervision.answer": STAFF,
    "supervision.request": (DISTRICT, STREET),
    "supervision.suggest": STAFF,
    "accounts.keep": (DISTRICT, STREET, OPERATIONS),
    "audit.read": (AUDITOR,),
    "overview.read": ROLES,
}


LIFETIME, LEEWAY = 60, 10
"""Seconds for which a signed call is good, and by which the clocks of two machines may differ."""


class Grant(msgspec.Struct, frozen=True):
    """One role on one organization; `below` extends it to the whole subtree."""

    role: str
    organization_id: str
    below: bool = True


class Actor(msgspec.Struct, frozen=True):
    """The person or process in whose name something is done."""

    account_id: str
    name: str
    grants: tuple[Grant, ...] = ()

    def sign(self, key: str, service: str, method: str, *, seconds: int = LIFETIME) -> str:
        """Sign the identity as a token for one call of one service's method, good for a minute."""
        claims: dict[str, Any] = {"sub": self.account_id, "name": self.name, "exp": int(time.time()) + seconds}
        claims["aud"] = f"{service}.{method}"
        claims["grants"] = [[grant.role, grant.organization_id, grant.below] for grant in self.grants]
        return jwt.encode(claims, key, algorithm="HS256")

    @staticmethod
    def verify(token: str, key: str, service: str, method: str) -> "Actor":
        """Verify the identity of a call, or refuse it as Forbidden when it is another's, forged or has expired."""
        try:
            claims = jwt.decode(token, key, algorithms=["HS256"], audience=f"{service}.{method}", leeway=LEEWAY)
        except jwt.InvalidTokenError as error:
            raise Forbidden("acting_context_invalid") from error
        return Actor(claims["sub"], claims["name"], tuple(Grant(*grant) for grant in claims["grants"]))

    def reaches(self, right: str, path: Iterable[str]) -> bool:
        """Return whether a right is held on the last organization of a path given leaf first."""
        leaf, *above = path
        return any(
            grant.role in RIGHTS[right]
            and (grant.organization_id in {leaf, EVERYTHING} or (grant.below and grant.organization_id in above))
            for grant in self.grants
        )

    def sees_figures_of(self, path: Iterable[str]) -> bool:
        """Return whether a grant covers figures in which the organization at a path's leaf is counted.

        A sum has everything below in it, whether or not the grant reaches below.
        """
        above = {EVERYTHING, *path}
        return any(grant.role in RIGHTS[SEE_FIGURES] and grant.organization_id in above for grant in self.grants)

    def holds(self, right: str) -> bool:
        """Return whether a right is held on any organization."""
        return any(grant.role in RIGHTS[right] for grant in self.grants)

    def require(self, right: str, path: Iterable[str]) -> None:
        """Refuse as Forbidden a right that no grant covers on a path."""
        if not self.reaches(right, path):
            raise Forbidden("grant_does_not_reach", right=right)


def system(name: str) -> Actor:
    """Return the identity of a process that acts on its own, as a reaction does; it has no grants."""
    return Actor(account_id=f"system:{name}", name=name)
