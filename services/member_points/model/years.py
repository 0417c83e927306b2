"""A branch's annual result (年度考核): computed by the published schemes, published, then frozen with its rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from sqlalchemy import JSON, Date, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.member_points.model.ledger import BATCH
from services.member_points.model.scheme_rules import Plan
from services.member_points.model.scoring import band_of, counted
from services.member_points.model.tables import Base
from shared.enumerations import POINT_YEAR_STATUSES
from shared.errors import Conflict
from shared.events.member_points import BANDS, EXEMPT, YearState
from shared.lifecycles import Lifecycle, RecordedStep, Steps
from shared.records import ID, RecordWithSteps

COMPUTED, PUBLISHED, FROZEN, ENDED = POINT_YEAR_STATUSES
STATUSES = {COMPUTED: "已计算", PUBLISHED: "公示中", FROZEN: "已冻结", ENDED: "随组织终止"}
OPEN = (COMPUTED, PUBLISHED)
STEPS: Steps = {
    "compute": (OPEN, COMPUTED),
    "publish": ({COMPUTED}, PUBLISHED),
    "object": ({PUBLISHED}, None),
    "uphold": ({PUBLISHED}, COMPUTED),
    "dismiss": ({PUBLISHED}, None),
    "freeze": ({PUBLISHED}, FROZEN),
    "end": (OPEN, ENDED),
}
STEP_LABELS = {
    "compute": "计算",
    "publish": "公示",
    "object": "提出异议",
    "uphold": "认可异议",
    "dismiss": "驳回异议",
    "freeze": "冻结",
    "end": "终止",
}
ANNUAL = Lifecycle("年度考核结果", STATUSES, STEPS, STEP_LABELS)


class PointYearStep(RecordedStep, Base):
    """One step of a result: who took it, on whose behalf, on which day, with which opinion."""

    __tablename__ = "point_year_step"
    owner = "point_year_id"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    point_year_id: Mapped[str] = mapped_column(ID, primary_key=True)


class PointYear(RecordWithSteps, Base):
    """One branch's year; `schemes` are the ids of the schemes it was computed by, by member class."""

    event_name = "point_year"
    state_type = YearState
    state_field = "result"
    unknown = "point_year_unknown"
    lifecycle = ANNUAL
    step_table = PointYearStep

    __tablename__ = "point_year"
    __table_args__ = (
        Index("point_year_by_id", "id"),
        Index("point_year_of_organization", "district_id", "organization_id", "year", unique=True),
    )

    year: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10), default=COMPUTED)
    cut_off_on: Mapped[date] = mapped_column(Date)
    schemes: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule_versions: Mapped[dict[str, Any]] = mapped_column(JSON)
    objection_days: Mapped[int] = mapped_column(Integer)
    members: Mapped[int] = mapped_column(Integer, default=0)
    excellent: Mapped[int] = mapped_column(Integer, default=0)
    qualified: Mapped[int] = mapped_column(Integer, default=0)
    basically_qualified: Mapped[int] = mapped_column(Integer, default=0)
    unqualified: Mapped[int] = mapped_column(Integer, default=0)
    exempt: Mapped[int] = mapped_column(Integer, default=0)
    computed_on: Mapped[date] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    objections_until: Mapped[date | None] = mapped_column(Date)
    frozen_on: Mapped[date | None] = mapped_column(Date)

    def count(self, results: Sequence["PointResult"]) -> None:
        """Count the members by band."""
        self.members = len(results)
        for band in (*BANDS, EXEMPT):
            setattr(self, band, sum(result.band == band for result in results))


class PointResult(Base):
    """One member's line in a branch's annual result."""

    __tablename__ = "point_result"
    __table_args__ = (Index("point_result_of_member", "member_id", "year"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    point_year_id: Mapped[str] = mapped_column(ID, primary_key=True)
    member_id: Mapped[str] = mapped_column(ID, primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    member_class: Mapped[str] = mapped_column(String(20))
    total: Mapped[int] = mapped_column(Integer)
    counts: Mapped[int] = mapped_column(Integer)
    groups: Mapped[dict[str, Any]] = mapped_column(JSON)
    band: Mapped[str] = mapped_column(String(20))


class ResultLine(TypedDict):
    """One member's columns of a result: what the ledger holds, what counts of it, and the band."""

    total: int
    counts: int
    groups: dict[str, int]
    band: str


def line(plan: Plan | None, sums: Mapping[str, int], *, banded: bool) -> ResultLine:
    """Compute one member's line of the result from the ledger and the plan of the member's class.

    Who is exempt needs no plan: the sum of the ledger stands as it is, under no cap and in no band.
    """
    if plan is None:
        total = sum(sums.values())
        return {"total": total, "counts": total, "groups": {"": total}, "band": EXEMPT}
    count = counted(plan, sums)
    band = band_of(plan.bands, count.counts) if banded else EXEMPT
    return {"total": count.total, "counts": count.counts, "groups": count.groups, "band": band}


def results_of(session: Session, point_year: PointYear) -> Sequence[PointResult]:
    """Return the lines of a result, in the order of the members' ids."""
    query = select(PointResult).where(
        PointResult.district_id == point_year.district_id, PointResult.point_year_id == point_year.id
    )
    return session.scalars(query.order_by(PointResult.member_id)).all()


def frozen_years(session: Session, district_id: str, members: Sequence[str]) -> set[tuple[str, int]]:
    """Return the closed years of members, as pairs of member and year."""
    closed: set[tuple[str, int]] = set()
    for begin in range(0, len(members), BATCH):
        rows = session.execute(
            select(PointResult.member_id, PointResult.year)
            .join(
                PointYear,
                (PointYear.district_id == PointResult.district_id) & (PointYear.id == PointResult.point_year_id),
            )
            .where(
                PointResult.district_id == district_id,
                PointResult.member_id.in_(members[begin : begin + BATCH]),
                PointYear.status == FROZEN,
            )
        )
        closed.update((row.member_id, row.year) for row in rows)
    return closed


def open_year(closed: set[tuple[str, int]], member_id: str, year: int) -> int:
    """Return the first year from one on that is not closed for a member."""
    while (member_id, year) in closed:
        year += 1
    return year


def must_be_unfrozen(closed: set[tuple[str, int]], member_id: str, year: int) -> None:
    """Refuse as Conflict an entry for a member in a year that is closed."""
    if (member_id, year) in closed:
        raise Conflict("year_is_frozen", year=year)
