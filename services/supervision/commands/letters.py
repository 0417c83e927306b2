"""Responsibility letters (责任书): drafted from assigned duties, signed by both sides, and superseded."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from services.supervision.commands import loading
from services.supervision.commands.successions import settle_successions
from services.supervision.model import Duty, LetterDuty, ResponsibilityLetter, lifecycle, repository, validation
from services.supervision.model.duplicates import SAME_LETTER
from services.supervision.model.letter_repository import assigned_duties, letter_in_force, named_duty_ids
from services.supervision.model.letters import ISSUER
from services.supervision.model.rules import rules
from shared import org_paths, trees
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.supervision import LetterDrafted, LetterSigned, LetterSuperseded, LetterWithdrawn
from shared.lifecycles import record_step
from shared.org_paths import OrgPath
from shared.records import add_record, emit, take_step
from shared.reviews import require_other_signer
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def draft_letter(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int,
    basis: str,
    issuer_post: str,
    unit_post: str,
    duties: list[str] | None = None,
) -> Answer[ResponsibilityLetter]:
    """Draft a unit's letter of a year towards the organization directly above it.

    It names duties that the unit and those below it have already, all of them unless some are given. What the issuer
    itself answers for bounds it: each duty stands in the issuer's own letter, but for the district, which has none.
    Refuses one letter more than the rule pack allows a unit in a year, and a letter without any duty.
    """
    unit, issuer = _sides(work, organization_id)
    validation.year_at_hand(year, work.today)
    number = repository.next_number(
        work.session, unit.district_id, organization_id, year, ResponsibilityLetter.event_name
    )
    _check_quota(work, organization_id, year)
    parent = _parent_letter(work, issuer, year)
    chosen = _chosen(work, organization_id, year, parent, duties)
    letter = ResponsibilityLetter(
        district_id=unit.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=lifecycle.DRAFTED, steps=0, last_step_on=work.today, issuer_id=issuer.path[0],
        parent_letter_id=None if parent is None else parent.id, year=year, number=number,
        basis=validation.line(basis, "basis"),
        issuer_post=validation.line(issuer_post, "issuer_post"), unit_post=validation.line(unit_post, "unit_post"),
        duties=len(chosen),
    )  # fmt: skip
    add_record(work, letter, "draft")
    for duty_id in chosen:
        work.session.add(LetterDuty(district_id=letter.district_id, letter_id=letter.id, duty_id=duty_id))
    emit(work, letter, LetterDrafted)
    return Answer(letter, {"warnings": duplicates_of(work, SAME_LETTER, letter)})


@command
def sign_letter(
    work: UnitOfWork,
    *,
    letter_id: str,
    side: str,
    post: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> ResponsibilityLetter:
    """Sign a letter for its `issuer` or its `unit`; signed by both, it takes the older one's place.

    The post that signs is the one the letter names, unless another is given. Refuses as Forbidden the person who signed
    for the other side.
    """
    right, organization = (loading.COMMIT, "issuer_id") if side == ISSUER else (loading.ANSWER, "organization_id")
    letter, place = loading.load_for_update(
        work, ResponsibilityLetter, letter_id, right, expected_version, side=organization
    )
    signing_post = validation.line(post or (letter.issuer_post if side == ISSUER else letter.unit_post), "post")
    require_other_signer(work, letter, place.path[0])
    day = take_step(work, letter, "sign", on, organization_id=place.path[0], opinion=signing_post)
    if letter.sign(side, day):
        _take_place(work, letter, day)
    emit(work, letter, LetterSigned, side=side, post=signing_post)
    return letter


@command
def withdraw_letter(
    work: UnitOfWork, *, letter_id: str, reason: str, expected_version: int | None = None
) -> ResponsibilityLetter:
    """Withdraw a letter that is not in force yet, with a reason."""
    letter, _ = loading.load_for_update(
        work, ResponsibilityLetter, letter_id, loading.COMMIT, expected_version, side="issuer_id"
    )
    opinion = validation.lines(reason, "reason")
    take_step(work, letter, "withdraw", organization_id=letter.issuer_id, opinion=opinion)
    emit(work, letter, LetterWithdrawn)
    return letter


def _sides(work: UnitOfWork, organization_id: str) -> tuple[OrgPath, OrgPath]:
    settle_successions(work)
    unit = org_paths.load_org_path(work.session, organization_id, work.today)
    if unit.level == trees.DISTRICT:
        work.actor.require(loading.COMMIT, unit.path)
        raise Invalid("nobody_above", field="organization_id", organization=unit.name)
    issuer = org_paths.load_org_path(work.session, unit.path[1], work.today)
    work.actor.require_over(loading.COMMIT, issuer.path, organization_id)
    loading.require_open(work, organization_id, unit.name)
    return unit, issuer


def _check_quota(work: UnitOfWork, organization_id: str, year: int) -> None:
    most = rules(work.today)["letters"]["most"]
    counted = select(func.count()).where(
        ResponsibilityLetter.organization_id == organization_id,
        ResponsibilityLetter.year == year,
        ResponsibilityLetter.status != lifecycle.WITHDRAWN,
    )
    if int(work.session.scalar(counted) or 0) >= most:
        raise Conflict("too_many_letters", year=year, most=most)


def _parent_letter(work: UnitOfWork, issuer: OrgPath, year: int) -> ResponsibilityLetter | None:
    if issuer.level == trees.DISTRICT:
        return None
    parent = letter_in_force(work.session, issuer.path[0], year)
    if parent is None:
        raise Conflict("parent_letter_missing", organization=issuer.name, year=year)
    return parent


def _chosen(
    work: UnitOfWork, organization_id: str, year: int, parent: ResponsibilityLetter | None, named: list[str] | None
) -> list[str]:
    assigned = work.session.scalars(assigned_duties(organization_id, year, work.today)).all()
    bound = None if parent is None else named_duty_ids(work.session, parent)
    if named is None:
        chosen = [duty.id for duty in assigned if bound is None or duty.id in bound]
    else:
        chosen = sorted(set(named))
        _check_named(chosen, assigned, bound)
    if not chosen:
        raise Conflict("no_duty", year=year)
    return chosen


def _check_named(chosen: list[str], assigned: Sequence[Duty], bound: set[str] | None) -> None:
    titles = {duty.id: duty.title for duty in assigned}
    foreign = [duty_id for duty_id in chosen if duty_id not in titles]
    if foreign:
        raise Invalid("duty_not_assigned", field="duties", count=len(foreign))
    beyond = [titles[duty_id] for duty_id in chosen if bound is not None and duty_id not in bound]
    if beyond:
        raise Invalid("duty_not_in_parent", field="duties", count=len(beyond), titles="；".join(beyond[:5]))


def _take_place(work: UnitOfWork, letter: ResponsibilityLetter, day: date) -> None:
    older = letter_in_force(work.session, letter.organization_id, letter.year)
    take_step(work, letter, "conclude", day, organization_id=letter.issuer_id)
    if older is not None:
        before, older.status = older.status, older.lifecycle.after("supersede", older.status)
        older.superseded_by = letter.id
        record_step(work, older, "supersede", before, on=day, organization_id=letter.issuer_id)
        emit(work, older, LetterSuperseded, by=letter.id)
