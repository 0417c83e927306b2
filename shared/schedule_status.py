"""Schedule status of a record: derived from its dates for any day, never typed in.

One pure function for each rule; the service that owns a record, services that keep a copy and the projections use the
same. Days are dates or ISO texts, which sort as dates do.
"""

from datetime import date, timedelta
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import ColumnElement, and_, case, or_

from shared.events import demonstration_points, projects
from shared.events.activities import ObligationState
from shared.events.activities_trainings import TrainingNeedState
from shared.events.demonstration_points import NodeState, PointState
from shared.events.projects import MilestoneState, ProjectState

Day = TypeVar("Day", date, str)
PLANNED = "planned"
"""An obligation before it opens."""


class Schedule(NamedTuple, Generic[Day]):
    """A status, and the others that it becomes from certain days on without any event, oldest first."""

    status: str | None
    turns: tuple[tuple[Day, str], ...] = ()

    def on(self, day: Day) -> str | None:
        """Return the status on a day."""
        return next((status for begins, status in reversed(self.turns) if begins <= day), self.status)


def schedule(status: str | None, *turns: tuple[Day | None, str]) -> Schedule[Day]:
    """Build a schedule; a day of None never comes."""
    return Schedule(status, tuple((begins, later) for begins, later in turns if begins is not None))


def deadline_schedule(at_risk_from: Day | None, overdue_from: Day | None) -> Schedule[Day]:
    """Return the schedule of a deadline that counts; what is overdue is not at risk any more."""
    if at_risk_from is not None and overdue_from is not None and overdue_from < at_risk_from:
        at_risk_from = None
    return schedule("on_track", (at_risk_from, "at_risk"), (overdue_from, "overdue"))


def milestone_at_risk_from(at_risk_from: Day, silent_from: Day | None) -> Day:
    """Return the day from which a milestone is at risk: a silent project puts its open milestones at risk."""
    return at_risk_from if silent_from is None else min(at_risk_from, silent_from)


def milestone_at_risk_from_column(at_risk_from: Any, silent_from: Any) -> ColumnElement[date]:
    """Build the SQL expression for `milestone_at_risk_from`."""
    return case((silent_from < at_risk_from, silent_from), else_=at_risk_from)


def deadline_conditions(at_risk_from: Any, overdue_from: Any, day: date) -> dict[str, ColumnElement[bool]]:
    """Build the SQL condition for each status of `deadline_schedule` on a day."""
    at_risk = and_(at_risk_from.is_not(None), at_risk_from <= day)
    overdue = and_(overdue_from.is_not(None), overdue_from <= day)
    in_time = or_(overdue_from.is_(None), overdue_from > day)
    calm = or_(at_risk_from.is_(None), at_risk_from > day)
    return {"on_track": and_(calm, in_time), "at_risk": and_(at_risk, in_time), "overdue": overdue}


def plan_schedule(
    status: str, due_on: Day, reached_on: Day | None, deadline: Schedule[Day], *, counts: bool
) -> Schedule[Day]:
    """Return the schedule of a milestone or building node; its deadline counts while its project or point runs."""
    if status == "reached" and reached_on is not None:
        return schedule("reached_on_time" if reached_on <= due_on else "reached_late")
    if status != "open":
        return schedule(status)
    return deadline if counts else schedule("not_counting")


def project_schedule(project: ProjectState) -> Schedule[date]:
    """Return the schedule of a project; None while no deadline counts."""
    if project.status not in projects.RUNNING:
        return schedule(None)
    return deadline_schedule(project.at_risk_from, project.overdue_from)


def milestone_schedule(milestone: MilestoneState, project: ProjectState) -> Schedule[date]:
    """Return the schedule of a milestone in its project."""
    at_risk_from = milestone_at_risk_from(milestone.at_risk_from, project.silent_from)
    deadline = deadline_schedule(at_risk_from, milestone.overdue_from)
    counts = project.status in projects.RUNNING
    return plan_schedule(milestone.status, milestone.due_on, milestone.reached_on, deadline, counts=counts)


def title_schedule(point: PointState) -> Schedule[date]:
    """Return the statuses of a demonstration point: the term of its title begins and ends by its dates."""
    if point.status != "active" or point.active_from is None:
        return schedule(point.status)
    return schedule("accepted", (point.active_from, "active"), (_day_after(point.active_until), "lapsed"))


