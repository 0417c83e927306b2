"""Role-based access control: rights belong to roles; a grant is a role on an organization or its whole subtree."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

import jwt
import msgspec

from shared.errors import Forbidden

EVERYTHING = "*"
"""The organization of a grant that reaches every district; only administrators hold one."""

DISTRICT, STREET, COMMUNITY, BRANCH = "district_staff", "street_staff", "community_staff", "branch_staff"
SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR = "system_admin", "security_admin", "auditor"
ADMINISTRATORS = (SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR)
"""The three (三员) who run the platform, say who may do what, and check both (GB/T 22239-2019, 8.1.5)."""
PERSONAL_DATA = "personal_data_reader"
"""The role that reads identity numbers and telephones in full, beside a role that reads the roll."""
SEE_FIGURES = "overview.read"
"""The right to see the figures of an organization and of everything at or below it."""
STAFF = (DISTRICT, STREET, COMMUNITY, BRANCH)
ROLES = (*STAFF, PERSONAL_DATA, *ADMINISTRATORS)
READERS = (*STAFF, AUDITOR, SYSTEM_ADMIN)

RIGHTS: dict[str, tuple[str, ...]] = {
    "organizations.read": (*READERS, SECURITY_ADMIN),
    "organizations.change": (DISTRICT, SYSTEM_ADMIN),
    "organizations.keep": (DISTRICT, STREET, COMMUNITY, SYSTEM_ADMIN),
    "members.read": STAFF,
    "members.keep": STAFF,
    "members.read_personal": (PERSONAL_DATA,),
    "projects.read": READERS,
    "projects.declare": (DISTRICT, STREET, COMMUNITY),
    "projects.report": STAFF,
    "projects.review": (DISTRICT, STREET),
    "projects.approve": (DISTRICT,),
    "activities.read": READERS,
    "activities.keep": STAFF,
    "activities.confirm": (DISTRICT, STREET),
    "demonstration_points.read": READERS,
    "demonstration_points.declare": (DISTRICT, STREET, COMMUNITY),
    "demonstration_points.vet": (DISTRICT, STREET),
    "demonstration_points.decide": (DISTRICT,),
    "member_points.read": READERS,
    "member_points.read_members": STAFF,
    "member_points.keep": STAFF,
    "member_points.approve": (DISTRICT, STREET, COMMUNITY),
    "member_points.set": (DISTRICT,),
    "observation_visits.read": READERS,
    "observation_visits.plan": (DISTRICT, STREET),
    "observation_visits.host": STAFF,
    "observation_visits.score": STAFF,
    "appraisals.read": READERS,
    "appraisals.set": (DISTRICT, STREET),
    "appraisals.assess": STAFF,
    "appraisals.review": (DISTRICT, STREET),
    "supervision.read": READERS,
    "supervision.inspect": (DISTRICT, STREET),
    "supervision.commit": (DISTRICT, STREET, COMMUNITY),
    "supervision.answer": STAFF,
    "supervision.request": (DISTRICT, STREET),
    "supervision.suggest": STAFF,
    "meetings.read": READERS,
    "meetings.hold": (DISTRICT, STREET, COMMUNITY),
    "meetings.report": STAFF,
    "accounts.read": (DISTRICT, STREET, *ADMINISTRATORS),
    "accounts.keep": (DISTRICT, STREET, SYSTEM_ADMIN),
    "grants.give": (DISTRICT, STREET, SECURITY_ADMIN),
    "grants.approve": (DISTRICT, SECURITY_ADMIN),
    "administrators.keep": (SECURITY_ADMIN,),
    "policies.set": (SECURITY_ADMIN,),
    "keys.keep": (DISTRICT, STREET, SECURITY_ADMIN),
    "audit.read": (AUDITOR,),
    "overview.read": READERS,
}

SERVICE_ACCOUNT = "service-"
"""How the id of another system's account begins; the id of a person's never does."""
NEEDS_PERSON = frozenset(
    {
        "accounts.keep", "grants.give", "grants.approve", "keys.keep", "audit.read", "projects.review",
        "projects.approve", "activities.confirm", "appraisals.set", "appraisals.review",
        "demonstration_points.vet", "demonstration_points.decide", "member_points.approve", "member_points.set",
        "observation_visits.score", "supervision.inspect", "supervision.commit", "meetings.hold",
    }
)  # fmt: skip
"""The rights by which something is decided, which no grant gives to a service account."""

LIFETIME, LEEWAY = 60, 10
"""Seconds for which a signed call is good, and by which the clocks of two machines may differ."""


class Grant(msgspec.Struct, frozen=True):
    """One role on one organization; `below` extends it to the whole subtree."""

    role: str
    organization_id: str
    below: bool = True

    def covers(self, path: Sequence[str]) -> bool:
        """Return whether the grant covers the first organization of a path given leaf first."""
        return self.organization_id in {path[0], EVERYTHING} or (self.below and self.organization_id in path[1:])


def is_service_account(account_id: str) -> bool:
    """Return whether an account is another system's, which decides nothing."""
    return account_id.startswith(SERVICE_ACCOUNT)


