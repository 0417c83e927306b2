"""Steps that come up seldom, each taken once by a browser that runs no script, by the words on the screen alone."""

from datetime import date

import pytest

from shared.rights import COMMUNITY, DISTRICT, STREET
from tests.console.plain import Plain
from tests.console.served import username_of
from tests.expect import until

pytestmark = pytest.mark.slow
ROLES = (DISTRICT, STREET, COMMUNITY)


def signed_in(served):
    """Sign in who has each role."""
    return {role: Plain.signed_in(served.address, username_of(role)) for role in ROLES}


@pytest.fixture(scope="module")
def people(own_district):
    """Return who has each role, signed in to a district of this module's own: its records are used up here."""
    return signed_in(own_district)


@pytest.fixture
def ids(own_district):
    return own_district.ids


def test_a_meeting_is_prepared_heard_held_and_decides(people):
    street, community = people[STREET], people[COMMUNITY]
    street.open("/quarterly-meetings").follow("筹备例会")
    street.does("筹备，通知汇报单位", 季度="2025Q2", 会议日期="2026-06-10", 地点="二楼会议室", 召集人="党工委书记")
    meeting = street.place
    community.open(meeting).follow("提交汇报").does("提交汇报", 本单位的话="邻里节已办三场。")
    street.open(meeting).follow("登记已召开").does("登记已召开", 甲first=True)
    given = {"决定事项": "建成大讲堂", "责任单位": "甲first", "责任岗位": "社区书记", "期限": "2026-09-30"}
    street.follow("登记会议决定").does("登记决定，通知责任单位", **given)
    street.open(meeting).follow("建成大讲堂").follow("撤回决定").does("撤回决定，对应的项目一并撤回", 理由="重复")
    street.open(meeting).follow("登记已落实").does("登记已落实")


def test_a_meeting_is_cancelled(people, ids):
    street = people[STREET].open(f"/quarterly-meetings/{ids['next_meeting']}")
    street.follow("取消例会").does("取消例会，汇报单位的待办随之取消", 理由="与区里合开")
    assert "已取消" in street.page.xpath("string(//main)")


def test_a_report_gets_words_and_is_frozen(people, ids):
    street = people[STREET].open(f"/levels/street/{ids['east']}/quarterly-reports/2026Q1")
    street.follow("填写文字").does("保存文字", 文字="起步平稳")
    street.follow("修改文字").does("保存文字", 文字="起步平稳，差距仍在")
    street.follow("冻结报告").does("冻结报告，数字从此不变")
    assert "已冻结" in street.page.xpath("string(//main)")


def test_activities_are_recorded_together(people):
    community = people[COMMUNITY].open("/activities").follow("一次录入多次活动")
    community.hand_in("录入这些活动", 类型="主题党日", 主题="植树")
    assert "已全部录入" in community.says()


def test_the_district_sets_which_branches_need_a_hall(people):
    district = people[DISTRICT].open("/lecture-halls").follow("建设要求").follow("设定建设要求")
    district.does("为全区设定", 依据="区委组织部通知", **{"“两新”组织": True})


def test_ten_practical_matters_are_published(people):
    district = people[DISTRICT]
    for number in range(10):
        matter = {"实事名称": f"实事{number}", "领办人职务": "分管副区长", "年度": "2027"}
        district.open("/practical-matters?year=2027").follow("草拟一件实事").does("列入草稿", **matter)
    district.open("/practical-matters?year=2027").follow("公布清单").does("公布年度实事清单", 年度="2027")


def test_a_campaign_is_amended(people, ids):
    people[STREET].open(f"/campaigns/{ids['joined']}").follow("修改").does("保存", 要求="每月一次")


def test_a_training_is_recorded_for_who_is_new_in_office(people):
    people[DISTRICT].open("/training-needs?standing=overdue").follow("录入").does("录入这次培训")


def test_a_brand_is_amended_and_a_proposed_one_taken_up_or_not(people, ids):
    community = (
        people[COMMUNITY].open(f"/brands/{ids['discovered']}").follow("修改").does("保存修改", 说明="院坝里议事")
    )
    community.open("/brands").follow("台账齐全").follow("采纳").does("采纳，列入挖掘", 品牌名称="一本台账")


