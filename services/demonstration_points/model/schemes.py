"""A demonstration scheme (示范创建方案): its approval basis, and its quota of points."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, synonym

from services.demonstration_points.model import validation
from services.demonstration_points.model.tables import Base
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points import SchemeState
from shared.records import Record
from shared.rule_packs import RulePack


class Scheme(Record, Base):
    """One scheme of a district for a scope and a year; `used` counts its points."""

    event_name = "scheme"
    state_type = SchemeState
    unknown = "demonstration_scheme_unknown"
    organization_id = synonym("district_id")

    __tablename__ = "scheme"
    __table_args__ = (Index("scheme_by_id", "id"), Index("scheme_of_year", "district_id", "year", "scope", unique=True))

    scope: Mapped[str] = mapped_column(String(12))
    year: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(validation.NAME))
    document_title: Mapped[str] = mapped_column(String(validation.BASIS))
    document_number: Mapped[str] = mapped_column(String(validation.NUMBER))
    issuer: Mapped[str] = mapped_column(String(validation.NAME))
    issued_on: Mapped[date] = mapped_column(Date)
    quota: Mapped[int] = mapped_column(Integer)

    def allow(self, quota: int, used: int, rules: RulePack) -> None:
        """Set the quota; Invalid outside the rule pack's bounds, Conflict below what is used."""
        bounds = rules["quota"]
        if not bounds["least"] <= quota <= bounds["most"]:
            raise Invalid("figure_out_of_range", field="quota", field_name="名额 quota", **bounds.values)
        if quota < used:
            raise Conflict("quota_below_use", quota=quota, used=used)
        self.quota = quota

    def must_have_room(self, used: int) -> None:
        """Refuse as Conflict one point more than the quota allows."""
        if used >= self.quota:
            raise Conflict("quota_used_up", scheme=self.title, year=self.year, quota=self.quota, used=used)
