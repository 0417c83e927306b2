"""An organization's path in the tree, by a service's own replica, and the scope of rights on it."""

from datetime import date

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from shared import trees
from shared.errors import NotFound
from shared.rights import Actor
from shared.text_validation import printable
from shared.trees import organization_version

LONGEST_ID = 64


class OrgPath(msgspec.Struct, frozen=True):
    """An organization on a day: the ids up to its district, its level, its name and the street it is below, if any."""

    path: list[str]
    level: str
    name: str
    street_id: str | None

    @property
    def district_id(self) -> str:
        return self.path[-1]

    @property
    def street_path(self) -> list[str]:
        """The path from the street that reviews; empty where the district decides alone."""
        return self.path[self.path.index(self.street_id) :] if self.street_id else []


def load_org_path(session: Session, organization_id: str, day: date) -> OrgPath:
    """Load an organization in the tree of a day, or refuse as NotFound what was never opened."""
    steps = trees.ancestors(session, require_valid_id(organization_id), day)
    path, here = list(steps), steps[organization_id]
    street = next((step for step in path[1:] if steps[step].level == trees.STREET), None)
    return OrgPath(path, here.level, here.name, street)


def require_valid_id(organization_id: str) -> str:
    """Return an organization's id, or refuse as NotFound a text that can be no id."""
    if not is_id(organization_id):
        raise NotFound("organization_unknown", organization_id=printable(organization_id, limit=64))
    return organization_id


def is_id(text: str) -> bool:
    """Return whether a text may be an id: visible ASCII, at most 64 characters."""
    return len(text) <= LONGEST_ID and text.isascii() and text.isprintable()


def is_open(session: Session, organization_id: str, day: date) -> bool:
    """Return whether an organization exists on a day."""
    return trees.timeline(session, organization_id).on(day) is not None


def scoped_subtree(acting: Actor, right: str, here: OrgPath, day: date) -> Select[tuple[str]]:
    """Select the ids at and below an organization on which a right is held; Forbidden where it is held on none.

    A grant on this unit only reaches nothing below it, however much there is. What opens after that day has nothing.
    """
    acting.require(right, here.path)
    units = subtree(here.path[0], day)
    return units if acting.reaches_below(right, here.path) else _only(here.path[0], day)


def _only(organization_id: str, day: date) -> Select[tuple[str]]:
    version = organization_version.c
    known = select(version.organization_id).where(version.organization_id == organization_id, version.valid_from <= day)
    return known.distinct()


def subtree(organization_id: str, day: date) -> Select[tuple[str]]:
    """Select the ids of an organization and everything below it on a day.

    One that was closed stays where it last was, so that its records stay within someone's reach.
    """
    newest = (
        select(organization_version.c.organization_id, func.max(organization_version.c.valid_from).label("valid_from"))
        .where(organization_version.c.valid_from <= day)
        .group_by(organization_version.c.organization_id)
        .subquery()
    )
    version = aliased(organization_version)
    standing = (
        select(version.c.organization_id, version.c.parent_id)
        .join(
            newest,
            (newest.c.organization_id == version.c.organization_id) & (newest.c.valid_from == version.c.valid_from),
        )
        .subquery()
    )
    top = select(standing.c.organization_id).where(standing.c.organization_id == organization_id)
    tree = top.cte(recursive=True)  # nameless: a query may ask for several subtrees
    tree = tree.union(select(standing.c.organization_id).join(tree, standing.c.parent_id == tree.c.organization_id))
    return select(tree.c.organization_id)
