"""A proposed schedule is published: it becomes visits that hosts confirm or decline by a day.

Published anew, what stays the same stays as it was answered; only what moved, came or went is asked again.
"""

from typing import Any

from services.observation_visits.commands.itineraries import upsert_itinerary
from services.observation_visits.commands.leaving_out import left_out_of, left_out_text, must_be_acknowledged
from services.observation_visits.commands.loading import load_round_as_planner
from services.observation_visits.commands.publication_checks import check_publication
from services.observation_visits.commands.recording import emit_visit
from services.observation_visits.commands.round_planning import take_over
from services.observation_visits.model import Delegation, Round, Stop, Visit, lifecycle, repository
from services.observation_visits.model.occupation_calendar import lock_calendar
from services.observation_visits.model.settings import round_rules
from shared.errors import Conflict
from shared.events.observation_visits import RoundPublished, VisitAnnounced, VisitMoved, VisitWithdrawn
from shared.lifecycles import record_step
from shared.records import emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.working_days import add_working_days
from visit_solver.schedule import PlannedVisit, Schedule

Key = tuple[str, str, str | None]


@command
def publish_round(
    work: UnitOfWork, *, round_id: str, acknowledge_left_out: bool = False, expected_version: int | None = None
) -> Round:
    """Publish the proposed schedule and ask every host concerned to answer within working days.

    Conflict where there is no proposal, where it has no visit in it, and where it leaves somebody out and that is not
    acknowledged; where a host has refused one meanwhile, and where one breaks a hard rule together with a visit that
    another round has published. What is acknowledged, by whom and when, stays on record, and so does the itinerary.
    """
    round_, _ = load_round_as_planner(work, round_id, expected_version)
    lock_calendar(work.session, round_.district_id)
    take_over(work, round_)
    round_.must_not_be_planning()
    step = "publish_anew" if round_.status == lifecycle.PUBLISHED else "publish"
    round_.lifecycle.after(step, round_.status)
    schedule = round_.must_have_proposal()
    if not schedule.visits:
        raise Conflict("schedule_empty", title=round_.title)
    left_out = left_out_of(work, round_, schedule)
    must_be_acknowledged(left_out, acknowledged=acknowledge_left_out)
    round_.published_on = take_step(work, round_, step, opinion=_acknowledged(work, round_, left_out))
    round_.schedule_revision += 1
    round_.proposal = None
    _update_visits(work, round_, schedule)
    work.session.flush()
    check_publication(work, round_, schedule)
    upsert_itinerary(work, round_, schedule)
    round_.visits = sum(visit.status != lifecycle.WITHDRAWN for visit in repository.visits_of(work.session, round_))
    emit(work, round_, RoundPublished, published_on=work.today, schedule_revision=round_.schedule_revision)
    return round_


def _acknowledged(work: UnitOfWork, round_: Round, left_out: list[dict[str, Any]]) -> str | None:
    """Record who was left out and who published it all the same, and return the opinion for the recorded step."""
    round_.left_out = None
    if not left_out:
        return None
    publisher = {"account_id": work.actor.account_id, "account_name": work.actor.name}
    round_.left_out = publisher | {"acknowledged_at": work.now.isoformat(), "items": left_out}
    return f"已知悉以下未安排：{left_out_text(left_out)}"


def _update_visits(work: UnitOfWork, round_: Round, schedule: Schedule) -> None:
    """Update visits by the schedule of their pairs; held or withdrawn ones stay as they are."""
    to_come: dict[Key, list[Visit]] = {}
    held: set[Key] = set()
    for visit in repository.visits_of(work.session, round_):
        if visit.status in lifecycle.TO_COME:
            to_come.setdefault(_key_of(visit), []).append(visit)
        elif visit.status == lifecycle.HELD:
            held.add(_key_of(visit))
    for planned in sorted(schedule.visits):
        key = (planned.delegation_id, planned.host_id, planned.vehicle_id)
        if to_come.get(key):
            _keep_or_move(work, round_, to_come[key].pop(0), planned, schedule)
        elif key in held:
            held.discard(key)
        else:
            _announce(work, round_, planned, schedule)
    for visit in (visit for visits in to_come.values() for visit in visits):
        take_step(work, visit, "withdraw", organization_id=round_.organization_id)
        emit_visit(work, round_, visit, VisitWithdrawn)


def _key_of(visit: Visit) -> Key:
    return visit.delegation_id, visit.stop_id, visit.vehicle_id


def _keep_or_move(work: UnitOfWork, round_: Round, visit: Visit, planned: PlannedVisit, schedule: Schedule) -> None:
    visit.travel_minutes, visit.pinned = planned.travel_minutes, planned.pinned
    visit.leaves, visit.returns = schedule.under_way(planned)
    published = (visit.day, visit.begins, visit.ends, visit.head_count)
    if published == (planned.day, planned.begin, planned.end, planned.people) and visit.status != lifecycle.DECLINED:
        return
    take_step(work, visit, "move", organization_id=round_.organization_id)
    visit.day, visit.begins, visit.ends, visit.head_count = planned.day, planned.begin, planned.end, planned.people
    visit.answered_on = visit.reason = None
    visit.another_day = False
    _set_confirm_by(work, round_, visit)
    emit_visit(work, round_, visit, VisitMoved)


def _announce(work: UnitOfWork, round_: Round, planned: PlannedVisit, schedule: Schedule) -> None:
    stop = work.session.get_one(Stop, (round_.district_id, planned.host_id))
    delegation = work.session.get_one(Delegation, (round_.district_id, planned.delegation_id))
    names = ("district_id", "kind", "period", "year")
    visit = Visit(
        id=work.new_id(),
        version=0,
        round_id=round_.id,
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
        **{name: getattr(round_, name) for name in names},
    )
    visit.leaves, visit.returns = schedule.under_way(planned)
    _set_confirm_by(work, round_, visit)
    work.session.add(visit)
    record_step(work, visit, "announce", None, organization_id=round_.organization_id)
    emit_visit(work, round_, visit, VisitAnnounced)


def _set_confirm_by(work: UnitOfWork, round_: Round, visit: Visit) -> None:
    """Set the host's deadline in working days: by the day of the visit at the latest, never before the request."""
    days = round_rules(round_.dates[0])["confirmation"]["working_days"]
    visit.confirm_by = max(work.today, min(add_working_days(work.today, days), visit.day))
