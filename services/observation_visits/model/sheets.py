"""A score sheet (打分): who assessed a visited organization, what came of it, who signed, and what was objected."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import lifecycle, scoring, validation
from services.observation_visits.model.rounds import Step
from services.observation_visits.model.tables import ID, Base
from shared.databases import UtcDateTime
from shared.enumerations import SHEET_ADJUSTMENTS, SHEET_SIDES
from shared.errors import Conflict, Forbidden
from shared.events.observation_visits_scores import SheetState
from shared.records import RecordWithSteps
from shared.rule_packs import RulePack
from shared.working_days import add_working_days

ADDITION, DEDUCTION = ADJUSTMENTS = SHEET_ADJUSTMENTS
HOST, ASSESSING = SIDES = SHEET_SIDES


class ScoreSheet(RecordWithSteps, Base):
    """The sheet of one held visit, with the areas and items as they were when it was opened."""

    event_name = "sheet"
    state_type = SheetState
    unknown, unknown_field = "sheet_unknown", "record_id"
    lifecycle = lifecycle.SHEET
    step_table = Step

    __tablename__ = "score_sheet"
    __table_args__ = (
        Index("score_sheet_by_id", "id"),
        Index("score_sheet_of_visit", "visit_id"),
        Index("score_sheet_of_organization", "organization_id", "year"),
        Index("score_sheet_of_round", "round_id"),
    )

    visit_id: Mapped[str] = mapped_column(ID)
    round_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(250))
    period: Mapped[str] = mapped_column(String(6))
    year: Mapped[int] = mapped_column(Integer)
    areas: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    template_version: Mapped[str] = mapped_column(String(40))
    rule_version: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    assessors: Mapped[int] = mapped_column(Integer, default=0)
    mean: Mapped[str | None] = mapped_column(String(10))
    score: Mapped[str | None] = mapped_column(String(10))
    completed_on: Mapped[date | None] = mapped_column(Date)
    sign_by: Mapped[date | None] = mapped_column(Date)
    object_by: Mapped[date | None] = mapped_column(Date)
    host_signed_on: Mapped[date | None] = mapped_column(Date)
    assessing_signed_on: Mapped[date | None] = mapped_column(Date)
    objection: Mapped[str | None] = mapped_column(String(validation.TEXT))
    answer: Mapped[str | None] = mapped_column(String(validation.TEXT))
    settled_on: Mapped[date | None] = mapped_column(Date)

    def complete(
        self, assessments: Sequence["Assessment"], adjustments: Sequence["Adjustment"], rules: RulePack, on: date
    ) -> None:
        """Work the score out and set the days for signing and objecting.

        Refuses as Conflict fewer assessors than the rule pack's least.
        """
        least = rules["assessors"]["least"]
        if len(assessments) < least:
            raise Conflict("assessors_too_few", count=len(assessments), least=least)
        mean = scoring.mean_of(assessment.total for assessment in assessments)
        sums = {kind: _sum(adjustments, kind) for kind in ADJUSTMENTS}
        score = scoring.score_of(mean, sums[ADDITION], sums[DEDUCTION])
        self.mean, self.score = str(scoring.rounded(mean)), str(scoring.rounded(score))
        self.completed_on = on
        self.sign_by = add_working_days(on, rules["signing"]["working_days"])
        self.object_by = add_working_days(on, rules["objection"]["working_days"])
        self.host_signed_on = self.assessing_signed_on = None

    def sign(self, side: str, on: date) -> None:
        """Sign for one side; Conflict where it has signed already."""
        name = f"{side}_signed_on"
        if getattr(self, name) is not None:
            raise Conflict("sheet_already_signed", side=side)
        setattr(self, name, on)
        if self.host_signed_on and self.assessing_signed_on:
            self.status = lifecycle.SIGNED

    def must_be_settleable(self, on: date, *, has_reason: bool) -> None:
        """Refuse as Conflict to settle within the window, or unsigned without a reason."""
        if self.object_by is not None and on <= self.object_by:
            raise Conflict("objection_window_open", object_by=self.object_by)
        if self.status != lifecycle.SIGNED and not has_reason:
            raise Conflict("signature_missing")

    def state(self) -> Any:
        hundredths = None if self.score is None else int(Decimal(self.score) * scoring.FULL)
        return self.state_with(hundredths=hundredths)


class Assessment(Base):
    """What one assessor gave; `total_*` is the exact total as a fraction."""

    __tablename__ = "score_assessment"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    sheet_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_name: Mapped[str] = mapped_column(String(100))
    organization_id: Mapped[str] = mapped_column(ID)
    points: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    numerator: Mapped[str] = mapped_column(String(40))
    denominator: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(validation.TEXT))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())

    @property
    def total(self) -> Fraction:
        return Fraction(int(self.numerator), int(self.denominator))


class Adjustment(Base):
    """A published addition or deduction (加减分), with its reason and what shows it."""

    __tablename__ = "score_adjustment"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    sheet_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(10))
    points: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(validation.TEXT))
    evidence: Mapped[str | None] = mapped_column(String(validation.TEXT))
    account_id: Mapped[str] = mapped_column(ID)
    account_name: Mapped[str] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())


class ScoreTemplate(Base):
    """A district's own areas and items, in force from a day on; the rule pack's hold where there is none."""

    __tablename__ = "score_template"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date)
    areas: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    basis: Mapped[str] = mapped_column(String(validation.CLAUSE))
    account_id: Mapped[str] = mapped_column(ID)
    account_name: Mapped[str] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())


def must_not_be_own(host: tuple[str, str | None], assessor: tuple[str, str | None], others: set[str]) -> None:
    """Refuse as Forbidden an assessor of the own organization or anything in the own street.

    `host` and `assessor` are (organization, its street), `others` the streets that the assessor acts for otherwise.
    """
    if host[0] == assessor[0]:
        raise Forbidden("own_organization_scored")
    if host[1] is not None and (host[1] == assessor[1] or host[1] in others):
        raise Forbidden("own_street_scored")


def _sum(adjustments: Sequence[Adjustment], kind: str) -> Decimal:
    return sum((Decimal(adjustment.points) for adjustment in adjustments if adjustment.kind == kind), Decimal(0))
