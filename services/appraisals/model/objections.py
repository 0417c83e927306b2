"""An objection (异议) of an organization to its published appraisal, or to one item of it."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.appraisals.model.tables import Base
from shared.events.appraisals import AppraisalObjectionState
from shared.objections import ObjectionRecord
from shared.scheme_versions import CODE_MAX


class AppraisalObjection(ObjectionRecord, Base):
    """One objection with its reason and its answer."""

    event_name = "appraisal_objection"
    state_type = AppraisalObjectionState
    unknown = "appraisal_objection_unknown"

    __tablename__ = "appraisal_objection"
    __table_args__ = (
        Index("appraisal_objection_by_id", "id"),
        Index("appraisal_objection_about", "about_id", "status"),
    )

    item: Mapped[str | None] = mapped_column(String(CODE_MAX))
