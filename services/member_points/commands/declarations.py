"""Points are declared for a member, discussed, verified, approved and published; only then a person lets them count.

Members have no accounts: the staff of a branch act for it, the committee above decides in its own name.
"""

from datetime import date
from typing import Any

from services.member_points.commands import loading, posting
from services.member_points.commands.recording import above, emit_declaration, end_objections, take_step
from services.member_points.commands.successions import settle_successions
from services.member_points.model import ledger, objections, rules, validation
from services.member_points.model.declarations import DECLARED, Declaration, authors_of, declaration_of
from services.member_points.model.duplicates import SAME_DECLARATION
from services.member_points.model.facts import ACTIVITY, Fact
from services.member_points.model.schemes import Scheme, published
from services.member_points.model.years import frozen_years, must_be_unfrozen
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.events import member_points as told
from shared.lifecycles import record_step, require_version, step_day
from shared.org_paths import OrgPath
from shared.service import command
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork
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
) -> dict[str, Any]:
    """Declare points (自评申报) of a member of an organization; `times` is how often it happened.

    What derives from a recorded fact is refused as Invalid with a pointer to where it is recorded. An item over its cap
    is answered with a warning and never refused.
    """
    place = loading.at(work, organization_id)
    loading.for_branch(work, place)
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Conflict("branch_not_open", organization=place.name, day=work.today)
    member = loading.member_here(work, organization_id, place.district_id, member_id)
    day = step_day(work, on)
    step_day(work, occurred_on, field="occurred_on")
    validation.current_year(occurred_on.year, work.today, field="occurred_on")
    schemes = published(work.session, place.district_id, [occurred_on.year])
    scheme, plan = schemes.rules_on(occurred_on, member.member_class)
    wanted = plan.typed(item)
    found = _begun(work, scheme, day, organization_id=organization_id, member_id=member_id, occurred_on=occurred_on)
    found.item, found.reason, found.evidence = item, validation.reason(reason), validation.evidence(evidence)
    found.times = validation.within(times, field="times", name="次数 times", least=1, most=validation.TIMES)
    found.hundredths = times * wanted.hundredths
    _must_be_open(work, found)
    work.session.add(found)
    record_step(work, found, "declare", None, on=day)
    emit_declaration(work, found, told.PointsDeclared)
    sums = ledger.sums_of(work.session, found.district_id, [member_id], found.year)
    before = sums.get(member_id, {}).get(item, 0)
    warnings = rules.cap_warnings(wanted, before, found.hundredths, work.today)
    return found.shown() | {"warnings": [*warnings, *duplicates_of(work, SAME_DECLARATION, found)]}


