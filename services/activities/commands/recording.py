"""Recording of changes: a step in the history, and an event with the record's whole state."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.activities.model import (
    Activity,
    Campaign,
    Exemplar,
    LectureHall,
    Obligation,
    Part,
    Resolution,
)
from shared.events import activities as told
from shared.lifecycles import record_step
from shared.unit_of_work import UnitOfWork


def hall_step(
    work: UnitOfWork, hall: LectureHall, step: str, before: str | None, *, on: date, opinion: str | None = None
) -> None:
    hall.last_step_on = on
    record_step(work, hall, step, before, on=on, opinion=opinion)


def emit_hall(work: UnitOfWork, hall: LectureHall, fact: type[told.HallEvent], **fields: Any) -> None:
    """Emit an event about a lecture hall."""
    hall.version += 1
    work.emit(fact(**_of(hall), hall_id=hall.id, hall=hall.state(), **fields))


def emit_activity(work: UnitOfWork, activity: Activity, fact: type[told.ActivityEvent]) -> None:
    """Emit an event about an activity."""
    activity.version += 1
    work.emit(fact(**_of(activity), activity_id=activity.id, activity=activity.state()))


def emit_obligation(work: UnitOfWork, obligation: Obligation, fact: type[told.ObligationEvent], **fields: Any) -> None:
    """Emit an event about an obligation."""
    obligation.version += 1
    work.emit(fact(**_of(obligation), obligation_id=obligation.id, obligation=obligation.state(), **fields))


def emit_obligations(work: UnitOfWork, organization_id: str, year: int, obligations: Iterable[Obligation]) -> None:
    """Emit all that is asked of an organization in a year."""
    asked = list(obligations)
    states = tuple(obligation.state() for obligation in asked)
    district_id = asked[0].district_id
    work.emit(
        told.ObligationsSet(district_id=district_id, organization_id=organization_id, year=year, obligations=states)
    )


def emit_resolution(work: UnitOfWork, vote: Resolution, fact: type[told.ResolutionEvent]) -> None:
    """Emit an event about a vote."""
    vote.version += 1
    work.emit(fact(**_of(vote), resolution_id=vote.id, resolution=vote.state()))


def emit_campaign(work: UnitOfWork, campaign: Campaign, fact: type[told.CampaignEvent]) -> None:
    """Emit an event about a campaign."""
    campaign.version += 1
    work.emit(fact(**_of(campaign), campaign_id=campaign.id, campaign=campaign.state()))


def emit_part(work: UnitOfWork, campaign: Campaign, part: Part, fact: type[told.PartEvent]) -> None:
    """Emit an event about a unit's part in a campaign, with the number of parts."""
    part.version += 1
    campaign.version += 1
    work.emit(fact(**_of(part), campaign_id=campaign.id, part=part.state(campaign)))


def emit_exemplar(work: UnitOfWork, campaign: Campaign, exemplar: Exemplar, fact: type[told.ExemplarEvent]) -> None:
    """Emit an event about an exemplar, with the campaign's number of exemplars."""
    exemplar.version += 1
    campaign.version += 1
    work.emit(fact(**_of(exemplar), exemplar_id=exemplar.id, exemplar=exemplar.state(campaign)))


def _of(record: Any) -> dict[str, str]:
    return {"district_id": record.district_id, "organization_id": record.organization_id}
