"""What makes two decisions or honours the same one."""

from services.meetings.model import lifecycle
from services.meetings.model.decisions import Decision
from services.meetings.model.honours import Honour
from services.meetings.model.tables import Step
from shared.duplicates import Sameness, first_step

SAME_DECISION = Sameness(
    model=Decision,
    zh="会议决定",
    en="decision",
    equal=("meeting_id", "responsible_organization_id"),
    texts=("text",),
    counting=(Decision.status != lifecycle.WITHDRAWN,),
    first=Decision.number,
    href="/api/v1/decisions/{id}",
    void="/api/v1/decisions/{id}/withdrawals",
)
SAME_HONOUR = Sameness(
    model=Honour,
    zh="表彰、试点",
    en="honour",
    equal=("organization_id", "year", "kind", "given_on"),
    texts=("title",),
    counting=(Honour.status != lifecycle.WITHDRAWN,),
    first=first_step(Step, Step.record_id, Honour.id),
    href="/api/v1/honours/{id}",
    void="/api/v1/honours/{id}/withdrawals",
)
