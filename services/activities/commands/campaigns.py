"""A campaign is opened by a level for those below it; units take part, and people choose exemplars in it."""

from datetime import date

from services.activities.commands import loading
from services.activities.commands.successions import emit_part, join
from services.activities.model import Campaign, Exemplar, Part, repository, validation
from services.activities.model.campaigns import CAMPAIGN, CHOSEN, LEFT, OPEN, REVOKED, TAKING_PART
from services.activities.model.duplicates import SAME_CAMPAIGN, SAME_EXEMPLAR
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.enumerations import CAMPAIGN_KINDS
from shared.errors import Conflict, Invalid, NotFound
from shared.events.activities import (
    CampaignAmended,
    CampaignClosed,
    CampaignLeft,
    CampaignOpened,
    ExemplarChosen,
    ExemplarEvent,
    ExemplarRevoked,
)
from shared.lifecycles import require_version, step_day
from shared.org_paths import OrgPath
from shared.records import emit, load, load_part
from shared.service import command
from shared.text_validation import printable, require_text
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def open_campaign(
    work: UnitOfWork,
    *,
    organization_id: str,
    kind: str,
    title: str,
    basis: str,
    first: date | None = None,
    last: date | None = None,
    content: str | None = None,
) -> Answer[Campaign]:
    """Open a campaign of a district or street for those below it, for some days or for good."""
    place = loading.load_place(work, loading.CONFIRM, organization_id)
    campaign = Campaign(
        district_id=place.district_id,
        id=work.new_id(),
        version=0,
        organization_id=organization_id,
        kind=validation.one_of(kind, CAMPAIGN_KINDS, "kind"),
        title=validation.title(title),
        basis=require_text(basis, label="依据 basis", limit=validation.TITLE, field="basis"),
        content=validation.content(content),
        status=OPEN,
    )
    campaign.set_days(first or work.today, last)
    work.session.add(campaign)
    emit(work, campaign, CampaignOpened, effective_on=campaign.first)
    return Answer(campaign, {"warnings": duplicates_of(work, SAME_CAMPAIGN, campaign)})


@command
def amend_campaign(
    work: UnitOfWork,
    *,
    campaign_id: str,
    title: str | None = None,
    content: str | None = None,
    last: date | None = None,
    expected_version: int | None = None,
) -> Campaign:
    """Change the texts or the last day of an open campaign; None leaves a field."""
    campaign = loading.load_campaign(work, campaign_id, expected_version)
    CAMPAIGN.after("amend", campaign.status)
    if title is None and content is None and last is None:
        raise Invalid("nothing_to_change")
    if title is not None:
        campaign.title = validation.title(title)
    if content is not None:
        campaign.content = validation.content(content)
    if last is not None:
        campaign.set_days(campaign.first, last)
    emit(work, campaign, CampaignAmended)
    return campaign


@command
def close_campaign(
    work: UnitOfWork, *, campaign_id: str, on: date | None = None, expected_version: int | None = None
) -> Campaign:
    """Close a campaign; its last day is that day unless an earlier one was named."""
    campaign = loading.load_campaign(work, campaign_id, expected_version)
    day = step_day(work, on, last=campaign.first)
    campaign.status = CAMPAIGN.after("close", campaign.status)
    campaign.last = min(campaign.last or day, day)
    emit(work, campaign, CampaignClosed, effective_on=day)
    return campaign


