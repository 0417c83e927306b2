"""The itinerary (行程): one delegation's (or one vehicle's) day as it was published, and as it is driven by now.

The row keeps what publication fixed: where the day starts and ends, lunch and review, and the minutes between its
places. Its stops are the visits themselves, so that what is withdrawn, declined or carried is driven past by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import JSON, Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import lifecycle
from services.observation_visits.model.tables import ID, Base
from services.observation_visits.model.visits import Visit
from shared.struct_types import prepared
from visit_solver.problem import Delegation, Problem
from visit_solver.schedule import Break, DayPlan, Schedule
from visit_solver.travel_times import TravelTimes

UNREACHABLE = 10**6


class ItineraryDay(Base):
    """One day of a published round; times are minutes after midnight, `plan` is a `Plan` as JSON.

    `number` tells the outings of one group and day apart. A day that a later publication no longer has stays on record
    and `stands` no more. `sequence` grows with its entry in calendar files.
    """

    __tablename__ = "visit_itinerary"
    __table_args__ = (
        Index("visit_itinerary_of_round", "round_id", "day"),
        Index("visit_itinerary_of_delegation", "delegation_id", "day"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    round_id: Mapped[str] = mapped_column(ID)
    schedule_revision: Mapped[int] = mapped_column(Integer)
    delegation_id: Mapped[str] = mapped_column(ID)
    vehicle_id: Mapped[str | None] = mapped_column(ID)
    day: Mapped[date] = mapped_column(Date)
    number: Mapped[int] = mapped_column(Integer)
    leaves: Mapped[int] = mapped_column(Integer)
    back: Mapped[int] = mapped_column(Integer)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    stands: Mapped[bool] = mapped_column(Boolean, default=True)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    calendar_digest: Mapped[str | None] = mapped_column(String(64))

    @property
    def key(self) -> tuple[str, str | None, date, int]:
        """Whose day it is, and which of them."""
        return self.delegation_id, self.vehicle_id, self.day, self.number

    def includes(self, visit: Visit) -> bool:
        """Return whether a visit is on this day's route."""
        own = (self.round_id, self.delegation_id, self.vehicle_id, self.day)
        is_own = own == (visit.round_id, visit.delegation_id, visit.vehicle_id, visit.day)
        return is_own and self.leaves <= visit.begins < max(self.back, self.leaves + 1)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What publication fixed of a day; `names` and `minutes` are by place, and from place to place."""

    start: str
    end: str
    lunch: Break | None = None
    review: Break | None = None
    names: dict[str, str] = {}
    minutes: dict[str, dict[str, int]] = {}


class Leg(msgspec.Struct, frozen=True):
    """One drive from place to place."""

    from_place: str
    to_place: str
    departs: int
    arrives: int


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A day as it is driven: the legs, when each visit's group arrives, and when it is back."""

    legs: tuple[Leg, ...]
    arrives: dict[str, int]
    leaves: int
    back: int
    lunch: Break | None
    review: Break | None


def plan_of(day_plan: DayPlan, schedule: Schedule, problem: Problem, names: dict[str, str]) -> Plan:
    """Return what an itinerary needs of a schedule's day."""
    delegation = next(delegation for delegation in problem.delegations if delegation.id == day_plan.delegation_id)
    places = list(dict.fromkeys(_places(day_plan, schedule, problem, delegation)))
    return Plan(
        start=delegation.start_place_id,
        end=delegation.end_place_id,
        lunch=day_plan.lunch,
        review=day_plan.review,
        names={place: names.get(place, place) for place in places},
        minutes=_minutes(TravelTimes(problem), places),
    )


def _places(day_plan: DayPlan, schedule: Schedule, problem: Problem, delegation: Delegation) -> Iterable[str]:
    place_of = {host.id: host.place_id for host in problem.hosts}
    group = (day_plan.delegation_id, day_plan.vehicle_id, day_plan.day)
    yield delegation.start_place_id
    for visit in schedule.visits:
        if (visit.delegation_id, visit.vehicle_id, visit.day) == group:
            yield place_of[visit.host_id]
    if day_plan.lunch is not None:
        yield day_plan.lunch.place_id
    yield delegation.end_place_id


def _minutes(roads: TravelTimes, places: Sequence[str]) -> dict[str, dict[str, int]]:
    """Compute the shortest ways among places (R. W. Floyd, Algorithm 97, 1962): skipping a stop costs nothing more."""
    direct = {start: {end: roads.minutes(start, end) for end in places} for start in places}
    shortest = {
        start: {end: UNREACHABLE if minutes is None else minutes for end, minutes in ends.items()}
        for start, ends in direct.items()
    }
    for past in places:
        for start in places:
            for end in places:
                shortest[start][end] = min(shortest[start][end], shortest[start][past] + shortest[past][end])
    return shortest


def route_of(row: ItineraryDay, visits: Sequence[Visit]) -> Route | None:
    """Drive a day past the visits that take place, each begun when its host expects it; None where none does."""
    plan = msgspec.convert(row.plan, prepared(Plan))
    coming = [visit for visit in visits if visit.status in lifecycle.RECEIVED]
    if not row.stands or not coming:
        return None
    steps = sorted((visit.begins, visit.ends, visit.stop_id, visit.id) for visit in coming)
    lunch = _lunch_of(plan.lunch, coming, visits)
    if lunch is not None and row.leaves <= lunch.begin and lunch.end <= row.back:
        steps = sorted([*steps, (lunch.begin, lunch.end, lunch.place_id, "")])
    arrives, legs = {}, list[Leg]()
    leaves = steps[0][0] - plan.minutes[plan.start][steps[0][2]]
    at, minute = plan.start, leaves
    for begin, end, place, visit_id in steps:
        arrival = minute + plan.minutes[at][place]
        legs += [Leg(at, place, minute, arrival)] if at != place else []
        arrives[visit_id], at, minute = min(arrival, begin), place, end
    back = minute + plan.minutes[at][plan.end]
    legs += [Leg(at, plan.end, minute, back)] if at != plan.end else []
    return Route(
        legs=tuple(legs), arrives=arrives, leaves=leaves, back=back, lunch=lunch, review=_review_of(plan, back)
    )  # fmt: skip


def _lunch_of(lunch: Break | None, coming: Sequence[Visit], visits: Sequence[Visit]) -> Break | None:
    """Nobody eats at a stop that is given up: lunch is where the visit before it is, else where the first one is."""
    gone = {visit.stop_id for visit in visits} - {visit.stop_id for visit in coming}
    if lunch is None or lunch.place_id not in gone:
        return lunch
    before = [visit for visit in coming if visit.ends <= lunch.begin]
    return msgspec.structs.replace(lunch, place_id=(before[-1] if before else coming[0]).stop_id)


def _review_of(plan: Plan, back: int) -> Break | None:
    review = plan.review
    if review is None:
        return None
    return Break(begin=back, end=back + review.end - review.begin, place_id=review.place_id)