def test_nodes_of_a_point_are_changed_waived_dropped_and_reopened(people, ids):
    community, district = people[COMMUNITY], people[DISTRICT]
    point = f"/demonstration-points/{ids['building']}"
    for name in ("布置展板", "购置图书"):
        district.open(f"{point}/nodes/new").does("增设节点", 节点名称=name, 期限="2026-12-01", 责任岗位="社区书记")
    community.open(point).follow("布置展板").follow("修改节点").does("保存修改", 期限="2026-12-15", 理由="工期顺延")
    district.open(point).follow("布置展板").follow("免予完成").does("免予完成这个节点", 理由="已有展板")
    community.open(point).follow("购置图书").follow("取消节点").does("取消这个节点", 理由="改由图书馆配送")
    community.open(f"{point}/nodes/{ids['late_node']}").follow("撤回完成报告").does(
        "撤回报告，节点恢复未完成", 理由="误报"
    )


def test_a_point_is_renewed_and_one_withdrawn(people):
    district, community = people[DISTRICT], people[COMMUNITY]
    district.open("/demonstration-points?status=lapsed").follow("邻里中心").follow("续期")
    district.does("续期，告知单位", 续期截止日="2028-06-30", 续期决定的依据="区委组织部通知")
    community.open("/demonstration-points/new").does("上报，送街道把关", 示范点名称="小院")
    district.open(community.place).follow("摘牌").does("摘牌或撤回", 理由="条件不具备")


def test_a_scheme_of_points_is_set_up_and_a_plan_of_inspections_made(people):
    district, street = people[DISTRICT], people[STREET]
    district.open("/demonstration-schemes").follow("开展示范创建").does(
        "建立方案", 方案名称="2027年示范点", 示范级别="区级", 年度="2027", 批准文件名称="实施方案", 文号="9号",
        印发单位="市委组织部", 印发日期="2026-06-01", 名额="12",
    )  # fmt: skip
    district.open("/inspection-plans").follow("制定年度检查计划").does(
        "制定计划", 年度="2027", 依据="年度要点", 全年检查次数="12"
    )
    assert street.open("/inspection-plans")


def test_a_finding_is_withdrawn_an_inspection_cancelled_and_an_item_escalated(people, ids):
    district = people[DISTRICT].open(f"/inspections/{ids['waiting']}")
    district.follow("会议记录不完整").follow("撤销问题").does("撤销这个问题", 理由="已核实")
    district.open("/inspections/new").does("安排，占用计划一次", 类型="定期检查", 检查名称="复查", 甲first=True)
    district.follow("取消检查").does("取消这次检查", 理由="与市里合并")


def test_points_of_members_go_back_and_forth(people, ids):
    community = people[COMMUNITY]
    community.open(f"/point-declarations/{ids['sent_back']}").follow("重新申报").does(
        "重新申报，交群众会议评鉴", 事由="为楼道换灯三次"
    )
    community.follow("撤回").does("撤回这项申报", 理由="记错")
    community.open(f"/point-declarations/{ids['made_1']}").follow("退回").does("退回，请修改后重新申报", 意见="请补充")


def test_a_year_of_points_is_computed_by_the_street_objected_to_and_answered(people, ids):
    community, street = people[COMMUNITY], people[STREET]
    year = f"/point-years/{ids['open_year']}"
    street.open("/point-years").follow("计算").does("计算", 年度="2026")
    community.open(year).follow("提出异议").does("提出异议，由上级党组织答复", 理由="漏计一人")
    street.open(year).follow("漏计一人").follow("答复异议").does("答复，告知支部", 认可或驳回="驳回", 答复="已核对")


def test_a_scheme_of_members_points_is_amended_while_it_is_a_draft(people):
    district = people[DISTRICT].open("/member-point-schemes/new")
    district.does(
        "起草", 方案名称="流动党员积分", 依据文件="区委组织部〔2026〕8号", 党员类别="流动党员", 起草所用模板="基础分"
    )
    district.follow("修改草稿").does("保存修改", 公示天数="7")


def test_an_answer_is_given_to_who_sent_a_suggestion(people, ids):
    people[DISTRICT].open(f"/suggestions/{ids['suggestion']}").follow("答复").does("答复提出人", 答复="已合并")


def test_stops_and_days_of_receiving_are_kept(people, ids):
    street, community = people[STREET], people[COMMUNITY]
    street.open("/visit-stops").follow("登记观摩点").does(
        "登记观摩点", 单位="甲third", 观摩点名称="邻里小院", 参观用时="45", 一次接待人数="30", 周二上午=True
    )
    street.follow("改接待条件").does("保存接待条件", 一次接待人数="35")
    street.follow("停用").does("停用这个观摩点", 理由="改建")
    community.open(f"/visit-calendars/{ids['first']}").follow("设定接待日历").does("保存接待日历", 周三上午=True)


