"""A scheme of appraisal (考核办法) of an organization for a year and a level below it, version by version."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.appraisals.model.scheme_rules import Plan, plan_of
from services.appraisals.model.tables import Base
from shared.errors import Conflict
from shared.events.appraisals import AppraisalSchemeState
from shared.scheme_versions import PUBLISHED, SchemeVersion


class AppraisalScheme(SchemeVersion, Base):
    """One version of a scheme of appraisal."""

    event_name = "appraisal_scheme"
    state_type = AppraisalSchemeState
    unknown = "appraisal_scheme_unknown"

    __tablename__ = "appraisal_scheme"
    __table_args__ = (
        Index("appraisal_scheme_by_id", "id"),
        Index("appraisal_scheme_number", "district_id", "organization_id", "year", "level", "number", unique=True),
    )

    level: Mapped[str] = mapped_column(String(20))
    items: Mapped[list[Any]] = mapped_column(JSON)
    bands: Mapped[list[Any]] = mapped_column(JSON)

    @property
    def rule_version(self) -> str:
        """What a result names as the scheme it was computed by."""
        return f"{self.year}-{self.level}-v{self.number}"

    @property
    def plan(self) -> Plan:
        """The content, validated when it was stored."""
        return plan_of(self.items, self.bands)


def versions_of(
    session: Session, district_id: str, organization_id: str, year: int, level: str
) -> Sequence[AppraisalScheme]:
    """Return all versions of an organization's scheme for a year and a level, the first one first."""
    query = select(AppraisalScheme).where(
        AppraisalScheme.district_id == district_id,
        AppraisalScheme.organization_id == organization_id,
        AppraisalScheme.year == year,
        AppraisalScheme.level == level,
    )
    return session.scalars(query.order_by(AppraisalScheme.number)).all()


def in_force(versions: Sequence[AppraisalScheme], today: date) -> AppraisalScheme:
    """Return the newest published version in force on a day; none begins after its year is over.

    Refuses as Conflict where none is.
    """
    found = [one for one in versions if one.status == PUBLISHED and one.valid_from <= today]
    if not found:
        raise Conflict("appraisal_scheme_missing")
    return found[-1]
