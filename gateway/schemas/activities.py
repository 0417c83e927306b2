"""Schemas of activities: record, attendance, votes, minutes and counts."""

from typing import Any

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, Integer, Moment, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.activities_halls import BELOW, EVIDENCE
from shared.enumerations import ACTIVITY_KINDS, ACTIVITY_STATUSES, RESOLUTION_OUTCOMES, SESSION_MODES, TRAININGS
from shared.text_validation import CONTENT_MAX, EVIDENCE_MAX, REMARK_MAX, TITLE_MAX

MOST_PEOPLE, MOST_VOTES = 2000, 100_000
PERIOD = "期间：2026、2026Q1 或 2026-03 · a year, quarter or month"
KIND = "活动类型 · the kind of activity"
MODE = "讲习形式，仅讲习活动有 · the mode of a session; nothing else has one"
HELD_BY = "举办组织 · the organization that held it"
HELD_ON = "举行日期，不填为今天 · the day it was held, today unless named"
ATTENDED = "到会党员编号，须在当日名册上（含下级） · members who attended, on the roll of that day or below"
EXCUSED = "请假党员编号 · members who were excused"
SPEAKERS = "主讲党员编号 · speakers who are members"
GUEST = "非党员或外单位主讲人 · a speaker from outside"
MAKES_UP = "补开的期间，如 2026Q1 · the earlier period that it makes up for"
TRAINING = "哪一种培训，仅党务工作者培训有 · which training; nothing else has one"
HOURS = "培训学时 · the hours of a training"
CAMPAIGN = "所属主题，组织须已参加 · the campaign it counts for, in which the organization takes part"


def people(**more: Any) -> fields.List[Any]:
    """Build a field of members' ids."""
    return fields.List(Id(), validate=validate.Length(max=MOST_PEOPLE), **more)


def votes(words: str, *, least: int = 0, **more: Any) -> Integer:
    """Build a field of how many voted so."""
    return Integer(least=least, most=MOST_VOTES, metadata=doc(words), **more)


class ActivityFilter(RequestSchema):
    """Which activities to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    kind = Choice(ACTIVITY_KINDS, metadata=doc(KIND))
    mode = Choice(SESSION_MODES, metadata=doc(MODE))
    status = Choice(ACTIVITY_STATUSES, metadata=doc("已举行或已作废 · held, or cancelled as a mistake"))
    campaign_id = Id(metadata=doc(CAMPAIGN))
    period = Text(most=10, metadata=doc(PERIOD))
    first_day = Day(metadata=doc("这一天起 · held on this day or later"))
    last_day = Day(metadata=doc("到这一天止 · held on this day or earlier"))


class ActivityEntry(RequestSchema):
    """An activity as its organization records it; who attended is entered once, now or later."""

    kind = Choice(ACTIVITY_KINDS, required=True, metadata=doc(KIND))
    mode = Choice(SESSION_MODES, metadata=doc(MODE))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("主题 · the topic"))
    content = Text(most=CONTENT_MAX, lines=True, metadata=doc("内容 · what it was about"))
    held_on = Day(metadata=doc(HELD_ON))
    hall_id = Id(metadata=doc("所在大讲堂，不填为本级或最近上级的 · the hall, the nearest one unless named"))
    campaign_id = Id(metadata=doc(CAMPAIGN))
    speakers = people(metadata=doc(SPEAKERS))
    guest_speaker = Text(most=50, metadata=doc(GUEST))
    attended = people(metadata=doc(ATTENDED))
    excused = people(metadata=doc(EXCUSED))
    evidence = Text(most=EVIDENCE_MAX, metadata=doc(EVIDENCE))
    makes_up_for = Text(most=10, metadata=doc(MAKES_UP))
    training = Choice(TRAININGS, metadata=doc(TRAINING))
    hours = Integer(least=1, most=200, metadata=doc(HOURS))


class ActivityRecord(ActivityEntry):
    """An activity, and whose it is."""

    organization_id = Id(required=True, metadata=doc(HELD_BY))


class ActivityBatch(RequestSchema):
    """Several activities of one organization, recorded all or not at all."""

    organization_id = Id(required=True, metadata=doc(HELD_BY))
    activities = fields.List(
        fields.Nested(ActivityEntry),
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata=doc("1 至 100 次活动 · the activities, 1 to 100"),
    )


class ActivityBatchAnswer(ResponseSchema):
    """The records that were made, in the order in which they were given."""

    organization_id = fields.String()
    activities = fields.List(fields.String(), metadata=doc("活动编号 · their ids"))


class ActivityAmendment(RequestSchema):
    """What may be corrected of an activity; what is not named stays."""

    title = Text(most=TITLE_MAX, metadata=doc("主题 · the topic"))
    held_on = Day(metadata=doc("举行日期 · the day it was held"))
    mode = Choice(SESSION_MODES, metadata=doc(MODE))
    campaign_id = Id(allow_none=True, metadata=doc(f"{CAMPAIGN}；null 为不计入任何主题 · null: it counts for none"))
    content = Text(most=CONTENT_MAX, least=0, lines=True, metadata=doc("内容，空文本为清除 · an empty text clears it"))
    evidence = Text(most=EVIDENCE_MAX, least=0, metadata=doc("佐证，空文本为清除 · an empty text clears it"))
    speakers = people(metadata=doc(SPEAKERS))
    guest_speaker = Text(most=50, least=0, metadata=doc(GUEST))
    hours = Integer(least=1, most=200, metadata=doc(HOURS))


class ActivityAttendance(RequestSchema):
    """All who attended and who were excused, replacing an earlier entry."""

    attended = people(required=True, metadata=doc(ATTENDED))
    excused = people(metadata=doc(EXCUSED))


class ActivityCancellation(RequestSchema):
    """Why a record was a mistake."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class ResolutionWithdrawal(ActivityCancellation):
    """Why a vote was not held as recorded."""


