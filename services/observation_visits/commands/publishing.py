"""A proposed schedule is published: it becomes visits that hosts confirm or decline by a day.

Published anew, what stays the same stays as it was answered; only what moved, came or went is asked again.
"""

from typing import Any

import msgspec

from services.observation_visits.commands.itineraries import keep_itinerary
from services.observation_visits.commands.leaving_out import left_out_of, must_be_acknowledged, said
from services.observation_visits.commands.loading import load_round_as_planner
from services.observation_visits.commands.publication_checks import check_publication
from services.observation_visits.commands.recording import emit_round, emit_visit
from services.observation_visits.commands.round_planning import take_over
from services.observation_visits.model import lifecycle, repository
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.occupation_calendar import lock_calendar
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.settings import round_rules
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.views import round_view
from services.observation_visits.model.visits import Visit
from shared.errors import Conflict
from shared.events.observation_visits import RoundPublished, VisitAnnounced, VisitMoved, VisitWithdrawn
from shared.lifecycles import record_step
from shared.service import command
from shared.struct_types import prepared
from shared.unit_of_work import UnitOfWork
from shared.working_days import add_working_days
from visit_solver.schedule import PlannedVisit, Schedule

Key = tuple[str, str, str | None]


@command
def publish_round(
    work: UnitOfWork, *, round_id: str, acknowledge_left_out: bool = False, expected_version: int | None = None
) -> dict[str, Any]:
    """Publish the proposed schedule and ask every host concerned to answer within working days.

    Conflict where there is no proposal, where it has no visit in it, and where it leaves somebody out and that is not
    acknowledged; where a host has refused one meanwhile, and where one breaks a hard rule together with a visit that
    another round has published. What is acknowledged, by whom and when, stays on record, and so does the itinerary.
    """
    one, _ = load_round_as_planner(work, round_id, expected_version)
    lock_calendar(work.session, one.district_id)
    take_over(work, one)
    one.must_not_be_planning()
    anew = one.status == lifecycle.PUBLISHED
    lifecycle.ROUND.after("publish_anew" if anew else "publish", one.status)
    schedule = msgspec.convert(one.must_have_proposal(), prepared(Schedule))
    if not schedule.visits:
        raise Conflict("schedule_empty", title=one.title)
    left_out = left_out_of(work, one, schedule)
    must_be_acknowledged(left_out, acknowledged=acknowledge_left_out)
    before = one.move("publish_anew" if anew else "publish", work.today)
    one.published_on = work.today
    one.schedule_revision += 1
    one.proposal = None
    opinion = _acknowledged(work, one, left_out)
    record_step(work, one, "publish_anew" if anew else "publish", before, on=work.today, opinion=opinion)
    _bring_up_to(work, one, schedule)
    work.session.flush()
    check_publication(work, one, schedule)
    keep_itinerary(work, one, schedule)
    one.visits = sum(visit.status != lifecycle.WITHDRAWN for visit in repository.visits_of(work.session, one))
    emit_round(work, one, RoundPublished, published_on=work.today, schedule_revision=one.schedule_revision)
    return round_view(one)


def _acknowledged(work: UnitOfWork, one: Round, left_out: list[dict[str, Any]]) -> str | None:
    """Record who was left out and who published it all the same, and return the opinion for the recorded step."""
    one.left_out = None
    if not left_out:
        return None
    who = {"account_id": work.actor.account_id, "account_name": work.actor.name}
    one.left_out = who | {"acknowledged_at": work.now.isoformat(), "items": left_out}
    return f"已知悉以下未安排：{said(left_out)}"


def _bring_up_to(work: UnitOfWork, one: Round, schedule: Schedule) -> None:
    """Update visits by the schedule of their pairs; held or withdrawn ones stay as they are."""
    standing: dict[Key, list[Visit]] = {}
    held: set[Key] = set()
    for visit in repository.visits_of(work.session, one):
        if visit.status in lifecycle.TO_COME:
            standing.setdefault(_key_of(visit), []).append(visit)
        elif visit.status == lifecycle.HELD:
            held.add(_key_of(visit))
    for planned in sorted(schedule.visits):
        key = (planned.delegation_id, planned.host_id, planned.vehicle_id)
        prepared = standing.get(key)
        if prepared:
            _keep_or_move(work, one, prepared.pop(0), planned, schedule)
        elif key in held:
            held.discard(key)
        else:
            _announce(work, one, planned, schedule)
    for left in (visit for prepared in standing.values() for visit in prepared):
        _withdraw(work, one, left)


def _key_of(visit: Visit) -> Key:
    return visit.delegation_id, visit.stop_id, visit.vehicle_id


def _keep_or_move(work: UnitOfWork, one: Round, visit: Visit, planned: PlannedVisit, schedule: Schedule) -> None:
    visit.travel_minutes, visit.pinned = planned.travel_minutes, planned.pinned
    visit.leaves, visit.returns = schedule.under_way(planned)
    same = (visit.day, visit.begins, visit.ends, visit.head_count)
    if same == (planned.day, planned.begin, planned.end, planned.people) and visit.status != lifecycle.DECLINED:
        return
    before = visit.move("move", work.today)
    visit.day, visit.begins, visit.ends, visit.head_count = planned.day, planned.begin, planned.end, planned.people
    visit.answered_on = visit.reason = None
    visit.another_day = False
    _ask(work, one, visit)
    record_step(work, visit, "move", before, on=work.today, organization_id=one.organization_id)
    emit_visit(work, one, visit, VisitMoved)


def _announce(work: UnitOfWork, one: Round, planned: PlannedVisit, schedule: Schedule) -> None:
    stop = work.session.get_one(Stop, (one.district_id, planned.host_id))
    delegation = work.session.get_one(Delegation, (one.district_id, planned.delegation_id))
    names = ("district_id", "kind", "period", "year")
    visit = Visit(
        id=work.new_id(),
        version=0,
        round_id=one.id,
        organization_id=stop.organization_id,
        visiting_organization_id=delegation.organization_id,
        stop_id=stop.id,
        delegation_id=delegation.id,
        vehicle_id=planned.vehicle_id,
        title=repository.title_of(delegation, stop),
        day=planned.day,
        begins=planned.begin,
        ends=planned.end,
        travel_minutes=planned.travel_minutes,
        head_count=planned.people,
        pinned=planned.pinned,
        sequence=0,
        status=lifecycle.ANNOUNCED,
        steps=0,
        last_step_on=work.today,
        **{name: getattr(one, name) for name in names},
    )
    visit.leaves, visit.returns = schedule.under_way(planned)
    _ask(work, one, visit)
    work.session.add(visit)
    record_step(work, visit, "announce", None, on=work.today, organization_id=one.organization_id)
    emit_visit(work, one, visit, VisitAnnounced)


def _ask(work: UnitOfWork, one: Round, visit: Visit) -> None:
    """Set the host's deadline in working days: by the day of the visit at the latest, never before the request."""
    days = round_rules(one.dates[0])["confirmation"]["working_days"]
    visit.confirm_by = max(work.today, min(add_working_days(work.today, days), visit.day))


def _withdraw(work: UnitOfWork, one: Round, visit: Visit) -> None:
    before = visit.move("withdraw", work.today)
    record_step(work, visit, "withdraw", before, on=work.today, organization_id=one.organization_id)
    emit_visit(work, one, visit, VisitWithdrawn)
