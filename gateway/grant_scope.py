"""Permission scope of lists: the organizations that an account's grants cover, by the gateway's replica of the tree."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from shared.rights import EVERYTHING, RIGHTS, Actor
from shared.trees import on_day, organization_version


def within_scope(column: Any, acting: Actor, right: str, day: date) -> ColumnElement[bool] | None:
    """Build the WHERE condition for organizations on which a right is held, or None where that is all."""
    held = [grant for grant in acting.grants if grant.role in RIGHTS[right]]
    if any(grant.organization_id == EVERYTHING for grant in held):
        return None
    below = {grant.organization_id for grant in held if grant.below}
    only = {grant.organization_id for grant in held} - below
    return or_(column.in_(only), column.in_(below_of(below, day)))


def below_of(roots: Iterable[str], day: date) -> Any:
    """Return a subquery of the ids of organizations and everything below them on a day."""
    version = organization_version.c
    tree = select(version.organization_id).where(version.organization_id.in_(set(roots))).cte(recursive=True)
    step = select(version.organization_id).join(tree, version.parent_id == tree.c.organization_id).where(*on_day(day))
    return select(tree.union(step).c.organization_id)
