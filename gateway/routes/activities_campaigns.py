"""Campaigns (学习传承活动、制度化活动) with their units and exemplars; activities and reporting in figures."""

from gateway.blueprints import Blueprint
from gateway.schemas import activities_campaigns as schemas
from gateway.schemas.activities import ActivityCountsAnswer, ActivityCountsQuery
from gateway.schemas.activities_obligations import ActivityWarningsQuery, ReportingRateAnswer, ReportingRatesQuery
from gateway.schemas.base import ReminderAnswer, warned

READ, CONFIRM, KEEP = "activities.read", "activities.confirm", "activities.keep"

campaigns = Blueprint(
    "campaigns", "/api/v1/campaigns", "学习传承与制度化活动 · campaigns and exemplars", service="activities"
)

campaigns.list("", schemas.CampaignAnswer, query=schemas.CampaignFilter).calls(
    "campaigns", READ, "活动主题列表 · the campaigns that concern an organization."
)
campaigns.post("", schemas.CampaignOpening, warned(schemas.CampaignAnswer)).calls(
    "open_campaign", CONFIRM, "部署一项主题活动 · open a campaign for those below."
)
campaigns.get("/<id:campaign_id>", schemas.CampaignDetailAnswer).calls(
    "campaign", READ, "一项主题活动 · a campaign with how much came of it."
)
campaigns.patch("/<id:campaign_id>", schemas.CampaignAmendment, schemas.CampaignAnswer).calls(
    "amend_campaign", CONFIRM, "修改主题活动 · change the words or the last day of an open campaign."
)
campaigns.post("/<id:campaign_id>/closings", schemas.CampaignClosing, schemas.CampaignAnswer, decides=True).calls(
    "close_campaign", CONFIRM, "结束主题活动 · close a campaign; what was held for it stands."
)
campaigns.list("/<id:campaign_id>/units", schemas.CampaignUnitAnswer).calls(
    "parts", READ, "参加单位 · the units of a campaign, those that left among them."
)
campaigns.get("/<id:campaign_id>/units/<id:organization_id>", schemas.CampaignUnitAnswer).calls(
    "part", READ, "一个单位的参加情况 · one unit's part in a campaign.", any_scope=True
)
campaigns.post("/<id:campaign_id>/units", schemas.CampaignJoining, schemas.CampaignUnitAnswer).calls(
    "join_campaign", KEEP, "登记参加 · let a unit take part in a campaign.", any_scope=True
)
campaigns.post(
    "/<id:campaign_id>/units/<id:organization_id>/departures", schemas.CampaignDeparture, schemas.CampaignUnitAnswer
).calls("leave_campaign", KEEP, "退出 · end a unit's part in a campaign; what it held for it stands.", any_scope=True)
campaigns.list("/<id:campaign_id>/exemplars", schemas.ExemplarAnswer).calls(
    "exemplars", READ, "先进典型 · the exemplars of a campaign, in no order of merit."
)
campaigns.get("/<id:campaign_id>/exemplars/<id:exemplar_id>", schemas.ExemplarAnswer).calls(
    "exemplar", READ, "一个先进典型 · one exemplar of a campaign."
)
campaigns.post("/<id:campaign_id>/exemplars", schemas.ExemplarChoice, warned(schemas.ExemplarAnswer)).calls(
    "choose_exemplar", CONFIRM, "选树典型 · record an exemplar that people chose, and why.", any_scope=True
)
campaigns.post(
    "/<id:campaign_id>/exemplars/<id:exemplar_id>/revocations", schemas.ExemplarRevocation, schemas.ExemplarAnswer
).calls("revoke_exemplar", CONFIRM, "撤销典型 · take the choice of an exemplar back, with a reason.")

counts = Blueprint(
    "organizational life",
    "/api/v1",
    "组织生活统计与提醒 · organizational life in figures, and reminders",
    service="activities",
)

counts.get("/activity-counts", ActivityCountsAnswer, query=ActivityCountsQuery).calls(
    "activity_counts",
    READ,
    "按类型和形式统计活动 · what was held in a period, by kind and by the mode of sessions.",
    any_scope=True,
)
counts.list("/reporting-rates", ReportingRateAnswer, query=ReportingRatesQuery).calls(
    "reporting_rates",
    READ,
    "各单位开展率，无记录的单位在前 · expected, actual and on time by unit, the silent units first.",
    any_scope=True,
)
counts.list("/activity-warnings", ReminderAnswer, query=ActivityWarningsQuery).calls(
    "activity_warnings",
    READ,
    "组织生活提醒 · organizations whose secretary has given no party class; nothing is blocked.",
)
