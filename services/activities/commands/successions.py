"""When an organization ends, its hall passes to an heir that has none, and its open obligations are lifted.

What was held stays where it was held. A merger may be told long before the day it takes effect; what is to happen is
kept until then, and carried out by the first thing that happens in this service on or after that day.
"""

from datetime import date

from sqlalchemy import select

from services.activities.commands.school_successions import carry_school, end_requests, end_school
from services.activities.model import Campaign, LectureHall, Obligation, Part, repository
from services.activities.model.campaigns import CLOSED, LEFT, OPEN, TAKING_PART
from services.activities.model.halls import ENDED, MISSING
from services.activities.model.obligations import EXPECTED, LIFTED
from shared import reorganizations
from shared.events.activities import (
    CampaignAmended,
    CampaignClosed,
    CampaignJoined,
    CampaignLeft,
    ObligationLifted,
    PartEvent,
)
from shared.events.activities_halls import HallCarried, HallEnded
from shared.events.organizations import TreeChanged
from shared.lifecycles import record_step
from shared.records import emit
from shared.reorganizations import Settled, Succession
from shared.unit_of_work import UnitOfWork


def hand_on_halls(work: UnitOfWork, event: TreeChanged) -> None:
    """Store what is to become of an ended organization's hall, and carry out what has come due.

    From the day on which it ends its open obligations are lifted, and its heir takes part where it did.
    """
    reorganizations.store_successions(work.session, reorganizations.successions_of(event, "halls"))
    settle_successions(work)


def settle_successions(work: UnitOfWork) -> Settled:
    """Apply the successions due by today, as the system actor."""
    return reorganizations.hand_over(work, "activities", _settle)


def _settle(work: UnitOfWork, succession: Succession) -> None:
    _settle_hall(work, succession)
    _lift(work, succession)
    end_requests(work, succession.organization_id, succession.effective_on)
    _settle_campaigns(work, succession)


def _settle_hall(work: UnitOfWork, succession: Succession) -> None:
    hall = repository.hall_at(work.session, succession.organization_id, lock=True)
    if hall is None:
        return
    heir = succession.heir_id if succession.carries and hall.status != MISSING else None
    required = repository.hall_at(work.session, heir, lock=True) if heir else None
    if heir is None or (required is not None and required.status != MISSING):
        _end(work, hall, succession)
        return
    if required is not None:
        _end(work, required, succession)
        work.session.flush()
    day = succession.effective_on
    before, hall.organization_id, hall.last_step_on = hall.organization_id, heir, day
    record_step(work, hall, "carry", hall.status, on=day)
    emit(work, hall, HallCarried, from_organization_id=before, effective_on=day)
    carry_school(work, hall, day)


def _end(work: UnitOfWork, hall: LectureHall, succession: Succession) -> None:
    before, hall.status, hall.last_step_on = hall.status, ENDED, succession.effective_on
    record_step(work, hall, "end", before, on=succession.effective_on)
    emit(work, hall, HallEnded)
    end_school(work, hall, succession.effective_on)


def _lift(work: UnitOfWork, succession: Succession) -> None:
    # What was lifted already is emitted once more: an end may be corrected to an earlier day.
    query = select(Obligation).where(
        Obligation.organization_id == succession.organization_id,
        Obligation.due_on >= succession.effective_on,
        Obligation.status.in_((EXPECTED, LIFTED)),
    )
    for obligation in work.session.scalars(query.order_by(Obligation.first, Obligation.id).with_for_update()).all():
        obligation.status = LIFTED
        emit(work, obligation, ObligationLifted, effective_on=succession.effective_on)


def _settle_campaigns(work: UnitOfWork, succession: Succession) -> None:
    ended, heir, day = succession.organization_id, succession.heir_id, succession.effective_on
    parts = (
        select(Part, Campaign)
        .join(Campaign, (Campaign.district_id == Part.district_id) & (Campaign.id == Part.campaign_id))
        .where(Part.organization_id == ended, Part.status == TAKING_PART, Campaign.status == OPEN)
        .order_by(Part.campaign_id)
        .with_for_update()
    )
    for part, campaign in work.session.execute(parts).all():
        part.status = LEFT
        emit_part(work, campaign, part, CampaignLeft, day)
        if heir is not None:
            join(work, campaign, heir, day)
    led = select(Campaign).where(Campaign.organization_id == ended, Campaign.status == OPEN).order_by(Campaign.id)
    for campaign in work.session.scalars(led.with_for_update()).all():
        campaign.organization_id, campaign.status = heir or ended, OPEN if heir else CLOSED
        if heir:
            emit(work, campaign, CampaignAmended, from_organization_id=ended, effective_on=day)
        else:
            emit(work, campaign, CampaignClosed, effective_on=day)


def join(work: UnitOfWork, campaign: Campaign, organization_id: str, on: date) -> Part:
    """Add a unit to a campaign from a day on; idempotent."""
    part = repository.part_of(work.session, campaign, organization_id)
    if part is None:
        part = Part(
            district_id=campaign.district_id, campaign_id=campaign.id, organization_id=organization_id, version=0
        )
        work.session.add(part)
    elif part.status == TAKING_PART:
        return part
    part.status, part.joined_on = TAKING_PART, on
    emit_part(work, campaign, part, CampaignJoined, on)
    return part


def emit_part(work: UnitOfWork, campaign: Campaign, part: Part, event: type[PartEvent], on: date) -> None:
    """Emit what became of a unit's part in a campaign on a day; this counts the versions of both."""
    part.version += 1
    campaign.version += 1
    organizations = {"district_id": part.district_id, "organization_id": part.organization_id}
    work.emit(event(**organizations, campaign_id=campaign.id, part=part.state(campaign), effective_on=on))
