"""Schemas of rounds of observation visits: days, stops and constraints."""

from typing import Any, ClassVar

from marshmallow import fields, pre_dump, validate

from gateway.i18n import language
from gateway.schemas import Choice, Day, Id, Integer, Moment, Number, Readable, RequestSchema, ResponseSchema, Text, doc
from shared.enumerations import PLANNING_STATES, ROUND_KINDS, ROUND_STATUSES, VISIT_REFUSAL_STATUSES
from shared.text_validation import BASIS_MAX, REMARK_MAX, TITLE_MAX

LEVELS = ("missing", "change", "objective")
GAP_OF = "差距所指：依次比较未安排数、改动数、目标值 · of what the gap is; schedules are compared in this order"
KIND = "内部、交叉、全区示范 · inside a street, street to street, or a tour of the district"
PERIOD = "季度，如 2026Q4 · a quarter"
BELOW = "该组织及其全部下级 · this organization and everything below"
CLOCK = "时刻，如 09:30 · a time of day"
VERSION = "版本，随每件事实增加 · grows with every fact"
REASON = "理由 · the reason"
SOFT_GOALS = {
    "lagging_to_advanced": ("后进看先进", "lagging see advanced"),
    "mentored": ("后进有先进来帮", "lagging are visited by advanced"),
    "fairness": ("接待均衡", "load spread fairly"),
    "novelty": ("不重复上次", "not the same host again"),
    "travel": ("每分钟路程", "each minute of travel"),
    "unvisited_worth": ("可不安排的点", "of what may stay unvisited"),
    "sharing": ("各团观摩机会均衡", "visits shared among delegations"),
}
"""What a round's settings weigh and a schedule is measured by."""


class RoundSettings(RequestSchema):
    """Overrides of the rule pack for this round; a setting not named is the rule pack's."""

    begin = Text(most=5, metadata=doc(f"最早出发；{CLOCK}"))
    end = Text(most=5, metadata=doc(f"最晚结束；{CLOCK}"))
    lunch_earliest = Text(most=5, metadata=doc(f"午餐最早；{CLOCK}"))
    lunch_latest = Text(most=5, metadata=doc(f"午餐最晚；{CLOCK}"))
    lunch_minutes = Integer(most=180, metadata=doc("午餐分钟数，0 为不安排 · minutes of lunch, 0 for none"))
    review_minutes = Integer(most=180, metadata=doc("每日点评分钟数 · minutes of review at the end of a day"))
    host_cap = Integer(least=1, most=100, metadata=doc("每单位每季度最多接待次数 · visits a host receives a quarter"))
    visit_minutes = Integer(least=10, most=480, metadata=doc("未写明的观摩点每次分钟数 · of stops that do not say"))
    travel_factor = Number(validate=validate.Range(1, 10), metadata=doc("直线距离的倍数 · times the straight line"))
    kilometres_per_hour = Number(validate=validate.Range(1, 200), metadata=doc("时速，公里 · km/h"))
    reciprocal_apart = fields.Boolean(metadata=doc("同一周不互访 · no visit back in the same week"))

    class Meta(RequestSchema.Meta):
        """Every soft goal has a weight."""

        include: ClassVar[dict[str, Any]] = {
            name: Integer(most=10_000, metadata=doc(f"权重：{zh} · weight: {en}"))
            for name, (zh, en) in SOFT_GOALS.items()
        }


class RoundSettingsAnswer(RoundSettings, ResponseSchema):
    """The settings that hold for a round."""


class RoundHost(RequestSchema):
    """Who is to be visited in a round."""

    organization_id = Id(required=True, metadata=doc("接待单位 · the host"))
    stop_id = Id(metadata=doc("观摩点；只有一个时可不填 · its stop, where it has several"))
    required = fields.Boolean(load_default=True, metadata=doc("必须安排 · has to be visited"))
    worth = Integer(least=1, most=1000, load_default=1, metadata=doc("可不安排时的分量 · what it is worth otherwise"))


