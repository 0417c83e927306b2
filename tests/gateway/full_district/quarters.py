"""The quarterly reports of the full district: where they are, and what stands behind their figures."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.gateway.full_district.readers import pages

if TYPE_CHECKING:
    from tests.gateway.full_district.scenario import FullDistrict

LEVELS = {"district": "district", "street": "east", "community": "first"}


def address(district: FullDistrict, level: str, quarter: str) -> str:
    return f"/levels/{level}/{district.ids[LEVELS[level]]}/quarterly-reports/{quarter}"


def opened(district: FullDistrict, href: str) -> int:
    """Return the sum of the records at the address of a slot."""
    return sum(record["value"] for record in records_at(district, href))


def median_of(district: FullDistrict, href: str, day: str) -> float:
    """Return the median, over the communities open on a day, of what the records at an address add to each."""
    values = Counter[str]()
    for record in records_at(district, href):
        values[record["organization_id"]] += record["value"]
    level, unit = href.split("/")[4:6]
    path = f"/levels/{level}/{unit}/figures/communities/records"
    listed = pages(district.people["district"], path, as_of=day)
    return median(values[row["record_id"]] for row in listed)


def records_at(district: FullDistrict, href: str) -> list[Any]:
    """Return all records at the address of a slot."""
    path, _, query = href.removeprefix("/api/v1").partition("?")
    asked = dict(pair.split("=") for pair in query.split("&"))
    return pages(district.people["district"], path, **asked)
