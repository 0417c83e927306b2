"""A building node (建设时间节点): what is to be built by when; its status is derived from its days."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.demonstration_points.model import validation
from services.demonstration_points.model.tables import ID, Base
from shared.deadlines import days_before
from shared.enumerations import MILESTONE_STATUSES
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points import NodeState
from shared.rule_packs import RulePack

OPEN, REACHED, WAIVED, DROPPED = STATUSES = MILESTONE_STATUSES


class Node(Base):
    """One step of building a point; the organization whose point it is answers for it."""

    __tablename__ = "node"
    __table_args__ = (Index("node_of_point", "point_id"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    point_id: Mapped[str] = mapped_column(ID)
    version: Mapped[int] = mapped_column(Integer, default=0)
    title: Mapped[str] = mapped_column(String(validation.NAME))
    post: Mapped[str] = mapped_column(String(validation.POST))
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    deadline: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    at_risk_from: Mapped[date] = mapped_column(Date)
    overdue_from: Mapped[date] = mapped_column(Date)
    calendar_published: Mapped[bool]
    rule_version: Mapped[str] = mapped_column(String(20))
    reached_on: Mapped[date | None] = mapped_column(Date)
    report: Mapped[str | None] = mapped_column(String(validation.OPINION))
    evidence: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))
    reason: Mapped[str | None] = mapped_column(String(validation.OPINION))

    def schedule(self, deadline: date, rules: RulePack, year: int) -> None:
        """Set the deadline and what follows from it by the rules.

        Refuses as Invalid a deadline before the point's year or further ahead than the rules let a plan reach.
        """
        first, last = date(year, 1, 1), date(year + rules["plan"]["years_ahead"], 12, 31)
        if not first <= deadline <= last:
            raise Invalid("node_outside_years", field="deadline", deadline=deadline, first=first, last=last)
        days = days_before(deadline, rules["at_risk"]["working_days"], rules.version)
        self.deadline = deadline
        self.due_on, self.at_risk_from, self.overdue_from = days.due_on, days.at_risk_from, days.overdue_from
        self.calendar_published, self.rule_version = days.calendar_published, days.rule_version

    def must_be_open(self) -> None:
        """Refuse as Conflict a change of a node that was completed, waived or dropped."""
        if self.status != OPEN:
            raise Conflict("node_not_open", title=self.title, status=self.status)

    def reach(self, on: date, report: str, evidence: str | None) -> None:
        """Mark the node as completed, by the report."""
        self.must_be_open()
        self.status, self.reached_on, self.report, self.evidence = REACHED, on, report, evidence

    def reopen(self) -> None:
        """Reopen the node; Conflict where it was not completed."""
        if self.status != REACHED:
            raise Conflict("node_not_reached", title=self.title, status=self.status)
        self.status, self.reached_on, self.report, self.evidence = OPEN, None, None, None

    def close(self, status: str, reason: str) -> None:
        """Waive or drop the node, with a reason."""
        self.must_be_open()
        self.status, self.reason = status, validation.reason(reason)

    def state(self) -> NodeState:
        same = {
            name: getattr(self, name) for name in NodeState.__struct_fields__ if name not in {"node_id", "revision"}
        }
        return NodeState(node_id=self.id, revision=self.version, **same)
