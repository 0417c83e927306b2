"""What the projects service tells: every fact about a project carries the project whole, as it stands after the fact.

A project's lead may pass to another organization, whose events keep another order. A listener therefore keeps, by
`project_id`, the state with the highest `revision`, and by `milestone_id` likewise; then the order of hearing is free.
"""

from datetime import date

import msgspec

from shared.messaging.events import DatedEvent, Event, emitted_by

SOURCE = "projects"
RUNNING = ("approved", "in_progress")
"""The states in which deadlines count."""


class ProjectState(msgspec.Struct, frozen=True, kw_only=True):
    """A project as it stands; `organization_id` leads it, `number` is a practical matter's place in the year's list.

    `at_risk_from` and `overdue_from` are the days from which it counts as such unless something is reported; None means
    never. `silent_from` is the day from which it counts as silent, and is already part of `at_risk_from`.
    """

    project_id: str
    revision: int
    organization_id: str
    kind: str
    year: int
    number: int | None = None
    category: str | None
    title: str
    status: str
    lead_post: str
    percent: int = 0
    people_served: int = 0
    difficulties_solved: int = 0
    milestones: int = 0
    milestones_reached: int = 0
    declared_on: date | None = None
    approved_on: date | None = None
    started_on: date | None = None
    accepted_on: date | None = None
    rating: str | None = None
    last_report_on: date | None = None
    silent_from: date | None = None
    at_risk_from: date | None = None
    overdue_from: date | None = None


