"""Responsibility letters (责任书): built from duties assigned already, cascading from the district to the branches."""

from gateway.blueprints import Blueprint
from gateway.documents import OfficialDocument
from gateway.documents.responsibility_letters import document_of_letter, drafted_on
from gateway.schemas import supervision_letters as schemas
from gateway.schemas.base import warned
from gateway.schemas.supervision import SupervisionReason
from gateway.service_calls import call, call_every, organs, require_any_scope

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


@blueprint.document("/<id:letter_id>/document")
def letter_document(letter_id: str) -> OfficialDocument:
    """责任书公文 · the letter as an official document (GB/T 9704): a Word file, or HTML to show and to print."""
    require_any_scope(READ)
    letter = call("supervision", "letter", letter_id=letter_id)
    duties = call_every("supervision", "letter_duties", letter_id=letter_id)
    named = [letter["issuer_id"], letter["organization_id"], *(duty["organization_id"] for duty in duties)]
    return document_of_letter(letter, duties, organs(named, drafted_on(letter)))


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
