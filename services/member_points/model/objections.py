"""An objection (异议) to points or results that were published."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.member_points.model.tables import Base
from shared.enumerations import OBJECTION_SUBJECTS
from shared.events.member_points import ObjectionState
from shared.objections import ObjectionRecord

DECLARATION, YEAR = ABOUT = OBJECTION_SUBJECTS


class Objection(ObjectionRecord, Base):
    """One objection with its reason and its answer; it may be anonymous."""

    event_name = "objection"
    state_type = ObjectionState
    unknown = "objection_unknown"

    __tablename__ = "point_objection"
    __table_args__ = (
        Index("point_objection_by_id", "id"),
        Index("point_objection_about", "about_id", "status"),
    )

    about: Mapped[str] = mapped_column(String(12))