class MilestoneState(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone as it stands; `due_on` is its deadline, moved to a working day, and None days mean never.

    `calendar_published` is False where the year's holiday notice was not known yet and the days are an estimate.
    """

    milestone_id: str
    revision: int
    organization_id: str
    post: str
    title: str
    status: str
    deadline: date
    due_on: date
    at_risk_from: date
    overdue_from: date
    calendar_published: bool = True
    reached_on: date | None = None


class ProjectEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one project carries; `organization_id` is the organization that leads it."""

    project_id: str
    project: ProjectState


class MilestoneEvent(ProjectEvent, frozen=True, kw_only=True):
    """What every fact about one milestone carries, beside its project."""

    milestone_id: str
    milestone: MilestoneState


@emitted_by(SOURCE)
class ProjectDeclared(ProjectEvent, frozen=True, kw_only=True):
    """An organization declared a secretary project, for the first time or again after amending it."""

    year: int
    kind: str
    category: str | None
    title: str
    lead_post: str
    status: str = "declared"
    again: bool = False


@emitted_by(SOURCE)
class ProjectAmended(ProjectEvent, frozen=True, kw_only=True):
    """The words of a project that is not approved yet were changed."""


@emitted_by(SOURCE)
class ProjectReviewed(ProjectEvent, frozen=True, kw_only=True):
    """The street office reviewed a project and passed it on to the district (审核)."""

    reviewed_on: date
    street_id: str


@emitted_by(SOURCE)
class ProjectReturned(ProjectEvent, frozen=True, kw_only=True):
    """The street office or the district gave a declaration back for amendment."""

    returned_on: date
    returned_by: str


@emitted_by(SOURCE)
class ProjectApproved(ProjectEvent, frozen=True, kw_only=True):
    """The district approved a project (立项), or published the list of practical matters that it stands on."""

    approved_on: date


@emitted_by(SOURCE)
class ProjectStarted(ProjectEvent, frozen=True, kw_only=True):
    """Work on a project began."""

    started_on: date


@emitted_by(SOURCE)
class ProgressReported(ProjectEvent, frozen=True, kw_only=True):
    """A unit reported progress; the figures are increments, and take the place of those of the report it `corrects`."""

    report_id: str
    reporting_organization_id: str
    report_kind: str
    reported_on: date
    percent: int | None
    people_served: int
    difficulties_solved: int
    corrects: str | None = None


@emitted_by(SOURCE)
class AcceptanceRefused(ProjectEvent, frozen=True, kw_only=True):
    """The district inspected a project and did not accept it; work goes on."""

    refused_on: date


@emitted_by(SOURCE)
class ProjectAccepted(ProjectEvent, frozen=True, kw_only=True):
    """The district accepted a finished project (验收)."""

    accepted_on: date


@emitted_by(SOURCE)
class ProjectRated(ProjectEvent, frozen=True, kw_only=True):
    """The district rated an accepted project; `proposed` is what the published thresholds give."""

    rating: str
    proposed: str


@emitted_by(SOURCE)
class ProjectWithdrawn(ProjectEvent, frozen=True, kw_only=True):
    """A project was given up by those who lead it."""

    withdrawn_on: date


@emitted_by(SOURCE)
class ProjectCarried(ProjectEvent, frozen=True, kw_only=True):
    """A project passed to another organization because its own was merged or split."""

    from_organization_id: str
    to_organization_id: str
    effective_on: date


@emitted_by(SOURCE)
class ProjectEnded(ProjectEvent, frozen=True, kw_only=True):
    """A project ended unfinished because its organization did."""

    ended_on: date


@emitted_by(SOURCE)
class MilestoneSet(MilestoneEvent, frozen=True, kw_only=True):
    """A milestone was set: a deadline, a responsible organization and a responsible post (责任分解)."""


@emitted_by(SOURCE)
class MilestoneAmended(MilestoneEvent, frozen=True, kw_only=True):
    """A milestone's words, responsibility or deadline changed; `previous_deadline` is the one it had."""

    previous_deadline: date


@emitted_by(SOURCE)
class MilestoneReached(MilestoneEvent, frozen=True, kw_only=True):
    """A progress report says that a milestone was reached."""

    reached_on: date


@emitted_by(SOURCE)
class MilestoneReopened(MilestoneEvent, frozen=True, kw_only=True):
    """The report that said a milestone was reached was corrected, and the correction does not say so."""


@emitted_by(SOURCE)
class MilestoneWaived(MilestoneEvent, frozen=True, kw_only=True):
    """The district accepted a project without this milestone."""


@emitted_by(SOURCE)
class MilestoneDropped(MilestoneEvent, frozen=True, kw_only=True):
    """A milestone was taken out of the plan."""


@emitted_by(SOURCE)
class MilestoneHandedOn(MilestoneEvent, frozen=True, kw_only=True):
    """A milestone's responsible organization was merged, split or closed, and another answers for it now."""

    from_organization_id: str
    to_organization_id: str


@emitted_by(SOURCE)
class PracticalMatterDrafted(ProjectEvent, frozen=True, kw_only=True):
    """The district put a matter on the draft of its year's list."""


@emitted_by(SOURCE)
class PracticalMattersPublished(Event, frozen=True, kw_only=True):
    """The district published its year's list (10件实事); `projects` are the matters in the list's order."""

    year: int
    published_on: date
    projects: tuple[str, ...]


@emitted_by(SOURCE)
class MatterAssigned(ProjectEvent, frozen=True, kw_only=True):
    """A unit was given its part of a practical matter."""

    assigned_organization_id: str
    post: str


@emitted_by(SOURCE)
class MatterReleased(ProjectEvent, frozen=True, kw_only=True):
    """A unit has no part in a practical matter any more."""

    released_organization_id: str


LIFE_EVENTS: tuple[type[ProjectEvent], ...] = (
    ProjectDeclared,
    ProjectAmended,
    ProjectReviewed,
    ProjectReturned,
    ProjectApproved,
    ProjectStarted,
    ProjectAccepted,
    ProjectRated,
    ProjectWithdrawn,
    ProjectCarried,
    ProjectEnded,
    PracticalMatterDrafted,
)
"""Every fact after which a project's title, organization or status may be another."""
PROJECT_EVENTS: tuple[type[ProjectEvent], ...] = (
    *LIFE_EVENTS,
    ProgressReported,
    AcceptanceRefused,
    MilestoneSet,
    MilestoneAmended,
    MilestoneReached,
    MilestoneReopened,
    MilestoneWaived,
    MilestoneDropped,
    MilestoneHandedOn,
    MatterAssigned,
    MatterReleased,
)
"""Every fact that carries a project."""
