"""Where in the read side the grants of an account reach."""

from typing import Any

from sqlalchemy import Select, select

from gateway.projections.tables import freshness, place
from shared.rights import EVERYTHING, Actor


def districts_of(actor: Actor) -> Select[Any]:
    """Select the ids of the districts in which an account has grants."""
    named = {grant.organization_id for grant in actor.grants}
    if EVERYTHING in named:
        return select(freshness.c.district_id)
    return select(place.c.district_id).where(place.c.organization_id.in_(named)).distinct()
