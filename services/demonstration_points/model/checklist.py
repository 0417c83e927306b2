"""What a point is judged by when it is accepted: the rule pack's checklist, item by item, in three areas."""

from collections.abc import Collection
from typing import Any

from services.demonstration_points.model.validation import AREA_NAMES, AREAS
from shared.errors import Conflict, Invalid
from shared.rule_packs import RulePack
from shared.text_validation import printable

WHOLE = 100


def checked(met: Collection[str], rules: RulePack) -> list[str]:
    """Return the items that were met in the checklist's order, or refuse as Invalid one it lacks."""
    items = [str(item["id"]) for item in rules["checklist"]["items"]]
    for item in met:
        if item not in items:
            raise Invalid("checklist_item_unknown", field="met", item=printable(item, limit=64), known=items)
    return [item for item in items if item in met]


def must_pass(met: Collection[str], rules: RulePack) -> None:
    """Refuse as Conflict an acceptance without a required item, or with too few in an area."""
    items = rules["checklist"]["items"]
    missing = [item for item in items if item["required"] and item["id"] not in met]
    if missing:
        raise Conflict(
            "checklist_required_missing",
            items="、".join(item["zh"] for item in missing),
            items_en="; ".join(item["en"] for item in missing),
        )
    for area in AREAS:
        share = share_of(area, met, rules)
        if share < rules["pass"]["percent"]:
            raise Conflict(
                "checklist_falls_short",
                area=area,
                area_zh=AREA_NAMES[area],
                share=share,
                wanted=rules["pass"]["percent"],
            )


def share_of(area: str, met: Collection[str], rules: RulePack) -> int:
    """Return the share of an area's items that were met, in whole percent."""
    items = [item["id"] for item in rules["checklist"]["items"] if item["area"] == area]
    return sum(item in met for item in items) * WHOLE // len(items)


def to_view(met: Collection[str] | None, rules: RulePack) -> list[dict[str, Any]]:
    """Return the checklist, each item with whether it was met; None while nobody has judged."""
    return [
        {**item, "required": bool(item["required"]), "met": None if met is None else item["id"] in met}
        for item in rules["checklist"]["items"]
    ]
