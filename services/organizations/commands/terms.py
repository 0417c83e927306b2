"""换届: a committee is elected, the next election follows from the rules, and moves only with an approval."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from services.organizations.commands.loading import authorize, lock_organization, require_lasting
from services.organizations.commands.recording import emit, end_term
from services.organizations.model import persons, reminders, repository
from services.organizations.model.posts import Term
from services.organizations.model.reminders import WORKING_COMMITTEE, Unit
from services.organizations.model.validation import require_sensible
from shared import trees
from shared.deadlines import add_months
from shared.errors import Conflict, Invalid
from shared.events.organizations import TermBegan, TermShifted
from shared.lifecycles import require_version
from shared.service import command
from shared.text_validation import require_text
from shared.trees import Timeline
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

BASIS = 200


@command
def begin_term(
    work: UnitOfWork, *, organization_id: str, began_on: date, expected_version: int | None = None
) -> Answer[Term]:
    """Record that a committee was elected; the term before it ends, the next election gets its day.

    See 《关于党的基层组织任期的意见》(2018). Invalid: `term_not_elected` for a working committee, a day to come.
    Conflict: `term_begins_before_last`.
    """
    persons.require_past(began_on, work.today, field="began_on")
    district_id = authorize(work, organization_id, "organizations.keep", expected_version=expected_version)
    timeline = require_lasting(work, organization_id, began_on, field="began_on")
    lock_organization(work, district_id, organization_id)
    unit = _unit(work, timeline, began_on)
    if unit.party_form == WORKING_COMMITTEE:
        raise Invalid("term_not_elected", field="organization_id", organization=unit.name)
    warnings = _end_last(work, unit, began_on)
    years = reminders.years_of(unit, began_on)
    due_on = add_months(began_on, 12 * years)
    term = Term(
        district_id=district_id,
        term_id=work.new_id(),
        organization_id=organization_id,
        began_on=began_on,
        years=years,
        regular_due_on=due_on,
        due_on=due_on,
        rules_version=reminders.pack("terms", began_on).version,
        version=1,
    )
    work.session.add(term)
    emit(work, term, TermBegan, remind_from=reminders.remind_from(due_on, work.today))
    return Answer(term, {"warnings": warnings})


def _unit(work: UnitOfWork, timeline: Timeline, day: date) -> Unit:
    version = timeline.on(day)
    if version is None:
        raise ValueError("the organization is not open on the day")
    parent = trees.timeline(work.session, version.parent_id).on(day) if version.parent_id else None
    return Unit(
        organization_id=timeline.organization_id,
        name=version.name,
        level=version.level,
        parent_id=version.parent_id,
        parent_level=parent.level if parent else None,
        party_form=version.party_form,
    )


def _end_last(work: UnitOfWork, unit: Unit, began_on: date) -> list[dict[str, Any]]:
    last = work.session.scalars(
        select(Term)
        .where(Term.organization_id == unit.organization_id, Term.ended_on.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if last is None:
        return []
    if began_on <= last.began_on:
        raise Conflict("term_begins_before_last", field="began_on", began_on=last.began_on)
    end_term(work, last, began_on - timedelta(days=1))
    if began_on <= last.due_on:
        return []
    return [reminders.warning("terms", "held_late", work.today, due_on=last.due_on, began_on=began_on)]


@command
def shift_term(
    work: UnitOfWork, *, term_id: str, due_on: date, basis: str, expected_version: int | None = None
) -> Answer[Term]:
    """Record that the organization above approved an election to be earlier or later, and where.

    More than a year is answered with a warning. See 《中国共产党基层组织选举工作条例》, article 3. Conflict:
    `term_ended`. Invalid: a day before the term began, or the day that stands.
    """
    term = repository.load_record(work.session, Term, term_id)
    authorize(work, term.organization_id, "organizations.keep", superior=True)
    term = repository.load_record(work.session, Term, term_id, lock=True)
    require_version(term.version, expected_version)
    require_sensible(due_on, field="due_on")
    if term.ended_on is not None:
        raise Conflict("term_ended", ended_on=term.ended_on)
    if due_on <= term.began_on:
        raise Invalid("ends_before_it_begins", field="due_on", begins_on=term.began_on, ends_on=due_on)
    if due_on == term.due_on:
        raise Invalid("term_due_then_already", field="due_on", due_on=due_on)
    term.shift_basis = require_text(basis, label="批准依据 basis", limit=BASIS, field="basis")
    term.due_on = due_on
    term.version += 1
    emit(work, term, TermShifted, remind_from=reminders.remind_from(due_on, work.today))
    return Answer(term, {"warnings": reminders.of_shift(term, work.today)})
