"""The district accepts what is finished (验收), gives it a title for a term (命名) and renews it (续期)."""

from datetime import date, timedelta
from typing import Any

from services.demonstration_points.commands import loading
from services.demonstration_points.commands.approval import RETURN
from services.demonstration_points.commands.recording import emit_point, refresh_schedule
from services.demonstration_points.model import checklist, repository, validation
from services.demonstration_points.model.rules import acceptance_rules, scheme_rules
from services.demonstration_points.model.terms import term
from shared.enumerations import DECISIONS
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points import (
    PointAcceptanceRefused,
    PointAccepted,
    PointActivated,
    PointRenewed,
)
from shared.service import command
from shared.unit_of_work import UnitOfWork

AHEAD = timedelta(days=366)
"""How far ahead a title may be given to begin."""


@command
def accept_point(
    work: UnitOfWork,
    *,
    point_id: str,
    opinion: str,
    decision: str = "pass",
    met: list[str] | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Accept a point by the checklist, or refuse to with `decision` `return`; both need an opinion.

    `met` names the items of the checklist that the point meets. Every node must be reached or waived, every required
    item met, and in each area the share that the rule pack wants.
    """
    point, place = loading.load_as_district(work, point_id, expected_version)
    point.must_not_be_own(work.actor.account_id, repository.authors_of(work.session, point))
    said, rules = validation.reason(opinion, "opinion"), acceptance_rules(work.today)
    if decision not in DECISIONS:
        raise Invalid("decision_unknown", field="decision", decision=decision, known=DECISIONS)
    found = checklist.checked(met or [], rules)
    step = "refuse_acceptance" if decision == RETURN else "accept"
    day = loading.take_step(work, point, step, on, organization_id=place.district_id, opinion=said)
    point.checklist_met, point.checklist_version = found, rules.version
    if decision == RETURN:
        emit_point(work, point, PointAcceptanceRefused, refused_on=day)
        return repository.point_view(point, work.today)
    plan = repository.nodes_of(work.session, point)
    point.must_be_complete(plan)
    checklist.must_pass(found, rules)
    point.accepted_on = day
    refresh_schedule(work, point, plan)
    emit_point(work, point, PointAccepted, accepted_on=day)
    return repository.point_view(point, work.today)


@command
def activate_point(
    work: UnitOfWork,
    *,
    point_id: str,
    until: date,
    active_from: date | None = None,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Return an accepted point its title from a day, today unless named, until a day.

    The term begins on or after the acceptance and at most a year ahead, and lasts no longer than the rule pack allows.
    """
    point, place = loading.load_as_district(work, point_id, expected_version)
    day = loading.take_step(
        work, point, "activate", on, organization_id=place.district_id, opinion=validation.opinion(opinion)
    )
    first = active_from or day
    earliest, latest = point.accepted_on or day, work.today + AHEAD
    if not earliest <= first <= latest:
        raise Invalid("term_begins_outside", field="active_from", on=first, first=earliest, last=latest)
    point.last(term(first, until, scheme_rules(work.today)))
    emit_point(work, point, PointActivated)
    return repository.point_view(point, work.today)


@command
def renew_point(
    work: UnitOfWork,
    *,
    point_id: str,
    until: date,
    basis: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Extend a point's title for another term, by a decision that `basis` names.

    The new term goes on from the old one's end, or from the decision's day where the point has lapsed by then. Refuses
    as Conflict a term that ends no later than the one there is.
    """
    point, place = loading.load_as_district(work, point_id, expected_version)
    said = validation.basis(basis)
    day = loading.take_step(work, point, "renew", on, organization_id=place.district_id, opinion=said)
    before, first = point.active_until or day, point.active_from or day
    if until <= before:
        raise Conflict("term_not_longer", until=until, before=before)
    begins = max(before + timedelta(days=1), day)
    point.last(term(first, until, scheme_rules(work.today), begins=begins))
    emit_point(work, point, PointRenewed, previous_until=before)
    return repository.point_view(point, work.today)
