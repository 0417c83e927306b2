"""On which side of a record a person stands: of the unit that it is of, or of the organization that issued it.

The API decides who may do what; a page asks here whose turn it is, so that nobody is shown the other side's step.
"""

from gateway.console.columns import Record
from gateway.console.visit import Visit

DISTRICT, STREET, COMMUNITY, BRANCH = "district_staff", "street_staff", "community_staff", "branch_staff"


def is_at(visit: Visit, organization_id: str | None) -> bool:
    """Return whether a person acts in the name of an organization."""
    return visit.capacity is not None and visit.capacity.organization_id == organization_id


def is_of_unit(visit: Visit, record: Record) -> bool:
    """Return whether a record is of a person's own unit; a community acts for its branches as well."""
    role = visit.capacity.role if visit.capacity else ""
    return is_at(visit, record.get("organization_id")) or (role == COMMUNITY and not record.get("reduced"))


def is_of_issuer(visit: Visit, record: Record) -> bool:
    """Return whether a person's own unit has issued a record."""
    return is_at(visit, record.get("issuer_id"))
