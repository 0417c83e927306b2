"""A building node (建设时间节点): what is to be built by when; its status is derived from its days."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.demonstration_points.model import validation
from services.demonstration_points.model.tables import ID, Base
from shared.errors import Conflict
from shared.events.demonstration_points import NodeState
from shared.plans import OPEN, REACHED, PlanItem


class Node(PlanItem, Base):
    """One step of building a point; the organization whose point it is answers for it."""

    event_name = "node"
    state_type = NodeState
    unknown = "node_unknown"
    outside_years = "node_outside_years"
    not_open = "node_not_open"

    __tablename__ = "node"
    __table_args__ = (Index("node_of_point", "point_id"),)

    point_id: Mapped[str] = mapped_column(ID)
    report: Mapped[str | None] = mapped_column(String(validation.OPINION))
    evidence: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))

    def reach(self, on: date, report: str, evidence: str | None) -> None:
        """Mark the node as completed, by the report."""
        self.must_be_open()
        self.status, self.reached_on, self.report, self.evidence = REACHED, on, report, evidence

    def reopen(self) -> None:
        """Reopen the node; Conflict where it was not completed."""
        if self.status != REACHED:
            raise Conflict("node_not_reached", title=self.title, status=self.status)
        self.status, self.reached_on, self.report, self.evidence = OPEN, None, None, None
