"""Members of organizations: the roll, one member, personal data, and the transfers between organizations."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas import organizations_people as schemas
from gateway.service_calls import call, require_any_scope
from shared.rights import SEE_FIGURES

READ, KEEP = "members.read", "members.keep"
PLACE, ONE, MOVE = "/organizations/<id:organization_id>", "/members/<id:member_id>", "/transfers/<id:transfer_id>"
blueprint = Blueprint("members", "/api/v1", "党员与组织关系 · members and their transfers", service="organizations")

blueprint.list(f"{PLACE}/members", schemas.MemberAnswer, query=schemas.MemberFilter, personal=True).calls(
    "members", READ, "党员名册 · the members of an organization by name, numbers masked."
)
blueprint.post(f"{PLACE}/members", schemas.MemberRegistration, schemas.RemindedMemberAnswer).calls(
    "register_member", KEEP, "登记党员 · enter a member in the roll."
)

blueprint.get(ONE, schemas.MemberDetailAnswer, personal=True).calls(
    "member",
    SEE_FIGURES,
    "党员详情 · a member with places, posts and an open transfer, numbers masked; reduced, without whom it is.",
)


@blueprint.patch(ONE, schemas.MemberAmendment, schemas.RemindedMemberAnswer)
def amend_member(member_id: str, expected_version: Any = None, **changes: Any) -> Any:
    """修改党员信息 · change what is known about a member."""
    require_any_scope(KEEP)
    named = {"member_id": member_id, "expected_version": expected_version}
    return call("organizations", "amend_member", changes=changes, **named)


blueprint.get(f"{ONE}/personal-data", schemas.MemberPersonalDataAnswer, personal=True).calls(
    "personal_data",
    "members.read_personal",
    "身份号码与电话全文，读取留痕 · identity number and phone in full; whoever reads them is on record.",
)
blueprint.post(f"{ONE}/departures", schemas.MemberDeparture, schemas.RemindedMemberAnswer).calls(
    "leave_member", KEEP, "离开本区名册 · end a member's place in the district; the posts end with it."
)
blueprint.post(f"{ONE}/transfers", schemas.TransferRequest, schemas.RemindedTransferAnswer).calls(
    "request_transfer", KEEP, "转出 · let a member go to another organization, which has yet to confirm."
)
blueprint.list(f"{PLACE}/transfers", schemas.TransferAnswer, query=schemas.TransferFilter, personal=True).calls(
    "transfers", READ, "组织关系转接，最新的在前 · transfers to and from an organization, the newest first."
)

blueprint.get(MOVE, schemas.TransferAnswer, personal=True).calls("transfer", SEE_FIGURES, "一项转接 · one transfer.")

blueprint.post(
    f"{MOVE}/confirmations", schemas.TransferConfirmation, schemas.RemindedTransferAnswer, decides=True
).calls("confirm_transfer", KEEP, "接收 · take the member in, in the receiving organization's name.")
blueprint.post(f"{MOVE}/refusals", schemas.TransferRefusal, schemas.RemindedTransferAnswer, decides=True).calls(
    "refuse_transfer", KEEP, "不予接收 · say that the member is not taken in, and why."
)
blueprint.post(f"{MOVE}/withdrawals", schemas.TransferWithdrawal, schemas.RemindedTransferAnswer).calls(
    "withdraw_transfer", KEEP, "撤回转出 · take back what is not yet confirmed."
)
