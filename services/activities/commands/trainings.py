"""A training that the holder of a post attended elsewhere is recorded where it was asked for."""

from datetime import date

from services.activities.commands import loading
from services.activities.commands.activities import add_activity
from services.activities.model import TrainingNeed
from services.activities.model.duplicates import SAME_ACTIVITY
from services.activities.model.validation import TRAINING
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def record_training(
    work: UnitOfWork,
    *,
    training_need_id: str,
    title: str,
    hours: int,
    held_on: date | None = None,
    guest_speaker: str | None = None,
    evidence: str | None = None,
    expected_version: int | None = None,
) -> Answer[TrainingNeed]:
    """Record a training that who took the post attended, as an activity of its organization, and let it count.

    One that a level above held is recorded there, with all who attended, and counts by itself.
    """
    need = loading.load_training_need(work, training_need_id, expected_version)
    place = org_paths.load_org_path(work.session, need.organization_id, work.today)
    activity = add_activity(
        work, place, kind=TRAINING, training=need.training, title=title, hours=hours, held_on=held_on,
        attended=[need.member_id], guest_speaker=guest_speaker, evidence=evidence,
    )  # fmt: skip
    return Answer(need, {"warnings": duplicates_of(work, SAME_ACTIVITY, activity)})
