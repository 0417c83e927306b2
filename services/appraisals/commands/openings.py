"""A year's appraisal is begun: one appraisal is opened for each organization of the scheme's level."""

from collections.abc import Sequence
from typing import TypedDict

from sqlalchemy import Select, select

from services.appraisals.commands.loading import REVIEW, load_issuer
from services.appraisals.model import Appraisal, AppraisalScheme, validation
from services.appraisals.model.appraisals import ENDED, OPENED
from services.appraisals.model.rules import due_on
from services.appraisals.model.schemes import in_force, versions_of
from shared import org_paths
from shared.events.appraisals import AppraisalOpened
from shared.org_paths import OrgPath
from shared.records import add_record, emit
from shared.service import command
from shared.trees import on_day, organization_version
from shared.unit_of_work import UnitOfWork


class Begun(TypedDict):
    """How many appraisals were opened, and how many organizations had one already."""

    organization_id: str
    year: int
    level: str
    rule_version: str
    opened: int
    there_already: int


@command
def begin_appraisals(work: UnitOfWork, *, organization_id: str, year: int, level: str) -> Begun:
    """Open the year's appraisal of every organization of a level below one, by the scheme in force.

    Repeated, it opens those of organizations that have none yet. Refuses as Conflict where no scheme is published.
    """
    place = load_issuer(work, organization_id, REVIEW)
    work.actor.require_below(REVIEW, place.path)
    validation.current_year(year, work.today)
    level = validation.appraised_level(level, place.level)
    scheme = in_force(versions_of(work.session, place.district_id, organization_id, year, level), work.today)
    # Of two that begin a year at the same moment, the second waits and finds what the first one opened.
    work.session.refresh(scheme, with_for_update=True)
    there = set(work.session.scalars(_of_year(scheme).where(Appraisal.status != ENDED)))
    units = _units(work, place, level)
    for unit_id in units:
        if unit_id not in there:
            _open(work, scheme, unit_id)
    opened = len(set(units) - there)
    return {
        "organization_id": organization_id, "year": year, "level": level, "rule_version": scheme.rule_version,
        "opened": opened, "there_already": len(units) - opened,
    }  # fmt: skip


def _units(work: UnitOfWork, issuer: OrgPath, level: str) -> Sequence[str]:
    version = organization_version.c
    below = version.organization_id.in_(org_paths.subtree(issuer.path[0], work.today))
    query = select(version.organization_id).where(below, version.level == level, *on_day(work.today))
    return work.session.scalars(query.order_by(version.organization_id)).all()


def _open(work: UnitOfWork, scheme: AppraisalScheme, unit_id: str) -> None:
    merged = _of_year(scheme).where(Appraisal.heir_id == unit_id)
    appraisal = Appraisal(
        district_id=scheme.district_id, id=work.new_id(), version=0, organization_id=unit_id,
        status=OPENED, steps=0, last_step_on=work.today, issuer_id=scheme.organization_id, year=scheme.year,
        level=scheme.level, appraisal_scheme_id=scheme.id, rule_version=scheme.rule_version, opened_on=work.today,
        assess_by=due_on("self_assessment", work.today), merged_units=sorted(set(work.session.scalars(merged))),
    )  # fmt: skip
    add_record(work, appraisal, "open")
    emit(work, appraisal, AppraisalOpened)


def _of_year(scheme: AppraisalScheme) -> Select[str]:
    return select(Appraisal.organization_id).where(
        Appraisal.district_id == scheme.district_id,
        Appraisal.issuer_id == scheme.organization_id,
        Appraisal.year == scheme.year,
        Appraisal.level == scheme.level,
    )
