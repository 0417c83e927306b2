"""Responsibility letters (责任书): built from duties assigned already, cascading from the district to the branches."""

from gateway.blueprints import Blueprint
from gateway.schemas import supervision_letters as schemas
from gateway.schemas.base import warned
from gateway.schemas.supervision import SupervisionReason

READ, COMMIT = "supervision.read", "supervision.commit"
blueprint = Blueprint(
    "responsibility letters", "/api/v1/responsibility-letters", "责任书 · responsibility letters", service="supervision"
)

blueprint.list("", schemas.ResponsibilityLetterAnswer, query=schemas.ResponsibilityLetterFilter).calls(
    "letters", READ, "责任书列表 · the letters of an organization and everyone below it."
)
blueprint.post("", schemas.ResponsibilityLetterDraft, warned(schemas.ResponsibilityLetterAnswer)).calls(
    "draft_letter",
    COMMIT,
    "草拟责任书 · draft a unit's letter from its duties, within those of the one above.",
    any_scope=True,
)
blueprint.list("/duties", schemas.DutyAnswer, query=schemas.DutyFilter).calls(
    "duties", READ, "既定任务 · the duties that an organization and everyone below it have already."
)
blueprint.get("/<id:letter_id>", schemas.ResponsibilityLetterDetailAnswer).calls(
    "letter", READ, "一份责任书 · a letter and how it came about; the duties that it names are a list of their own."
)
blueprint.list("/<id:letter_id>/duties", schemas.DutyAnswer).calls(
    "letter_duties", READ, "责任书所列任务 · the duties that a letter names, each as it stands today."
)
blueprint.post(
    "/<id:letter_id>/signatures",
    schemas.ResponsibilityLetterSignature,
    schemas.ResponsibilityLetterAnswer,
    decides=True,
).calls(
    "sign_letter",
    "supervision.answer",
    "签订责任书 · sign for one side; signed by both, it takes the older one's place.",
)
blueprint.post("/<id:letter_id>/withdrawals", SupervisionReason, schemas.ResponsibilityLetterAnswer).calls(
    "withdraw_letter", COMMIT, "撤回未签订的责任书 · take a letter back that is not in force."
)
