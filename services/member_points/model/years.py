"""A branch's annual result (年度考核): computed by the published schemes, published, then frozen with its rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.member_points.model.ledger import BATCH
from services.member_points.model.scheme_rules import Plan
from services.member_points.model.scoring import Counted, band_of, counted
from services.member_points.model.tables import ID, Base
from shared.enumerations import POINT_YEAR_STATUSES
from shared.errors import Conflict, NotFound
from shared.events.member_points import BANDS, EXEMPT, YearState
from shared.lifecycles import Lifecycle, RecordedStep, Steps
from shared.org_paths import is_id
from shared.text_validation import printable

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
DEEDS = {
    "compute": "计算",
    "publish": "公示",
    "object": "提出异议",
    "uphold": "认可异议",
    "dismiss": "驳回异议",
    "freeze": "冻结",
    "end": "终止",
}
ANNUAL = Lifecycle("年度考核结果", STATUSES, STEPS, DEEDS)


class PointYearStep(RecordedStep, Base):
    """One step of a result's way."""

    __tablename__ = "point_year_step"
    owner: ClassVar[str] = "point_year_id"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    point_year_id: Mapped[str] = mapped_column(ID, primary_key=True)


class PointYear(Base):
    """One branch's year; `schemes` are the ids of the schemes it was computed by, by member class."""

    __tablename__ = "point_year"
    step_table: ClassVar[type[PointYearStep]] = PointYearStep
    __table_args__ = (
        Index("point_year_by_id", "id"),
        Index("point_year_of_organization", "district_id", "organization_id", "year", unique=True),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    organization_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10), default=COMPUTED)
    steps: Mapped[int] = mapped_column(Integer, default=0)
    last_step_on: Mapped[date] = mapped_column(Date)
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

    def state(self) -> YearState:
        """Serialise the result for events: numbers of members, and nobody by name."""
        names = set(YearState.__struct_fields__) - {"point_year_id", "revision"}
        return YearState(point_year_id=self.id, revision=self.version, **{name: getattr(self, name) for name in names})

    def shown(self) -> dict[str, Any]:
        """Return the result without anyone's points."""
        names = (
            "id", "version", "organization_id", "year", "status", "cut_off_on", "rule_versions", "objection_days",
            "members", *BANDS, EXEMPT, "computed_on", "published_on", "objections_until", "frozen_on", "district_id",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


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

    def shown(self) -> dict[str, Any]:
        names = ("member_id", "member_class", "total", "counts", "groups", "band")
        return {name: getattr(self, name) for name in names}


def line(plan: Plan | None, sums: Mapping[str, int], *, banded: bool) -> dict[str, Any]:
    """Compute one member's line of the result from the ledger and the plan of the member's class.

    Who is exempt needs no plan: the sum of the ledger stands as it is, under no cap and in no band.
    """
    if plan is None:
        total = sum(sums.values())
        found = Counted(total=total, counts=total, groups={"": total})
        return {"total": found.total, "counts": found.counts, "groups": found.groups, "band": EXEMPT}
    found = counted(plan, sums)
    band = band_of(plan.bands, found.counts) if banded else EXEMPT
    return {"total": found.total, "counts": found.counts, "groups": found.groups, "band": band}


def year_of(session: Session, point_year_id: str, *, lock: bool = False) -> PointYear:
    """Load a result, locked until the transaction ends where it is to be changed."""
    query = select(PointYear).where(PointYear.id == point_year_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none() if is_id(point_year_id) else None
    if found is None:
        raise NotFound("point_year_unknown", point_year_id=printable(point_year_id, limit=64))
    return found


def results_of(session: Session, found: PointYear) -> Sequence[PointResult]:
    """Return the lines of a result, in the order of the members' ids."""
    query = select(PointResult).where(
        PointResult.district_id == found.district_id, PointResult.point_year_id == found.id
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
