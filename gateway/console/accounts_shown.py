"""Accounts in words: what a grant is called, which roles somebody may give, and where a grant may lie."""

from typing import Any

from gateway.console import choices
from gateway.console.columns import Record, names_of
from gateway.console.forms import Option, Params
from gateway.console.visit import Visit

EVERYWHERE = "*"
ADMINISTRATORS = frozenset({"system_admin", "security_admin"})
STAFF = ("district_staff", "street_staff", "community_staff", "branch_staff")
ROLES = (*STAFF, "personal_data_reader", "system_admin", "security_admin", "auditor")
SERVICE = "service-"
"""How the id of another system's account begins."""


GIVERS = frozenset({"district_staff", "street_staff", "security_admin"})
APPROVERS = frozenset({"district_staff", "security_admin"})
GIVEN_BY = {"security_admin": ROLES, "district_staff": STAFF, "street_staff": STAFF[1:]}
"""The roles that each role may give; the API decides, a page offers no more than that."""


def roles_to_give(visit: Visit) -> tuple[str, ...]:
    """Return the roles that a person may give."""
    return GIVEN_BY.get(visit.capacity.role if visit.capacity else "", ())


def is_service(account_id: str) -> bool:
    """Return whether an account is another system's."""
    return account_id.startswith(SERVICE)


def units_and_all(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    """Return the organizations within one's reach, and every district where an administrator chooses."""
    role = visit.capacity.role if visit.capacity else ""
    everywhere = [(EVERYWHERE, visit.words("bar.everywhere"))] if role in ADMINISTRATORS else []
    return [*everywhere, *choices.units(visit)]


def unit_of(visit: Visit, record: Record) -> str:
    """Return the name of the organization that an account or a policy is of."""
    return place(visit, record["organization_id"])


def all_grants(visit: Visit, record: Record) -> str:
    """Return what an account holds, and how much waits for a second person."""
    held = [one_grant(visit, each) for each in record.get("grants", [])]
    waiting = len(record.get("pending_grants") or [])
    return "；".join([*held, *([visit.words("accounts.waiting", n=waiting)] if waiting else [])])


def one_grant(visit: Visit, grant: Record) -> str:
    """Return a grant in words."""
    said = f"{visit.code('role', grant['role'])} · {place(visit, grant['organization_id'])}"
    return said + (visit.words("account.below") if grant["below"] else "")


def place(visit: Visit, organization_id: str) -> str:
    """Return the name of an organization, or the words for every district; asked once for a page."""
    if organization_id == EVERYWHERE:
        return visit.words("bar.everywhere")
    known: dict[str, Any] = visit.more.setdefault("names", {})
    if organization_id not in known:
        known |= {organization_id: visit.words("lists.unit_not_shown")} | names_of(visit, [organization_id])
    return str(known[organization_id])