@command
def declare_again(
    work: UnitOfWork, *, declaration_id: str, reason: str | None = None, evidence: str | None = None,
    opinion: str | None = None, on: date | None = None, expected_version: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Declare points again that were returned, with other words where they are named."""
    found, _ = _held(work, declaration_id, expected_version)
    take_step(work, found, "declare", on, opinion=validation.opinion_or_none(opinion))
    if reason is not None:
        found.reason = validation.reason(reason)
    if evidence is not None:
        found.evidence = validation.evidence(evidence)
    found.published_on = found.objections_until = None
    emit_declaration(work, found, told.PointsDeclared)
    return found.shown()


@command
def discuss_declaration(
    work: UnitOfWork, *, declaration_id: str, meeting_id: str | None = None, meeting_on: date | None = None,
    present: int | None = None, agreed: int | None = None, opinion: str | None = None, on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Record that the branch discussed a declaration (群众会议评鉴).

    The meeting is named by its activity's id, or else by its day with how many were present and how many agreed; the
    numbers are on record and change no points.
    """
    found, _ = _held(work, declaration_id, expected_version)
    if meeting_id is not None:
        found.meeting_id, found.meeting_on = meeting_id, _meeting(work, found, meeting_id)
    elif meeting_on is None or present is None or agreed is None:
        raise Invalid("meeting_missing", field="meeting_id")
    else:
        validation.within(present, field="present", name="到会人数 present", least=1, most=PRESENT)
        validation.within(agreed, field="agreed", name="同意人数 agreed", least=0, most=present)
        found.meeting_id, found.meeting_on = None, step_day(work, meeting_on, field="meeting_on")
    found.present, found.agreed = present, agreed
    take_step(work, found, "discuss", on, opinion=validation.opinion_or_none(opinion))
    emit_declaration(work, found, told.DeclarationDiscussed)
    return found.shown()


@command
def verify_declaration(
    work: UnitOfWork, *, declaration_id: str, opinion: str | None = None, on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Record that the branch committee verified a declaration (支委会审核)."""
    found, place = _held(work, declaration_id, expected_version)
    found.above_id = above(place)
    take_step(work, found, "verify", on, opinion=validation.opinion_or_none(opinion))
    emit_declaration(work, found, told.DeclarationVerified)
    return found.shown()


@command
def approve_declaration(
    work: UnitOfWork, *, declaration_id: str, opinion: str | None = None, on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Approve a declaration on behalf of the  above (党委审批).

    Refuses as Forbidden whoever declared it, or verified it in the branch's name.
    """
    found, place = _found(work, declaration_id)
    above = loading.for_above(work, place)
    require_version(found.version, expected_version)
    if work.actor.account_id in authors_of(work.session, found):
        raise Forbidden("own_points_declaration")
    take_step(work, found, "approve", on, organization_id=above, opinion=validation.opinion_or_none(opinion))
    emit_declaration(work, found, told.DeclarationApproved)
    return found.shown()


@command
def return_declaration(
    work: UnitOfWork, *, declaration_id: str, opinion: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Return a declaration with an opinion, by the branch or the level above, whose turn it is."""
    found, place = _found(work, declaration_id)
    unit = found.organization_id
    if found.status == "verified":
        unit = loading.for_above(work, place)
    else:
        loading.for_branch(work, place)
    require_version(found.version, expected_version)
    take_step(work, found, "return", on, organization_id=unit, opinion=validation.opinion(opinion))
    emit_declaration(work, found, told.DeclarationReturned)
    return found.shown()


@command
def publish_declaration(
    work: UnitOfWork, *, declaration_id: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Record that an approved declaration is published inside the branch, open to objections.

    The window is the scheme's, in working days after the day of publication.
    """
    found, _ = _held(work, declaration_id, expected_version)
    found.published_on = take_step(work, found, "publish", on)
    found.objections_until = add_working_days(found.published_on, found.objection_days)
    emit_declaration(work, found, told.DeclarationPublished)
    return found.shown()


@command
def count_declaration(
    work: UnitOfWork, *, declaration_id: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Enter a published declaration in the ledger, once its window is over and objections answered.

    A person confirms it; no day does so by itself. Refuses as Conflict a year that is frozen for the member.
    """
    found, _ = _held(work, declaration_id, expected_version)
    take_step(work, found, "count", on)
    objections.must_be_over(found.objections_until, work.today)
    objections.must_be_answered(work.session, found.id)
    _must_be_open(work, found)
    scheme = work.session.get_one(Scheme, (found.district_id, found.scheme_id))
    plan = scheme.plan
    names = ("member_id", "organization_id", "year", "hundredths", "reason", "evidence", "occurred_on")
    entry = posting.entry(
        work,
        (scheme, plan),
        plan.known(found.item),
        once=f"{validation.DECLARED}:{found.id}",
        evidence_type="declaration",
        evidence_id=found.id,
        source=validation.DECLARED,
        **{name: getattr(found, name) for name in names},
    )
    found.entry_id = entry.id
    posting.book(work, found.organization_id, [entry])
    emit_declaration(work, found, told.DeclarationCounted)
    return found.shown()


@command
def withdraw_declaration(
    work: UnitOfWork, *, declaration_id: str, reason: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Withdraw a declaration before it counts."""
    found, _ = _held(work, declaration_id, expected_version)
    take_step(work, found, "withdraw", on, opinion=validation.reason(reason))
    end_objections(work, found.id)
    emit_declaration(work, found, told.DeclarationWithdrawn)
    return found.shown()


def _begun(work: UnitOfWork, scheme: Scheme, day: date, *, occurred_on: date, **whose: str) -> Declaration:
    return Declaration(
        district_id=scheme.district_id,
        id=work.new_id(),
        version=0,
        steps=0,
        year=occurred_on.year,
        occurred_on=occurred_on,
        scheme_id=scheme.id,
        rule_version=scheme.rule_version,
        objection_days=scheme.objection_days,
        status=DECLARED,
        last_step_on=day,
        **whose,
    )


def _found(work: UnitOfWork, declaration_id: str) -> tuple[Declaration, OrgPath]:
    settle_successions(work)
    found = declaration_of(work.session, declaration_id, lock=True)
    return found, org_paths.load_org_path(work.session, found.organization_id, work.today)


def _held(work: UnitOfWork, declaration_id: str, expected_version: int | None) -> tuple[Declaration, OrgPath]:
    found, place = _found(work, declaration_id)
    loading.for_branch(work, place)
    require_version(found.version, expected_version)
    return found, place


def _meeting(work: UnitOfWork, found: Declaration, meeting_id: str) -> date:
    known = org_paths.is_id(meeting_id)
    fact = work.session.get(Fact, (found.district_id, ACTIVITY, meeting_id)) if known else None
    if fact is None or not fact.holds or fact.organization_id != found.organization_id:
        raise NotFound("meeting_unknown", field="meeting_id", meeting_id=printable(meeting_id, limit=64))
    return fact.occurred_on


def _must_be_open(work: UnitOfWork, found: Declaration) -> None:
    ledger.hold_books(work.session, found.district_id, [found.year])
    must_be_unfrozen(frozen_years(work.session, found.district_id, [found.member_id]), found.member_id, found.year)
