"""What a grant would reach, told before it is given: organizations, rolls, rights, and whether another approves it."""

from typing import Any

from sqlalchemy import Select, func, select

from gateway.accounts import grant_policy
from gateway.i18n import language
from gateway.projections.indicators import STANDING
from gateway.projections.tables import figure, place
from shared.errors import Refusal
from shared.labels import label
from shared.rights import EVERYTHING, PERSONAL_DATA, RIGHTS, Grant
from shared.unit_of_work import UnitOfWork

ROLL, MEMBERS = "members.read", "members"


def preview(work: UnitOfWork, *, role: str, organization_id: str, below: bool = True) -> dict[str, Any]:
    """Return what a grant would reach, to who gives grants there; Forbidden to anybody else."""
    work.actor.require("grants.give", grant_policy.path_of(work, organization_id))
    grant, rights = Grant(role, organization_id, below), [right for right, roles in RIGHTS.items() if role in roles]
    levels = _levels(work, grant)
    return {
        "role": role,
        "organization_id": organization_id,
        "below": below,
        "organizations": sum(levels.values()),
        "levels": [
            {"level": level, "name": label("level", level, language()), "organizations": levels[level]}
            for level in levels
        ],
        "members": _members(work, grant) if ROLL in rights else 0,
        "personal_data": role == PERSONAL_DATA,
        "rights": [{"right": right, "name": label("right", right, language()), "below": below} for right in rights],
        "may_give": _may_give(work, grant),
        "needs_approval": grant_policy.needs_approval(grant),
    }


def _levels(work: UnitOfWork, grant: Grant) -> dict[str, int]:
    counted = select(place.c.level, func.count()).where(place.c.is_open).group_by(place.c.level)
    if grant.organization_id != EVERYTHING:
        counted = counted.where(place.c.organization_id.in_(_reached(work, grant)))
    return {level: int(count) for level, count in work.session.execute(counted.order_by(place.c.level))}


def _reached(work: UnitOfWork, grant: Grant) -> Select[Any] | list[str]:
    below: Select[Any] = grant_policy.below_of([grant.organization_id], work.today)
    return below if grant.below else [grant.organization_id]


def _members(work: UnitOfWork, grant: Grant) -> int:
    column = figure.c.total if grant.below else figure.c.own
    counted = select(func.coalesce(func.sum(column), 0)).where(
        figure.c.indicator == MEMBERS, figure.c.period == STANDING
    )
    is_district = figure.c.organization_id == figure.c.district_id
    everywhere = grant.organization_id == EVERYTHING
    return int(
        work.session.scalar(
            counted.where(is_district if everywhere else figure.c.organization_id == grant.organization_id)
        )
        or 0
    )


def _may_give(work: UnitOfWork, grant: Grant) -> bool:
    try:
        grant_policy.require_can_grant(work, grant)
    except Refusal:
        return False
    return True
