"""A round is drafted by the district or a street, amended until it is published, closed in the end, or called off."""

from datetime import date
from typing import Any

from sqlalchemy import delete, func, select

from services.observation_visits.commands.loading import PLAN, load_place, load_round_as_planner
from services.observation_visits.commands.planning_jobs import load_job_for_update
from services.observation_visits.commands.recording import emit_left_out, emit_participants, emit_visit, statuses_of
from services.observation_visits.commands.stops import stop_to_visit
from services.observation_visits.model import (
    Participant,
    PlanningJob,
    Round,
    ScoreSheet,
    lifecycle,
    repository,
    validation,
)
from services.observation_visits.model.duplicates import SAME_ROUND
from services.observation_visits.model.jobs import OVER
from services.observation_visits.model.occupation_calendar import street_of
from services.observation_visits.model.problem_builder import BETWEEN
from services.observation_visits.model.rounds import LEFT_OUT, days_of
from services.observation_visits.model.settings import checked, round_rules
from shared import org_paths, trees
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid, Refusal
from shared.events.observation_visits import (
    RoundAmended,
    RoundCancelled,
    RoundClosed,
    RoundDrafted,
    VisitWithdrawn,
)
from shared.org_paths import OrgPath
from shared.records import add_record, emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer
from visit_solver.problem import ANY_STREET

OWNERS = {
    validation.INTERNAL: (trees.STREET,),
    validation.CROSS: (trees.STREET, trees.DISTRICT),
    validation.DISTRICT: (trees.DISTRICT,),
}
MOST_HOSTS = 1000


@command
def draft_round(
    work: UnitOfWork,
    *,
    organization_id: str,
    kind: str,
    title: str,
    period: str,
    days: list[date],
    basis: str,
    hosts: list[dict[str, Any]],
    settings: dict[str, Any] | None = None,
) -> Answer[Round]:
    """Draft a round of visits with its days, the document it rests on, and who is to be visited.

    `hosts` each have an `organization_id`, may name a `stop_id`, and may be not `required` at the price of a `worth`.
    Refuses days outside the quarter, an owner that may not hold such a round, and hosts out of its reach or without a
    stop.
    """
    place = load_place(work, organization_id)
    work.actor.require_below(PLAN, place.path)
    _must_hold(place, kind)
    chosen = days_of(days, period)
    round_ = Round(
        district_id=place.district_id,
        id=work.new_id(),
        version=0,
        organization_id=organization_id,
        kind=kind,
        title=validation.title(title),
        period=period,
        year=int(period[:4]),
        days=chosen,
        basis=validation.basis(basis),
        closed_roads=[],
        status=lifecycle.DRAFTED,
        last_step_on=work.today,
        **dict.fromkeys(("organizations", "delegations", "visits", "schedule_revision", "steps"), 0),
    )
    _set_settings(round_, settings or {})
    add_record(work, round_, "draft")
    _set_hosts(work, round_, place, hosts)
    emit(work, round_, RoundDrafted)
    emit_participants(work, round_)
    return Answer(round_, {"warnings": duplicates_of(work, SAME_ROUND, round_)})


def _must_hold(place: OrgPath, kind: str) -> None:
    if kind not in validation.KINDS:
        raise Invalid("round_kind_unknown", field="kind", kind=kind, known=validation.KINDS)
    if place.level not in OWNERS[kind]:
        raise Invalid("round_not_for_level", field="organization_id", kind=kind, organization=place.name)


@command
def amend_round(
    work: UnitOfWork,
    *,
    round_id: str,
    expected_version: int | None = None,
    title: str | None = None,
    days: list[date] | None = None,
    basis: str | None = None,
    hosts: list[dict[str, Any]] | None = None,
    settings: dict[str, Any] | None = None,
) -> Round:
    """Change a round that is not published; None leaves a field, a proposed schedule is discarded."""
    round_, place = load_round_as_planner(work, round_id, expected_version)
    round_.must_not_be_planning()
    if all(given is None for given in (title, days, basis, hosts, settings)):
        raise Invalid("nothing_to_change")
    take_step(work, round_, "amend")
    round_.proposal = round_.proposed_places = None
    if title is not None:
        round_.title = validation.title(title)
    if basis is not None:
        round_.basis = validation.basis(basis)
    if days is not None:
        round_.days = days_of(days, round_.period)
    if settings is not None:
        _set_settings(round_, settings)
    statuses: dict[str, str] = {}
    if hosts is not None:
        statuses = statuses_of(repository.participants_of(work.session, round_))
        _set_hosts(work, round_, place, hosts)
    emit(work, round_, RoundAmended)
    if hosts is not None:
        present = statuses_of(repository.participants_of(work.session, round_))
        emit_participants(work, round_, dict.fromkeys(statuses, LEFT_OUT) | present)
    return round_


