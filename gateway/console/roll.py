"""The roll of an organization's members: their names by their ids, in the order of the roll and in no other."""

from typing import Any

from gateway.console.columns import Record
from gateway.console.visit import Visit

PAGE, MOST = 200, 5
"""Members that are asked for at once, and how many times at most."""


def everything(visit: Visit, path: str, **query: Any) -> list[Record]:
    """Return the records of a list, page by page up to a thousand; none where it is not shown to this person."""
    return list(visit.client.pages(path, MOST, limit=PAGE, **query))


def roll_of(visit: Visit, organization_id: str, *, below: bool = False) -> dict[str, str]:
    """Return the names of an organization's members by their ids; it is read once in each visit, and is on record."""
    key = f"roll {organization_id} {below}"
    if key not in visit.more:
        members = everything(visit, f"/organizations/{organization_id}/members", below=below)
        visit.more[key] = {each["id"]: each["name"] for each in members}
    found: dict[str, str] = visit.more[key]
    return found
