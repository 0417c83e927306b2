"""What every command does before its own rule: find and lock the record, check right and version."""

from services.meetings.commands.successions import settle_successions
from services.meetings.model.quarters import quarter_begun, require_existed
from shared import org_paths, records, trees
from shared.errors import Invalid
from shared.org_paths import OrgPath
from shared.periods import Period
from shared.records import AnyRecord
from shared.unit_of_work import UnitOfWork

HOLD, REPORT = "meetings.hold", "meetings.report"


def load_for_update(
    work: UnitOfWork, kind: type[AnyRecord], record_id: str, right: str, expected_version: int | None
) -> tuple[AnyRecord, OrgPath]:
    """Load and lock a record for a caller with a right on its organization."""
    loaded = records.load_for_update(work, kind, record_id, settle_successions)
    return records.authorize(work, loaded, right, expected_version)


def load_in_quarter(work: UnitOfWork, organization_id: str, quarter: str) -> tuple[OrgPath, Period]:
    """Load an organization and a quarter that has begun and in which it existed, for who holds its meetings."""
    settle_successions(work)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(HOLD, place.path)
    period = quarter_begun(quarter, work.today)
    require_existed(place, trees.timeline(work.session, organization_id), period, work.today)
    return place, period


def require_unit_below(work: UnitOfWork, place: OrgPath, organization_id: str, field: str, *, strictly: bool) -> None:
    """Refuse as Invalid a unit that is not below a place, or (unless `strictly`) at it, or not open today."""
    unit = org_paths.load_org_path(work.session, organization_id, work.today)
    if place.path[0] not in unit.path[strictly:]:
        raise Invalid("unit_outside_meeting", field=field, organization=place.name)
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Invalid("meeting_unit_not_open", field=field, organization=unit.name, day=work.today)
