"""Who takes a post is asked for a training by the rule pack; hours attended meet it, leaving the post ends it."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from services.activities.model import Activity, TrainingNeed
from services.activities.model.activities import HELD
from services.activities.model.trainings import ENDED, OPEN, last_day, rule_for, training_rules
from services.activities.model.validation import TRAINING
from shared.events.activities_trainings import TrainingAttended, TrainingNeeded, TrainingNeedEnded
from shared.events.organizations import PostLeft, PostTaken
from shared.records import emit
from shared.unit_of_work import UnitOfWork

ONE = timedelta(days=1)


def require_training(work: UnitOfWork, event: PostTaken) -> None:
    """Ask who took a post for its training, unless the time for it was over when the post was recorded."""
    rules = training_rules(event.from_on)
    rule = rule_for(event.title, rules)
    if rule is None or event.member_id is None or last_day(rule, event.from_on) < work.today:
        return
    due_on = last_day(rule, event.from_on)
    need = TrainingNeed(
        district_id=event.district_id, id=work.new_id(), version=0, organization_id=event.organization_id,
        post_id=event.post_id, post=event.title, member_id=event.member_id, training=rule.id, hours=rule["hours"],
        from_on=event.from_on, due_on=due_on, overdue_from=due_on + ONE, status=OPEN, hours_attended=0,
        rule_version=rules.version,
    )  # fmt: skip
    work.session.add(need)
    emit(work, need, TrainingNeeded, effective_on=event.from_on)
    settle_trainings(work, rule.id, {event.member_id}, on=event.from_on)


def end_training(work: UnitOfWork, event: PostLeft) -> None:
    """Ask no more for the training of a post that was left before it was attended."""
    query = select(TrainingNeed).where(
        TrainingNeed.district_id == event.district_id,
        TrainingNeed.post_id == event.post_id,
        TrainingNeed.status == OPEN,
    )
    for need in work.session.scalars(query.with_for_update()).all():
        need.status, need.ended_on = ENDED, event.until_on + ONE
        emit(work, need, TrainingNeedEnded, effective_on=need.ended_on)


def settle_trainings(work: UnitOfWork, training: str | None, members: Collection[str], *, on: date) -> None:
    """Settle what was asked of some members by the trainings that they attended since they took their posts.

    `on` is the day of the training by which it changed.
    """
    needs = (
        select(TrainingNeed)
        .where(
            TrainingNeed.member_id.in_(members), TrainingNeed.training == training, TrainingNeed.status != ENDED
        )
        .order_by(TrainingNeed.id)
    )  # fmt: skip
    for need in work.session.scalars(needs.with_for_update()).all() if training and members else ():
        if need.settle(_attended(work, need)):
            emit(work, need, TrainingAttended, effective_on=max(on, need.from_on))


def _attended(work: UnitOfWork, need: TrainingNeed) -> list[tuple[date, int]]:
    work.session.flush()
    given = select(Activity).where(
        Activity.district_id == need.district_id,
        Activity.kind == TRAINING,
        Activity.training == need.training,
        Activity.status == HELD,
        Activity.held_on >= need.from_on,
    )
    return [(one.held_on, one.hours) for one in work.session.scalars(given) if need.member_id in one.attended]
