"""What every command does before its own rule: carry out what has come due, find the place, check right and version."""

from services.activities.commands.successions import settle_successions
from services.activities.commands.years import open_year
from services.activities.model import Activity, Campaign, LectureHall, repository
from shared import org_paths
from shared.lifecycles import require_version
from shared.org_paths import OrgPath
from shared.unit_of_work import UnitOfWork

KEEP, CONFIRM = "activities.keep", "activities.confirm"


def place_for(work: UnitOfWork, right: str, organization_id: str) -> OrgPath:
    """Load an organization, or refuse as NotFound or, without the right on it, as Forbidden."""
    settle_successions(work)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(right, place.path)
    open_year(work, place.district_id)
    return place


def district_for(work: UnitOfWork, organization_id: str) -> str:
    """Load the district of an organization for a caller who may confirm for the whole of it."""
    settle_successions(work)
    path = org_paths.load_org_path(work.session, organization_id, work.today).path
    work.actor.require(CONFIRM, path[-1:])
    return path[-1]


def hall_for(work: UnitOfWork, hall_id: str, expected_version: int | None) -> LectureHall:
    """Load and lock a lecture hall for a caller who may manage its organization's records."""
    settle_successions(work)
    hall = repository.hall_of(work.session, hall_id, lock=True)
    place_for(work, KEEP, hall.organization_id)
    require_version(hall.version, expected_version)
    return hall


def activity_for(work: UnitOfWork, activity_id: str, expected_version: int | None) -> Activity:
    """Load and lock an activity for a caller who may manage its organization's records."""
    activity = repository.activity_of(work.session, activity_id, lock=True)
    place_for(work, KEEP, activity.organization_id)
    require_version(activity.version, expected_version)
    return activity


def campaign_for(work: UnitOfWork, campaign_id: str, expected_version: int | None = None) -> Campaign:
    """Load and lock a campaign for a caller who may run it."""
    settle_successions(work)
    campaign = repository.campaign_of(work.session, campaign_id, lock=True)
    place_for(work, CONFIRM, campaign.organization_id)
    require_version(campaign.version, expected_version)
    return campaign
