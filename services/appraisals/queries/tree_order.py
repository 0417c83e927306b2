"""The order of the tree: each organization before those below it, siblings by division code and name."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared import org_paths
from shared.trees import organization_version


def tree_order(session: Session, organization_id: str, day: date) -> dict[str, int]:
    """Return the place of an organization and of everyone below it in the order of the tree of a day."""
    version = organization_version.c
    below = version.organization_id.in_(org_paths.subtree(organization_id, day))
    query = select(organization_version).where(below, version.valid_from <= day).order_by(version.valid_from)
    newest = {row.organization_id: row for row in session.execute(query)}
    children = defaultdict[str | None, list[str]](list)
    for row in sorted(newest.values(), key=lambda row: (row.division_code or "", row.name, row.organization_id)):
        children[row.parent_id].append(row.organization_id)
    order, waiting = dict[str, int](), [organization_id]
    while waiting:
        here = waiting.pop()
        order[here] = len(order)
        waiting.extend(reversed(children[here]))
    return order
