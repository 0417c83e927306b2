"""Inspections are announced within their plan, regular or as a spot check that is drawn at once, then held."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from services.supervision.commands import loading
from services.supervision.model import InspectedUnit, Inspection, lifecycle, repository, sampling, validation
from services.supervision.model.duplicates import SAME_INSPECTION
from services.supervision.model.inspections import KINDS, MOST_UNITS, REGULAR, SPOT_CHECK
from shared import org_paths, trees
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.supervision import (
    InspectionAnnounced,
    InspectionCancelled,
    InspectionHeld,
    InspectionPlanAmended,
    SampleDrawn,
)
from shared.org_paths import OrgPath
from shared.records import add_record, emit, take_step
from shared.service import command
from shared.trees import organization_version
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def announce_inspection(
    work: UnitOfWork,
    *,
    organization_id: str,
    kind: str,
    title: str,
    inspect_on: date,
    units: list[str] | None = None,
    sample_size: int | None = None,
    levels: list[str] | None = None,
    party_forms: list[str] | None = None,
    seed: str | None = None,
    seed_source: str | None = None,
) -> Answer[Inspection]:
    """Announce an inspection in the plan of its year, which loses a place.

    A regular one names its `units`. A spot check draws `sample_size` of the units that are open below the issuer
    today, of the given levels and party forms, from its seed (see `model.sampling`); a seed of one's own needs a public
    source, else one is made. Refuses a year without plan or with a full one, and units that are not below the issuer.
    """
    place = loading.load_issuer(work, organization_id)
    work.actor.require_below(loading.INSPECT, place.path)
    if kind not in KINDS:
        raise Invalid("inspection_kind_unknown", field="kind", kind=kind, known=KINDS)
    plan = repository.plan_in_force(work.session, organization_id, inspect_on.year)
    if plan is None:
        raise Conflict("inspection_plan_missing", year=inspect_on.year)
    inspection = Inspection(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=lifecycle.PLANNED, steps=0, last_step_on=min(inspect_on, work.today), plan_id=plan.id, year=plan.year,
        kind=kind, title=validation.line(title, "title"), inspect_on=inspect_on,
    )  # fmt: skip
    if kind == REGULAR:
        chosen = _named_units(work, place, units or [])
    else:
        _populate(work, place, inspection, {"levels": levels, "party_forms": party_forms})
        chosen = _draw_units(work, inspection, sample_size, seed, seed_source)
    plan.take_one()
    _add(work, inspection, chosen)
    emit(work, plan, InspectionPlanAmended, effective_on=max(plan.last_step_on, inspection.last_step_on))
    answer = _with_units(work, inspection)
    answer.beside["warnings"] = duplicates_of(work, SAME_INSPECTION, inspection)
    return answer


@command
def hold_inspection(
    work: UnitOfWork, *, inspection_id: str, on: date | None = None, expected_version: int | None = None
) -> Answer[Inspection]:
    """Record that an inspection took place, not before the day for which it was announced."""
    inspection, _ = loading.load_inspection(work, inspection_id, expected_version)
    day = on or work.today
    if day < inspection.inspect_on:
        raise Invalid("held_before_announced", field="on", on=day, inspect_on=inspection.inspect_on)
    inspection.held_on = take_step(work, inspection, "hold", day)
    emit(work, inspection, InspectionHeld)
    return _with_units(work, inspection)


@command
def cancel_inspection(
    work: UnitOfWork, *, inspection_id: str, reason: str, expected_version: int | None = None
) -> Answer[Inspection]:
    """Call an inspection off, with a reason.

    A regular one gives its place in the plan back; a spot check does not, so that nobody draws until they like it.
    """
    inspection, _ = loading.load_inspection(work, inspection_id, expected_version)
    take_step(work, inspection, "cancel", opinion=validation.lines(reason, "reason"))
    plan = repository.plan_in_force(work.session, inspection.organization_id, inspection.year)
    if inspection.kind == REGULAR and plan is not None:
        plan.used -= 1
        emit(work, plan, InspectionPlanAmended)
    emit(work, inspection, InspectionCancelled)
    return _with_units(work, inspection)


def _named_units(work: UnitOfWork, place: OrgPath, units: list[str]) -> list[str]:
    chosen = list(dict.fromkeys(units))
    if not 1 <= len(chosen) <= MOST_UNITS:
        raise Invalid("inspected_units_missing", field="units", most=MOST_UNITS)
    loading.require_units_below(work, place, chosen)
    return chosen


def _populate(work: UnitOfWork, place: OrgPath, inspection: Inspection, criteria: dict[str, list[str] | None]) -> None:
    version = organization_version.c
    terms = [version.organization_id.in_(org_paths.subtree(place.path[0], work.today)), *trees.on_day(work.today)]
    if criteria["levels"]:
        terms.append(version.level.in_(criteria["levels"]))
    if criteria["party_forms"]:
        terms.append(version.party_form.in_(criteria["party_forms"]))
    open_units = work.session.scalars(select(version.organization_id).where(*terms))
    inspection.population = sorted(set(open_units) - {place.path[0]})
    inspection.population_digest = sampling.digest(inspection.population)
    inspection.wanted = {name: sorted(given) for name, given in criteria.items() if given}


def _draw_units(
    work: UnitOfWork, inspection: Inspection, size: int | None, seed: str | None, seed_source: str | None
) -> list[str]:
    population = inspection.population or []
    if not population:
        raise Invalid("population_empty", field="levels")
    validation.figure(size or 0, "sample_size", 1, min(MOST_UNITS, len(population)))
    inspection.seed_source = validation.line_or_none(seed_source, "seed_source")
    if seed is not None and inspection.seed_source is None:
        raise Invalid("seed_needs_source", field="seed_source")
    inspection.seed = validation.line(work.new_id() if seed is None else seed, "seed")
    return sampling.sample(inspection.seed, population, size or 0)


def _add(work: UnitOfWork, inspection: Inspection, chosen: Sequence[str]) -> None:
    inspection.units = len(chosen)
    add_record(work, inspection, "announce")
    key = {"district_id": inspection.district_id, "inspection_id": inspection.id}
    for number, unit in enumerate(chosen, start=1):
        work.session.add(InspectedUnit(**key, organization_id=unit, number=number))
    if inspection.kind == SPOT_CHECK:
        emit(
            work,
            inspection,
            SampleDrawn,
            seed=inspection.seed,
            population_size=len(inspection.population or []),
            population_digest=inspection.population_digest,
            sample=tuple(chosen),
        )
    else:
        emit(work, inspection, InspectionAnnounced, units=tuple(chosen))


def _with_units(work: UnitOfWork, inspection: Inspection) -> Answer[Inspection]:
    return Answer(inspection, {"chosen": repository.units_of(work.session, inspection)})
