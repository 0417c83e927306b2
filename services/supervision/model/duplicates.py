"""What makes two inspections, findings, letters or suggestions the same one."""

from services.supervision.model import lifecycle
from services.supervision.model.guidance import GuidanceVisit
from services.supervision.model.inspections import Finding, Inspection
from services.supervision.model.letters import ResponsibilityLetter
from services.supervision.model.suggestions import Suggestion
from services.supervision.model.tables import Step
from shared.duplicates import Sameness, first_step

SAME_INSPECTION = Sameness(
    model=Inspection,
    zh="检查",
    en="inspection",
    equal=("organization_id", "year", "kind", "inspect_on"),
    texts=("title",),
    counting=(Inspection.status != lifecycle.CANCELLED,),
    first=first_step(Step, Step.record_id, Inspection.id),
    href="/api/v1/inspections/{id}",
    void="/api/v1/inspections/{id}/cancellations",
)
SAME_FINDING = Sameness(
    model=Finding,
    zh="问题",
    en="finding",
    equal=("inspection_id", "organization_id", "severity"),
    texts=("clause", "text"),
    counting=(Finding.status != lifecycle.WITHDRAWN,),
    first=first_step(Step, Step.record_id, Finding.id),
    href="/api/v1/inspections/{inspection_id}/findings/{id}",
    void="/api/v1/inspections/{inspection_id}/findings/{id}/withdrawals",
)
SAME_LETTER = Sameness(
    model=ResponsibilityLetter,
    zh="责任书",
    en="responsibility letter",
    equal=("organization_id", "year", "issuer_id"),
    texts=("basis",),
    counting=(ResponsibilityLetter.status == lifecycle.DRAFTED,),
    first=ResponsibilityLetter.number,
    href="/api/v1/responsibility-letters/{id}",
    void="/api/v1/responsibility-letters/{id}/withdrawals",
)
SAME_SUGGESTION = Sameness(
    model=Suggestion,
    zh="意见建议",
    en="suggestion",
    equal=("sender_id", "organization_id", "about"),
    texts=("title", "text"),
    counting=(Suggestion.status == lifecycle.OPEN,),
    first=Suggestion.handed_in_on,
    href="/api/v1/suggestions/{id}",
    void="/api/v1/suggestions/{id}/answers",
)
"""Of one's own only: nobody learns from it what somebody else has sent."""
SAME_GUIDANCE_VISIT = Sameness(
    model=GuidanceVisit,
    zh="督导记录",
    en="guidance visit",
    equal=("contact_point_id", "visited_on"),
    texts=("text",),
    counting=(GuidanceVisit.status == lifecycle.RECORDED,),
    first=first_step(Step, Step.record_id, GuidanceVisit.id),
    href="/api/v1/guidance-visits/{id}",
    void="/api/v1/guidance-visits/{id}/withdrawals",
)
