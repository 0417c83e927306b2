"""What every command does before its own rule: carry out what has come due, find the place, check right and version."""

from services.activities.commands.successions import settle_successions
from services.activities.commands.years import open_year
from services.activities.model import Activity, Campaign, LectureHall, records
from shared import places
from shared.lifecycles import must_be
from shared.places import Place
from shared.work import Work

KEEP, CONFIRM = "activities.keep", "activities.confirm"


def place_for(work: Work, right: str, organization_id: str) -> Place:
    """Load an organization, or refuse as NotFound or, without the right on it, as Forbidden."""
    settle_successions(work)
    place = places.place(work.session, organization_id, work.today)
    work.acting.require(right, place.path)
    open_year(work, place.district_id)
    return place


def district_for(work: Work, organization_id: str) -> str:
    """Load the district of an organization for a caller who may confirm for the whole of it."""
    settle_successions(work)
    path = places.place(work.session, organization_id, work.today).path
    work.acting.require(CONFIRM, path[-1:])
    return path[-1]


def hall_for(work: Work, hall_id: str, expected_version: int | None) -> LectureHall:
    """Load and lock a lecture hall for a caller who may manage its organization's records."""
    settle_successions(work)
    hall = records.hall_of(work.session, hall_id, lock=True)
    place_for(work, KEEP, hall.organization_id)
    must_be(hall.version, expected_version)
    return hall


def activity_for(work: Work, activity_id: str, expected_version: int | None) -> Activity:
    """Load and lock an activity for a caller who may manage its organization's records."""
    activity = records.activity_of(work.session, activity_id, lock=True)
    place_for(work, KEEP, activity.organization_id)
    must_be(activity.version, expected_version)
    return activity


def campaign_for(work: Work, campaign_id: str, expected_version: int | None = None) -> Campaign:
    """Load and lock a campaign for a caller who may run it."""
    settle_successions(work)
    campaign = records.campaign_of(work.session, campaign_id, lock=True)
    place_for(work, CONFIRM, campaign.organization_id)
    must_be(campaign.version, expected_version)
    return campaign
