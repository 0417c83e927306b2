"""Refusals of hosts in a round, in force in every later plan until they are withdrawn."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import lifecycle, validation
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.tables import ID, Base
from services.observation_visits.model.visits import Visit
from shared.enumerations import VISIT_REFUSAL_STATUSES
from visit_solver.problem import Pair

STANDING, TAKEN_BACK, OVER = VISIT_REFUSAL_STATUSES
FIXED = frozenset({lifecycle.CONFIRMED, lifecycle.HELD})


class HostRefusal(Base):
    """A host does not receive a delegation in this round, for good; or nobody on one `day` that it names.

    For good ends with the round, a day ends with that day, and either when it is taken back.
    """

    __tablename__ = "visit_refusal"
    __table_args__ = (
        Index("visit_refusal_of_round", "round_id"),
        Index("visit_refusal_of_visit", "visit_id"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    round_id: Mapped[str] = mapped_column(ID)
    visit_id: Mapped[str] = mapped_column(ID)
    organization_id: Mapped[str] = mapped_column(ID)
    stop_id: Mapped[str] = mapped_column(ID)
    delegation_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(250))
    day: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(validation.TEXT))
    refused_on: Mapped[date] = mapped_column(Date)
    taken_back_on: Mapped[date | None] = mapped_column(Date)
    taken_back_because: Mapped[str | None] = mapped_column(String(validation.TEXT))

    def status(self, round_: Round, today: date) -> str:
        """Return whether the refusal is in force, withdrawn, or over with its round or its day."""
        if self.taken_back_on is not None:
            return TAKEN_BACK
        over = round_.status not in lifecycle.REPLANNABLE or (self.day is not None and self.day < today)
        return OVER if over else STANDING

    def take_back(self, today: date, because: str) -> None:
        """End the refusal, with the reason."""
        self.taken_back_on, self.taken_back_because = today, because

    def concerns(self, round_: Round, visit: Visit, today: date) -> bool:
        """Return whether the refusal is in force and concerns a visit."""
        return self.visit_id == visit.id and self.status(round_, today) == STANDING


def declined_pairs(
    refusals: Iterable[HostRefusal], visits: Iterable[Visit], going: Iterable[str], stops: Iterable[str]
) -> tuple[Pair, ...]:
    """Return what no plan of a round may choose: refused pairs for good, and for a day everyone but who is fixed."""
    sent, in_round = sorted(going), set(stops)
    fixed = {(visit.delegation_id, visit.stop_id, visit.day) for visit in visits if visit.status in FIXED}
    pairs: dict[tuple[Any, ...], Pair] = {}
    for refusal in refusals:
        if refusal.taken_back_on is not None or refusal.stop_id not in in_round:
            continue
        for_good = refusal.day is None
        concerned = [unit for unit in sent if unit == refusal.delegation_id] if for_good else sent
        for delegation_id in concerned:
            key = (delegation_id, refusal.stop_id, refusal.day)
            if for_good or key not in fixed:
                pairs[key] = Pair(delegation_id=delegation_id, host_id=refusal.stop_id, day=refusal.day)
    return tuple(pairs.values())
