"""A brand (党建品牌) from its discovery to its promotion: its reach, and its carriers."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.demonstration_points.model import validation
from services.demonstration_points.model.tables import ID, Base
from shared.enumerations import BRAND_CARRIERS
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points_brands import REACHES, BrandState, Carrier
from shared.lifecycles import RecordedStep

POINT, PROJECT = KINDS = BRAND_CARRIERS


class BrandStep(RecordedStep, Base):
    """One step of a brand: who took it, on whose behalf, on which day, with which opinion."""

    __tablename__ = "brand_step"
    owner: ClassVar[str] = "brand_id"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ID, primary_key=True)


class BrandCarrier(Base):
    """A point or a project that carries a brand."""

    __tablename__ = "brand_carrier"
    __table_args__ = (Index("carrier_of_brand", "brand_id", "kind", "record_id", unique=True),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(10))
    record_id: Mapped[str] = mapped_column(ID)
    added_on: Mapped[date] = mapped_column(Date)


class Brand(Base):
    """A brand; `version` increases with every event about it."""

    __tablename__ = "brand"
    step_table: ClassVar[type[BrandStep]] = BrandStep
    __table_args__ = (
        Index("brand_by_id", "id"),
        Index("brand_of_organization", "organization_id"),
        Index("brand_of_strength", "district_id", "strength_id", unique=True),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    organization_id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(validation.NAME))
    description: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(30))
    reach: Mapped[str] = mapped_column(String(12))
    visit_id: Mapped[str | None] = mapped_column(ID)
    strength_id: Mapped[str | None] = mapped_column(ID)
    steps: Mapped[int] = mapped_column(Integer, default=0)
    last_step_on: Mapped[date] = mapped_column(Date)
    proposed_on: Mapped[date | None] = mapped_column(Date)
    discovered_on: Mapped[date | None] = mapped_column(Date)
    consolidated_on: Mapped[date | None] = mapped_column(Date)
    promoted_on: Mapped[date | None] = mapped_column(Date)

    def widen(self, reach: str) -> None:
        """Widen the brand's reach; Conflict where that is no wider than before."""
        if reach not in REACHES:
            raise Invalid("reach_unknown", field="reach", reach=reach, known=REACHES)
        if REACHES.index(reach) <= REACHES.index(self.reach):
            raise Conflict("reach_not_wider", reach=reach, before=self.reach)
        self.reach = reach

    def state(self, carriers: Sequence[BrandCarrier]) -> BrandState:
        own = {"brand_id", "revision", "carriers"}
        same = {name: getattr(self, name) for name in BrandState.__struct_fields__ if name not in own}
        carried = tuple(Carrier(carrier_id=one.id, kind=one.kind, record_id=one.record_id) for one in carriers)
        return BrandState(brand_id=self.id, revision=self.version, carriers=carried, **same)


def reach_of_level(level: str) -> str:
    """Return a new brand's reach by the level of its organization: community, street or district.

    A branch's brand is known in its community.
    """
    return level if level in REACHES else REACHES[0]
