"""What the activities service tells: each fact about a record carries the record whole, as it stands after the fact.

Records may pass to another organization, whose events keep another order. A listener therefore keeps, by the record's
id, the state with the highest `revision`; then the order of hearing is free. Names, reasons and minutes stay at home.
"""

from datetime import date

import msgspec

from shared.messaging.events import DatedEvent, Event, emitted_by

SOURCE = "activities"


class ActivityState(msgspec.Struct, frozen=True, kw_only=True):
    """An activity as it stands after the fact: what was held, by whom, who of the roll attended.

    `mode` is that of a session; `training` what training of Party workers was given, of so many `hours`. A record that
    was entered by mistake has the `status` cancelled, with a reason. `on_roll` is how many were on the roll when the
    attendance was entered, 0 before; `by_secretary` whether a secretary of the organization spoke at a party class.
    """

    activity_id: str
    revision: int
    organization_id: str
    kind: str
    mode: str | None = None
    title: str
    held_on: date
    status: str
    attended: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    campaign_id: str | None = None
    on_roll: int = 0
    training: str | None = None
    hours: int = 0
    by_secretary: bool = False


class ActivityEvent(Event, frozen=True, kw_only=True):
    """What every fact about an activity carries; `organization_id` is the organization that held it."""

    activity_id: str
    activity: ActivityState


@emitted_by(SOURCE)
class ActivityHeld(ActivityEvent, frozen=True, kw_only=True):
    """An organization recorded an activity that was held."""


@emitted_by(SOURCE)
class ActivityAmended(ActivityEvent, frozen=True, kw_only=True):
    """What was recorded of an activity was corrected."""


@emitted_by(SOURCE)
class AttendanceRecorded(ActivityEvent, frozen=True, kw_only=True):
    """Who of the roll attended was entered, or entered anew."""


@emitted_by(SOURCE)
class ActivityCancelled(ActivityEvent, frozen=True, kw_only=True):
    """An activity was recorded by mistake and counts no more, nor does anything that followed from it."""


class ResolutionState(msgspec.Struct, frozen=True, kw_only=True):
    """A vote as it stands; `outcome` follows from the numbers by the voting rule: passed, not_passed or no_quorum."""

    resolution_id: str
    revision: int
    organization_id: str
    activity_id: str
    held_on: date
    status: str
    election: bool
    entitled: int
    present: int
    votes_for: int
    votes_against: int
    abstained: int
    outcome: str
    rule_version: str


class ResolutionEvent(Event, frozen=True, kw_only=True):
    """What every fact about one vote carries."""

    resolution_id: str
    resolution: ResolutionState


@emitted_by(SOURCE)
class ResolutionVoted(ResolutionEvent, frozen=True, kw_only=True):
    """A meeting voted on a resolution."""


@emitted_by(SOURCE)
class ResolutionCorrected(ResolutionEvent, frozen=True, kw_only=True):
    """The numbers of a vote were corrected, or the vote is void because its meeting was cancelled."""


class ObligationState(msgspec.Struct, frozen=True, kw_only=True):
    """What the rule pack expects of an organization in a period, and what came of it.

    It is met late from `late_from`, the day after `due_on`, and counts as missed from `missed_from` while it is unmet.
    `status` is one of expected, met, excused and lifted; which day it is tells the rest.
    """

    obligation_id: str
    revision: int
    organization_id: str
    kind: str
    period: str
    year: int
    opens_on: date
    due_on: date
    late_from: date
    missed_from: date
    status: str
    met_on: date | None = None
    rule: str = ""
    rule_version: str = ""


@emitted_by(SOURCE)
class ObligationYearOpened(Event, frozen=True, kw_only=True):
    """A district's obligations of a year are to be set; those of organizations with ids after `after` still are."""

    year: int
    after: str = ""


@emitted_by(SOURCE)
class ObligationsSet(Event, frozen=True, kw_only=True):
    """What organizational life asks of one organization in a year, by the rule pack; told once for each."""

    year: int
    obligations: tuple[ObligationState, ...]


class ObligationEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one obligation carries."""

    obligation_id: str
    obligation: ObligationState


@emitted_by(SOURCE)
class ObligationMet(ObligationEvent, frozen=True, kw_only=True):
    """An activity that was recorded met an obligation, in time or late."""

    activity_id: str


@emitted_by(SOURCE)
class ObligationReopened(ObligationEvent, frozen=True, kw_only=True):
    """What met or excused an obligation no longer stands."""


@emitted_by(SOURCE)
class ObligationExcused(ObligationEvent, frozen=True, kw_only=True):
    """The level above excused an organization from an obligation, with a reason."""


@emitted_by(SOURCE)
class ObligationLifted(ObligationEvent, frozen=True, kw_only=True):
    """An obligation ended with its organization."""


class CampaignState(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign as it stands: a named theme of a level, from a day to a day, `open` or `closed`."""

    campaign_id: str
    revision: int
    organization_id: str
    kind: str
    title: str
    first: date
    last: date | None = None
    status: str


class CampaignEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one campaign carries; `organization_id` is the organization that runs it."""

    campaign_id: str
    campaign: CampaignState


@emitted_by(SOURCE)
class CampaignOpened(CampaignEvent, frozen=True, kw_only=True):
    """An organization opened a campaign for those below it."""


@emitted_by(SOURCE)
class CampaignAmended(CampaignEvent, frozen=True, kw_only=True):
    """The words or days of a campaign were changed."""

    from_organization_id: str | None = None


@emitted_by(SOURCE)
class CampaignClosed(CampaignEvent, frozen=True, kw_only=True):
    """A campaign is over; what was held for it stands."""


class PartState(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's part in a campaign: `taking_part` or `left`."""

    revision: int
    organization_id: str
    campaign_id: str
    year: int
    title: str
    status: str
    joined_on: date


class PartEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one unit's part in a campaign carries; `organization_id` is the unit."""

    campaign_id: str
    part: PartState


@emitted_by(SOURCE)
class CampaignJoined(PartEvent, frozen=True, kw_only=True):
    """A unit takes part in a campaign."""


@emitted_by(SOURCE)
class CampaignLeft(PartEvent, frozen=True, kw_only=True):
    """A unit takes part in a campaign no longer; what it held for it stands."""


class ExemplarState(msgspec.Struct, frozen=True, kw_only=True):
    """An exemplar (先进典型) that people chose in a campaign: a unit, or a member of it; `chosen` or `revoked`."""

    exemplar_id: str
    revision: int
    organization_id: str
    member_id: str | None = None
    campaign_id: str
    year: int
    status: str
    chosen_on: date


class ExemplarEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one exemplar carries; `organization_id` is the unit it belongs to."""

    exemplar_id: str
    exemplar: ExemplarState


@emitted_by(SOURCE)
class ExemplarChosen(ExemplarEvent, frozen=True, kw_only=True):
    """People chose an exemplar in a campaign."""


@emitted_by(SOURCE)
class ExemplarRevoked(ExemplarEvent, frozen=True, kw_only=True):
    """People took the choice of an exemplar back."""
