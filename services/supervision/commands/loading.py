"""What every command does before its own rule: find and lock the record or the issuer, check right and version."""

from services.supervision.commands.successions import settle_successions
from services.supervision.model import Inspection
from shared import org_paths, records, trees
from shared.errors import Invalid
from shared.lifecycles import require_version
from shared.org_paths import OrgPath
from shared.records import AnyRecordWithSteps
from shared.unit_of_work import UnitOfWork

INSPECT, ANSWER, COMMIT, REQUEST = (
    "supervision.inspect",
    "supervision.answer",
    "supervision.commit",
    "supervision.request",
)


def load_for_update(
    work: UnitOfWork,
    kind: type[AnyRecordWithSteps],
    record_id: str,
    right: str,
    expected_version: int | None,
    *,
    side: str = "organization_id",
) -> tuple[AnyRecordWithSteps, OrgPath]:
    """Load and lock a record for a caller with a right on its organization, or on that of another `side`."""
    loaded = records.load_for_update(work, kind, record_id, settle_successions, side=side)
    return records.authorize(work, loaded, right, expected_version)


def load_as_issuer(
    work: UnitOfWork, kind: type[AnyRecordWithSteps], record_id: str, expected_version: int | None
) -> tuple[AnyRecordWithSteps, OrgPath]:
    """Load and lock a record for a caller who may inspect in the name of its issuer."""
    return load_for_update(work, kind, record_id, INSPECT, expected_version, side="issuer_id")


def load_inspection(work: UnitOfWork, inspection_id: str, expected_version: int | None) -> tuple[Inspection, OrgPath]:
    """Load and lock an inspection for a caller who may inspect what is below its issuer."""
    return load_over_units_below(work, Inspection, inspection_id, INSPECT, expected_version)


def load_over_units_below(
    work: UnitOfWork, kind: type[AnyRecordWithSteps], record_id: str, right: str, expected_version: int | None
) -> tuple[AnyRecordWithSteps, OrgPath]:
    """Load and lock a record that is about units below its organization, for a caller whose right reaches these."""
    record, place = records.load_for_update(work, kind, record_id, settle_successions)
    work.actor.require_below(right, place.path)
    require_version(record.version, expected_version)
    return record, place


def load_issuer(work: UnitOfWork, organization_id: str, right: str = INSPECT) -> OrgPath:
    """Load the issuing district or street, open today, for a caller with the right on it."""
    settle_successions(work)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(right, place.path)
    if place.level not in {trees.DISTRICT, trees.STREET}:
        raise Invalid("issuer_not_district_or_street", field="organization_id", organization=place.name)
    require_open(work, organization_id, place.name)
    return place


def require_open(work: UnitOfWork, organization_id: str, name: str, field: str = "organization_id") -> None:
    """Refuse as Invalid an organization that does not exist today."""
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Invalid("supervised_not_open", field=field, organization=name, day=work.today)


def require_units_below(work: UnitOfWork, issuer: OrgPath, organization_ids: list[str]) -> None:
    """Refuse as Invalid units that are not below an issuer or not open today."""
    for organization_id in organization_ids:
        unit = org_paths.load_org_path(work.session, organization_id, work.today)
        if issuer.path[0] not in unit.path[1:]:
            raise Invalid("unit_not_below_issuer", field="units", organization=issuer.name)
        require_open(work, organization_id, unit.name, "units")
