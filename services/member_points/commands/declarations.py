"""Points are declared for a member, discussed, verified, approved and published; only then a person lets them count.

Members have no accounts: the staff of a branch act for it, the committee above decides in its own name.
"""

from datetime import date

from services.member_points.commands import loading, posting
from services.member_points.commands.successions import end_objections, settle_successions
from services.member_points.model import ledger, rules, validation
from services.member_points.model.declarations import DECLARED, VERIFIED, Declaration
from services.member_points.model.duplicates import SAME_DECLARATION
from services.member_points.model.facts import ACTIVITY, Fact
from services.member_points.model.objections import Objection
from services.member_points.model.schemes import Scheme, published
from services.member_points.model.years import frozen_years, must_be_unfrozen
from shared import objections, org_paths, records
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid, NotFound
from shared.events import member_points as events
from shared.lifecycles import step_day
from shared.records import add_record, authors_of, emit, take_step
from shared.reviews import require_other_person
from shared.service import command
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork
from shared.views import Answer
from shared.working_days import add_working_days

PRESENT = 10_000


@command
def declare_points(
    work: UnitOfWork,
    *,
    organization_id: str,
    member_id: str,
    item: str,
    occurred_on: date,
    reason: str,
    times: int = 1,
    evidence: str | None = None,
    on: date | None = None,
) -> Answer[Declaration]:
    """Declare points (自评申报) of a member of an organization; `times` is how often it happened.

    What derives from a recorded fact is refused as Invalid with a pointer to where it is recorded. An item over its cap
    is answered with a warning and never refused.
    """
    place = loading.load_place(work, organization_id)
    work.actor.require(loading.MANAGE, place.path)
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Conflict("branch_not_open", organization=place.name, day=work.today)
    member = loading.member_here(work, organization_id, place.district_id, member_id)
    day = step_day(work, on)
    step_day(work, occurred_on, field="occurred_on")
    validation.current_year(occurred_on.year, work.today, field="occurred_on")
    schemes = published(work.session, place.district_id, [occurred_on.year])
    scheme, plan = schemes.rules_on(occurred_on, member.member_class)
    scheme_item = plan.typed(item)
    declaration = _new_declaration(work, scheme, organization_id, day)
    declaration.member_id, declaration.year, declaration.occurred_on = member_id, occurred_on.year, occurred_on
    declaration.item, declaration.reason = item, validation.reason(reason)
    declaration.evidence = validation.evidence(evidence)
    declaration.times = validation.within(times, field="times", name="次数 times", least=1, most=validation.TIMES)
    declaration.hundredths = times * scheme_item.hundredths
    _require_open_year(work, declaration)
    add_record(work, declaration, "declare")
    emit(work, declaration, events.PointsDeclared)
    sums = ledger.sums_of(work.session, declaration.district_id, [member_id], declaration.year)
    before = sums.get(member_id, {}).get(item, 0)
    warnings = rules.cap_warnings(scheme_item, before, declaration.hundredths, work.today)
    return Answer(declaration, {"warnings": [*warnings, *duplicates_of(work, SAME_DECLARATION, declaration)]})


@command
def declare_again(
    work: UnitOfWork, *, declaration_id: str, reason: str | None = None, evidence: str | None = None,
    opinion: str | None = None, on: date | None = None, expected_version: int | None = None,
) -> Declaration:  # fmt: skip
    """Declare points again that were returned, with other words where they are named."""
    declaration, _ = loading.load_as_branch(work, Declaration, declaration_id, expected_version)
    take_step(work, declaration, "declare", on, opinion=validation.opinion_or_none(opinion))
    if reason is not None:
        declaration.reason = validation.reason(reason)
    if evidence is not None:
        declaration.evidence = validation.evidence(evidence)
    declaration.published_on = declaration.objections_until = None
    emit(work, declaration, events.PointsDeclared)
    return declaration


@command
def discuss_declaration(
    work: UnitOfWork, *, declaration_id: str, meeting_id: str | None = None, meeting_on: date | None = None,
    present: int | None = None, agreed: int | None = None, opinion: str | None = None, on: date | None = None,
    expected_version: int | None = None,
) -> Declaration:  # fmt: skip
    """Record that the branch discussed a declaration (群众会议评鉴).

    The meeting is named by its activity's id, or else by its day with how many were present and how many agreed; the
    numbers are on record and change no points.
    """
    declaration, _ = loading.load_as_branch(work, Declaration, declaration_id, expected_version)
    if meeting_id is not None:
        declaration.meeting_id, declaration.meeting_on = meeting_id, _meeting_day(work, declaration, meeting_id)
    elif meeting_on is None or present is None or agreed is None:
        raise Invalid("meeting_missing", field="meeting_id")
    else:
        validation.within(present, field="present", name="到会人数 present", least=1, most=PRESENT)
        validation.within(agreed, field="agreed", name="同意人数 agreed", least=0, most=present)
        declaration.meeting_id, declaration.meeting_on = None, step_day(work, meeting_on, field="meeting_on")
    declaration.present, declaration.agreed = present, agreed
    take_step(work, declaration, "discuss", on, opinion=validation.opinion_or_none(opinion))
    emit(work, declaration, events.DeclarationDiscussed)
    return declaration