@command
def join_campaign(
    work: UnitOfWork,
    *,
    campaign_id: str,
    organization_id: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> Part:
    """Add a unit at or below a campaign's organizer to it, from today on or from an earlier day; idempotent.

    Who keeps the unit's records may say so, and who runs the campaign, whose right reaches the unit.
    """
    campaign = load(work.session, Campaign, campaign_id, lock=True)
    place = loading.load_place(work, loading.MANAGE, organization_id)
    require_version(campaign.version, expected_version)
    CAMPAIGN.after("join", campaign.status)
    _require_below(campaign, place)
    day = step_day(work, on, last=_earliest(work, campaign))
    if not org_paths.is_open(work.session, organization_id, day):
        raise Invalid("unit_closed", field="organization_id", organization=place.name, day=day)
    return join(work, campaign, organization_id, day)


@command
def leave_campaign(
    work: UnitOfWork,
    *,
    campaign_id: str,
    organization_id: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> Part:
    """End a unit's part in a campaign, today or on an earlier day since it joined; activities held for it remain."""
    campaign = load(work.session, Campaign, campaign_id, lock=True)
    loading.load_place(work, loading.MANAGE, organization_id)
    CAMPAIGN.after("leave", campaign.status)
    part = repository.part_of(work.session, campaign, organization_id)
    if part is None or part.status != TAKING_PART:
        raise NotFound("part_unknown", organization_id=organization_id)
    require_version(part.version, expected_version)
    day = step_day(work, on, last=part.joined_on)
    part.status = LEFT
    emit_part(work, campaign, part, CampaignLeft, day)
    return part


@command
def choose_exemplar(
    work: UnitOfWork,
    *,
    campaign_id: str,
    organization_id: str,
    reason: str,
    member_id: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Answer[Exemplar]:
    """Record that people chose a unit that took part, or a member of it, as an exemplar, and why."""
    campaign = loading.load_campaign(work, campaign_id)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    _require_below(campaign, place)
    work.actor.require(loading.CONFIRM, place.path)
    require_version(campaign.version, expected_version)
    CAMPAIGN.after("choose", campaign.status)
    if repository.part_of(work.session, campaign, organization_id) is None:
        raise Invalid("not_taking_part", field="organization_id", title=campaign.title)
    day = step_day(work, on, last=campaign.first)
    if member_id is not None and member_id not in repository.on_roll(work.session, organization_id, day):
        raise Invalid("not_on_roll", field="member_id", members=f"“{printable(member_id, limit=64)}”", count=1, day=day)
    exemplar = Exemplar(
        district_id=campaign.district_id,
        id=work.new_id(),
        version=0,
        campaign_id=campaign.id,
        organization_id=organization_id,
        member_id=member_id,
        reason=validation.reason(reason),
        status=CHOSEN,
        chosen_on=day,
    )
    work.session.add(exemplar)
    _emit_exemplar(work, campaign, exemplar, ExemplarChosen, day)
    return Answer(exemplar, {"warnings": duplicates_of(work, SAME_EXEMPLAR, exemplar)})


@command
def revoke_exemplar(
    work: UnitOfWork, *, campaign_id: str, exemplar_id: str, reason: str, expected_version: int | None = None
) -> Exemplar:
    """Revoke the choice of an exemplar, with a reason that replaces the first."""
    campaign = loading.load_campaign(work, campaign_id)
    exemplar = load_part(work.session, Exemplar, campaign, exemplar_id)
    place = org_paths.load_org_path(work.session, exemplar.organization_id, work.today)
    work.actor.require(loading.CONFIRM, place.path)
    require_version(exemplar.version, expected_version)
    if exemplar.status == REVOKED:
        raise Conflict("exemplar_revoked")
    exemplar.status, exemplar.reason = REVOKED, validation.reason(reason)
    _emit_exemplar(work, campaign, exemplar, ExemplarRevoked, work.today)
    return exemplar


def _earliest(work: UnitOfWork, campaign: Campaign) -> date:
    """Return the first day from which a unit may take part: a campaign is joined before it begins, too."""
    return min(campaign.first, work.today)


def _require_below(campaign: Campaign, place: OrgPath) -> None:
    if campaign.organization_id not in place.path:
        raise Invalid("unit_outside_campaign", field="organization_id", organization=place.name, title=campaign.title)


def _emit_exemplar(
    work: UnitOfWork, campaign: Campaign, exemplar: Exemplar, event: type[ExemplarEvent], on: date
) -> None:
    """Emit an event about an exemplar, which does not say why it was chosen; this counts its campaign's version too."""
    exemplar.version += 1
    campaign.version += 1
    organizations = {"district_id": exemplar.district_id, "organization_id": exemplar.organization_id}
    state = exemplar.state_with(year=campaign.first.year)
    work.emit(event(**organizations, exemplar_id=exemplar.id, exemplar=state, effective_on=on))
