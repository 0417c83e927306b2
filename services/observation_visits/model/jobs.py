"""A planning job: a problem that waits, is being solved, or has been; one solver at a time holds it by a lease.

waiting → running → done | cancelled | failed. A lease that runs out means that its holder has died: the job is taken up
again, at most `ATTEMPTS` times in all. The number of the attempt is the holder's token: who has lost the job cannot
write to it any more. A planner that is stopped in order gives its job back, and its attempt does not count.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model.tables import ID, Base
from shared.errors import Conflict

WAITING, RUNNING, DONE, FAILED, CANCELLED = STATES = ("waiting", "running", "done", "failed", "cancelled")
ATTEMPTS = 3
LEASE = timedelta(seconds=30)
"""Long against the pauses in which a holder renews it, short against the patience of whoever waits for the plan."""


SHOWN = (
    *("id", "round_id", "state", "percent", "missing", "best", "bound", "gap", "attempts", "cancel_requested"),
    *("reason_code", "reason_zh", "reason_en", "asked_at", "started_at", "finished_at"),
)


class PlanningJob(Base):
    """One problem, how far it has come, and what came of it; `problem` and `result` are JSON of the model's structs."""

    __tablename__ = "planning_job"
    __table_args__ = (
        Index("planning_job_to_take", "state", "asked_at"),
        Index("planning_job_of_round", "round_id", "asked_at"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    round_id: Mapped[str] = mapped_column(ID)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    problem: Mapped[str] = mapped_column(Text)
    percent: Mapped[int] = mapped_column(Integer, default=0)
    missing: Mapped[int | None] = mapped_column(Integer)
    best: Mapped[int | None] = mapped_column(BigInteger)
    bound: Mapped[int | None] = mapped_column(BigInteger)
    gap: Mapped[float | None] = mapped_column(Float)
    cancel_requested: Mapped[bool] = mapped_column(Boolean, default=False)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    result: Mapped[str | None] = mapped_column(Text)
    reason_code: Mapped[str | None] = mapped_column(String(50))
    reason_zh: Mapped[str | None] = mapped_column(String(500))
    reason_en: Mapped[str | None] = mapped_column(String(500))
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    def take(self, now: datetime) -> None:
        """This function will begin the next attempt under a fresh lease."""
        self.state = RUNNING
        self.attempts += 1
        self.percent = 0
        self.started_at = now
        self.lease_until = now + LEASE

    def held_by(self, attempt: int) -> bool:
        """This function will tell whether the job still belongs to who began that attempt."""
        return self.state == RUNNING and self.attempts == attempt

    def note(self, now: datetime, *, percent: int, missing: int | None, best: int | None, bound: int | None) -> None:
        """This function will keep how far the solver has come, and renew its lease."""
        self.lease_until = now + LEASE
        self.percent = max(self.percent, min(100, percent))
        self.missing = missing
        self.best = best
        self.bound = bound
        self.gap = None if best is None or bound is None else (best - bound) / best if best else 0.0

    def finish(self, now: datetime, state: str, result: str) -> None:
        """This function will keep the schedule that came of the job, whole."""
        self._end(now, state)
        self.percent = 100
        self.result = result

    def fail(self, now: datetime, *, code: str, zh: str, en: str) -> None:
        """This function will end the job without a schedule, with the reason."""
        self._end(now, FAILED)
        self.reason_code, self.reason_zh, self.reason_en = code, zh, en

    def give_back(self) -> None:
        """This function will let the next planner take the job up again."""
        self.state = WAITING
        self.lease_until = None

    def release(self) -> None:
        """This function will let the next planner take the job up as if this attempt had not begun.

        Whoever was told to stop has done nothing wrong, and writes no more: its token may be the next one's.
        """
        self.give_back()
        self.attempts -= 1

    def cancel(self, now: datetime) -> None:
        """This function will cancel a waiting job at once and ask a running one to stop with the best it has.

        Conflict once it is over.
        """
        if self.state not in {WAITING, RUNNING}:
            raise Conflict("planning_job_is_over", state=self.state)
        self.cancel_requested = True
        if self.state == WAITING:
            self._end(now, CANCELLED)

    def call_off(self, now: datetime, *, code: str, zh: str, en: str) -> bool:
        """This function will end the job at once, with the reason, and take it from who is at it; false once over."""
        if self.state not in {WAITING, RUNNING}:
            return False
        self._end(now, CANCELLED)
        self.reason_code, self.reason_zh, self.reason_en = code, zh, en
        return True

    def standing(self) -> dict[str, Any]:
        """This function will give the job as whoever waits for it sees it, without problem and schedule."""
        return {name: getattr(self, name) for name in SHOWN}

    def _end(self, now: datetime, state: str) -> None:
        self.state = state
        self.finished_at = now
        self.lease_until = None
