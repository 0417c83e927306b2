"""What every command does before its own rule: apply what is due, find the record, check right and version."""

from services.activities.commands.successions import settle_successions
from services.activities.commands.years import open_year
from services.activities.model import Activity, Campaign, ClassRequest, LectureHall, TrainingNeed
from shared import org_paths, records
from shared.lifecycles import require_version
from shared.org_paths import OrgPath
from shared.records import AnyRecord
from shared.unit_of_work import UnitOfWork

MANAGE, CONFIRM = "activities.keep", "activities.confirm"


def load_place(work: UnitOfWork, right: str, organization_id: str) -> OrgPath:
    """Load an organization, or refuse as NotFound or, without the right on it, as Forbidden."""
    settle_successions(work)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(right, place.path)
    open_year(work, place.district_id)
    return place


def load_district(work: UnitOfWork, organization_id: str) -> str:
    """Load the district of an organization for a caller who may confirm for the whole of it."""
    settle_successions(work)
    path = org_paths.load_org_path(work.session, organization_id, work.today).path
    work.actor.require_below(CONFIRM, path[-1:])
    return path[-1]


def load_hall(work: UnitOfWork, hall_id: str, expected_version: int | None) -> LectureHall:
    """Load and lock a lecture hall for a caller who may manage its organization's records."""
    return _load(work, LectureHall, hall_id, MANAGE, expected_version)


def load_activity(work: UnitOfWork, activity_id: str, expected_version: int | None = None) -> Activity:
    """Load and lock an activity for a caller who may manage its organization's records."""
    return _load(work, Activity, activity_id, MANAGE, expected_version)


def load_training_need(work: UnitOfWork, training_need_id: str, expected_version: int | None) -> TrainingNeed:
    """Load and lock what a post asks for a caller who may manage its organization's records."""
    return _load(work, TrainingNeed, training_need_id, MANAGE, expected_version)


def load_of_school(work: UnitOfWork, kind: type[AnyRecord], record_id: str, expected_version: int | None) -> AnyRecord:
    """Load and lock a lecturer or a class for a caller who may manage the hall's organization's records."""
    return _load(work, kind, record_id, MANAGE, expected_version)


def load_request(
    work: UnitOfWork, class_request_id: str, expected_version: int | None, *, side: str = "organization_id"
) -> ClassRequest:
    """Load and lock a request for a caller who may manage the records of who asked, or of another `side`."""
    loaded = records.load_for_update(work, ClassRequest, class_request_id, settle_successions, side=side)
    record, place = loaded
    work.actor.require(MANAGE, place.path)
    require_version(record.version, expected_version)
    open_year(work, place.district_id)
    return record


def load_campaign(work: UnitOfWork, campaign_id: str, expected_version: int | None = None) -> Campaign:
    """Load and lock a campaign for a caller who may run it."""
    return _load(work, Campaign, campaign_id, CONFIRM, expected_version)


def _load(
    work: UnitOfWork, kind: type[AnyRecord], record_id: str, right: str, expected_version: int | None
) -> AnyRecord:
    loaded = records.load_for_update(work, kind, record_id, settle_successions)
    record, place = records.authorize(work, loaded, right, expected_version)
    open_year(work, place.district_id)
    return record
