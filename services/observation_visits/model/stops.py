"""A stop (观摩点): a demonstration point, a project's site or any organization, with what it takes to receive there."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import validation
from services.observation_visits.model.tables import ID, Base
from shared.enumerations import STOP_STATUSES
from shared.errors import Conflict
from shared.records import Record

ACTIVE, INACTIVE = STOP_STATUSES


class Stop(Record, Base):
    """Somewhere to be visited; host facts of a demonstration point are its own and are changed there.

    `bookable` narrows the calendar of its organization to some half-days; None leaves it as it is. Without coordinates
    it stands where its organization does.
    """

    unknown, unknown_field = "stop_unknown", "record_id"

    __tablename__ = "visit_stop"
    __table_args__ = (
        Index("visit_stop_by_id", "id"),
        Index("visit_stop_of_organization", "organization_id"),
        Index("visit_stop_of_source", "source_id"),
    )

    name: Mapped[str] = mapped_column(String(validation.TITLE))
    source: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[str | None] = mapped_column(ID)
    source_revision: Mapped[int] = mapped_column(Integer, default=0)
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)
    group_capacity: Mapped[int | None] = mapped_column(Integer)
    visit_minutes: Mapped[int | None] = mapped_column(Integer)
    bookable: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    blackouts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    active_from: Mapped[date | None] = mapped_column(Date)
    active_until: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10), default=ACTIVE)

    def receives_on(self, day: date) -> bool:
        """Return whether the stop is one to be visited on a day, its calendar apart."""
        has_begun = self.active_from is None or self.active_from <= day
        return self.status == ACTIVE and has_begun and (self.active_until is None or day <= self.active_until)

    def must_be_own(self) -> None:
        """Refuse as Conflict to change what follows from a demonstration point."""
        if self.source == validation.POINT:
            raise Conflict("stop_follows_point", name=self.name)
