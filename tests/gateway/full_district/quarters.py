"""The quarterly reports of the full district: where they are, and what stands behind their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.gateway.full_district.readers import pages

if TYPE_CHECKING:
    from tests.gateway.full_district.scenario import FullDistrict

LEVELS = {"district": "district", "street": "east", "community": "first"}


def address(district: FullDistrict, level: str, quarter: str) -> str:
    return f"/levels/{level}/{district.ids[LEVELS[level]]}/quarterly-reports/{quarter}"


def opened(district: FullDistrict, href: str) -> int:
    """Return the sum of the records at the address of a slot."""
    path, _, query = href.removeprefix("/api/v1").partition("?")
    asked = dict(pair.split("=") for pair in query.split("&"))
    return sum(record["value"] for record in pages(district.people["district"], path, **asked))