def test_a_round_is_amended_its_delegation_too_and_it_is_cancelled(people, own_district):
    street, place = people[STREET], f"/visit-rounds/{own_district.ids['drafted']}"
    known = [each["id"] for each in own_district.district.get(f"{place}/travel-places")["items"]]
    table = [["", *known], *([one, *("0" if one == each else "15" for each in known)] for one in known)]
    file = "travel.csv", "\n".join(map(",".join, table)).encode()
    street.open(place).follow("上传路程时间表").does("上传路程时间表", 文件=file)
    street.open(place).follow("改约束条件").does("保存修改", 名称="二季度内部观摩")
    street.open(place).follow("first观摩团").follow("修改观摩团").does("保存修改", 人数="9")
    street.open(place).follow("first观摩团").follow("观摩团不参加").does("登记不参加", 理由="换届")
    street.open(place).follow("不通的路").does("保存不通的路")
    street.open(place).follow("取消本次观摩").does("取消本次观摩，不能恢复", 理由="并入区里")


def test_an_answer_to_a_visit_is_taken_back(people):
    community = people[COMMUNITY].open("/visits?status=declined").follow("third观摩团观摩first观摩点")
    community.follow("收回").does("收回这个回复", 理由="施工已完")


def test_a_visit_is_held_and_one_is_withdrawn(people, own_district):
    district = people[DISTRICT]
    past, coming = (
        own_district.district.get(
            "/visits", round_id=own_district.ids[name], organization_id=own_district.ids["district"]
        )["items"]
        for name in ("unanswered", "cross")
    )
    district.open(f"/visits/{past[0]['id']}").follow("登记已观摩").does("登记已观摩")
    announced = next(each["id"] for each in coming if each["status"] == "announced")
    district.open(f"/visits/{announced}").follow("撤销").does("撤销，通知接待单位和来访单位", 理由="防汛")


def test_a_score_gets_additions_is_objected_to_and_settled_and_its_round_is_closed(people, own_district):
    district, community = people[DISTRICT], people[COMMUNITY]
    visits = {"round_id": own_district.ids["cross"], "organization_id": own_district.ids["district"], "status": "held"}
    held = own_district.district.get("/visits", **visits)["items"][0]
    district.open(f"/visits/{held['id']}").follow("开始打分").does("开始打分")
    sheet = district.place
    district.follow("加减分").does("登记加减分", 加分或减分="加分", 分值="1.5", 理由="获市级表彰")
    district.follow("加减分").does("登记加减分", 加分或减分="减分", 分值="0.5", 理由="误录")
    district.open(sheet).follow("撤销").does("撤销这项加减分", 理由="误录")
    own_district.district.assess(sheet.rpartition("/")[2])
    district.open(sheet).follow("得出成绩").does("得出成绩，送双方签字")
    community.open(sheet).follow("提出异议").does("提出异议", 理由="漏计一项")
    district.open(sheet).follow("答复异议").does("答复异议", 采纳或不采纳="不采纳", 答复="已复核")
    district.open(sheet).follow("签字").does("签字确认成绩", 代表哪一方="评分方")
    street = people[STREET].open(f"/visit-score-sheets/{own_district.ids['unsigned']}")
    street.follow("确定成绩").does("确定成绩", 理由="逾期未签")
    street.open(f"/visit-rounds/{own_district.ids['of_the_street']}").follow("办结").does("办结本次观摩")


def test_a_strength_seen_at_a_visit_is_proposed_as_a_brand_and_not_taken_up(people, own_district):
    visits = {"round_id": own_district.ids["cross"], "organization_id": own_district.ids["district"], "status": "held"}
    held = own_district.district.get("/visits", **visits)["items"][0]
    district = people[DISTRICT].open(f"/visits/{held['id']}").follow("点评").hand_in("增加一行")
    district.does("提交点评，差距转为整改事项", 亮点="板凳夜话")
    community = people[COMMUNITY]
    until(lambda: community.open("/brands").page.xpath("string(//main)"), lambda said: "板凳夜话" in said)
    community.follow("板凳夜话").follow("不采纳").does("不采纳，写明理由", 理由="已有同名品牌")


def test_a_district_sets_areas_and_items_of_its_own(people):
    people[DISTRICT].open("/visit-score-sheets").follow("设定评分项目").does("保存评分项目", 依据="区委组织部通知")


