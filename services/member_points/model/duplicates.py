"""What makes two declarations of points, or two objections, the same one."""

from services.member_points.model.declarations import WITHDRAWN, Declaration, DeclarationStep
from services.member_points.model.objections import Objection
from shared.duplicates import Sameness, first_step
from shared.objections import OPEN

SAME_DECLARATION = Sameness(
    model=Declaration,
    zh="积分申报",
    en="points declaration",
    equal=("organization_id", "year", "member_id", "item", "occurred_on", "times"),
    texts=("reason",),
    counting=(Declaration.status != WITHDRAWN,),
    first=first_step(DeclarationStep, DeclarationStep.declaration_id, Declaration.id),
    href="/api/v1/point-declarations/{id}",
    void="/api/v1/point-declarations/{id}/withdrawals",
)
SAME_OBJECTION = Sameness(
    model=Objection,
    zh="积分异议",
    en="objection",
    equal=("about_id", "status", "raised_by"),
    texts=("reason",),
    counting=(Objection.status == OPEN,),
    first=Objection.raised_on,
    href="/api/v1/point-objections/{id}",
    void="/api/v1/point-objections/{id}/answers",
)
