"""A planning job: a problem that waits, is being solved, or has been; one solver at a time holds it by a lease.

waiting → running → done | cancelled | failed. A lease that runs out means that its holder has died: the job is taken up
again, at most `ATTEMPTS` times in all. The number of the attempt is the holder's token: who has lost the job cannot
write to it any more. A planner that is stopped in order gives its job back, and its attempt does not count.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import asdict
from sqlalchemy import JSON, BigInteger, Boolean, Float, Index, Integer, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model.tables import ID, Base
from shared.databases import UtcDateTime
from shared.enumerations import PLANNING_STATES
from shared.errors import Conflict
from visit_solver.schedule import Schedule

WAITING, RUNNING, DONE, FAILED, CANCELLED = STATES = PLANNING_STATES
OVER = (DONE, FAILED, CANCELLED)
ATTEMPTS = 3
LEASE = timedelta(seconds=30)
"""Long against the interval at which a holder renews it, short against the patience of a planner."""


HISTORY = ("missing", "missing_bound", "change", "best", "bound")
"""The figures that the history of a job keeps."""
MOMENTS = 500
"""Entries of a history: more than a search reports in its longest time."""
PASSES = 10
"""How often what a schedule does not place is taken up to be explained, until that is given up."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How good the best schedule of a job is so far, level by level; see `schedules.Schedule`."""

    missing: int
    missing_bound: int
    change: int
    best: int
    bound: int | None
    gap: float | None
    gap_of: str | None

    @classmethod
    def of(cls, schedule: Schedule) -> "Figures":
        """Read them off a schedule."""
        names = ("missing", "missing_bound", "bound", "gap", "gap_of")
        figures = {name: getattr(schedule, name) for name in names}
        return cls(change=schedule.goals.change, best=schedule.objective, **figures)


class PlanningJob(Base):
    """One problem, how far it has come, and what came of it; `problem` and `result` are JSON of the model's structs.

    `unexplained` says that something in the result is still to be explained, `passes` how often that was tried.
    """

    __tablename__ = "planning_job"
    __table_args__ = (
        Index("planning_job_to_take", "state", "asked_at"),
        Index("planning_job_of_round", "round_id", "asked_at"),
        Index("planning_job_to_explain", "unexplained", "finished_at"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    round_id: Mapped[str] = mapped_column(ID)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    problem: Mapped[str] = mapped_column(Text)
    percent: Mapped[int] = mapped_column(Integer, default=0)
    missing: Mapped[int | None] = mapped_column(Integer)
    missing_bound: Mapped[int | None] = mapped_column(Integer)
    change: Mapped[int | None] = mapped_column(Integer)
    best: Mapped[int | None] = mapped_column(BigInteger)
    bound: Mapped[int | None] = mapped_column(BigInteger)
    gap: Mapped[float | None] = mapped_column(Float)
    gap_of: Mapped[str | None] = mapped_column(String(10))
    cancel_requested: Mapped[bool] = mapped_column(Boolean, default=False)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    result: Mapped[str | None] = mapped_column(Text)
    reason_code: Mapped[str | None] = mapped_column(String(50))
    reason_zh: Mapped[str | None] = mapped_column(String(500))
    reason_en: Mapped[str | None] = mapped_column(String(500))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    unexplained: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    passes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    history: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    traceparent: Mapped[str] = mapped_column(String(55), default="", server_default="")

    def take(self, now: datetime) -> None:
        """Begin the next attempt under a fresh lease; what the one before had found is lost."""
        self.state = RUNNING
        self.attempts += 1
        self.percent = 0
        for name in Figures.__struct_fields__:
            setattr(self, name, None)
        self.started_at, self.history = now, []
        self.lease_until = now + LEASE

    def held_by(self, attempt: int) -> bool:
        """Return whether the job still belongs to who began that attempt."""
        return self.state == RUNNING and self.attempts == attempt

    def note(self, now: datetime, *, percent: int, figures: Figures | None) -> None:
        """Store how far the solver has come, and renew its lease."""
        self.lease_until = now + LEASE
        self.percent = max(self.percent, min(100, percent))
        if figures is not None:
            for name, value in asdict(figures).items():
                setattr(self, name, value)
            self._keep(now, figures)

    def _keep(self, now: datetime, figures: Figures) -> None:
        """Append the figures to the history with the second of the attempt, where they differ from the last."""
        known = {name: getattr(figures, name) for name in HISTORY}
        last = {name: self.history[-1][name] for name in HISTORY} if self.history else None
        if known != last and len(self.history) < MOMENTS:
            second = 0 if self.started_at is None else max(0, round((now - self.started_at).total_seconds()))
            self.history = [*self.history, {"second": second} | known]

    def take_to_explain(self, now: datetime) -> None:
        """Lease the job to explain its unplaced visits."""
        self.passes += 1
        self.lease_until = now + LEASE

    def explain(self, result: str, *, unexplained: bool) -> None:
        """Store a result with further explanations."""
        self.result, self.unexplained, self.lease_until = result, unexplained, None

    def finish(self, now: datetime, state: str, schedule: Schedule) -> None:
        """Store the schedule that came of the job, whole, with its figures."""
        self.note(now, percent=100, figures=Figures.of(schedule))
        self._end(now, state)
        self.result = msgspec.json.encode(schedule).decode()
        self.unexplained = any(unplaced.computing for unplaced in schedule.unplaced)

    def fail(self, now: datetime, *, code: str, zh: str, en: str) -> None:
        """End the job without a schedule, with the reason."""
        self._end(now, FAILED)
        self.reason_code, self.reason_zh, self.reason_en = code, zh, en

    def give_back(self) -> None:
        """Requeue the job for the next planner."""
        self.state = WAITING
        self.lease_until = None

    def release(self) -> None:
        """Requeue the job as if this attempt had not begun.

        Whoever was told to stop has done nothing wrong, and writes no more: its token may be the next one's.
        """
        self.give_back()
        self.attempts -= 1

    def cancel(self, now: datetime) -> None:
        """Cancel a waiting job at once and ask a running one to stop with the best it has.

        Conflict once it is over.
        """
        if self.state not in {WAITING, RUNNING}:
            raise Conflict("planning_job_is_over", state=self.state)
        self.cancel_requested = True
        if self.state == WAITING:
            self._end(now, CANCELLED)

    def call_off(self, now: datetime, *, code: str, zh: str, en: str) -> bool:
        """End the job at once, with the reason, and take it from who is at it; false once over."""
        if self.state not in {WAITING, RUNNING}:
            return False
        self._end(now, CANCELLED)
        self.reason_code, self.reason_zh, self.reason_en = code, zh, en
        return True

    def _end(self, now: datetime, state: str) -> None:
        self.state = state
        self.finished_at = now
        self.lease_until = None