def test_a_promise_is_dropped(people, own_district):
    street = people[STREET]
    found = own_district.district.get(
        "/visit-commitments", organization_id=own_district.ids["district"], standing="due"
    )["items"]
    street.open(f"/visit-commitments/{found[-1]['id']}").follow("撤销").does("撤销这项承诺", 理由="已由上级承担")


def test_a_search_for_a_schedule_is_stopped(people, own_district):
    street = people[STREET].open("/visit-rounds/new")
    street.does(
        "保存草拟，接着登记观摩团", 名称="三季度内部观摩", 依据="要点", **{"6月24日 星期三": True, "second观摩点": True}
    )
    given = {"派出单位": "甲first", "名称": "first队", "人数": "8"}
    given |= {f"{label}#{number}": at for number in (0, 1) for label, at in (("经度", "118.11"), ("纬度", "24.41"))}
    street.follow("登记观摩团").does("登记观摩团", **given)
    street.hand_in("排程")
    place = street.place
    assert street.open(f"{place}/progress").place == place  # Opened alone it is no bare part of a page.
    street.hand_in("停下，用目前最好的")
    assert "停" in street.page.xpath("string(//main)")


def test_an_item_from_a_visit_is_escalated(people, ids):
    street = people[STREET].open(f"/rectification-items?organization_id={ids['first']}&standing=overdue")
    street.follow("观摩点评指出的差距").follow("发整改意见单").does("签发，送达单位")


def test_points_that_were_approved_on_paper_are_entered_from_a_file(people, ids):
    street, file = people[STREET], f"党员编号,项目代码,发生日期,事由\n{ids['good']},good,2026-05-06,修楼道灯\n"
    street.open("/files").follow("批量录入积分").does(
        "确认导入", 审批依据="会议纪要", 文件=("points.csv", file.encode())
    )
    assert "points.csv" in street.page.xpath("string(//h1)")


def test_a_message_is_read(people):
    people[COMMUNITY].open("/notifications").does("全部标为已读")


def test_the_key_of_a_service_account_is_replaced(people, own_district):
    district = people[DISTRICT].open("/accounts/service-accounts/new")
    district.hand_in("开设系统账号", 用户名="metro", 姓名或岗位="地铁平台", 所在单位="甲district")
    district.follow("签发密钥").hand_in("签发密钥", 密钥用途="取数", 组织生活=True)
    district.follow("看账号").follow("更换").hand_in("签发新密钥，旧的到时失效")
    assert "密钥只在这里显示一次" in district.page.xpath("string(//main)")
    district.follow("看账号")


def test_a_second_factor_is_removed_by_who_keeps_the_account(people, own_district):
    person = own_district.made["street-staff"]
    district = people[DISTRICT].open(f"/accounts/{person}/second-factor-removals/new").hand_in("移除双因素认证")
    assert district.says()


@pytest.fixture
def on(own_district):
    """Return what lets time go by to a day, and who has each role then; it goes on from test to test."""

    def come(day):
        own_district.pass_to(day)
        return signed_in(own_district)

    return come


def test_points_count_when_their_window_is_over(people, ids, on):
    community = people[COMMUNITY].open(f"/point-declarations/{ids['made_3']}")
    community.follow("支部内公示").does("公示，公示期内可提异议")
    on(date(2026, 7, 1))[COMMUNITY].open(community.place).follow("确认计分").does("确认，计入积分流水")


def test_a_title_that_has_lapsed_is_withdrawn(on):
    district, lapsed = on(date(2026, 9, 1))[DISTRICT], "/demonstration-points?status=lapsed"
    until(lambda: district.open(lapsed).page.xpath("string(//main)"), lambda said: "邻里中心" in said)
    district.follow("邻里中心").follow("摘牌").does("摘牌或撤回", 理由="到期未续")
    assert "已摘牌" in district.page.xpath("string(//main)")


def test_results_of_a_year_are_frozen_when_it_is_over(on):
    people = on(date(2026, 9, 2))
    street, community = people[STREET], people[COMMUNITY]
    community.open("/point-years").follow("计算年度结果").does("计算")
    community.follow("支部内公示结果").does("公示，公示期内可提异议")
    street.open(community.place).follow("冻结年度结果").hand_in("冻结结果")
    assert "才能冻结" in street.says()
    street = on(date(2027, 1, 11))[STREET].open(community.place)
    street.follow("名单不全").follow("答复异议").does("答复，告知支部", 认可或驳回="驳回", 答复="已核对名册")
    street.open(community.place).follow("冻结年度结果").does("冻结结果")
