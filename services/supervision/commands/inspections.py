"""Inspections are announced within their plan, regular or as a spot check that is drawn at once, then held."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from services.supervision.commands import loading
from services.supervision.commands.plans import plan_of
from services.supervision.commands.recording import emit_record
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
from shared.service import command
from shared.trees import organization_version
from shared.unit_of_work import UnitOfWork


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
) -> dict[str, Any]:
    """Announce an inspection in the plan of its year, which loses a place.

    A regular one names its `units`. A spot check draws `sample_size` of the units that are open below the issuer
    today, of the given levels and party forms, from its seed (see `model.draws`); a seed of one's own needs a public
    source, else one is made. Refuses a year without plan or with a full one, and units that are not below the issuer.
    """
    place = loading.issuing(work, organization_id)
    if kind not in KINDS:
        raise Invalid("inspection_kind_unknown", field="kind", kind=kind, known=KINDS)
    plan = plan_of(work, organization_id, inspect_on.year)
    if plan is None:
        raise Conflict("inspection_plan_missing", year=inspect_on.year)
    inspection = Inspection(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=lifecycle.PLANNED, steps=0, last_step_on=min(inspect_on, work.today), plan_id=plan.id, year=plan.year,
        kind=kind, title=validation.line(title, "title"), inspect_on=inspect_on,
    )  # fmt: skip
    if kind == REGULAR:
        chosen = _named(work, place, units or [])
    else:
        _populate(work, place, inspection, {"levels": levels, "party_forms": party_forms})
        chosen = _drawn(work, inspection, sample_size, seed, seed_source)
    plan.take_one()
    _keep(work, inspection, chosen)
    emit_record(work, plan, InspectionPlanAmended)
    return _shown(inspection, chosen) | {"warnings": duplicates_of(work, SAME_INSPECTION, inspection)}


@command
def hold_inspection(
    work: UnitOfWork, *, inspection_id: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Record that an inspection took place, not before the day for which it was announced."""
    inspection, _ = loading.load_for_update(work, Inspection, inspection_id, loading.INSPECT)
    loading.expect(inspection, expected_version)
    day = on or work.today
    if day < inspection.inspect_on:
        raise Invalid("held_before_announced", field="on", on=day, inspect_on=inspection.inspect_on)
    inspection.held_on = loading.take_step(work, inspection, "hold", day)
    emit_record(work, inspection, InspectionHeld)
    return _shown(inspection, repository.units_of(work.session, inspection))


@command
def cancel_inspection(
    work: UnitOfWork, *, inspection_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Call an inspection off, with a reason.

    A regular one gives its place in the plan back; a spot check does not, so that nobody draws until they like it.
    """
    inspection, _ = loading.load_for_update(work, Inspection, inspection_id, loading.INSPECT)
    loading.expect(inspection, expected_version)
    loading.take_step(work, inspection, "cancel", opinion=validation.lines(reason, "reason"))
    plan = plan_of(work, inspection.organization_id, inspection.year)
    if inspection.kind == REGULAR and plan is not None:
        plan.used -= 1
        emit_record(work, plan, InspectionPlanAmended)
    emit_record(work, inspection, InspectionCancelled)
    return _shown(inspection, repository.units_of(work.session, inspection))


def _named(work: UnitOfWork, place: OrgPath, units: list[str]) -> list[str]:
    chosen = list(dict.fromkeys(units))
    if not 1 <= len(chosen) <= MOST_UNITS:
        raise Invalid("inspected_units_missing", field="units", most=MOST_UNITS)
    for unit in chosen:
        loading.unit_below(work, place, unit, "units")
    return chosen


def _populate(work: UnitOfWork, place: OrgPath, inspection: Inspection, wanted: dict[str, list[str] | None]) -> None:
    version = organization_version.c
    terms = [version.organization_id.in_(org_paths.subtree(place.path[0], work.today)), *trees.on_day(work.today)]
    if wanted["levels"]:
        terms.append(version.level.in_(wanted["levels"]))
    if wanted["party_forms"]:
        terms.append(version.party_form.in_(wanted["party_forms"]))
    found = work.session.scalars(select(version.organization_id).where(*terms))
    inspection.population = sorted(set(found) - {place.path[0]})
    inspection.population_digest = sampling.digest(inspection.population)
    inspection.wanted = {name: sorted(given) for name, given in wanted.items() if given}


def _drawn(
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


def _keep(work: UnitOfWork, inspection: Inspection, chosen: Sequence[str]) -> None:
    inspection.units = len(chosen)
    loading.begin_record(work, inspection, "announce")
    key = {"district_id": inspection.district_id, "inspection_id": inspection.id}
    for number, unit in enumerate(chosen, start=1):
        work.session.add(InspectedUnit(**key, organization_id=unit, number=number))
    if inspection.kind == SPOT_CHECK:
        emit_record(
            work,
            inspection,
            SampleDrawn,
            seed=inspection.seed,
            population_size=len(inspection.population or []),
            population_digest=inspection.population_digest,
            sample=tuple(chosen),
        )
    else:
        emit_record(work, inspection, InspectionAnnounced, units=tuple(chosen))


def _shown(inspection: Inspection, units: Sequence[str]) -> dict[str, Any]:
    return repository.inspection_view(inspection) | {"chosen": list(units)}