def point_schedule(point: PointState) -> Schedule[date]:
    """Return the schedule of a point: that of its nodes' deadlines, or in its term that of the renewal."""
    if point.status == "active":
        due = [day for day in (point.renewal_due_from, point.active_from) if day is not None]
        renewal_due_from = max(due) if point.renewal_due_from is not None else None
        return schedule(None, (renewal_due_from, "renewal_due"), (_day_after(point.active_until), "lapsed"))
    if point.status not in demonstration_points.RUNNING:
        return schedule(None)
    return deadline_schedule(point.at_risk_from, point.overdue_from)


def node_schedule(node: NodeState, point_status: str) -> Schedule[date]:
    """Return the schedule of a building node of a point."""
    deadline = deadline_schedule(node.at_risk_from, node.overdue_from)
    counts = point_status in demonstration_points.RUNNING
    return plan_schedule(node.status, node.due_on, node.reached_on, deadline, counts=counts)


def obligation_schedule(obligation: ObligationState) -> Schedule[date]:
    """Return planned, due, late and missed while it is expected, else on_time, met_late, excused or lifted."""
    if obligation.status == "met" and obligation.met_on is not None:
        return schedule("on_time" if obligation.met_on <= obligation.due_on else "met_late")
    if obligation.status != "expected":
        return schedule(obligation.status)
    return schedule(PLANNED, *obligation_turns(obligation))


def obligation_turns(obligation: ObligationState) -> tuple[tuple[date, str], ...]:
    """Return what an obligation becomes from which day on until it is met."""
    return (obligation.opens_on, "due"), (obligation.late_from, "late"), (obligation.missed_from, "missed")


def training_schedule(need: TrainingNeedState) -> Schedule[date]:
    """Return due and overdue until a needed training is met, on time or late, or ended."""
    if need.status == "met" and need.met_on is not None:
        return schedule("met_on_time" if need.met_on <= need.due_on else "met_late")
    return schedule("due", *training_turns(need))


def training_turns(need: TrainingNeedState) -> tuple[tuple[date, str], ...]:
    """Return what a needed training becomes from which day on; it ends on the day after the post was left."""
    turns = [(need.overdue_from, "overdue"), (need.ended_on, "ended")]
    last = need.met_on or need.ended_on
    return tuple((day, standing) for day, standing in turns if day and (last is None or day <= last))


class Reply(Protocol):
    """What a unit has to answer by a day: a rectification item, a request for data, a suggestion."""

    @property
    def status(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def overdue_from(self) -> date: ...
    @property
    def answered_on(self) -> date | None: ...


def reply_schedule(reply: Reply, *, done: str = "answered") -> Schedule[date]:
    """Return open and overdue, then `done` on time or late: an answer handed in by the deadline is on time."""
    if reply.status == done and reply.answered_on is not None:
        return schedule(f"{done}_on_time" if reply.answered_on <= reply.due_on else f"{done}_late")
    return schedule(reply.status, (reply.overdue_from if reply.status == "open" else None, "overdue"))


def item_schedule(item: Reply) -> Schedule[date]:
    """Return the schedule of a rectification item, which its issuer closes."""
    return reply_schedule(item, done="closed")


def notice_schedule(status: str, overdue_from: date | None) -> Schedule[date]:
    """Return the schedule of a notice; answered is one of which nothing waits for the unit any more."""
    if status != "issued":
        return schedule(status)
    return schedule("answered" if overdue_from is None else "open", (overdue_from, "overdue"))


def decision_schedule(status: str, overdue_from: Day) -> Schedule[Day]:
    """Return the schedule of a meeting's decision, which its project carries out."""
    return schedule(status, (overdue_from if status == "in_progress" else None, "overdue"))


def report_back_schedule(status: str, due_on: date) -> Schedule[date]:
    """Return the schedule of a unit's report to a meeting, due until the meeting's day."""
    return schedule(status, (_day_after(due_on) if status == "asked" else None, "overdue"))


def commitment_schedule(status: str, due_on: date) -> Schedule[date]:
    """Return the schedule of a commitment made in a review."""
    return schedule(status, (_day_after(due_on) if status == "due" else None, "overdue"))


def term_schedule(remind_from: date | None, due_on: date) -> Schedule[date]:
    """Return the schedule of a committee's term until it ends."""
    return schedule("running", (remind_from, "due"), (_day_after(due_on), "overdue"))


def mentorship_schedule(until_on: date | None) -> Schedule[date]:
    """Return the schedule of a mentorship, which runs until its last day."""
    return schedule("running", (_day_after(until_on), "ended"))


def _day_after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)
