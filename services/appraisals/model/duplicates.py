"""What makes two objections to an appraisal the same one."""

from services.appraisals.model.objections import AppraisalObjection
from shared.duplicates import Sameness
from shared.objections import OPEN

SAME_OBJECTION = Sameness(
    model=AppraisalObjection,
    zh="考核异议",
    en="objection",
    equal=("about_id", "status", "item", "raised_by"),
    texts=("reason",),
    counting=(AppraisalObjection.status == OPEN,),
    first=AppraisalObjection.raised_on,
    href="/api/v1/appraisal-objections/{id}",
    void="/api/v1/appraisal-objections/{id}/answers",
)
