"""Campaigns (学习传承活动、制度化活动): a named theme, who takes part, what counts for it, whom people chose."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.activities_campaigns import (
    CampaignAmendment,
    CampaignAnswer,
    CampaignClosing,
    CampaignDetailAnswer,
    CampaignFilter,
    CampaignJoining,
    CampaignOpening,
    CampaignUnitAnswer,
    ExemplarAnswer,
    ExemplarChoice,
    ExemplarRevocation,
)
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "campaigns",
    __name__,
    url_prefix="/api/v1/campaigns",
    description="学习传承与制度化活动 · campaigns and exemplars",
)


@blueprint.list("", CampaignAnswer, query=CampaignFilter)
def campaigns(organization_id: str, **asked: Any) -> Any:
    """活动主题列表 · the campaigns that concern an organization."""
    require("activities.read", organization_id)
    return call("activities", "campaigns", organization_id=organization_id, **asked)


@blueprint.post("", CampaignOpening, warned(CampaignAnswer))
def open_campaign(organization_id: str, **asked: Any) -> Any:
    """部署一项主题活动 · open a campaign for those below."""
    require("activities.confirm", organization_id)
    return call("activities", "open_campaign", organization_id=organization_id, **asked)


@blueprint.get("/<id:campaign_id>", CampaignDetailAnswer)
def campaign(campaign_id: str) -> Any:
    """一项主题活动 · a campaign with how much came of it."""
    require_any_scope("activities.read")
    return call("activities", "campaign", campaign_id=campaign_id)


@blueprint.patch("/<id:campaign_id>", CampaignAmendment, CampaignAnswer)
def amend_campaign(**asked: Any) -> Any:
    """修改主题活动 · change the words or the last day of an open campaign."""
    require_any_scope("activities.confirm")
    return call("activities", "amend_campaign", **asked)


@blueprint.post("/<id:campaign_id>/closings", CampaignClosing, CampaignAnswer, decides=True)
def close_campaign(**asked: Any) -> Any:
    """结束主题活动 · close a campaign; what was held for it stands."""
    require_any_scope("activities.confirm")
    return call("activities", "close_campaign", **asked)


@blueprint.list("/<id:campaign_id>/units", CampaignUnitAnswer)
def parts(**asked: Any) -> Any:
    """参加单位 · the units of a campaign, those that left among them."""
    require_any_scope("activities.read")
    return call("activities", "parts", **asked)


@blueprint.get("/<id:campaign_id>/units/<id:organization_id>", CampaignUnitAnswer)
def part(**asked: Any) -> Any:
    """一个单位的参加情况 · one unit's part in a campaign."""
    require_any_scope("activities.read")
    return call("activities", "part", **asked)


@blueprint.post("/<id:campaign_id>/units", CampaignJoining, CampaignUnitAnswer)
def join_campaign(**asked: Any) -> Any:
    """登记参加 · let a unit take part in a campaign."""
    require_any_scope("activities.keep")
    return call("activities", "join_campaign", **asked)


@blueprint.post("/<id:campaign_id>/units/<id:organization_id>/departures", None, CampaignUnitAnswer)
def leave_campaign(**asked: Any) -> Any:
    """退出 · end a unit's part in a campaign; what it held for it stands."""
    require_any_scope("activities.keep")
    return call("activities", "leave_campaign", **asked)


@blueprint.list("/<id:campaign_id>/exemplars", ExemplarAnswer)
def exemplars(**asked: Any) -> Any:
    """先进典型 · the exemplars of a campaign, in no order of merit."""
    require_any_scope("activities.read")
    return call("activities", "exemplars", **asked)


@blueprint.get("/<id:campaign_id>/exemplars/<id:exemplar_id>", ExemplarAnswer)
def exemplar(**asked: Any) -> Any:
    """一个先进典型 · one exemplar of a campaign."""
    require_any_scope("activities.read")
    return call("activities", "exemplar", **asked)


@blueprint.post("/<id:campaign_id>/exemplars", ExemplarChoice, warned(ExemplarAnswer))
def choose_exemplar(**asked: Any) -> Any:
    """选树典型 · record an exemplar that people chose, and why."""
    require_any_scope("activities.confirm")
    return call("activities", "choose_exemplar", **asked)


@blueprint.post("/<id:campaign_id>/exemplars/<id:exemplar_id>/revocations", ExemplarRevocation, ExemplarAnswer)
def revoke_exemplar(**asked: Any) -> Any:
    """撤销典型 · take the choice of an exemplar back, with a reason."""
    require_any_scope("activities.confirm")
    return call("activities", "revoke_exemplar", **asked)
