"""What a change of the tree touches: the organizations, everything below them, and their people, posts and terms."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import CTE, ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from services.organizations.model.members import REQUESTED, Affiliation, Transfer
from services.organizations.model.posts import Post, Term
from shared.trees import on_day, organization_version


def below(roots: Collection[str], day: date) -> CTE:
    """Return the ids of organizations and of everything below them on a day."""
    table = organization_version
    top = select(table.c.organization_id).where(table.c.organization_id.in_(roots), *on_day(day)).distinct()
    walk = top.cte("below", recursive=True)
    return walk.union(
        select(table.c.organization_id).join(walk, table.c.parent_id == walk.c.organization_id).where(*on_day(day))
    )


def counts(session: Session, organization_ids: Collection[str], day: date) -> dict[str, int]:
    """Count everything below organizations on a day, and their open records."""
    inside = below(organization_ids, day)
    ids = select(inside.c.organization_id)

    def count(*terms: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).where(*terms)) or 0

    total = session.scalar(select(func.count()).select_from(inside)) or 0
    return {
        "below": max(0, total - len(organization_ids)),
        "members": count(Affiliation.organization_id.in_(ids), *affiliated_on(day)),
        "posts": count(Post.organization_id.in_(ids), or_(Post.until_on.is_(None), Post.until_on >= day)),
        "open_terms": count(Term.organization_id.in_(ids), Term.ended_on.is_(None)),
        "open_transfers": count(
            Transfer.status == REQUESTED,
            or_(Transfer.from_organization_id.in_(ids), Transfer.to_organization_id.in_(ids)),
        ),
    }


def affiliated_on(day: date) -> tuple[ColumnElement[bool], ...]:
    """Return the terms for the places that members have on a day."""
    return Affiliation.valid_from <= day, or_(Affiliation.valid_until.is_(None), Affiliation.valid_until > day)
