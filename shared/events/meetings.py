"""What the meetings service tells: every fact about a record carries the record whole, as it stands after the fact.

A record may pass to another organization, whose events keep another order. A listener therefore keeps, by the record's
id, the state with the highest `revision`; then the order of hearing is free. What a unit wrote in its report, and the
words beside the figures of a quarterly report, do not travel: they are read where they are kept, by those who may.
"""

from datetime import date

import msgspec

from shared.messaging.events import DatedEvent, Event, emitted_by

SOURCE = "meetings"


class QuarterlyReportState(msgspec.Struct, frozen=True, kw_only=True):
    """A quarterly report of `organization_id`; a frozen one is named by the SHA-256 of its canonical JSON."""

    report_id: str
    revision: int
    organization_id: str
    year: int
    quarter: str
    status: str
    while_running: bool = False
    tree_as_of: date | None = None
    frozen_on: date | None = None
    digest: str | None = None
    superseded_by: str | None = None


class MeetingState(msgspec.Struct, frozen=True, kw_only=True):
    """A quarterly meeting that `organization_id` holds; `units` of those below it are asked to report."""

    meeting_id: str
    revision: int
    organization_id: str
    year: int
    quarter: str
    status: str
    meet_on: date
    units: int = 0
    held_on: date | None = None
    followed_up_on: date | None = None


class ReportBackState(msgspec.Struct, frozen=True, kw_only=True):
    """What `organization_id` reports to a meeting; its `form`, `spoken` or `written`, is known once that was held."""

    report_back_id: str
    revision: int
    organization_id: str
    meeting_id: str
    year: int
    quarter: str
    status: str
    due_on: date
    handed_in_on: date | None = None
    held_on: date | None = None
    form: str | None = None


class DecisionState(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of a meeting of `organization_id`, as far as the project that carries it out has come."""

    decision_id: str
    revision: int
    organization_id: str
    meeting_id: str
    year: int
    quarter: str
    number: int
    text: str
    responsible_organization_id: str
    post: str
    status: str
    made_on: date
    deadline: date
    due_on: date
    overdue_from: date
    settled_on: date | None = None


class HonourState(msgspec.Struct, frozen=True, kw_only=True):
    """An honour of `organization_id`: a commendation or a pilot, given by somebody of a level above."""

    honour_id: str
    revision: int
    organization_id: str
    year: int
    kind: str
    title: str
    giver: str
    giver_level: str
    document_number: str
    status: str
    given_on: date


class QuarterlyReportEvent(Event, frozen=True, kw_only=True):
    """What every fact about one quarterly report carries."""

    report_id: str
    report: QuarterlyReportState


@emitted_by(SOURCE)
class ReportDrafted(QuarterlyReportEvent, frozen=True, kw_only=True):
    """Somebody began the words of an organization's quarterly report (情况报告)."""


@emitted_by(SOURCE)
class ReportTextWritten(QuarterlyReportEvent, frozen=True, kw_only=True):
    """Words were typed, or changed, at one of the report's slots."""

    slot: str


@emitted_by(SOURCE)
class ReportFrozen(QuarterlyReportEvent, frozen=True, kw_only=True):
    """A quarterly report was frozen with its figures, words, rule versions and tree; it never changes again."""

    supersedes: str | None = None


@emitted_by(SOURCE)
class ReportSuperseded(QuarterlyReportEvent, frozen=True, kw_only=True):
    """A newer frozen report took the place of this one, which stays readable."""

    by: str


class MeetingEvent(Event, frozen=True, kw_only=True):
    """What every fact about one quarterly meeting carries."""

    meeting_id: str
    meeting: MeetingState


@emitted_by(SOURCE)
class MeetingOpened(MeetingEvent, frozen=True, kw_only=True):
    """An organization began to prepare its meeting of a quarter (季度党建例会)."""


@emitted_by(SOURCE)
class MeetingAmended(MeetingEvent, frozen=True, kw_only=True):
    """A meeting's day, place or convener changed before it was held."""


@emitted_by(SOURCE)
class MeetingHeld(MeetingEvent, frozen=True, kw_only=True):
    """A meeting took place."""


@emitted_by(SOURCE)
class MeetingFollowedUp(MeetingEvent, frozen=True, kw_only=True):
    """Nothing that a meeting decided is left to be carried out."""


@emitted_by(SOURCE)
class MeetingCancelled(MeetingEvent, frozen=True, kw_only=True):
    """A meeting that was prepared is not held."""


@emitted_by(SOURCE)
class MeetingEnded(MeetingEvent, frozen=True, kw_only=True):
    """A meeting that was prepared ended with its organization."""


class ReportBackEvent(Event, frozen=True, kw_only=True):
    """What every fact about one unit's report to a meeting carries; `organization_id` reports."""

    report_back_id: str
    report_back: ReportBackState


@emitted_by(SOURCE)
class ReportBackAsked(ReportBackEvent, frozen=True, kw_only=True):
    """A unit is asked to report to a meeting, or the meeting's day became another."""


@emitted_by(SOURCE)
class ReportBackHandedIn(ReportBackEvent, frozen=True, kw_only=True):
    """A unit handed in, or changed, what it reports in its own words."""


@emitted_by(SOURCE)
class ReportBackGiven(ReportBackEvent, frozen=True, kw_only=True):
    """A unit reported to a meeting that was held, by speaking (汇报发言) or in writing (书面汇报)."""


@emitted_by(SOURCE)
class ReportBackMissed(ReportBackEvent, frozen=True, kw_only=True):
    """A meeting was held to which a unit that was asked neither spoke nor wrote."""


@emitted_by(SOURCE)
class ReportBackEnded(ReportBackEvent, frozen=True, kw_only=True):
    """A unit need not report any more: the meeting was cancelled, or the unit or the meeting's organization ended."""


class DecisionEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one decision of a meeting carries; `organization_id` decided."""

    decision_id: str
    decision: DecisionState


@emitted_by(SOURCE)
class DecisionMade(DecisionEvent, frozen=True, kw_only=True):
    """A meeting decided something, with a deadline, a responsible organization and a responsible post (会议决定)."""


@emitted_by(SOURCE)
class DecisionStateChanged(DecisionEvent, frozen=True, kw_only=True):
    """The project that carries a decision out changed its state, its deadline or who is responsible."""


@emitted_by(SOURCE)
class DecisionWithdrawn(DecisionEvent, frozen=True, kw_only=True):
    """A decision was withdrawn by those who made it."""


@emitted_by(SOURCE)
class DecisionCarried(DecisionEvent, frozen=True, kw_only=True):
    """A decision goes on under the heir of who made it or of who is responsible."""

    from_organization_id: str | None = None


@emitted_by(SOURCE)
class DecisionEnded(DecisionEvent, frozen=True, kw_only=True):
    """A decision ended because the organization that made it did."""


class HonourEvent(Event, frozen=True, kw_only=True):
    """What every fact about one honour carries."""

    honour_id: str
    honour: HonourState


@emitted_by(SOURCE)
class HonourRecorded(HonourEvent, frozen=True, kw_only=True):
    """An honour of an organization was recorded, with who gave it (表彰、试点)."""


@emitted_by(SOURCE)
class HonourWithdrawn(HonourEvent, frozen=True, kw_only=True):
    """An honour was recorded by mistake, or taken back by who gave it."""
