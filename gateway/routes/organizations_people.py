"""Members of organizations: the roll, one member, personal data, and the transfers between organizations."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.organizations_people import (
    Departure,
    MemberAmendment,
    MemberAnswer,
    MemberDetailAnswer,
    MemberFilter,
    PersonalDataAnswer,
    Registration,
    RemindedMemberAnswer,
    RemindedTransferAnswer,
    TransferAnswer,
    TransferConfirmation,
    TransferFilter,
    TransferRefusal,
    TransferRequest,
    TransferWithdrawal,
)
from gateway.service_calls import call, require, require_any_scope
from shared.rights import SEE_FIGURES

blueprint = Blueprint(
    "members", __name__, url_prefix="/api/v1", description="党员与组织关系 · members and their transfers"
)
PLACE, ONE, MOVE = "/organizations/<id:organization_id>", "/members/<id:member_id>", "/transfers/<id:transfer_id>"


@blueprint.list(f"{PLACE}/members", MemberAnswer, query=MemberFilter)
def members(organization_id: str, **asked: Any) -> Any:
    """党员名册 · the members of an organization by name, numbers masked."""
    require("members.read", organization_id)
    return call("organizations", "members", organization_id=organization_id, **asked)


@blueprint.post(f"{PLACE}/members", Registration, RemindedMemberAnswer)
def register_member(organization_id: str, **asked: Any) -> Any:
    """登记党员 · enter a member in the roll."""
    require("members.keep", organization_id)
    return call("organizations", "register_member", organization_id=organization_id, **asked)


@blueprint.get(ONE, MemberDetailAnswer)
def member(member_id: str) -> Any:
    """党员详情 · a member with places, posts and an open transfer, numbers masked; reduced, without whom it is."""
    require_any_scope(SEE_FIGURES)
    return call("organizations", "member", member_id=member_id)


@blueprint.patch(ONE, MemberAmendment, RemindedMemberAnswer)
def amend_member(member_id: str, expected_version: Any = None, **changes: Any) -> Any:
    """修改党员信息 · change what is known about a member."""
    require_any_scope("members.keep")
    named = {"member_id": member_id, "expected_version": expected_version}
    return call("organizations", "amend_member", changes=changes, **named)


@blueprint.get(f"{ONE}/personal-data", PersonalDataAnswer, personal=True)
def personal_data(member_id: str) -> Any:
    """身份号码与电话全文，读取留痕 · identity number and phone in full; whoever reads them is on record."""
    require_any_scope("members.read_personal")
    return call("organizations", "personal_data", member_id=member_id)


@blueprint.post(f"{ONE}/departures", Departure, RemindedMemberAnswer)
def leave_member(**asked: Any) -> Any:
    """离开本区名册 · end a member's place in the district; the posts end with it."""
    require_any_scope("members.keep")
    return call("organizations", "leave_member", **asked)


@blueprint.post(f"{ONE}/transfers", TransferRequest, RemindedTransferAnswer)
def request_transfer(**asked: Any) -> Any:
    """转出 · let a member go to another organization, which has yet to confirm."""
    require_any_scope("members.keep")
    return call("organizations", "request_transfer", **asked)


@blueprint.list(f"{PLACE}/transfers", TransferAnswer, query=TransferFilter)
def transfers(organization_id: str, **asked: Any) -> Any:
    """组织关系转接，最新的在前 · transfers to and from an organization, the newest first."""
    require("members.read", organization_id)
    return call("organizations", "transfers", organization_id=organization_id, **asked)


@blueprint.get(MOVE, TransferAnswer)
def transfer(transfer_id: str) -> Any:
    """一项转接 · one transfer."""
    require_any_scope(SEE_FIGURES)
    return call("organizations", "transfer", transfer_id=transfer_id)


@blueprint.post(f"{MOVE}/confirmations", TransferConfirmation, RemindedTransferAnswer, decides=True)
def confirm_transfer(**asked: Any) -> Any:
    """接收 · take the member in, in the receiving organization's name."""
    require_any_scope("members.keep")
    return call("organizations", "confirm_transfer", **asked)


@blueprint.post(f"{MOVE}/refusals", TransferRefusal, RemindedTransferAnswer, decides=True)
def refuse_transfer(**asked: Any) -> Any:
    """不予接收 · say that the member is not taken in, and why."""
    require_any_scope("members.keep")
    return call("organizations", "refuse_transfer", **asked)


@blueprint.post(f"{MOVE}/withdrawals", TransferWithdrawal, RemindedTransferAnswer)
def withdraw_transfer(**asked: Any) -> Any:
    """撤回转出 · take back what is not yet confirmed."""
    require_any_scope("members.keep")
    return call("organizations", "withdraw_transfer", **asked)
