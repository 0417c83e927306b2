"""The content of a scheme: groups, items, caps and bands, validated before it is stored; points are hundredths."""

from collections.abc import Iterable
from typing import Any

import msgspec

from services.member_points.model import validation
from services.member_points.model.validation import ATTENDED, DEDUCTION, FACTS, GROUP_KINDS
from shared.enumerations import ACTIVITY_KINDS
from shared.errors import Invalid, Refusal
from shared.scheme_versions import out_of_range, parse_content, wrong_codes
from shared.text_validation import printable

ITEMS, GROUPS = 100, 20


class Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Items that share a kind and a cap; of deductions the cap is the most that is taken off."""

    code: str
    name: str
    kind: str
    cap: int


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What points are given for: so many each time, at most `cap` a year (None: no cap of its own).

    `derives_from` names the recorded fact that gives the points; then nobody types them in. A retired item takes no new
    entries and keeps its caps for the old ones.
    """

    code: str
    name: str
    group: str
    hundredths: int
    cap: int | None = None
    derives_from: str | None = None
    kinds: tuple[str, ...] = ()
    retired: bool = False

    def takes(self, fact: str, kind: str) -> bool:
        """Return whether a recorded fact gives points by this item."""
        derives = self.derives_from == fact and not self.retired
        return derives and (fact != ATTENDED or kind in self.kinds)


class Bands(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The least that counts as excellent, qualified and basically qualified; below that is unqualified."""

    excellent: int
    qualified: int
    basically_qualified: int


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole content of one version of a scheme."""

    groups: tuple[Group, ...]
    items: tuple[Item, ...]
    bands: Bands

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)

    def require_item(self, code: str) -> Item:
        """Return an item, or refuse as Invalid one that the plan does not have."""
        item = self.item(code)
        if item is None:
            raise Invalid("scheme_item_unknown", field="item", item=printable(code, limit=64))
        return item

    def typed(self, code: str) -> Item:
        """Return an item that people enter themselves, or refuse it as Invalid.

        What derives from a recorded fact is asked for once, where it is recorded.
        """
        item = self.require_item(code)
        if item.retired:
            raise Invalid("item_retired", field="item", item=item.name)
        if item.derives_from is not None:
            where, place = validation.RECORDED_AT[item.derives_from]
            raise Invalid("item_is_derived", field="item", item=item.name, recorded_zh=where, recorded=place)
        return item

    def kind_of(self, item: Item) -> str:
        """Return the kind of an item's group."""
        return next(group.kind for group in self.groups if group.code == item.group)

    def derived(self, fact: str, kind: str) -> list[Item]:
        """Return the items by which a recorded fact gives points."""
        return [item for item in self.items if item.takes(fact, kind)]


def plan_of(groups: Any, items: Any, bands: Any) -> Plan:
    """Parse a scheme's content, submitted or stored, or refuse it as Invalid."""
    return parse_content(Plan, groups=groups, items=items, bands=bands)


def checked(plan: Plan) -> Plan:
    """Return a plan back, or refuse as Invalid everything in it that contradicts itself, at once."""
    wrong = [*_groups(plan), *_items(plan), *_bands(plan.bands)]
    if wrong:
        raise Invalid.combine(wrong)
    return plan


def _groups(plan: Plan) -> Iterable[Refusal]:
    if not 1 <= len(plan.groups) <= GROUPS:
        yield out_of_range("groups", "分组数 groups", 1, GROUPS)
    yield from wrong_codes("groups", [group.code for group in plan.groups])
    for number, group in enumerate(plan.groups):
        if group.kind not in GROUP_KINDS:
            yield Invalid("group_kind_unknown", field=f"groups.{number}.kind", kind=group.kind, known=GROUP_KINDS)
        if not 1 <= group.cap <= validation.MOST:
            yield out_of_range(f"groups.{number}.cap", "cap", 1, validation.MOST)


def _items(plan: Plan) -> Iterable[Refusal]:
    if not 1 <= len(plan.items) <= ITEMS:
        yield out_of_range("items", "项目数 items", 1, ITEMS)
    yield from wrong_codes("items", [item.code for item in plan.items])
    kinds = {group.code: group.kind for group in plan.groups}
    for number, item in enumerate(plan.items):
        field = f"items.{number}"
        if item.group not in kinds:
            yield Invalid("group_unknown", field=f"{field}.group", item=item.code, group=item.group)
        else:
            yield from _points(field, item, deducts=kinds[item.group] == DEDUCTION)
        yield from _source(field, item)


def _points(field: str, item: Item, *, deducts: bool) -> Iterable[Refusal]:
    least, most = (-validation.MOST, -1) if deducts else (1, validation.MOST)
    if not least <= item.hundredths <= most:
        yield out_of_range(f"{field}.hundredths", "hundredths", least, most)
    elif item.cap is not None and not abs(item.hundredths) <= item.cap <= validation.MOST:
        yield out_of_range(f"{field}.cap", "cap", abs(item.hundredths), validation.MOST)


def _source(field: str, item: Item) -> Iterable[Refusal]:
    if item.derives_from is not None and item.derives_from not in FACTS:
        yield Invalid(
            "fact_unknown", field=f"{field}.derives_from", item=item.code, fact=item.derives_from, known=FACTS
        )
    elif (item.derives_from == ATTENDED) != bool(item.kinds) or not set(item.kinds) <= set(ACTIVITY_KINDS):
        yield Invalid("activity_kinds_unclear", field=f"{field}.kinds", item=item.code, known=ACTIVITY_KINDS)


def _bands(bands: Bands) -> Iterable[Refusal]:
    if not validation.MOST >= bands.excellent > bands.qualified > bands.basically_qualified >= 1:
        yield Invalid("bands_do_not_fall", field="bands")
