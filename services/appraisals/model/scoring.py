"""What an item gives, what the items make up together, and in which band that is, by a published plan alone."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from services.appraisals.model.scheme_rules import FULL, HUNDREDTHS, MORE, Band, Item, Plan
from services.appraisals.model.validation import MEMBER_POINTS
from shared.errors import Conflict


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as it was read, with the addresses of its records and what had been counted by then.

    `denominator` is None where the figure is no quotient.
    """

    indicator: str
    numerator: int
    href: str
    denominator_indicator: str | None = None
    denominator: int | None = None
    denominator_href: str | None = None

    @property
    def value(self) -> Fraction | None:
        """The figure, or None for a share of nothing."""
        if self.denominator is None:
            return Fraction(self.numerator)
        return Fraction(self.numerator, self.denominator) if self.denominator else None


def points_of_figure(item: Item, figure: Figure) -> int | None:
    """Return the hundredths that a figure gives by an item's published rule; None where there is nothing to measure."""
    value = figure.value
    if value is None:
        return None
    hundredths = value * HUNDREDTHS
    if item.kind == MEMBER_POINTS:
        hundredths = min(hundredths, Fraction(HUNDREDTHS))
    if item.target is not None:
        return half_up(item.most * max(Fraction(0), min(Fraction(1), hundredths / item.target)))
    reached = (step for step in item.thresholds if _reaches(item, hundredths, step.figure))
    return next((step.points for step in reached), 0)


def score_of(plan: Plan, points: Mapping[str, int | None]) -> int:
    """Return the score in hundredths: the points over the weights of the items that had something to measure.

    Refuses as Conflict where none had.
    """
    weight = sum(item.weight for item in plan.items if points[item.code] is not None)
    if not weight:
        raise Conflict("nothing_measured")
    return half_up(Fraction(sum(value or 0 for value in points.values()) * FULL, weight))


def band_of(bands: Sequence[Band], score: int) -> Band:
    """Return the first band whose threshold a score reaches; the last one begins at nothing."""
    return next(band for band in bands if score >= band.least)


def half_up(value: Fraction) -> int:
    """Round a positive number to a whole one, half up."""
    return int(value + Fraction(1, 2))


def _reaches(item: Item, hundredths: Fraction, figure: int) -> bool:
    return hundredths >= figure if item.better == MORE else hundredths <= figure
