"""Review right after a visit: strengths and gaps are emitted as events, commitments are recorded here."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.observation_visits.commands.loading import commitment_of_host, visit_of_planner
from services.observation_visits.commands.recording import emit_commitment
from services.observation_visits.model import lifecycle, validation
from services.observation_visits.model.reviews import GAP, MOST, STRENGTH, Commitment, Finding, Review, deadline
from services.observation_visits.model.views import commitment_view, review_view
from services.observation_visits.model.visits import Visit
from shared.errors import Conflict, Invalid
from shared.events.observation_visits import (
    CommitmentDropped,
    CommitmentKept,
    CommitmentMade,
    GapRecorded,
    StrengthRecorded,
)
from shared.lifecycles import audit_columns, record_step, step_day
from shared.service import command
from shared.unit_of_work import UnitOfWork


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
) -> dict[str, Any]:
    """Record the review of a held visit: strengths, gaps with a deadline, promises.

    Each strength has a `text`; each gap a `text`, a `deadline` and may have a `clause`; each commitment a `text`, a
    `post` and a `due_on`. Refuses a review with nothing in it, a second one, and a day before the visit.
    """
    one, visit = visit_of_planner(work, visit_id, expected_version)
    lifecycle.VISIT.after("review", visit.status)
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
    record_step(work, visit, "review", visit.status, on=day, organization_id=one.organization_id)
    found = [_found(work, visit, day, STRENGTH, each) for each in strengths or []]
    found += [_found(work, visit, day, GAP, each) for each in gaps or []]
    promised = _promised(work, visit, day, commitments or [])
    visit.version += 1
    return review_view(review, found, promised, work.today) | {"version": visit.version}


@command
def keep_commitment(
    work: UnitOfWork,
    *,
    commitment_id: str,
    outcome: str,
    evidence: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Record that the host did what it promised, and what was done; evidence may be added."""
    one = commitment_of_host(work, commitment_id, expected_version)
    one.outcome, one.evidence = validation.text(outcome, "outcome"), validation.note(evidence, "evidence")
    one.take("keep", step_day(work, on))
    emit_commitment(work, one, CommitmentKept)
    return commitment_view(one, work.today)


@command
def drop_commitment(
    work: UnitOfWork, *, commitment_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Return a commitment up, with a reason that stays on record."""
    one = commitment_of_host(work, commitment_id, expected_version)
    one.outcome = validation.reason(reason)
    one.take("drop", work.today)
    emit_commitment(work, one, CommitmentDropped)
    return commitment_view(one, work.today)


def _found(work: UnitOfWork, visit: Visit, day: date, kind: str, given: dict[str, Any]) -> Finding:
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


def _promised(work: UnitOfWork, visit: Visit, day: date, given: Sequence[dict[str, Any]]) -> list[Commitment]:
    promised: list[Commitment] = []
    for each in given:
        one = Commitment(
            district_id=visit.district_id,
            id=work.new_id(),
            version=0,
            visit_id=visit.id,
            organization_id=visit.organization_id,
            text=validation.text(each["text"], "commitments"),
            post=validation.post(each["post"], "commitments"),
            made_on=day,
            due_on=deadline(each["due_on"], day, "commitments"),
            status=lifecycle.DUE,
        )
        work.session.add(one)
        emit_commitment(work, one, CommitmentMade)
        promised.append(one)
    return promised