class Actor(msgspec.Struct, frozen=True):
    """The person or process in whose name something is done."""

    account_id: str
    name: str
    grants: tuple[Grant, ...] = ()
    person_id: str = ""
    accounts: tuple[str, ...] = ()
    """Every account of the same person; one's own alone where none is named."""
    acts_for: tuple[str, ...] = ()
    """The organizations on which that person has grants through another account."""

    @property
    def person(self) -> str:
        """The person's id; a process, and whoever has one account and no person, is known by its account."""
        return self.person_id or self.account_id

    def is_person_of(self, account_ids: Iterable[str | None]) -> bool:
        """Return whether any of some accounts is one of the same person."""
        return not {self.account_id, *self.accounts}.isdisjoint(account_ids)

    def sign(self, key: str, service: str, method: str, *, seconds: int = LIFETIME) -> str:
        """Sign the identity as a token for one call of one service's method, good for a minute."""
        claims: dict[str, Any] = {"sub": self.account_id, "name": self.name, "exp": int(time.time()) + seconds}
        claims["aud"] = f"{service}.{method}"
        claims["grants"] = [[grant.role, grant.organization_id, grant.below] for grant in self.grants]
        claims |= {"person": self.person_id, "accounts": list(self.accounts)}
        claims["acts_for"] = list(self.acts_for)
        return jwt.encode(claims, key, algorithm="HS256")

    @staticmethod
    def verify(token: str, keys: Sequence[str], service: str, method: str) -> "Actor":
        """Verify the identity of a call, or refuse it as Forbidden when it is another's, forged or has expired."""
        try:
            claims = decoded(token, keys, audience=f"{service}.{method}", leeway=LEEWAY)
        except jwt.InvalidTokenError as error:
            raise Forbidden("acting_context_invalid") from error
        grants = tuple(Grant(*grant) for grant in claims["grants"])
        # A gateway that was started before persons were known says nothing of them.
        of_person = {name: tuple(claims.get(name, ())) for name in ("accounts", "acts_for")}
        return Actor(claims["sub"], claims["name"], grants, claims.get("person", ""), **of_person)

    def reaches(self, right: str, path: Iterable[str]) -> bool:
        """Return whether a right is held on the first organization of a path given leaf first."""
        path = tuple(path)
        return not self._lacks_person_for(right) and any(
            grant.role in RIGHTS[right] and grant.covers(path) for grant in self.grants
        )

    def reaches_as(self, role: str, path: Sequence[str]) -> bool:
        """Return whether a role is held on the first organization of a path given leaf first."""
        return any(grant.role == role and grant.covers(path) for grant in self.grants)

    def reaches_below(self, right: str, path: Iterable[str]) -> bool:
        """Return whether a right is held on everything below the first organization of a path given leaf first."""
        return self.reaches(right, ["", *path])

    def holds(self, right: str) -> bool:
        """Return whether a right is held on any organization."""
        return not self._lacks_person_for(right) and any(grant.role in RIGHTS[right] for grant in self.grants)

    def _lacks_person_for(self, right: str) -> bool:
        return right in NEEDS_PERSON and is_service_account(self.account_id)

    def require(self, right: str, path: Iterable[str]) -> None:
        """Refuse as Forbidden a right that no grant covers on a path."""
        if not self.reaches(right, path):
            raise Forbidden("grant_does_not_reach", right=right)

    def require_below(self, right: str, path: Iterable[str]) -> None:
        """Refuse as Forbidden a right that no grant covers on what is below the first organization of a path."""
        self.require(right, ["", *path])

    def require_over(self, right: str, superior: Sequence[str], organization_id: str) -> None:
        """Refuse as Forbidden who may not act in the name of a `superior`, given by its path, on an organization.

        Where both are one, a grant on it alone will do; else it must reach what is below the superior.
        """
        self.require(right, superior if organization_id == superior[0] else ["", *superior])


def decoded(token: str, keys: Sequence[str], **options: Any) -> dict[str, Any]:
    """Return the claims of a token that one of some keys signed; InvalidTokenError otherwise."""
    for key in keys[:-1]:
        try:
            return dict(jwt.decode(token, key, algorithms=["HS256"], **options))
        except jwt.InvalidSignatureError:
            continue
    return dict(jwt.decode(token, keys[-1], algorithms=["HS256"], **options))


def system(name: str) -> Actor:
    """Return the identity of a process that acts on its own, as a reaction does; it has no grants."""
    return Actor(account_id=f"system:{name}", name=name)