class RoundFilter(RequestSchema):
    """Which rounds to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    period = Text(most=6, metadata=doc(PERIOD))
    kind = Choice(ROUND_KINDS, metadata=doc(KIND))
    status = Choice(ROUND_STATUSES, metadata=doc("办理状态 · how far on its way"))


class RoundDraft(RequestSchema):
    """A round as its owner drafts it."""

    organization_id = Id(required=True, metadata=doc("组织单位：街道或区 · the street or district that holds it"))
    kind = Choice(ROUND_KINDS, required=True, metadata=doc(KIND))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("名称 · its title"))
    period = Text(most=6, required=True, metadata=doc(PERIOD))
    days = fields.List(
        Day(), required=True, validate=validate.Length(1, 92), metadata=doc("观摩日期，须在季度内 · its days")
    )
    basis = Text(most=BASIS_MAX, required=True, metadata=doc("依据（文件） · the document it rests on"))
    hosts = fields.List(
        fields.Nested(RoundHost),
        required=True,
        validate=validate.Length(1, 1000),
        metadata=doc("观摩点 · whom"),
    )
    settings = fields.Nested(RoundSettings, metadata=doc("约束条件，默认见规则包 · constraints"))


class RoundAmendment(RequestSchema):
    """What may be changed until the publication; what is not named stays."""

    title = Text(most=TITLE_MAX, metadata=doc("名称 · its title"))
    days = fields.List(Day(), validate=validate.Length(1, 92), metadata=doc("观摩日期 · its days"))
    basis = Text(most=BASIS_MAX, metadata=doc("依据（文件） · the document it rests on"))
    hosts = fields.List(
        fields.Nested(RoundHost),
        validate=validate.Length(1, 1000),
        metadata=doc("取代原名单 · instead of the last"),
    )
    settings = fields.Nested(RoundSettings, metadata=doc("取代原约束 · instead of those before"))


class VisitReason(RequestSchema):
    """The reason of a decision that withdraws or refuses something."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc(REASON))


