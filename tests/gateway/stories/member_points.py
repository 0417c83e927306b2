"""Points declared, objected to, counted and reversed, and the result of a year frozen."""

from shared.rights import COMMUNITY
from tests.expect import done
from tests.gateway.api_scenario import LAST, MEMBER, YEAR, ApiScenario


def tell(api: ApiScenario) -> None:
    """Do everything once that member points are for."""
    points = api.member_points
    asked = {"organization_id": "district", "year": YEAR, "member_class": "core", "citation": "文件", "title": "积分"}
    draft = points.do("district", "draft_scheme", template="base_60", **asked)
    path = f"/member-point-schemes/{draft['id']}"
    changed = done(api.people["district"].patch(path, {"objection_days": 7}, draft["version"]))
    assert changed["objection_days"] == 7
    points.do("district", "publish_scheme", scheme_id=draft["id"])
    member = api.do("first", "organizations", "register_member", **MEMBER | {"name": "周八"}, **api.at())["id"]
    given = {"member_id": member, "occurred_on": f"{LAST}-06-01", "on": f"{LAST}-06-02"}
    made = points.declared(**given)
    points.step("first", "return", made, opinion="请补充", on=f"{LAST}-06-02")
    again = {"declaration_id": made["id"], "reason": "帮助两户邻居", "on": f"{LAST}-06-03"}
    points.do("first", "declare_again", **again)
    points.advance(made, meeting_on=f"{LAST}-06-03", on=f"{LAST}-06-03")
    objection = points.do("first", "object_to_declaration", declaration_id=made["id"], reason="次数不符")
    answer = {"decision": "dismissed", "answer": "已核实"}
    points.do("east", "answer_objection", objection_id=objection["id"], **answer)
    counted = points.step("first", "count", made)
    reversal = points.do("east", "reverse_entry", entry_id=counted["entry_id"], reason="重复计分")
    assert reversal["hundredths"] == -250
    points.step("first", "withdraw", points.declared(**given), reason="不再申报")
    _year(api)
    api.hand_in(member, dry_run="true")


def _year(api: ApiScenario) -> None:
    """Close the year of the other community, which had no members then."""
    points = api.member_points
    api.people["other"] = api.person((COMMUNITY, api.east["other"]), district_id=api.east["district"])
    year = points.do("other", "compute_year", year=LAST, organization_id="second", on=f"{LAST}-06-01")
    key = {"point_year_id": year["id"]}
    points.do("other", "publish_results", on=f"{LAST}-06-02", **key)
    objection = points.do("other", "object_to_year", reason="名单不全", on=f"{LAST}-06-03", **key)
    points.do("east", "answer_objection", objection_id=objection["id"], decision="dismissed", answer="已核实")
    frozen = points.do("east", "freeze_year", **key)
    assert (frozen["status"], frozen["members"]) == ("frozen", 0)
