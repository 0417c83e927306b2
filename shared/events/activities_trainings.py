"""What the activities service tells of trainings that posts ask for, and of party classes that secretaries give."""

from datetime import date

import msgspec

from shared.events.activities import SOURCE, ActivityEvent
from shared.messaging.events import Event, emitted_by


class TrainingNeedState(msgspec.Struct, frozen=True, kw_only=True):
    """A training that the rule pack asks of who took a post: `open`, `met` by what was attended, or `ended`.

    `post` is the post that was taken on `from_on`; who took it is told by the fact about the post alone.
    """

    training_need_id: str
    revision: int
    organization_id: str
    post_id: str
    post: str
    training: str
    hours: int
    from_on: date
    due_on: date
    overdue_from: date
    status: str
    hours_attended: int = 0
    met_on: date | None = None
    ended_on: date | None = None
    rule_version: str = ""


class TrainingNeedEvent(Event, frozen=True, kw_only=True):
    """What every fact about one training that is needed carries; `organization_id` is the one whose post it is."""

    training_need_id: str
    training_need: TrainingNeedState
    effective_on: date


@emitted_by(SOURCE)
class TrainingNeeded(TrainingNeedEvent, frozen=True, kw_only=True):
    """Somebody took a post for which the rule pack asks a training."""


@emitted_by(SOURCE)
class TrainingAttended(TrainingNeedEvent, frozen=True, kw_only=True):
    """The hours that were attended of a needed training are others now; all of them meet it."""


@emitted_by(SOURCE)
class TrainingNeedEnded(TrainingNeedEvent, frozen=True, kw_only=True):
    """A needed training is asked no more, because the post was left before it was attended."""


@emitted_by(SOURCE)
class SecretaryClassSettled(ActivityEvent, frozen=True, kw_only=True):
    """Who was secretary was entered later, and with it whether a party class was given by one."""
