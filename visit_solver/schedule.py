"""The result: the visits, what could not be placed and why, how good it is, and what has changed.

Days and times as in `problems`: days of China, minutes after midnight, whole minutes.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from visit_solver.goals import Goals
from visit_solver.problem import PreviousVisit

OPTIMAL, FEASIBLE, CANCELLED = STATUSES = ("optimal", "feasible", "cancelled")
"""Proven the best there is; the best found in the time; the best found until it was cancelled."""

COMPUTED, COMPUTING, NOT_COMPUTED, NOT_RECORDED = REASONS_STATES = (
    "computed",
    "computing",
    "not_computed",
    "not_recorded",
)
"""Worked out; still being worked out; given up; of a schedule from before this was recorded."""
FOUND, NOTHING_IS_ENOUGH, ONLY_TIME, COSTS_MORE = ("found", "nothing_is_enough", "only_time", "costs_more")
RELAXATION_STATES = (FOUND, NOTHING_IS_ENOUGH, ONLY_TIME, COSTS_MORE, COMPUTING, NOT_COMPUTED, NOT_RECORDED)
"""There is one; no single change that was tried is enough; none is needed but a longer search; none is needed, but it
is proven to cost more than it is worth; else as for reasons."""

MISSING, CHANGE, OBJECTIVE = LEVELS = ("missing", "change", "objective")
"""What schedules are compared by, one after another."""


class PlannedVisit(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One delegation (or one group of it) at one host: arrives, begins, ends, after so many minutes of travel.

    `arrive` is before `begin` where it has to wait. In a pairing `travel_minutes` is out and back, on a tour the way
    from the stop before. `vehicle_id` names the group where the delegation splits, `people` are those who come.
    """

    day: date
    begin: int
    delegation_id: str
    host_id: str
    arrive: int
    end: int
    travel_minutes: int
    people: int
    vehicle_id: str | None = None
    pinned: bool = False


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """A lunch or a review: from when to when, at which place."""

    begin: int
    end: int
    place_id: str


class DayPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One delegation's (or group's) day: leaves its start, is back at its end, eats and reviews in between or after.

    `leave` is when it sets out, `back` when it is at its end place; the review follows.
    """

    delegation_id: str
    day: date
    leave: int
    back: int
    travel_minutes: int
    visits: int
    vehicle_id: str | None = None
    lunch: Break | None = None
    review: Break | None = None


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why something is not placed: a code, the constraint concerned, and the words in both languages.

    Read in order: each constraint takes away `removes` of the `of` ways that those before it had left.
    """

    code: str
    zh: str
    en: str
    removes: int = 0
    of: int = 0


class Relaxation(msgspec.Struct, frozen=True, kw_only=True):
    """The smallest single change of the problem that would let it be placed, in words and as data.

    `field` is the problem's field, `to` its new value; `size` counts in the unit that the words name. It would let
    one delegation visit one host; what was recorded before they were named has neither.
    """

    code: str
    zh: str
    en: str
    field: str
    to: str
    size: int
    delegation_id: str | msgspec.UnsetType = msgspec.UNSET
    host_id: str | msgspec.UnsetType = msgspec.UNSET


class Unplaced(msgspec.Struct, frozen=True, kw_only=True):
    """A host that nobody visits, or a delegation with fewer visits than it has to make; and why.

    `proven`: no schedule at all could place it, or none without losing something as important; otherwise the
    time ran out before that was known. `reasons_state` is whether `excluded_by` has been worked out,
    `relaxation_state` what it means that there is no `relaxation`. `relaxations` are that and some of other kinds.
    """

    kind: str
    id: str
    missing: int
    required: bool
    proven: bool
    excluded_by: tuple[Reason, ...]
    relaxation: Relaxation | None = None
    relaxations: tuple[Relaxation, ...] | msgspec.UnsetType = msgspec.UNSET
    reasons_state: str = NOT_RECORDED
    relaxation_state: str = NOT_RECORDED

    @property
    def computing(self) -> bool:
        """Whether something about it is still to be worked out."""
        return COMPUTING in {self.reasons_state, self.relaxation_state}

    @property
    def as_told(self) -> "Unplaced":
        """What was recorded before its states were: what there is has been found."""
        reasons = COMPUTED if self.excluded_by and self.reasons_state == NOT_RECORDED else self.reasons_state
        found = FOUND if self.relaxation and self.relaxation_state == NOT_RECORDED else self.relaxation_state
        choice = self.relaxations or ((self.relaxation,) if self.relaxation else ())
        return msgspec.structs.replace(self, reasons_state=reasons, relaxation_state=found, relaxations=choice)


def given_up(unplaced: Iterable[Unplaced]) -> tuple[Unplaced, ...]:
    """Return the unplaced with what was still being computed marked as not computed."""
    return tuple(
        msgspec.structs.replace(
            each,
            reasons_state=NOT_COMPUTED if each.reasons_state == COMPUTING else each.reasons_state,
            relaxation_state=NOT_COMPUTED if each.relaxation_state == COMPUTING else each.relaxation_state,
        )
        for each in unplaced
    )


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What has changed against the schedule before: a visit is kept when its pair, day and begin are the same."""

    kept: tuple[PlannedVisit, ...] = ()
    moved: tuple[PlannedVisit, ...] = ()
    added: tuple[PlannedVisit, ...] = ()
    dropped: tuple[PreviousVisit, ...] = ()


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """A plan for the round, to be published or thrown away.

    Schedules are compared by `missing` (required hosts unvisited and required visits not made), then by the change
    against `before`, then by `objective` (the goals times their weights). `bound` is a proven lower bound of the
    objective among the schedules with as little missing and as little change, None where less missing or less change
    is not ruled out; `missing_bound` is a proven lower bound of `missing`. `gap` is the share of what `gap_of` names
    (the first of `LEVELS` that is not proven as small as can be, or the last) that might still be saved: of the
    objective it is (objective - bound) / objective. It is 0 when the schedule is proven the best there is.
    """

    status: str
    visits: tuple[PlannedVisit, ...]
    day_plans: tuple[DayPlan, ...]
    unplaced: tuple[Unplaced, ...]
    goals: Goals
    missing: int
    missing_bound: int
    objective: int
    bound: int | None
    gap: float | None
    seconds: float
    seed: int
    difference: Difference | None = None
    gap_of: str | None = None

    def under_way(self, visit: PlannedVisit) -> tuple[int | None, int | None]:
        """Return when a visit's delegation sets out that day and when its review is over; None where no plan has it."""
        for plan in self.day_plans:
            same = (plan.delegation_id, plan.vehicle_id, plan.day) == (visit.delegation_id, visit.vehicle_id, visit.day)
            if same and plan.leave <= visit.begin < plan.back:
                return plan.leave, plan.back if plan.review is None else plan.review.end
        return None, None