@command
def verify_declaration(
    work: UnitOfWork, *, declaration_id: str, opinion: str | None = None, on: date | None = None,
    expected_version: int | None = None,
) -> Declaration:  # fmt: skip
    """Record that the branch committee verified a declaration (支委会审核)."""
    declaration, place = loading.load_as_branch(work, Declaration, declaration_id, expected_version)
    declaration.above_id = rules.superior_path(place)[0]
    take_step(work, declaration, "verify", on, opinion=validation.opinion_or_none(opinion))
    emit(work, declaration, events.DeclarationVerified)
    return declaration


@command
def approve_declaration(
    work: UnitOfWork, *, declaration_id: str, opinion: str | None = None, on: date | None = None,
    expected_version: int | None = None,
) -> Declaration:  # fmt: skip
    """Approve a declaration on behalf of the committee above (党委审批).

    Refuses as Forbidden whoever declared it, or verified it in the branch's name.
    """
    declaration, place = loading.load_as_superior(work, Declaration, declaration_id, expected_version)
    authors = authors_of(work.session, declaration, ("declare", "verify"))
    require_other_person(work, authors, "own_points_declaration")
    unit_id, words = rules.superior_path(place)[0], validation.opinion_or_none(opinion)
    take_step(work, declaration, "approve", on, organization_id=unit_id, opinion=words)
    emit(work, declaration, events.DeclarationApproved)
    return declaration


@command
def return_declaration(
    work: UnitOfWork, *, declaration_id: str, opinion: str, on: date | None = None, expected_version: int | None = None
) -> Declaration:
    """Return a declaration with an opinion, by the branch or the level above, whose turn it is."""
    declaration, place = records.load_for_update(work, Declaration, declaration_id, settle_successions)
    is_verified = declaration.status == VERIFIED
    right, path = (loading.APPROVE, rules.superior_path(place)) if is_verified else (loading.MANAGE, place.path)
    records.authorize(work, (declaration, place), right, expected_version, path=path)
    take_step(work, declaration, "return", on, organization_id=path[0], opinion=validation.opinion(opinion))
    emit(work, declaration, events.DeclarationReturned)
    return declaration


@command
def publish_declaration(
    work: UnitOfWork, *, declaration_id: str, on: date | None = None, expected_version: int | None = None
) -> Declaration:
    """Record that an approved declaration is published inside the branch, open to objections.

    The window is the scheme's, in working days after the day of publication.
    """
    declaration, _ = loading.load_as_branch(work, Declaration, declaration_id, expected_version)
    declaration.published_on = take_step(work, declaration, "publish", on)
    declaration.objections_until = add_working_days(declaration.published_on, declaration.objection_days)
    emit(work, declaration, events.DeclarationPublished)
    return declaration


@command
def count_declaration(
    work: UnitOfWork, *, declaration_id: str, on: date | None = None, expected_version: int | None = None
) -> Declaration:
    """Enter a published declaration in the ledger, once its window is over and objections answered.

    A person confirms it; no day does so by itself. Refuses as Conflict a year that is frozen for the member.
    """
    declaration, _ = loading.load_as_branch(work, Declaration, declaration_id, expected_version)
    take_step(work, declaration, "count", on)
    objections.must_be_over(declaration.objections_until, work.today)
    objections.must_be_answered(work.session, Objection, declaration.id)
    _require_open_year(work, declaration)
    scheme = work.session.get_one(Scheme, (declaration.district_id, declaration.scheme_id))
    plan = scheme.plan
    names = ("member_id", "organization_id", "year", "hundredths", "reason", "evidence", "occurred_on")
    entry = posting.entry(
        work,
        (scheme, plan),
        plan.require_item(declaration.item),
        once=f"{validation.DECLARED}:{declaration.id}",
        evidence_type="declaration",
        evidence_id=declaration.id,
        source=validation.DECLARED,
        **{name: getattr(declaration, name) for name in names},
    )
    declaration.entry_id = entry.id
    posting.post(work, declaration.organization_id, [entry])
    emit(work, declaration, events.DeclarationCounted)
    return declaration


@command
def withdraw_declaration(
    work: UnitOfWork, *, declaration_id: str, reason: str, on: date | None = None, expected_version: int | None = None
) -> Declaration:
    """Withdraw a declaration before it counts."""
    declaration, _ = loading.load_as_branch(work, Declaration, declaration_id, expected_version)
    take_step(work, declaration, "withdraw", on, opinion=validation.reason(reason))
    end_objections(work, declaration.id)
    emit(work, declaration, events.DeclarationWithdrawn)
    return declaration


def _new_declaration(work: UnitOfWork, scheme: Scheme, organization_id: str, day: date) -> Declaration:
    return Declaration(
        district_id=scheme.district_id,
        id=work.new_id(),
        version=0,
        organization_id=organization_id,
        status=DECLARED,
        steps=0,
        last_step_on=day,
        scheme_id=scheme.id,
        rule_version=scheme.rule_version,
        objection_days=scheme.objection_days,
    )


def _meeting_day(work: UnitOfWork, declaration: Declaration, meeting_id: str) -> date:
    key = declaration.district_id, ACTIVITY, meeting_id
    fact = work.session.get(Fact, key) if org_paths.is_id(meeting_id) else None
    if fact is None or not fact.holds or fact.organization_id != declaration.organization_id:
        raise NotFound("meeting_unknown", field="meeting_id", meeting_id=printable(meeting_id, limit=64))
    return fact.occurred_on


def _require_open_year(work: UnitOfWork, declaration: Declaration) -> None:
    district_id, member_id, year = declaration.district_id, declaration.member_id, declaration.year
    ledger.lock_ledger(work.session, district_id, [year])
    must_be_unfrozen(frozen_years(work.session, district_id, [member_id]), member_id, year)
