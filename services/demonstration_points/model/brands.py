"""A brand (党建品牌) from its discovery to its promotion: its reach, and its carriers."""

from datetime import date

from sqlalchemy import Date, Index, String, Text, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from services.demonstration_points.model import lifecycle, validation
from services.demonstration_points.model.tables import ID, Base
from shared.enumerations import BRAND_CARRIERS
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points_brands import REACHES, BrandState, Carrier
from shared.lifecycles import RecordedStep
from shared.records import RecordWithSteps

POINT, PROJECT = KINDS = BRAND_CARRIERS


class BrandStep(RecordedStep, Base):
    """One step of a brand: who took it, on whose behalf, on which day, with which opinion."""

    __tablename__ = "brand_step"
    owner = "brand_id"

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


class Brand(RecordWithSteps, Base):
    """What an organization's Party building is known for: what carries it, and how far it is known."""

    event_name = "brand"
    state_type = BrandState
    unknown = "brand_unknown"
    lifecycle = lifecycle.BRAND
    step_table = BrandStep

    __tablename__ = "brand"
    __table_args__ = (
        Index("brand_by_id", "id"),
        Index("brand_of_organization", "organization_id"),
        Index("brand_of_strength", "district_id", "strength_id", unique=True),
    )

    name: Mapped[str] = mapped_column(String(validation.NAME))
    description: Mapped[str | None] = mapped_column(Text)
    reach: Mapped[str] = mapped_column(String(12))
    visit_id: Mapped[str | None] = mapped_column(ID)
    strength_id: Mapped[str | None] = mapped_column(ID)
    proposed_on: Mapped[date | None] = mapped_column(Date)
    discovered_on: Mapped[date | None] = mapped_column(Date)
    consolidated_on: Mapped[date | None] = mapped_column(Date)
    promoted_on: Mapped[date | None] = mapped_column(Date)

    carrying: Mapped[list[BrandCarrier]] = relationship(
        primaryjoin=lambda: and_(
            Brand.district_id == foreign(BrandCarrier.district_id), Brand.id == foreign(BrandCarrier.brand_id)
        ),
        cascade="all, delete-orphan",
    )

    @property
    def carriers(self) -> list[BrandCarrier]:
        """The points and projects that carry the brand, oldest first."""
        return sorted(self.carrying, key=lambda carrier: (carrier.added_on, carrier.id))

    def widen(self, reach: str) -> None:
        """Widen the brand's reach; Conflict where that is no wider than before."""
        if reach not in REACHES:
            raise Invalid("reach_unknown", field="reach", reach=reach, known=REACHES)
        if REACHES.index(reach) <= REACHES.index(self.reach):
            raise Conflict("reach_not_wider", reach=reach, before=self.reach)
        self.reach = reach

    def state(self) -> BrandState:
        carriers = tuple(
            Carrier(carrier_id=carrier.id, kind=carrier.kind, record_id=carrier.record_id) for carrier in self.carriers
        )
        state: BrandState = self.state_with(carriers=carriers)
        return state


def reach_of_level(level: str) -> str:
    """Return a new brand's reach by the level of its organization: community, street or district.

    A branch's brand is known in its community.
    """
    return level if level in REACHES else REACHES[0]
