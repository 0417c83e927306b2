"""Schemas of campaigns: theme and days, units taking part, exemplars."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, Readable, RequestSchema, Text, doc
from gateway.schemas.activities_halls import BELOW, TAKEN_ON
from shared.enumerations import CAMPAIGN_KINDS, CAMPAIGN_STATUSES
from shared.text_validation import CONTENT_MAX, REMARK_MAX, TITLE_MAX

KIND = "学习传承活动或制度化活动 · heritage or institution"
RUN_BY = "主办组织 · the organization that runs it"
UNIT = "参加单位 · the unit taking part"


class CampaignFilter(RequestSchema):
    """Which campaigns to list."""

    organization_id = Id(required=True, metadata=doc(f"{BELOW}；含其上级主办的 · and what is run above it"))
    kind = Choice(CAMPAIGN_KINDS, metadata=doc(KIND))
    status = Choice(CAMPAIGN_STATUSES, metadata=doc("进行中或已结束 · open or closed"))


class CampaignOpening(RequestSchema):
    """A campaign as a level opens it for those below."""

    organization_id = Id(required=True, metadata=doc(RUN_BY))
    kind = Choice(CAMPAIGN_KINDS, required=True, metadata=doc(KIND))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("主题名称 · the theme"))
    basis = Text(most=100, required=True, metadata=doc("依据 · on what basis"))
    first = Day(metadata=doc("开始日期，不填为今天 · the first day, today unless named"))
    last = Day(metadata=doc("结束日期 · the last day, if there is one"))
    content = Text(most=CONTENT_MAX, lines=True, metadata=doc("要求 · what it is about"))


class CampaignAmendment(RequestSchema):
    """What may be changed about an open campaign; what is not named stays."""

    title = Text(most=TITLE_MAX, metadata=doc("主题名称 · the theme"))
    content = Text(most=CONTENT_MAX, least=0, lines=True, metadata=doc("要求，空文本为清除 · an empty text clears it"))
    last = Day(metadata=doc("结束日期 · the last day"))


class CampaignClosing(RequestSchema):
    """The day on which a campaign is over."""

    on = Day(metadata=doc(TAKEN_ON))


class CampaignJoining(RequestSchema):
    """A unit that takes part."""

    organization_id = Id(required=True, metadata=doc(UNIT))
    on = Day(metadata=doc("参加日期，不填为今天 · took part from this day on, today unless named"))


class CampaignDeparture(RequestSchema):
    """From when on a unit takes part no longer."""

    on = Day(metadata=doc("退出日期，不填为今天 · takes part no longer from this day on, today unless named"))


class ExemplarChoice(RequestSchema):
    """An exemplar that people chose: a unit, or a member of it."""

    organization_id = Id(required=True, metadata=doc("典型所在单位 · the unit, or whose member it is"))
    member_id = Id(metadata=doc("党员编号；不填为单位典型 · a member; the unit itself unless named"))
    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("事迹与理由 · why"))
    on = Day(metadata=doc("选树日期，不填为今天 · chosen on, today unless named"))


class ExemplarRevocation(RequestSchema):
    """Why a choice is taken back."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class CampaignAnswer(Readable):
    """A campaign with its state and version."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String(metadata=doc(RUN_BY))
    kind = Choice(CAMPAIGN_KINDS, metadata=doc(KIND))
    title = fields.String()
    basis = fields.String()
    content = fields.String(allow_none=True)
    first = fields.Date()
    last = fields.Date(allow_none=True)
    status = Choice(CAMPAIGN_STATUSES)


class CampaignDetailAnswer(CampaignAnswer):
    """A campaign with how much came of it."""

    units = fields.Integer(metadata=doc("参加单位数 · units taking part"))
    activities = fields.Integer(metadata=doc("活动数 · activities held for it"))
    exemplars = fields.Integer(metadata=doc("典型数 · exemplars chosen"))


class CampaignUnitAnswer(Readable):
    """A unit's part in a campaign."""

    campaign_id = fields.String()
    organization_id = fields.String(metadata=doc(UNIT))
    version = fields.Integer()
    status = fields.String(metadata=doc("taking_part 参加，left 已退出 · takes part, or left"))
    joined_on = fields.Date()


class ExemplarAnswer(Readable):
    """An exemplar with the reason for which people chose it."""

    id = fields.String()
    version = fields.Integer()
    campaign_id = fields.String()
    organization_id = fields.String()
    member_id = fields.String(allow_none=True)
    reason = fields.String()
    status = fields.String(metadata=doc("chosen 有效，revoked 已撤销 · stands, or was taken back"))
    chosen_on = fields.Date()
