"""A delegation (观摩团): who goes, from which organization, by which vehicles, from where to where, on which days."""

from typing import Any

from sqlalchemy import JSON, Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import validation
from services.observation_visits.model.tables import ID, Base
from shared.enumerations import DELEGATION_STATUSES

GOING, STAYING = DELEGATION_STATUSES
MOST_VEHICLES, MOST_SEATS, MOST_VISITS, MOST_PLATE = 20, 200, 100, 12


class Delegation(Base):
    """Who visits in a round; `members` are member ids of the roll, `people` how many go in all.

    `absent` are days on which it cannot go. A place is `{name, longitude, latitude}`; None is at its organization.
    """

    __tablename__ = "visit_delegation"
    __table_args__ = (
        Index("visit_delegation_by_id", "id"),
        Index("visit_delegation_of_round", "round_id"),
        Index("visit_delegation_of_organization", "organization_id"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    round_id: Mapped[str] = mapped_column(ID)
    organization_id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(validation.TITLE))
    members: Mapped[list[str]] = mapped_column(JSON)
    people: Mapped[int] = mapped_column(Integer)
    vehicles: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    splits: Mapped[bool] = mapped_column(Boolean, default=False)
    visits: Mapped[int] = mapped_column(Integer, default=1)
    start: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    end: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    absent: Mapped[list[str]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(10), default=GOING)
    reason: Mapped[str | None] = mapped_column(String(validation.TEXT))
