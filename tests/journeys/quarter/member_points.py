"""Points derive from what was attended and accepted; what a member declares counts after four steps and a window."""

import pytest

from deploy.demo.client import Refused
from tests.journeys.quarter import Quarter


def points_are_declared_and_confirmed(quarter: Quarter, member_id: str, meeting_id: str) -> None:
    """Publish the scheme, let one declaration count, and leave another one open to objections."""
    district, cell = quarter.district, quarter.cell
    draft = district.post(
        "/member-point-schemes", organization_id=quarter.ids["示范区"], year=quarter.year, member_class="ordinary",
        template="base_60", title="党员积分管理方案", citation="党员积分管理办法（试行）",
    )  # fmt: skip
    district.post(f"/member-point-schemes/{draft['id']}/publications")

    first = _declared(quarter, member_id, "陪独居老人就医", quarter.on(10, 25))
    cell.post(f"{first}/discussions", meeting_id=meeting_id, on=quarter.on(11, 25))
    _approved(quarter, first, quarter.on(11, 27))
    cell.post(f"{first}/publications", on=quarter.on(11, 28))
    counted = cell.post(f"{first}/confirmations")
    assert (counted["status"], counted["hundredths"], bool(counted["entry_id"])) == ("counts", 200, True)

    second = _declared(quarter, member_id, "调解邻里纠纷", quarter.on(12, 10))
    cell.post(f"{second}/discussions", meeting_on=quarter.on(12, 15), present=4, agreed=4, on=quarter.on(12, 15))
    _approved(quarter, second, quarter.on(12, 17))
    cell.post(f"{second}/publications")
    with pytest.raises(Refused, match="window_is_open"):
        cell.post(f"{second}/confirmations")


def _declared(quarter: Quarter, member_id: str, reason: str, day: str) -> str:
    cell, branch = quarter.cell, quarter.ids["湖滨第一党支部"]
    asked = {"organization_id": branch, "member_id": member_id, "item": "helping", "occurred_on": day}
    return f"/point-declarations/{cell.post('/point-declarations', **asked, reason=reason, on=day)['id']}"


def _approved(quarter: Quarter, declaration: str, day: str) -> None:
    quarter.cell.post(f"{declaration}/verifications", opinion="属实", on=day)
    with pytest.raises(Refused, match="grant_does_not_reach"):
        quarter.cell.post(f"{declaration}/approvals", on=day)
    quarter.lake.post(f"{declaration}/approvals", opinion="同意", on=day)
