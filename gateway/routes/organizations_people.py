"""Members of organizations: the roll, one member, personal data, and the transfers between organizations."""

from typing import Any

from gateway.asking import ask, require, require_somewhere
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
from shared.rights import SEE_FIGURES

blueprint = Blueprint(
    "members", __name__, url_prefix="/api/v1", description="党员与组织关系 · members and their transfers"
)
PLACE, ONE, MOVE = "/organizations/<id:organization_id>", "/members/<id:member_id>", "/transfers/<id:transfer_id>"


@blueprint.lists(f"{PLACE}/members", MemberAnswer, query=MemberFilter)
def members(organization_id: str, **asked: Any) -> Any:
    """党员名册 · the members of an organization by name, numbers masked."""
    require("members.read", organization_id)
    return ask("organizations", "members", organization_id=organization_id, **asked)


@blueprint.takes(f"{PLACE}/members", Registration, RemindedMemberAnswer)
def register_member(organization_id: str, **asked: Any) -> Any:
    """登记党员 · enter a member in the roll."""
    require("members.keep", organization_id)
    return ask("organizations", "register_member", organization_id=organization_id, **asked)


@blueprint.shows(ONE, MemberDetailAnswer)
def member(member_id: str) -> Any:
    """党员详情 · a member with places, posts and an open transfer, numbers masked; reduced, without whom it is."""
    require_somewhere(SEE_FIGURES)
    return ask("organizations", "member", member_id=member_id)


@blueprint.changes(ONE, MemberAmendment, RemindedMemberAnswer)
def amend_member(member_id: str, expected_version: Any = None, **changes: Any) -> Any:
    """修改党员信息 · change what is known about a member."""
    require_somewhere("members.keep")
    named = {"member_id": member_id, "expected_version": expected_version}
    return ask("organizations", "amend_member", changes=changes, **named)


@blueprint.shows(f"{ONE}/personal-data", PersonalDataAnswer, personal=True)
def personal_data(member_id: str) -> Any:
    """身份号码与电话全文，读取留痕 · identity number and phone in full; whoever reads them is on record."""
    require_somewhere("members.read_personal")
    return ask("organizations", "personal_data", member_id=member_id)


@blueprint.takes(f"{ONE}/departures", Departure, RemindedMemberAnswer)
def leave_member(**asked: Any) -> Any:
    """离开本区名册 · end a member's place in the district; the posts end with it."""
    require_somewhere("members.keep")
    return ask("organizations", "leave_member", **asked)


@blueprint.takes(f"{ONE}/transfers", TransferRequest, RemindedTransferAnswer)
def request_transfer(**asked: Any) -> Any:
    """转出 · let a member go to another organization, which has yet to confirm."""
    require_somewhere("members.keep")
    return ask("organizations", "request_transfer", **asked)


@blueprint.lists(f"{PLACE}/transfers", TransferAnswer, query=TransferFilter)
def transfers(organization_id: str, **asked: Any) -> Any:
    """组织关系转接，最新的在前 · transfers to and from an organization, the newest first."""
    require("members.read", organization_id)
    return ask("organizations", "transfers", organization_id=organization_id, **asked)


@blueprint.shows(MOVE, TransferAnswer)
def transfer(transfer_id: str) -> Any:
    """一项转接 · one transfer."""
    require_somewhere(SEE_FIGURES)
    return ask("organizations", "transfer", transfer_id=transfer_id)


@blueprint.takes(f"{MOVE}/confirmations", TransferConfirmation, RemindedTransferAnswer, decides=True)
def confirm_transfer(**asked: Any) -> Any:
    """接收 · take the member in, in the receiving organization's name."""
    require_somewhere("members.keep")
    return ask("organizations", "confirm_transfer", **asked)


@blueprint.takes(f"{MOVE}/refusals", TransferRefusal, RemindedTransferAnswer, decides=True)
def refuse_transfer(**asked: Any) -> Any:
    """不予接收 · say that the member is not taken in, and why."""
    require_somewhere("members.keep")
    return ask("organizations", "refuse_transfer", **asked)


@blueprint.takes(f"{MOVE}/withdrawals", TransferWithdrawal, RemindedTransferAnswer)
def withdraw_transfer(**asked: Any) -> Any:
    """撤回转出 · take back what is not yet confirmed."""
    require_somewhere("members.keep")
    return ask("organizations", "withdraw_transfer", **asked)