class PlanningReasonAnswer(ResponseSchema):
    """Why something failed."""

    detail = fields.String()

    @pre_dump
    def in_one_language(self, reason: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return reason | {"detail": reason[language()]}


class PlanningMomentAnswer(ResponseSchema):
    """The best schedule and the bound in a second of the search."""

    second = fields.Integer(required=True)
    missing = fields.Integer(required=True)
    missing_bound = fields.Integer(required=True)
    change = fields.Integer(required=True)
    best = fields.Integer(required=True)
    bound = fields.Integer(allow_none=True, required=True)


class PlanningAnswer(ResponseSchema):
    """How far a job of the planner is."""

    id = fields.String(required=True)
    round_id = fields.String()
    state = Choice(PLANNING_STATES, metadata=doc("任务状态 · its state"))
    percent = fields.Integer(metadata=doc("进度 % · percent done"))
    missing = fields.Integer(allow_none=True, metadata=doc("必须安排而尚未安排的数量 · required visits not placed"))
    missing_bound = fields.Integer(allow_none=True, metadata=doc("其已证明的下界 · its proven lower bound"))
    change = fields.Integer(allow_none=True, metadata=doc("与现行安排的改动数 · changes of what is published"))
    best = fields.Integer(allow_none=True, metadata=doc("目前最好方案的目标值 · the objective of the best so far"))
    bound = fields.Integer(allow_none=True, metadata=doc("目标值已证明的下界 · a proven lower bound of it"))
    gap = Number(allow_none=True, metadata=doc("可能还可改进的份额 · the share that might still be saved"))
    gap_of = Choice(LEVELS, allow_none=True, metadata=doc(GAP_OF))
    attempts = fields.Integer(metadata=doc("第几次尝试 · how often it was taken up"))
    cancel_requested = fields.Boolean()
    reason = fields.Nested(PlanningReasonAnswer, allow_none=True, metadata=doc("失败原因 · why it failed"))
    asked_at = Moment()
    started_at = Moment(allow_none=True)
    finished_at = Moment(allow_none=True)
    history = fields.List(
        fields.Nested(PlanningMomentAnswer),
        metadata=doc("逐步变好的经过：先比未安排数，再比改动数，再比目标值 · how it got better, second by second"),
    )


class ClosedRoadAnswer(ResponseSchema):
    """A closed road in one direction."""

    from_place_id = fields.String(attribute="from")
    to_place_id = fields.String(attribute="to")


class VisitPinAnswer(ResponseSchema):
    """What stays where people put it."""

    stop_id = fields.String(required=True)
    delegation_id = fields.String(required=True)
    day = fields.Date(allow_none=True)
    begins = fields.String(allow_none=True, metadata=doc(CLOCK))


class RoundAnswer(Readable):
    """A round with its state and version."""

    id = fields.String(required=True)
    version = fields.Integer(metadata=doc(VERSION))
    organization_id = fields.String(metadata=doc("组织单位 · the organization that holds it"))
    kind = Choice(ROUND_KINDS, metadata=doc(KIND))
    title = fields.String()
    period = fields.String(metadata=doc(PERIOD))
    days = fields.List(fields.String(metadata={"format": "date"}))
    basis = fields.String()
    status = Choice(ROUND_STATUSES, metadata=doc("办理状态 · how far on its way"))
    planning_id = fields.String(
        attribute="job_id", allow_none=True, metadata=doc("正在排程的任务 · the job on its way")
    )
    organizations = fields.Integer(metadata=doc("接待单位数 · how many hosts"))
    delegations = fields.Integer(metadata=doc("观摩团数 · how many delegations"))
    visits = fields.Integer(metadata=doc("已公布的观摩次数 · how many visits are published"))
    schedule_revision = fields.Integer(metadata=doc("第几次公布 · how often it was published"))
    published_on = fields.Date(allow_none=True)
    closed_on = fields.Date(allow_none=True)
    closed_roads = fields.List(fields.Nested(ClosedRoadAnswer), metadata=doc("不通的路 · roads that are closed"))
    rule_version = fields.String(metadata=doc("规则包版本 · the version of the rule pack"))
    settings = fields.Nested(RoundSettingsAnswer, metadata=doc("现行约束 · the constraints that hold"))
    has_matrix = fields.Boolean(metadata=doc("已上传路程时间表 · a travel table was uploaded"))
    has_proposal = fields.Boolean(metadata=doc("有待公布的方案 · there is a proposed schedule"))


class RoundDetailAnswer(RoundAnswer):
    """A round, what is pinned in it, and the planner's job while there is one."""

    planning = fields.Nested(PlanningAnswer, allow_none=True)
    pins = fields.List(fields.Nested(VisitPinAnswer))


class RoundParticipantFilter(RequestSchema):
    """All stops of a round, or one organization's."""

    organization_id = Id(metadata=doc("只看该组织的观摩点 · only the stops of this organization"))


class RoundParticipantAnswer(Readable):
    """A stop's part in a round."""

    stop_id = fields.String(required=True)
    organization_id = fields.String()
    name = fields.String()
    required = fields.Boolean(metadata=doc("必须安排 · has to be visited"))
    worth = fields.Integer()
    visited = fields.Boolean(metadata=doc("已被观摩 · was visited"))


class RoundRefusalAnswer(ResponseSchema):
    """What a host refused in a round."""

    id = fields.String(required=True)
    visit_id = fields.String(metadata=doc("哪次观摩 · the visit that was declined"))
    organization_id = fields.String(metadata=doc("接待单位 · the host"))
    stop_id = fields.String()
    delegation_id = fields.String()
    title = fields.String()
    day = fields.Date(
        allow_none=True,
        metadata=doc("仅这一天不接待；空为本轮不接待该团 · only that day; none: this delegation, in this round"),
    )
    reason = fields.String()
    refused_on = fields.Date()
    taken_back_on = fields.Date(allow_none=True)
    taken_back_because = fields.String(allow_none=True)
    status = Choice(VISIT_REFUSAL_STATUSES, metadata=doc("有效、已收回、已过 · stands, was taken back, or is over"))
