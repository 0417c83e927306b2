"""A visit that took place is entered: who hosted, who came; everything that follows from it follows by events."""

from datetime import date

from services.observation_visits.commands.delegations import check_members
from services.observation_visits.commands.loading import load_visit_as_participant
from services.observation_visits.commands.recording import (
    emit_participants,
    emit_visit,
    hold_round_when_over,
    take_earlier_step,
)
from services.observation_visits.model import Delegation, Round, Visit, repository, validation
from services.observation_visits.model.rounds import VISITED
from shared import memberships, trees
from shared.errors import Invalid
from shared.events.observation_visits import VisitHeld
from shared.lifecycles import step_day
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def hold_visit(
    work: UnitOfWork,
    *,
    visit_id: str,
    held_on: date | None = None,
    hosts: list[str] | None = None,
    visitors: list[str] | None = None,
    expected_version: int | None = None,
) -> Visit:
    """Enter that a visit took place, with the members who hosted and who came.

    Without `visitors` they are the delegation's members. Refuses members on no roll of either side or that the caller
    reads, more than any group has, and hosts who belong to another organization than the host.
    """
    round_, visit = load_visit_as_participant(work, visit_id, expected_version)
    visit.lifecycle.after("hold", visit.status)
    day = step_day(work, held_on, field="held_on")
    hosting = _members(work, visit.organization_id, hosts or [], day, "hosts")
    _check_hosts(work, visit.organization_id, hosting, day)
    if visitors is None:
        visitors = work.session.get_one(Delegation, (visit.district_id, visit.delegation_id)).members
    coming = _members(work, visit.visiting_organization_id, visitors, day, "visitors")
    visit.hosts, visit.visitors, visit.held_on = hosting, coming, day
    take_earlier_step(work, visit, "hold", day)
    emit_visit(
        work,
        round_,
        visit,
        VisitHeld,
        round_id=visit.round_id,
        visiting_organization_id=visit.visiting_organization_id,
        held_on=day,
        hosts=tuple(visit.hosts),
        visitors=tuple(visit.visitors),
    )
    _mark_visited(work, round_, visit.organization_id, day)
    hold_round_when_over(work, round_)
    return visit


def _mark_visited(work: UnitOfWork, round_: Round, organization_id: str, day: date) -> None:
    parts = [
        part for part in repository.participants_of(work.session, round_) if part.organization_id == organization_id
    ]
    if parts and not any(part.visited for part in parts):
        for part in parts:
            part.visited = True
        emit_participants(work, round_, {organization_id: VISITED}, on=day)


def _members(work: UnitOfWork, roll: str, given: list[str], day: date, field: str) -> list[str]:
    members = sorted(set(given))
    validation.figure(len(members), field, 0, validation.MOST_MEMBERS)
    check_members(work, trees.path(work.session, roll, day)[-1], members, day, field, roll=roll)
    return members


def _check_hosts(work: UnitOfWork, organization_id: str, hosts: list[str], day: date) -> None:
    """Refuse hosts from outside the host's own roll and those below it: a branch receives for its community."""
    for member_id in hosts:
        place = memberships.membership_of(work.session, member_id, day)
        if place is None or organization_id not in trees.path(work.session, place.organization_id, day):
            raise Invalid("host_of_another", field="hosts", member_id=member_id)
