"""The content of a scheme: items that weigh 100 together, and bands by thresholds, validated before it is stored.

Weights are whole points, points and figures hundredths: 90 hundredths of a share are 90 per cent.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from services.appraisals.model.rules import member_points_figures, never_scored
from services.appraisals.model.validation import INDICATOR, ITEM_KINDS, JUDGED, MEMBER_POINTS
from shared.enumerations import APPRAISAL_BANDS, APPRAISAL_DIRECTIONS, APPRAISAL_PERIODS
from shared.errors import Invalid, Refusal
from shared.scheme_versions import out_of_range, parse_content, wrong_codes

FULL, HUNDREDTHS = 100, 100
ITEMS, STEPS, MOST = 50, 10, 1_000_000_000
MORE, LESS = APPRAISAL_DIRECTIONS


class Threshold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure from which on (or, where less is better, up to which) an item has so many points."""

    figure: int
    points: int


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an organization is appraised by.

    A figure is an `indicator`, or its quotient by a `denominator`; it gives points in proportion to a `target`, or by
    published thresholds. What people judge has neither.
    """

    code: str
    name: str
    kind: str
    weight: int
    indicator: str | None = None
    denominator: str | None = None
    period: str = APPRAISAL_PERIODS[0]
    better: str = MORE
    target: int | None = None
    thresholds: tuple[Threshold, ...] = ()

    @property
    def most(self) -> int:
        """The most points it gives, in hundredths."""
        return self.weight * HUNDREDTHS

    @property
    def figures(self) -> tuple[str, str | None]:
        """The codes of the indicators of which its figure is made: numerator, and denominator if any."""
        return member_points_figures() if self.kind == MEMBER_POINTS else (str(self.indicator), self.denominator)


class Band(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A band with the scheme's own name for it, from a score on; a `quota` of units is refused."""

    code: str
    name: str
    least: int
    quota: int | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole content of one version of a scheme."""

    items: tuple[Item, ...]
    bands: tuple[Band, ...]

    @property
    def judged(self) -> list[Item]:
        """The items that people judge."""
        return [item for item in self.items if item.kind == JUDGED]

    @property
    def counted(self) -> list[Item]:
        """The items that a figure speaks for."""
        return [item for item in self.items if item.kind != JUDGED]


def plan_of(items: Any, bands: Any) -> Plan:
    """Parse a scheme's content, submitted or stored, or refuse it as Invalid."""
    return parse_content(Plan, items=items, bands=bands)


def checked(plan: Plan) -> Plan:
    """Return a plan back, or refuse as Invalid everything in it that contradicts itself, at once."""
    wrong = [*_items(plan.items), *_bands(plan.bands)]
    if wrong:
        raise Invalid.combine(wrong)
    return plan


def _items(items: Sequence[Item]) -> Iterable[Refusal]:
    if not 1 <= len(items) <= ITEMS:
        yield out_of_range("items", "项目数 items", 1, ITEMS)
    yield from wrong_codes("items", [item.code for item in items])
    weight = sum(item.weight for item in items)
    if weight != FULL:
        yield Invalid("weights_not_full", field="items", full=FULL, weight=weight)
    if sum(item.kind == MEMBER_POINTS for item in items) > 1:
        yield Invalid("member_points_twice", field="items")
    for number, item in enumerate(items):
        yield from _item(f"items.{number}", item)


def _item(field: str, item: Item) -> Iterable[Refusal]:
    if item.kind not in ITEM_KINDS:
        yield Invalid("item_kind_unknown", field=f"{field}.kind", item=item.name, kind=item.kind, known=ITEM_KINDS)
    elif not 1 <= item.weight <= FULL:
        yield out_of_range(f"{field}.weight", "权重 weight", 1, FULL)
    elif item.kind == JUDGED:
        if item.indicator or item.denominator or item.target is not None or item.thresholds:
            yield Invalid("judged_has_figure", field=f"{field}.kind", item=item.name)
    else:
        yield from _figure(field, item)
        yield from _measure(field, item)


def _figure(field: str, item: Item) -> Iterable[Refusal]:
    if (item.kind == INDICATOR) != bool(item.indicator) or (item.kind == MEMBER_POINTS and item.denominator):
        yield Invalid("item_figure_unclear", field=f"{field}.indicator", item=item.name)
    refused = [code for code in (item.indicator, item.denominator) if code and never_scored(code)]
    if refused:
        yield Invalid("indicator_never_scores", field=f"{field}.indicator", item=item.name, indicator=refused[0])
    if item.period not in APPRAISAL_PERIODS:
        yield Invalid("item_period_unknown", field=f"{field}.period", period=item.period, known=APPRAISAL_PERIODS)
    if item.better not in APPRAISAL_DIRECTIONS:
        yield Invalid("item_better_unknown", field=f"{field}.better", better=item.better, known=APPRAISAL_DIRECTIONS)


def _measure(field: str, item: Item) -> Iterable[Refusal]:
    if (item.target is None) == (not item.thresholds) or (item.target is not None and item.better != MORE):
        yield Invalid("item_measure_unclear", field=f"{field}.target", item=item.name)
    elif item.target is not None and not 1 <= item.target <= MOST:
        yield out_of_range(f"{field}.target", "目标值 target", 1, MOST)
    elif len(item.thresholds) > STEPS:
        yield out_of_range(f"{field}.thresholds", "分档数 thresholds", 1, STEPS)
    elif not _fall(item):
        yield Invalid("thresholds_do_not_fall", field=f"{field}.thresholds", item=item.name, most=item.weight)


def _fall(item: Item) -> bool:
    """Return whether each further threshold asks less and gives less, between nothing and the item's weight."""
    sign = 1 if item.better == MORE else -1
    figures = [sign * step.figure for step in item.thresholds]
    points = [step.points for step in item.thresholds]
    bounded = all(0 <= each <= item.most for each in points) and all(0 <= abs(each) <= MOST for each in figures)
    return bounded and all(_falls(each) for each in (figures, points))


def _falls(values: Sequence[int]) -> bool:
    return all(before > after for before, after in pairwise(values))


def _bands(bands: Sequence[Band]) -> Iterable[Refusal]:
    codes = [band.code for band in bands]
    for number, band in enumerate(bands):
        if band.code not in APPRAISAL_BANDS:
            yield Invalid("band_unknown", field=f"bands.{number}.code", band=band.code, known=APPRAISAL_BANDS)
        if band.quota is not None:
            yield Invalid("band_has_quota", field=f"bands.{number}.quota", band=band.name)
    ordered = [code for code in APPRAISAL_BANDS if code in codes]
    least = [band.least for band in bands]
    if codes != ordered or len(codes) < 2 or not _falls(least) or least[-1] != 0 or least[0] > FULL * HUNDREDTHS:  # noqa: PLR2004 - one band is none
        yield Invalid("appraisal_bands_do_not_fall", field="bands")