@command
def close_round(work: UnitOfWork, *, round_id: str, expected_version: int | None = None) -> Round:
    """Close a round whose visits are over; Conflict while a score of it is not settled."""
    round_, _ = load_round_as_planner(work, round_id, expected_version)
    round_.lifecycle.after("close", round_.status)
    sheets = (ScoreSheet.district_id == round_.district_id, ScoreSheet.round_id == round_.id)
    query = select(func.count()).where(*sheets, ScoreSheet.status != lifecycle.SETTLED)
    if count := work.session.scalar(query):
        raise Conflict("scores_not_settled", count=count)
    round_.closed_on = take_step(work, round_, "close")
    emit(work, round_, RoundClosed, closed_on=work.today)
    return round_


@command
def cancel_round(work: UnitOfWork, *, round_id: str, reason: str, expected_version: int | None = None) -> Round:
    """Call a round off, with a reason; its visits to come are withdrawn, those held stay."""
    round_, _ = load_round_as_planner(work, round_id, expected_version)
    opinion = validation.reason(reason)
    take_step(work, round_, "cancel", opinion=opinion)
    job = None if round_.job_id is None else work.session.get(PlanningJob, (round_.district_id, round_.job_id))
    if job is not None and job.state not in OVER:
        load_job_for_update(work, job.district_id, job.id).cancel(work.now)
    round_.job_id = round_.proposal = round_.proposed_places = None
    for visit in repository.visits_of(work.session, round_):
        if visit.status in lifecycle.TO_COME:
            take_step(work, visit, "withdraw", opinion=opinion)
            emit_visit(work, round_, visit, VisitWithdrawn)
    emit(work, round_, RoundCancelled, cancelled_on=work.today)
    emit_left_out(work, round_)
    return round_


def _set_settings(round_: Round, given: dict[str, Any]) -> None:
    rules = round_rules(date.fromisoformat(round_.days[0]))
    round_.settings, round_.rule_version = checked(given, rules), rules.version


def _set_hosts(work: UnitOfWork, round_: Round, owner: OrgPath, hosts: list[dict[str, Any]]) -> None:
    validation.figure(len(hosts), "hosts", 1, MOST_HOSTS)
    work.session.execute(
        delete(Participant).where(Participant.district_id == round_.district_id, Participant.round_id == round_.id)
    )
    parts: dict[str, Participant] = {}
    refused: list[Refusal] = []
    for number, host in enumerate(hosts):
        try:
            part = _participant(work, round_, owner, host, f"hosts.{number}")
            if part.stop_id in parts:
                raise Invalid("stop_named_twice", field=f"hosts.{number}.organization_id", stop_id=part.stop_id)
            parts[part.stop_id] = part
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Invalid.combine(refused)
    work.session.add_all(parts.values())
    work.session.flush()
    round_.organizations = len(statuses_of(repository.participants_of(work.session, round_)))


def _participant(work: UnitOfWork, round_: Round, owner: OrgPath, host: dict[str, Any], field: str) -> Participant:
    """Return the part of a host in a round; what would stop the planner is refused here, with the host's name."""
    organization_id, named = host["organization_id"], f"{field}.organization_id"
    place = load_place(work, organization_id)
    within = owner.path[0] if round_.kind == validation.INTERNAL else owner.district_id
    if within not in place.path:
        raise Invalid("host_out_of_reach", field=named, organization=place.name)
    if not org_paths.is_open(work.session, organization_id, round_.dates[0]):
        raise Invalid("host_not_open", field=named, organization=place.name, day=round_.dates[0])
    if BETWEEN[round_.kind] != ANY_STREET and street_of(place) is None:
        raise Invalid("street_not_named", field=named, name=place.name)
    stop = stop_to_visit(work, place, host.get("stop_id"), round_.dates[0], field=named)
    return Participant(
        district_id=round_.district_id,
        round_id=round_.id,
        stop_id=stop.id,
        organization_id=organization_id,
        required=host.get("required", True),
        worth=validation.figure(host.get("worth", 1), f"{field}.worth", 1, 1000),
        visited=False,
    )
