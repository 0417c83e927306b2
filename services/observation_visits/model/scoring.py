"""A score as a trimmed mean: areas weighted, highest and lowest dropped, mean of the rest, then published adjustments.

Everything is exact until the end; the mean and the score are rounded half up to two places, and nowhere else.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from shared.errors import Invalid
from shared.rule_packs import Rule
from shared.text_validation import printable

TWO_PLACES = Decimal("0.01")
DROPPED = 2
"""One highest and one lowest total; of several that are equal, one."""
FULL = 100

Points = Mapping[str, Mapping[str, Decimal]]
"""Area to item to points."""


def check_points(areas: Sequence[Mapping[str, Any]], points: Points) -> None:
    """Refuse as Invalid points that leave an item out, name an unknown one, or exceed its most."""
    limits = {(area["id"], item["id"]): Decimal(str(item["most"])) for area in areas for item in area["items"]}
    given = {(area, item): value for area, items in points.items() for item, value in items.items()}
    missing, unknown = sorted(limits.keys() - given.keys()), sorted(given.keys() - limits.keys())
    if missing:
        raise Invalid("score_item_missing", field="points", item=_item(areas, missing[0]))
    if unknown:
        raise Invalid("score_item_unknown", field="points", item=printable(".".join(unknown[0]), limit=80))
    for key, value in given.items():
        if not 0 <= value <= limits[key]:
            raise Invalid("points_too_many", field="points", item=_item(areas, key), most=limits[key], points=value)


def _item(areas: Sequence[Mapping[str, Any]], key: tuple[str, str]) -> dict[str, Mapping[str, Any]]:
    area = next(assessment for assessment in areas if assessment["id"] == key[0])
    return {key[1]: next(item for item in area["items"] if item["id"] == key[1])}


def total_of(areas: Sequence[Mapping[str, Any]], points: Points) -> Fraction:
    """Return one assessor's total: each area's share of its most, times the area's weight."""
    total = Fraction(0)
    for area in areas:
        most = sum((Fraction(str(item["most"])) for item in area["items"]), Fraction(0))
        got = sum((Fraction(points[area["id"]][item["id"]]) for item in area["items"]), Fraction(0))
        total += Fraction(str(area["weight"])) * got / most
    return total


def mean_of(totals: Iterable[Fraction]) -> Fraction:
    """Return the mean of the totals without one highest and one lowest; there are at least three."""
    inner = sorted(totals)[1:-1]
    return sum(inner, Fraction(0)) / len(inner)


def score_of(mean: Fraction, additions: Decimal, deductions: Decimal) -> Fraction:
    """Return the score: the mean, plus additions, less deductions, never below 0."""
    return max(Fraction(0), mean + Fraction(additions) - Fraction(deductions))


def rounded(value: Fraction) -> Decimal:
    """Round an exact value half up to two places."""
    hundredths = value * FULL
    whole, rest = divmod(hundredths.numerator, hundredths.denominator)
    return (Decimal(whole + (2 * rest >= hundredths.denominator)) / FULL).quantize(TWO_PLACES, ROUND_HALF_UP)


def tier_of(score: Decimal, thresholds: Rule) -> str:
    """Return the highest tier whose published threshold is met by a score."""
    for band in thresholds["bands"]:
        if score >= Decimal(str(band["from"])):
            return str(band["tier"])
    return str(thresholds["below"])


def check_template(areas: Sequence[Mapping[str, Any]], area_ids: Sequence[str]) -> None:
    """Refuse as Invalid a template that has other areas, or whose weights do not make up 100."""
    if [area["id"] for area in areas] != list(area_ids):
        raise Invalid("areas_differ", field="areas", wanted=area_ids)
    weights = sum((Decimal(str(area["weight"])) for area in areas), Decimal(0))
    if weights != FULL or any(Decimal(str(area["weight"])) <= 0 for area in areas):
        raise Invalid("weights_not_hundred", field="areas", weights=weights)
    for area in areas:
        items = [item["id"] for item in area["items"]]
        if not items or len(set(items)) != len(items):
            raise Invalid("items_repeat", field="areas", area={area["id"]: area})
