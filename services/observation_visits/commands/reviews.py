"""Review right after a visit: strengths and gaps are emitted as events, commitments are recorded here."""

from datetime import date
from typing import Any

from services.observation_visits.commands.loading import load_commitment_as_host, load_visit_as_planner
from services.observation_visits.model import Commitment, Finding, Review, Visit, lifecycle, validation
from services.observation_visits.model.reviews import GAP, MOST, STRENGTH, deadline
from shared.errors import Conflict, Invalid
from shared.events.observation_visits import (
    CommitmentDropped,
    CommitmentKept,
    CommitmentMade,
    GapRecorded,
    StrengthRecorded,
)
from shared.lifecycles import audit_columns, record_step, step_day
from shared.records import emit
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer, to_view


@command
def review_visit(
    work: UnitOfWork,
    *,
    visit_id: str,
    reviewed_on: date | None = None,
    summary: str | None = None,
    strengths: list[dict[str, Any]] | None = None,
    gaps: list[dict[str, Any]] | None = None,
    commitments: list[dict[str, Any]] | None = None,
    expected_version: int | None = None,
) -> Answer[Review]:
    """Record the review of a held visit: strengths, gaps with a deadline, promises.

    Each strength has a `text`; each gap a `text`, a `deadline` and may have a `clause`; each commitment a `text`, a
    `post` and a `due_on`. Refuses a review with nothing in it, a second one, and a day before the visit.
    """
    round_, visit = load_visit_as_planner(work, visit_id, expected_version)
    visit.lifecycle.after("review", visit.status)
    if work.session.get(Review, (visit.district_id, visit.id)) is not None:
        raise Conflict("visit_reviewed_already", title=visit.title)
    day = step_day(work, reviewed_on, last=visit.held_on, field="reviewed_on")
    for field, given in (("strengths", strengths), ("gaps", gaps), ("commitments", commitments)):
        validation.figure(len(given or []), field, 0, MOST)
    if not (strengths or gaps or commitments):
        raise Invalid("review_empty", field="strengths")
    review = Review(
        district_id=visit.district_id,
        visit_id=visit.id,
        organization_id=visit.organization_id,
        reviewed_on=day,
        summary=validation.note(summary, "summary"),
        **audit_columns(work),
    )
    work.session.add(review)
    record_step(work, visit, "review", visit.status, on=day, organization_id=round_.organization_id)
    findings = [_record_finding(work, visit, day, STRENGTH, strength) for strength in strengths or []]
    findings += [_record_finding(work, visit, day, GAP, gap) for gap in gaps or []]
    made = [_make_commitment(work, visit, day, commitment) for commitment in commitments or []]
    visit.version += 1
    views = {"findings": [to_view(finding, work) for finding in findings]}
    views["commitments"] = [to_view(commitment, work) for commitment in made]
    return Answer(review, views | {"version": visit.version})


@command
def keep_commitment(
    work: UnitOfWork,
    *,
    commitment_id: str,
    outcome: str,
    evidence: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Commitment:
    """Record that the host did what it promised, and what was done; evidence may be added."""
    commitment = load_commitment_as_host(work, commitment_id, expected_version)
    commitment.outcome, commitment.evidence = validation.text(outcome, "outcome"), validation.note(evidence, "evidence")
    commitment.take("keep", step_day(work, on))
    emit(work, commitment, CommitmentKept)
    return commitment


@command
def drop_commitment(
    work: UnitOfWork, *, commitment_id: str, reason: str, expected_version: int | None = None
) -> Commitment:
    """Give a commitment up, with a reason that stays on record."""
    commitment = load_commitment_as_host(work, commitment_id, expected_version)
    commitment.outcome = validation.reason(reason)
    commitment.take("drop", work.today)
    emit(work, commitment, CommitmentDropped)
    return commitment


def _record_finding(work: UnitOfWork, visit: Visit, day: date, kind: str, given: dict[str, Any]) -> Finding:
    field = "gaps" if kind == GAP else "strengths"
    finding = Finding(
        district_id=visit.district_id,
        id=work.new_id(),
        visit_id=visit.id,
        organization_id=visit.organization_id,
        kind=kind,
        text=validation.text(given["text"], field),
        clause=validation.note(given.get("clause"), field, validation.CLAUSE),
        recorded_on=day,
        deadline=deadline(given["deadline"], day, field) if kind == GAP else None,
    )
    work.session.add(finding)
    about: dict[str, Any] = {"district_id": visit.district_id, "organization_id": visit.organization_id}
    about |= {"visit_id": visit.id, "text": finding.text, "recorded_on": day}
    if finding.deadline is not None:
        work.emit(GapRecorded(gap_id=finding.id, clause=finding.clause, deadline=finding.deadline, **about))
    else:
        work.emit(StrengthRecorded(strength_id=finding.id, **about))
    return finding


def _make_commitment(work: UnitOfWork, visit: Visit, day: date, given: dict[str, Any]) -> Commitment:
    commitment = Commitment(
        district_id=visit.district_id,
        id=work.new_id(),
        version=0,
        visit_id=visit.id,
        organization_id=visit.organization_id,
        text=validation.text(given["text"], "commitments"),
        post=validation.post(given["post"], "commitments"),
        made_on=day,
        due_on=deadline(given["due_on"], day, "commitments"),
        status=lifecycle.DUE,
    )
    work.session.add(commitment)
    emit(work, commitment, CommitmentMade, effective_on=day)
    return commitment
