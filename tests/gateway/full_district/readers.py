"""Who looks at an district, and how: a role on an organization of a level, with what is below it or without."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, STREET, Grant
from tests.expect import done
from tests.gateway.app_harness import Person
from tests.gateway.full_district.scenario import FullDistrict

READERS = {
    "the district": (DISTRICT, "district", "district", True),
    "the district alone": (DISTRICT, "district", "district", False),
    "an auditor": (AUDITOR, "district", "district", True),
    "a street": (STREET, "street", "east", True),
    "another street": (STREET, "street", "west", True),
    "a community": (COMMUNITY, "community", "first", True),
    "a branch's own": (BRANCH, "community", "first", False),
    "another community": (COMMUNITY, "community", "fourth", True),
}


def reader(district: FullDistrict, who: str) -> Person:
    role, _, unit, below = READERS[who]
    return signed_in(district, role, unit, below=below)


def signed_in(district: FullDistrict, role: str, unit: str, *, below: bool = True) -> Person:
    """Sign in somebody with a role on one organization, who has seen all that was written."""
    person = district.harness.person(Grant(role, district.ids[unit], below=below), district_id=district.ids["district"])
    person.headers = dict(district.positions)
    return person


def read(person: Person, address: str) -> Any:
    """Read an address as it stands in an answer."""
    return person.get(address.removeprefix("/api/v1"))


def pages(person: Person, path: str, **query: Any) -> list[dict[str, Any]]:
    """Read a list to its end."""
    found: list[dict[str, Any]] = []
    address = f"{path}{'&' if '?' in path else '?'}{urlencode({'limit': 200} | query)}"
    while address:
        page = done(person.get(address))
        found += page["items"]
        address = (page["next"] or "").removeprefix("/api/v1")
    return found


def objects(shown: Any) -> Iterator[dict[str, Any]]:
    """Give every object in an answer, the outermost first."""
    if isinstance(shown, list):
        for each in shown:
            yield from objects(each)
    if isinstance(shown, dict):
        yield shown
        for each in shown.values():
            yield from objects(each)