class ResolutionRecord(RequestSchema):
    """A vote of a meeting; its outcome follows from the numbers."""

    subject = Text(most=500, required=True, metadata=doc("表决事项 · what was voted on"))
    election = fields.Boolean(load_default=False, metadata=doc("是否选举 · whether it was an election"))
    entitled = votes("应到会有表决权人数；党员大会不填则取当日名册正式党员数 · who were entitled to vote", least=1)
    present = votes("到会人数 · who were present", required=True)
    votes_for = votes("赞成 · for", required=True)
    votes_against = votes("反对 · against", required=True)
    abstained = votes("弃权 · abstained", required=True)


class ResolutionCorrection(RequestSchema):
    """The right numbers of a vote; what is not named stays."""

    entitled = votes("应到会有表决权人数 · who were entitled to vote", least=1)
    present = votes("到会人数 · who were present")
    votes_for = votes("赞成 · for")
    votes_against = votes("反对 · against")
    abstained = votes("弃权 · abstained")
    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("更正理由 · why"))


class MinutesText(RequestSchema):
    """The minutes of an activity."""

    text = Text(most=100_000, lines=True, required=True, metadata=doc("会议记录 · the minutes"))


class ActivityCountsQuery(RequestSchema):
    """The organization and the period to count."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    period = Text(most=10, required=True, metadata=doc(PERIOD))


class ResolutionAnswer(Readable):
    """A vote with its outcome."""

    id = fields.String()
    version = fields.Integer()
    activity_id = fields.String()
    organization_id = fields.String(metadata=doc(HELD_BY))
    held_on = fields.Date()
    subject = fields.String(metadata=doc("表决事项 · what was voted on"))
    election = fields.Boolean()
    status = fields.String(metadata=doc("voted 有效，void 随活动作废 · counts, or void with its meeting"))
    entitled = fields.Integer(metadata=doc("应到会 · entitled"))
    present = fields.Integer(metadata=doc("到会 · present"))
    votes_for = fields.Integer(metadata=doc("赞成 · for"))
    votes_against = fields.Integer(metadata=doc("反对 · against"))
    abstained = fields.Integer(metadata=doc("弃权 · abstained"))
    outcome = Choice(RESOLUTION_OUTCOMES, metadata=doc("结果，按表决规则得出 · follows from the voting rule"))
    rule_version = fields.String(metadata=doc("所依规则版本 · the version of the rules"))
    reason = fields.String(allow_none=True, metadata=doc("更正或作废的理由 · why it was corrected"))


class ActivityAnswer(Readable):
    """An activity with its state and version."""

    id = fields.String()
    version = fields.Integer(metadata=doc("版本，随每件事实增加 · grows with every fact"))
    organization_id = fields.String(metadata=doc(HELD_BY))
    kind = Choice(ACTIVITY_KINDS, metadata=doc(KIND))
    mode = fields.String(allow_none=True, metadata=doc(MODE))
    hall_id = fields.String(allow_none=True)
    campaign_id = fields.String(allow_none=True)
    title = fields.String()
    content = fields.String(allow_none=True)
    held_on = fields.Date()
    makes_up_for = fields.String(allow_none=True, metadata=doc(MAKES_UP))
    status = Choice(ACTIVITY_STATUSES)
    speakers = fields.List(fields.String(), metadata=doc(SPEAKERS))
    guest_speaker = fields.String(allow_none=True, metadata=doc(GUEST))
    attended = fields.List(fields.String(), metadata=doc(ATTENDED))
    excused = fields.List(fields.String(), metadata=doc(EXCUSED))
    attended_count = fields.Integer(metadata=doc("到会人数 · how many attended"))
    excused_count = fields.Integer(metadata=doc("请假人数 · how many were excused"))
    on_roll = fields.Integer(metadata=doc("录入时的名册人数 · how many were on the roll"))
    by_secretary = fields.Boolean(metadata=doc("书记讲党课 · a party class given by a secretary of the organization"))
    evidence = fields.String(allow_none=True, metadata=doc(EVIDENCE))
    training = fields.String(allow_none=True, metadata=doc(TRAINING))
    hours = fields.Integer(metadata=doc(HOURS))


class ActivityDetailAnswer(ActivityAnswer):
    """An activity with what was voted on."""

    resolutions = fields.List(fields.Nested(ResolutionAnswer))


class MinutesAnswer(ResponseSchema):
    """The minutes of an activity; version 0 and empty where nobody has written any."""

    activity_id = fields.String()
    version = fields.Integer()
    text = fields.String()
    account_name = fields.String(allow_none=True, metadata=doc("最后撰写人 · who wrote last"))
    recorded_at = Moment(allow_none=True)


class ActivityCountsAnswer(ResponseSchema):
    """How much was held in a period, by kind and by the mode of sessions."""

    organization_id = fields.String()
    period = fields.String()
    first = fields.Date()
    last = fields.Date()
    total = fields.Integer(metadata=doc("活动总数 · all of it"))
    by_kind = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=doc("按类型 · by kind"))
    sessions_by_mode = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=doc("按形式 · by mode"))
