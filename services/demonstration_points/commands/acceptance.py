"""The district accepts what is finished (验收), gives it a title for a term (命名) and renews it (续期)."""

from datetime import date, timedelta

from services.demonstration_points.commands import loading
from services.demonstration_points.model import Point, checklist, repository, validation
from services.demonstration_points.model.rules import acceptance_rules, scheme_rules
from services.demonstration_points.model.terms import term
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points import (
    PointAcceptanceRefused,
    PointAccepted,
    PointActivated,
    PointRenewed,
)
from shared.plans import must_be_complete
from shared.records import authors_of, emit, take_step
from shared.reviews import PASS, is_passed, require_other_person
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
    decision: str = PASS,
    met: list[str] | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Point:
    """Accept a point by the checklist, or refuse to with `decision` `return`; both need an opinion.

    `met` names the items of the checklist that the point meets. Every node must be reached or waived, every required
    item met, and in each area the share that the rule pack wants.
    """
    point, place = loading.load_as_district(work, point_id, expected_version)
    require_other_person(work, authors_of(work.session, point), "own_point")
    opinion, rules = validation.reason(opinion, "opinion"), acceptance_rules(work.today)
    passed = is_passed(decision)
    items_met = checklist.checked(met or [], rules)
    step = "accept" if passed else "refuse_acceptance"
    day = take_step(work, point, step, on, organization_id=place.district_id, opinion=opinion)
    point.checklist_met, point.checklist_version = items_met, rules.version
    if not passed:
        emit(work, point, PointAcceptanceRefused, refused_on=day)
        return point
    plan = repository.nodes_of(work.session, point)
    must_be_complete(plan, "nodes_not_reached")
    checklist.must_pass(items_met, rules)
    point.accepted_on = day
    repository.refresh_schedule(work, point, plan)
    emit(work, point, PointAccepted, accepted_on=day)
    return point


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
) -> Point:
    """Return an accepted point its title from a day, today unless named, until a day.

    The term begins on or after the acceptance and at most a year ahead, and lasts no longer than the rule pack allows.
    """
    point, place = loading.load_as_district(work, point_id, expected_version)
    day = take_step(work, point, "activate", on, organization_id=place.district_id, opinion=validation.opinion(opinion))
    first = active_from or day
    earliest, latest = point.accepted_on or day, work.today + AHEAD
    if not earliest <= first <= latest:
        raise Invalid("term_begins_outside", field="active_from", on=first, first=earliest, last=latest)
    point.last(term(first, until, scheme_rules(work.today)))
    emit(work, point, PointActivated)
    return point


@command
def renew_point(
    work: UnitOfWork,
    *,
    point_id: str,
    until: date,
    basis: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> Point:
    """Extend a point's title for another term, by a decision that `basis` names.

    The new term goes on from the old one's end, or from the decision's day where the point has lapsed by then. Refuses
    as Conflict a term that ends no later than the one there is.
    """
    point, place = loading.load_as_district(work, point_id, expected_version)
    day = take_step(work, point, "renew", on, organization_id=place.district_id, opinion=validation.basis(basis))
    before, first = point.active_until or day, point.active_from or day
    if until <= before:
        raise Conflict("term_not_longer", until=until, before=before)
    begins = max(before + timedelta(days=1), day)
    point.last(term(first, until, scheme_rules(work.today), begins=begins))
    emit(work, point, PointRenewed, previous_until=before)
    return point
