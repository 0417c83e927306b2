"""A scheme of a district for a year and a member class, version by version; what is published never changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, synonym

from services.member_points.model.scheme_rules import Plan, plan_of
from services.member_points.model.tables import Base
from shared.errors import Conflict, Invalid
from shared.events.member_points import PointSchemeState
from shared.scheme_versions import PUBLISHED, SchemeVersion


class Scheme(SchemeVersion, Base):
    """One version of a scheme of points."""

    event_name = "scheme"
    state_type = PointSchemeState
    unknown = "scheme_unknown"
    organization_id = synonym("district_id")

    __tablename__ = "point_scheme"
    __table_args__ = (
        Index("point_scheme_by_id", "id"),
        Index("point_scheme_number", "district_id", "year", "member_class", "number", unique=True),
    )

    member_class: Mapped[str] = mapped_column(String(20))
    objection_days: Mapped[int] = mapped_column(Integer)
    groups: Mapped[list[Any]] = mapped_column(JSON)
    items: Mapped[list[Any]] = mapped_column(JSON)
    bands: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def rule_version(self) -> str:
        """What an entry names as the rules it was made under."""
        return f"{self.year}-{self.member_class}-v{self.number}"

    @property
    def plan(self) -> Plan:
        """The content, validated when it was stored."""
        return plan_of(self.groups, self.items, self.bands)

    def must_contain(self, before: Plan) -> None:
        """Refuse as Invalid a new version that drops or regroups an item, which old entries need."""
        plan = self.plan
        now = {item.code: item.group for item in plan.items}
        lost = [item.name for item in before.items if now.get(item.code) != item.group]
        if lost:
            raise Invalid("item_dropped", field="items", items="、".join(lost[:10]))


class Published:
    """The published schemes of a district: which one holds for a member class on a day."""

    def __init__(self, schemes: Iterable[Scheme]) -> None:
        self.by_class: dict[tuple[int, str], list[tuple[Scheme, Plan]]] = defaultdict(list)
        for scheme in schemes:
            self.by_class[scheme.year, scheme.member_class].append((scheme, scheme.plan))

    def on(self, day: date, member_class: str) -> tuple[Scheme, Plan] | None:
        """Return the version in force on a day, or None before the first one."""
        listed = self.by_class.get((day.year, member_class), [])
        in_force = [pair for pair in listed if pair[0].valid_from <= day]
        return in_force[-1] if in_force else None

    def newest(self, year: int, member_class: str) -> tuple[Scheme, Plan] | None:
        """Return the last version that is published for a year, by which the year will count."""
        listed = self.by_class.get((year, member_class), [])
        return listed[-1] if listed else None

    def rules_on(self, day: date, member_class: str) -> tuple[Scheme, Plan]:
        """Return the version in force on a day, or refuse as Conflict where none is published."""
        rules = self.on(day, member_class)
        if rules is None:
            raise Conflict("scheme_missing", member_class=member_class, day=day)
        return rules


def published(session: Session, district_id: str, years: Iterable[int]) -> Published:
    """Read the published schemes of some years."""
    query = select(Scheme).where(
        Scheme.district_id == district_id, Scheme.year.in_(set(years)), Scheme.status == PUBLISHED
    )
    return Published(session.scalars(query.order_by(Scheme.number)))


def versions_of(session: Session, district_id: str, year: int, member_class: str) -> Sequence[Scheme]:
    """Return all versions of a district's scheme for a year and a class, the first one first."""
    query = select(Scheme).where(
        Scheme.district_id == district_id, Scheme.year == year, Scheme.member_class == member_class
    )
    return session.scalars(query.order_by(Scheme.number)).all()
