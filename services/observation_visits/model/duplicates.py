"""What makes two rounds, delegations, stops or adjustments of a score the same one."""

from services.observation_visits.model import lifecycle
from services.observation_visits.model.delegations import GOING, Delegation
from services.observation_visits.model.rounds import Round, Step
from services.observation_visits.model.sheets import Adjustment
from services.observation_visits.model.stops import ACTIVE, Stop
from shared.duplicates import Sameness, first_step

SAME_ROUND = Sameness(
    model=Round,
    zh="观摩安排",
    en="round of visits",
    equal=("organization_id", "year", "kind", "period"),
    texts=("title",),
    counting=(Round.status != lifecycle.CANCELLED,),
    first=first_step(Step, Step.record_id, Round.id),
    href="/api/v1/visit-rounds/{id}",
    void="/api/v1/visit-rounds/{id}/cancellations",
)
SAME_DELEGATION = Sameness(
    model=Delegation,
    zh="观摩团",
    en="delegation",
    equal=("round_id", "organization_id"),
    texts=("name",),
    counting=(Delegation.status == GOING,),
    href="/api/v1/visit-delegations/{id}",
    void="/api/v1/visit-delegations/{id}/cancellations",
)
SAME_STOP = Sameness(
    model=Stop,
    zh="观摩点",
    en="stop",
    equal=("organization_id",),
    texts=("name",),
    counting=(Stop.status == ACTIVE,),
    href="/api/v1/visit-stops/{id}",
    void="/api/v1/visit-stops/{id}/retirements",
)
SAME_ADJUSTMENT = Sameness(
    model=Adjustment,
    zh="加减分",
    en="addition or deduction",
    equal=("district_id", "sheet_id", "kind", "points"),
    texts=("reason",),
    first=Adjustment.recorded_at,
    href="/api/v1/visit-score-sheets/{sheet_id}",
    void="/api/v1/visit-score-sheets/{sheet_id}/adjustments/{id}/removals",
)
