"""A visit that took place is entered: who hosted, who came; everything that follows from it follows by events."""

from datetime import date
from typing import Any

from services.observation_visits.commands.delegations import check_members
from services.observation_visits.commands.job_endings import hold_round_when_over
from services.observation_visits.commands.loading import visit_of_either
from services.observation_visits.commands.recording import emit_held, emit_participants
from services.observation_visits.model import lifecycle, repository, validation
from services.observation_visits.model.rounds import VISITED, Round
from services.observation_visits.model.views import visit_view
from shared import memberships, trees
from shared.errors import Invalid
from shared.lifecycles import record_step, step_day
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
) -> dict[str, Any]:
    """Enter that a visit took place, with the members who hosted and who came.

    Without `visitors` they are the delegation's members. Refuses members on no roll of the district, more than any
    group has, and hosts who belong to another organization than the host.
    """
    one, visit = visit_of_either(work, visit_id, expected_version)
    lifecycle.VISIT.after("hold", visit.status)
    day = step_day(work, held_on, field="held_on")
    hosting = _members(work, one, hosts or [], day, "hosts")
    _check_hosts(work, visit.organization_id, hosting, day)
    coming = visitors
    if coming is None:
        delegation = next(
            each for each in repository.delegations_of(work.session, one) if each.id == visit.delegation_id
        )
        coming = delegation.members
    visit.hosts, visit.visitors = hosting, _members(work, one, coming, day, "visitors")
    before = visit.move("hold", day)
    visit.held_on = day
    record_step(work, visit, "hold", before, on=day)
    emit_held(work, one, visit)
    _mark_visited(work, one, visit.organization_id)
    hold_round_when_over(work, one)
    return visit_view(visit)


def _mark_visited(work: UnitOfWork, one: Round, organization_id: str) -> None:
    parts = [part for part in repository.participants_of(work.session, one) if part.organization_id == organization_id]
    if parts and not any(part.visited for part in parts):
        for part in parts:
            part.visited = True
        emit_participants(work, one, {organization_id: VISITED})


def _members(work: UnitOfWork, one: Round, given: list[str], day: date, field: str) -> list[str]:
    members = sorted(set(given))
    validation.figure(len(members), field, 0, validation.MOST_MEMBERS)
    check_members(work, one.district_id, members, day, field)
    return members


def _check_hosts(work: UnitOfWork, organization_id: str, hosts: list[str], day: date) -> None:
    """Refuse hosts from outside the host's own roll and those below it: a branch receives for its community."""
    for member_id in hosts:
        place = memberships.membership_of(work.session, member_id, day)
        if place is None or organization_id not in trees.path(work.session, place.organization_id, day):
            raise Invalid("host_of_another", field="hosts", member_id=member_id)
