"""What a year asks of organizations is set by the rule pack, once for each organization and year.

Nothing waits for a timer: it is set when an organization's opening is heard of, and for the next year by the first
thing that happens in a district from the day that the rule pack names.
"""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import select

from services.activities.commands.obligations import settle_obligations
from services.activities.model import Activity, DistrictYear, Obligation, OrganizationYear, validation
from services.activities.model.obligations import life_rules, obligations_of_year
from shared.errors import Invalid
from shared.events.activities import ObligationsSet, ObligationYearOpened
from shared.trees import Version, organization_version
from shared.unit_of_work import UnitOfWork

CHUNK = 50
"""Organizations whose obligations one transaction sets."""


def open_year(work: UnitOfWork, district_id: str) -> None:
    """Ensure that this year's obligations of a district are set, and in time those of the next.

    From the rule pack's day on the next year is opened as well; a year is opened once.
    """
    rule, year = life_rules(work.today)["next_year"], work.today.year
    ahead = work.today >= date(year, rule["month"], rule["day"])
    for opened in (year, year + 1) if ahead else (year,):
        if work.session.get(DistrictYear, (district_id, opened)) is None:
            _open(work, district_id, opened)


def open_obligation_year(work: UnitOfWork, district_id: str, year: int) -> None:
    """Open a year, this or the next, for a district; repeated, it looks for who was left out."""
    if not work.today.year <= year <= work.today.year + 1:
        first, last = work.today.year, work.today.year + 1
        raise Invalid("year_out_of_range", field="year", year=year, first=first, last=last)
    if work.session.get(DistrictYear, (district_id, year)) is None:
        _open(work, district_id, year)
    else:
        _emit_opened(work, district_id, year)


def set_obligations(work: UnitOfWork, district_id: str, organization_ids: Collection[str]) -> None:
    """Set the obligations of organizations for the years that are open, each year once."""
    open_year(work, district_id)
    years = work.session.scalars(
        select(DistrictYear.year).where(DistrictYear.district_id == district_id, DistrictYear.year >= work.today.year)
    ).all()
    for year in sorted(years):
        _set(work, district_id, organization_ids, year)


def continue_year(work: UnitOfWork, event: ObligationYearOpened) -> None:
    """Set a year's obligations of a district's next organizations, and emit the event again while more are left."""
    version = organization_version.c
    query = (
        select(version.organization_id)
        .where(version.district_id == event.district_id, version.valid_from <= date(event.year, 12, 31))
        .where(version.organization_id > event.after)
        .distinct()
        .order_by(version.organization_id)
        .limit(CHUNK + 1)
    )
    organization_ids = work.session.scalars(query).all()
    _set(work, event.district_id, organization_ids[:CHUNK], event.year)
    if len(organization_ids) > CHUNK:
        _emit_opened(work, event.district_id, event.year, after=organization_ids[CHUNK - 1])


def _open(work: UnitOfWork, district_id: str, year: int) -> None:
    work.session.add(DistrictYear(district_id=district_id, year=validation.listed_year(year), opened_on=work.today))
    work.session.flush()
    _emit_opened(work, district_id, year)


def _emit_opened(work: UnitOfWork, district_id: str, year: int, *, after: str = "") -> None:
    work.emit(ObligationYearOpened(district_id=district_id, organization_id=district_id, year=year, after=after))


def _set(work: UnitOfWork, district_id: str, organization_ids: Collection[str], year: int) -> None:
    done = select(OrganizationYear.organization_id).where(
        OrganizationYear.district_id == district_id,
        OrganizationYear.organization_id.in_(organization_ids),
        OrganizationYear.year == year,
    )
    left = sorted(set(organization_ids) - set(work.session.scalars(done)))
    derived = {unit: _derive(work, district_id, unit, versions, year) for unit, versions in _versions(work, left)}
    rule_version = life_rules(date(year, 1, 1)).version
    for organization_id, obligations in derived.items():
        if obligations is None:
            continue
        unit = {"district_id": district_id, "organization_id": organization_id}
        work.session.add(OrganizationYear(**unit, year=year, rule_version=rule_version))
        if obligations:
            work.session.add_all(obligations)
            states = tuple(obligation.state() for obligation in obligations)
            work.emit(ObligationsSet(**unit, year=year, obligations=states))
    work.session.flush()
    with_obligations = [unit for unit, obligations in derived.items() if obligations]
    for organization_id, kind in work.session.execute(_recorded_kinds(with_obligations)).all():
        settle_obligations(work, organization_id, {kind})


def _derive(
    work: UnitOfWork, district_id: str, organization_id: str, versions: list[Version], year: int
) -> list[Obligation] | None:
    """Return None where the organization is not open in the year, or not yet replicated."""
    opened, closed = versions[0].valid_from, versions[-1].valid_until
    begins = max(opened, date(year, 1, 1))
    version = next((version for version in versions if version.holds_on(begins)), None)
    if version is None or begins.year != year:
        return None
    return obligations_of_year(
        district_id, organization_id, version, year=year, open_from=opened, open_until=closed, new_id=work.new_id
    )


def _versions(work: UnitOfWork, organization_ids: Collection[str]) -> Iterator[tuple[str, list[Version]]]:
    """Yield the versions of organizations, oldest first."""
    version = organization_version.c
    names = Version.__struct_fields__
    rows = work.session.execute(
        select(organization_version)
        .where(version.organization_id.in_(organization_ids))
        .order_by(version.organization_id, version.valid_from)
    ).all()
    for organization_id, versions in groupby(rows, key=lambda row: str(row.organization_id)):
        yield organization_id, [Version(**{name: getattr(row, name) for name in names}) for row in versions]


def _recorded_kinds(organization_ids: Collection[str]) -> Any:
    """Select what organizations have already recorded, by kind: a new obligation may be met by it."""
    unit, kind = Activity.organization_id, Activity.kind
    return select(unit, kind).where(unit.in_(organization_ids)).distinct().order_by(unit, kind)
