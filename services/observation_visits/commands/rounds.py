"""A round is drafted by the district or a street, amended until it is published, closed in the end, or called off."""

from datetime import date
from typing import Any

from sqlalchemy import delete, select

from services.observation_visits.commands.loading import PLAN, load_round_as_planner, place_of
from services.observation_visits.commands.recording import (
    emit_left_out,
    emit_participants,
    emit_round,
    emit_visit,
    standing_in,
)
from services.observation_visits.commands.round_planning import stop_planning
from services.observation_visits.commands.stops import stop_to_visit
from services.observation_visits.model import lifecycle, repository, validation
from services.observation_visits.model.duplicates import SAME_ROUND
from services.observation_visits.model.rounds import LEFT_OUT, Participant, Round, days_of
from services.observation_visits.model.settings import checked, round_rules
from services.observation_visits.model.sheets import ScoreSheet
from services.observation_visits.model.views import round_view
from shared import org_paths, trees
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.observation_visits import (
    RoundAmended,
    RoundCancelled,
    RoundClosed,
    RoundDrafted,
    VisitWithdrawn,
)
from shared.lifecycles import record_step
from shared.org_paths import OrgPath
from shared.service import command
from shared.unit_of_work import UnitOfWork

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
) -> dict[str, Any]:
    """Draft a round of visits with its days, the document it rests on, and who is to be visited.

    `hosts` each have an `organization_id`, may name a `stop_id`, and may be not `required` at the price of a `worth`.
    Refuses days outside the quarter, an owner that may not hold such a round, and hosts out of its reach or without a
    stop.
    """
    place = place_of(work, organization_id)
    work.actor.require(PLAN, place.path)
    _must_hold(place, kind)
    chosen = days_of(days, period)
    one = Round(
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
    _set_settings(one, settings or {})
    work.session.add(one)
    _set_hosts(work, one, place, hosts)
    record_step(work, one, "draft", None, on=work.today)
    emit_round(work, one, RoundDrafted)
    emit_participants(work, one)
    return round_view(one) | {"warnings": duplicates_of(work, SAME_ROUND, one)}


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
) -> dict[str, Any]:
    """Change a round that is not published; None leaves a field, a proposed schedule is discarded."""
    one, place = load_round_as_planner(work, round_id, expected_version)
    one.must_not_be_planning()
    if all(given is None for given in (title, days, basis, hosts, settings)):
        raise Invalid("nothing_to_change")
    before = one.move("amend", work.today)
    one.proposal = one.proposed_places = None
    if title is not None:
        one.title = validation.title(title)
    if basis is not None:
        one.basis = validation.basis(basis)
    if days is not None:
        one.days = days_of(days, one.period)
    if settings is not None:
        _set_settings(one, settings)
    left: dict[str, str] = {}
    if hosts is not None:
        left = standing_in(repository.participants_of(work.session, one))
        _set_hosts(work, one, place, hosts)
    record_step(work, one, "amend", before, on=work.today)
    emit_round(work, one, RoundAmended)
    if hosts is not None:
        stand = standing_in(repository.participants_of(work.session, one))
        emit_participants(work, one, dict.fromkeys(left, LEFT_OUT) | stand)
    return round_view(one)


@command
def close_round(work: UnitOfWork, *, round_id: str, expected_version: int | None = None) -> dict[str, Any]:
    """Close a round whose visits are over; Conflict while a score of it is not settled."""
    one, _ = load_round_as_planner(work, round_id, expected_version)
    lifecycle.ROUND.after("close", one.status)
    open_sheets = [sheet for sheet in sheets_of(work, one) if sheet.status != lifecycle.SETTLED]
    if open_sheets:
        raise Conflict("scores_not_settled", count=len(open_sheets))
    before = one.move("close", work.today)
    one.closed_on = work.today
    record_step(work, one, "close", before, on=work.today)
    emit_round(work, one, RoundClosed, closed_on=work.today)
    return round_view(one)


@command
def cancel_round(
    work: UnitOfWork, *, round_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Call a round off, with a reason; its visits to come are withdrawn, those held stay."""
    one, _ = load_round_as_planner(work, round_id, expected_version)
    said = validation.reason(reason)
    end_round(work, one, said)
    return round_view(one)


def end_round(work: UnitOfWork, one: Round, said: str) -> None:
    """Cancel a round and withdraw what was to come of it."""
    before = one.move("cancel", work.today)
    stop_planning(work, one)
    one.job_id = one.proposal = one.proposed_places = None
    record_step(work, one, "cancel", before, on=work.today, opinion=said)
    withdraw_visits(work, one, said)
    emit_round(work, one, RoundCancelled, cancelled_on=work.today)
    emit_left_out(work, one)


def withdraw_visits(work: UnitOfWork, one: Round, said: str) -> None:
    """Withdraw every visit of a round that is to come."""
    for visit in repository.visits_of(work.session, one):
        if visit.status in lifecycle.TO_COME:
            was = visit.move("withdraw", work.today)
            record_step(work, visit, "withdraw", was, on=work.today, opinion=said)
            emit_visit(work, one, visit, VisitWithdrawn)


def sheets_of(work: UnitOfWork, one: Round) -> list[ScoreSheet]:
    query = select(ScoreSheet).where(ScoreSheet.district_id == one.district_id, ScoreSheet.round_id == one.id)
    return list(work.session.scalars(query.order_by(ScoreSheet.id)))


def _set_settings(one: Round, given: dict[str, Any]) -> None:
    rules = round_rules(date.fromisoformat(one.days[0]))
    one.settings, one.rule_version = checked(given, rules), rules.version


def _set_hosts(work: UnitOfWork, one: Round, owner: OrgPath, hosts: list[dict[str, Any]]) -> None:
    validation.figure(len(hosts), "hosts", 1, MOST_HOSTS)
    work.session.execute(
        delete(Participant).where(Participant.district_id == one.district_id, Participant.round_id == one.id)
    )
    seen: set[str] = set()
    for host in hosts:
        part = _participant(work, one, owner, host)
        if part.stop_id in seen:
            raise Invalid("stop_named_twice", field="hosts", stop_id=part.stop_id)
        seen.add(part.stop_id)
        work.session.add(part)
    work.session.flush()
    one.organizations = len(standing_in(repository.participants_of(work.session, one)))


def _participant(work: UnitOfWork, one: Round, owner: OrgPath, host: dict[str, Any]) -> Participant:
    organization_id = host["organization_id"]
    place = place_of(work, organization_id)
    within = owner.path[0] if one.kind == validation.INTERNAL else owner.district_id
    if within not in place.path:
        raise Invalid("host_out_of_reach", field="hosts", organization=place.name)
    if not org_paths.is_open(work.session, organization_id, one.dates[0]):
        raise Invalid("host_not_open", field="hosts", organization=place.name, day=one.dates[0])
    stop = stop_to_visit(work, place, host.get("stop_id"), one.dates[0])
    return Participant(
        district_id=one.district_id,
        round_id=one.id,
        stop_id=stop.id,
        organization_id=organization_id,
        required=host.get("required", True),
        worth=validation.figure(host.get("worth", 1), "hosts", 1, 1000),
        visited=False,
    )
