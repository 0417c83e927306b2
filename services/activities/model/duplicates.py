"""What makes two records of organizational life the same fact."""

from services.activities.model.activities import HELD, Activity, ActivityStep
from services.activities.model.campaigns import CHOSEN, OPEN, Campaign, Exemplar
from services.activities.model.classes import ACTIVE, OFFERED, REQUESTED, ClassRequest, HallClass, Lecturer
from services.activities.model.resolutions import VOTED, Resolution
from shared.duplicates import Sameness, first_step

SAME_ACTIVITY = Sameness(
    model=Activity,
    zh="活动",
    en="activity",
    equal=("organization_id", "held_on", "kind", "mode"),
    texts=("title",),
    counting=(Activity.status == HELD,),
    first=first_step(ActivityStep, ActivityStep.activity_id, Activity.id),
    href="/api/v1/activities/{id}",
    void="/api/v1/activities/{id}/cancellations",
)
SAME_RESOLUTION = Sameness(
    model=Resolution,
    zh="表决",
    en="vote",
    equal=("activity_id",),
    texts=("subject",),
    counting=(Resolution.status == VOTED,),
    href="/api/v1/activities/{activity_id}/resolutions",
    void="/api/v1/activities/{activity_id}/resolutions/{id}/withdrawals",
)
SAME_CAMPAIGN = Sameness(
    model=Campaign,
    zh="主题活动",
    en="campaign",
    equal=("organization_id", "kind"),
    texts=("title",),
    counting=(Campaign.status == OPEN,),
    first=Campaign.first,
    href="/api/v1/campaigns/{id}",
    void="/api/v1/campaigns/{id}/closings",
)
SAME_EXEMPLAR = Sameness(
    model=Exemplar,
    zh="先进典型",
    en="exemplar",
    equal=("campaign_id", "organization_id", "member_id"),
    counting=(Exemplar.status == CHOSEN,),
    first=Exemplar.chosen_on,
    href="/api/v1/campaigns/{campaign_id}",
    void="/api/v1/campaigns/{campaign_id}/exemplars/{id}/revocations",
)
SAME_LECTURER = Sameness(
    model=Lecturer,
    zh="讲师",
    en="lecturer",
    equal=("hall_id",),
    texts=("name", "unit"),
    counting=(Lecturer.status == ACTIVE,),
    first=Lecturer.listed_on,
    href="/api/v1/lecturers/{id}",
    void="/api/v1/lecturers/{id}/retirements",
)
SAME_CLASS = Sameness(
    model=HallClass,
    zh="课程",
    en="class",
    equal=("hall_id",),
    texts=("title",),
    counting=(HallClass.status == OFFERED,),
    first=HallClass.offered_on,
    href="/api/v1/classes/{id}",
    void="/api/v1/classes/{id}/withdrawals",
)
SAME_REQUEST = Sameness(
    model=ClassRequest,
    zh="点课",
    en="request",
    equal=("organization_id", "hall_class_id"),
    counting=(ClassRequest.status == REQUESTED,),
    first=ClassRequest.requested_on,
    href="/api/v1/class-requests/{id}",
    void="/api/v1/class-requests/{id}/withdrawals",
)
