"""Figures of an overview by their codes, in the words and with the links that pages show them with."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.console.visit import Visit

Figure = Mapping[str, Any]


def by_code(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Return figures by their codes."""
    return {each["indicator"]: each for each in figures}


def amount(figures: Mapping[str, Figure], code: str) -> Any:
    """Return a figure's number: its share where it is one, else its total; None where it is not shown."""
    found = figures.get(code)
    if found is None:
        return None
    return found["share"] if found["share"] is not None else found["total"]


def records_address(visit: Visit, level: str, organization_id: str, code: str, **query: Any) -> str:
    """Return the page of the records behind a figure."""
    return visit.link(f"/levels/{level}/{organization_id}/figures/{code}/records", **query)


def share(met: int | None, expected: int | None) -> float | None:
    """Return a rate in percent; of fewer than five there is none, the two numbers say it better."""
    if met is None or not expected or expected < 5:  # noqa: PLR2004 - one of four more or less is a quarter
        return None
    return round(100 * met / expected, 1)
