"""Plausibility warnings about names, codes and coordinates, with their source."""

from datetime import date
from typing import Any

from services.organizations import RULES
from services.organizations.model import validation
from services.organizations.model.levels import ADMINISTRATIVE
from services.organizations.model.tree import Tree
from shared import trees
from shared.rule_packs import load_rule_pack
from shared.text_validation import comparable, has_lost_character, has_unusual_character
from shared.trees import COMMUNITY, Version

VIRTUAL = "虚拟"


def warning(rule_id: str, day: date, **facts: Any) -> dict[str, Any]:
    """Return one warning in both languages."""
    return load_rule_pack(RULES / "oddities.yaml", day)[rule_id].said(**facts)


def of_name(name: str, level: str, day: date) -> list[dict[str, Any]]:
    """Return plausibility warnings about a name by itself."""
    rules = {
        "virtual_community": level == COMMUNITY and VIRTUAL in name,
        "lost_character": has_lost_character(name),
        "unusual_character": has_unusual_character(name),
        "private_use_character": validation.has_private_use(name),
        "odd_brackets": validation.has_odd_brackets(name),
    }
    return [warning(rule_id, day, name=name) for rule_id, applies in rules.items() if applies]


def of_changes(tree: Tree, day: date) -> list[dict[str, Any]]:
    """Return plausibility warnings about the names, codes and coordinates of a planned change."""
    warnings: list[dict[str, Any]] = []
    for organization_id, timeline in tree.changed.items():
        version = timeline.on(day)
        if version is None:
            continue
        warnings.extend(of_name(version.name, version.level, day))
        parent = tree[version.parent_id].on(day) if version.parent_id else None
        if parent is not None:
            warnings.extend(_of_place(tree, organization_id, version, parent, day))
    return warnings


def _of_place(tree: Tree, organization_id: str, version: Version, parent: Version, day: date) -> list[dict[str, Any]]:
    warnings: list[dict[str, Any]] = []
    code, parent_code = version.division_code, parent.division_code
    if version.level in ADMINISTRATIVE and validation.code_prefix_differs(code, parent_code, parent.level):
        warnings.append(warning("code_prefix_differs", day, division_code=code, parent_code=parent_code))
    siblings = trees.children(tree.session, version.parent_id or "", day)
    others = {sibling_id: sibling.name for sibling_id, sibling in siblings.items() if sibling_id not in tree.changed}
    planned = {
        other_id: other.name
        for other_id, timeline in tree.changed.items()
        if other_id != organization_id
        and (other := timeline.on(day)) is not None
        and other.parent_id == version.parent_id
    }
    same = (other for other, name in (others | planned).items() if comparable(name) == comparable(version.name))
    if (first := next(same, None)) is not None:
        address = {"record_id": first, "href": f"/api/v1/organizations/{first}"}
        warnings.append(warning("name_among_siblings", day, name=version.name) | address)
    return warnings
