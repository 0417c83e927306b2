"""What the appraisals service tells: schemes, appraisals of organizations and objections to them.

Every fact carries its record whole with a growing `revision`. Points are whole numbers of hundredths of a point; no
score is told before it is published, and nobody is told of by name.
"""

from datetime import date

import msgspec

from shared.messaging.events import DatedEvent, emitted_by

SOURCE = "appraisals"


class AppraisalSchemeState(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the scheme by which an organization appraises the units of a level in a year."""

    appraisal_scheme_id: str
    revision: int
    organization_id: str
    year: int
    level: str
    number: int
    status: str
    title: str
    citation: str
    rule_version: str
    valid_from: date
    published_on: date | None = None


class AppraisalSchemeEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one version of a scheme carries; `organization_id` is who appraises."""

    appraisal_scheme_id: str
    appraisal_scheme: AppraisalSchemeState


@emitted_by(SOURCE)
class AppraisalSchemeDrafted(AppraisalSchemeEvent, frozen=True, kw_only=True):
    """An organization drafted a scheme (考核办法), or a new version of one."""


@emitted_by(SOURCE)
class AppraisalSchemeAmended(AppraisalSchemeEvent, frozen=True, kw_only=True):
    """The draft of a scheme was changed."""


@emitted_by(SOURCE)
class AppraisalSchemePublished(AppraisalSchemeEvent, frozen=True, kw_only=True):
    """A version of a scheme is published: from now on it never changes."""


class AppraisalState(msgspec.Struct, frozen=True, kw_only=True):
    """An organization's appraisal of a year as it stands; `issuer_id` reviews it, `score` stands once it is published.

    `rule_version` names the version of the scheme by which it is computed; `merged_units` are the organizations merged
    into this one whose own appraisals of the year ended.
    """

    appraisal_id: str
    revision: int
    organization_id: str
    issuer_id: str
    year: int
    level: str
    status: str
    appraisal_scheme_id: str
    rule_version: str
    opened_on: date
    assess_by: date
    assessed_on: date | None = None
    review_by: date | None = None
    reviewed_on: date | None = None
    published_on: date | None = None
    objections_until: date | None = None
    freezes_from: date | None = None
    frozen_on: date | None = None
    score: int | None = None
    band: str | None = None
    digest: str | None = None
    merged_units: tuple[str, ...] = ()
    heir_id: str | None = None


class AppraisalEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one organization's appraisal carries."""

    appraisal_id: str
    appraisal: AppraisalState


@emitted_by(SOURCE)
class AppraisalOpened(AppraisalEvent, frozen=True, kw_only=True):
    """The appraisal of an organization was opened: it is to assess itself."""


@emitted_by(SOURCE)
class AppraisalSelfAssessed(AppraisalEvent, frozen=True, kw_only=True):
    """An organization assessed itself (自评): it is to be reviewed by the level above."""


@emitted_by(SOURCE)
class AppraisalReturned(AppraisalEvent, frozen=True, kw_only=True):
    """A self-assessment was given back with an opinion."""


@emitted_by(SOURCE)
class AppraisalEvidenceTaken(AppraisalEvent, frozen=True, kw_only=True):
    """The figures of the indicator items were read, each with the address of its records."""


@emitted_by(SOURCE)
class AppraisalReviewed(AppraisalEvent, frozen=True, kw_only=True):
    """The level above gave points for what people judge, each with its reason."""


@emitted_by(SOURCE)
class AppraisalPublished(AppraisalEvent, frozen=True, kw_only=True):
    """The score was computed by the scheme and published, open to objections until a day."""


@emitted_by(SOURCE)
class AppraisalReopened(AppraisalEvent, frozen=True, kw_only=True):
    """An objection was upheld: the appraisal is to be reviewed again."""


@emitted_by(SOURCE)
class AppraisalFrozen(AppraisalEvent, frozen=True, kw_only=True):
    """The result stands with the scheme of its year, hashed, and never changes."""


@emitted_by(SOURCE)
class AppraisalMerged(AppraisalEvent, frozen=True, kw_only=True):
    """An organization was merged into this one, whose appraisal says so."""


@emitted_by(SOURCE)
class AppraisalCarried(AppraisalEvent, frozen=True, kw_only=True):
    """The organization that reviews an appraisal ended; another one reviews it from now on."""


@emitted_by(SOURCE)
class AppraisalEnded(AppraisalEvent, frozen=True, kw_only=True):
    """An appraisal that was not frozen ended with its organization."""


class AppraisalObjectionState(msgspec.Struct, frozen=True, kw_only=True):
    """An objection to a published appraisal, to one `item` of it or to the whole; `above_id` answers it."""

    appraisal_objection_id: str
    revision: int
    organization_id: str
    about_id: str
    above_id: str
    year: int
    status: str
    raised_on: date
    due_on: date
    item: str | None = None
    answered_on: date | None = None


class AppraisalObjectionEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one objection carries."""

    appraisal_objection_id: str
    appraisal_objection: AppraisalObjectionState


@emitted_by(SOURCE)
class AppraisalObjectionRaised(AppraisalObjectionEvent, frozen=True, kw_only=True):
    """An organization objected, with a reason, to its published appraisal."""


@emitted_by(SOURCE)
class AppraisalObjectionAnswered(AppraisalObjectionEvent, frozen=True, kw_only=True):
    """The level above answered an objection: upheld or dismissed, with its reason."""


@emitted_by(SOURCE)
class AppraisalObjectionCarried(AppraisalObjectionEvent, frozen=True, kw_only=True):
    """The organization that answers an open objection ended; another one answers it from now on."""


@emitted_by(SOURCE)
class AppraisalObjectionEnded(AppraisalObjectionEvent, frozen=True, kw_only=True):
    """An open objection fell away: the appraisal it is about ended with its organization."""
