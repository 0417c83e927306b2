"""Schemas of planning: job, proposed schedule, pins, travel tables and closed roads."""

from typing import Any, ClassVar

from marshmallow import fields, pre_dump, validate

from gateway.i18n import language
from gateway.schemas import Choice, Day, Id, Integer, Moment, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.observation_visits import CLOCK, GAP_OF, LEVELS, SOFT_GOALS, RoundAnswer, RoundDetailAnswer

MATRIX = (
    "CSV 或 Excel：首行、首列为 travel-places 所列地点的编号或名称（名称不重复时），其余为分钟数，0 至 1440；"
    "自身到自身可空"
    " · CSV or an Excel workbook: the places that travel-places lists by id, or by name where no two share one, in the"
    " first row and the first column; minutes from 0 to 1440 in between; from a place to itself may be left out"
)
REASONS = ("computed", "computing", "not_computed", "not_recorded")
REASONED = "原因：已得出、计算中、未得出、当时未记 · whether the reasons are there"
RELAXATIONS = ("found", "nothing_is_enough", "only_time", "costs_more", "computing", "not_computed", "not_recorded")
RELAXED = (
    "放宽：已找到、单项放宽都不够、只需更长时间、可排但不值得、计算中、未得出、当时未记"
    " · found, no single change is enough, only time is missing, it costs more than it is worth, or whether it is there"
)
STOP, DELEGATION = "观摩点 · the stop", "观摩团 · the delegation"


class PlanningRequest(RequestSchema):
    """How long the planner may look, and with which seed."""

    seconds = Integer(least=1, most=60, metadata=doc("最长秒数，默认见规则包 · seconds, by the rule pack"))
    seed = Integer(load_default=1, metadata=doc("随机种子 · the seed that makes it repeatable"))
    effort = Integer(least=1, most=1_000_000, metadata=doc("按步数而非时间结束 · end after so many steps instead"))


class PlanningStartedAnswer(ResponseSchema):
    """The job that was asked for."""

    id = fields.String(required=True, metadata=doc("任务编号 · the job"))
    round = fields.Nested(RoundAnswer)


class VisitPin(RequestSchema):
    """A visit that is to stay: the pair, and where given its day and its time."""

    stop_id = Id(required=True, metadata=doc(STOP))
    delegation_id = Id(required=True, metadata=doc(DELEGATION))
    day = Day(metadata=doc("固定在这一天 · on this day"))
    begins = Text(most=5, metadata=doc(f"固定在这一时刻；{CLOCK}"))


class VisitPinRelease(RequestSchema):
    """A delegation and a stop."""

    stop_id = Id(required=True, metadata=doc(STOP))
    delegation_id = Id(required=True, metadata=doc(DELEGATION))


class TravelMatrix(RequestSchema):
    """A table of travel minutes: places in the first row and the first column, minutes in between."""

    file = fields.Raw(
        required=True,
        metadata={"type": "string", "format": "binary", "description": MATRIX},
    )


class ClosedRoad(RequestSchema):
    """A closed road, in this direction."""

    from_place_id = Text(most=80, required=True, metadata=doc("起点 · from"))
    to_place_id = Text(most=80, required=True, metadata=doc("终点 · to"))


class RoadClosures(RequestSchema):
    """Every closed road; an empty list opens them all."""

    roads = fields.List(
        fields.Nested(ClosedRoad), required=True, validate=validate.Length(max=1000), metadata=doc("不通的路 · ways")
    )


class TravelPlaceAnswer(ResponseSchema):
    """A place that a travel table has to name."""

    id = fields.String(required=True)
    name = fields.String()


class PlannedVisitAnswer(ResponseSchema):
    """A visit of a proposed schedule."""

    stop_id = fields.String(required=True)
    stop = fields.String()
    delegation_id = fields.String(required=True)
    delegation = fields.String()
    vehicle_id = fields.String(allow_none=True, metadata=doc("分组时的车辆 · the vehicle of a group"))
    day = fields.Date(required=True)
    begins = fields.String(metadata=doc(CLOCK))
    ends = fields.String(metadata=doc(CLOCK))
    travel_minutes = fields.Integer()
    people = fields.Integer()
    pinned = fields.Boolean()


class PreviousVisitAnswer(ResponseSchema):
    """A visit of the schedule before."""

    stop_id = fields.String(required=True)
    stop = fields.String()
    delegation_id = fields.String(required=True)
    delegation = fields.String()
    day = fields.Date()
    begins = fields.String(metadata=doc(CLOCK))


class ScheduleDayAnswer(ResponseSchema):
    """One delegation's day."""

    delegation_id = fields.String(required=True)
    delegation = fields.String()
    vehicle_id = fields.String(allow_none=True)
    day = fields.Date(required=True)
    leaves = fields.String(metadata=doc(CLOCK))
    back = fields.String(metadata=doc(CLOCK))
    travel_minutes = fields.Integer()
    visits = fields.Integer()
    lunch = fields.String(allow_none=True, metadata=doc("午餐时间 · when lunch is"))
    review = fields.String(allow_none=True, metadata=doc("点评时间 · when the review is"))


class UnplacedVisitReasonAnswer(ResponseSchema):
    """Why something is not placed: each constraint takes away some of the ways that those before it had left."""

    code = fields.String()
    detail = fields.String(metadata=doc("原因 · why"))
    removes = fields.Integer(metadata=doc("去掉几种可能 · how many ways it takes away"))
    of = fields.Integer(metadata=doc("此前剩几种可能 · of how many"))

    @pre_dump
    def in_one_language(self, reason: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return reason | {"detail": reason[language()]}


class ScheduleRelaxationAnswer(UnplacedVisitReasonAnswer):
    """The smallest single change that would admit it."""

    class Meta:
        """A relaxation takes nothing away."""

        exclude = ("removes", "of")

    field = fields.String(metadata=doc("改哪一项 · the constraint"))
    to = fields.String(metadata=doc("改成什么 · its new value"))
    size = fields.Integer()
    delegation_id = fields.String(
        metadata=doc("哪个观摩团，当时未记的为空 · which delegation; empty where not recorded")
    )
    stop_id = fields.String(
        attribute="host_id", metadata=doc("去哪个观摩点，当时未记的为空 · which stop; empty where not recorded")
    )


class UnplacedVisitAnswer(ResponseSchema):
    """A stop that nobody visits, or a delegation with fewer visits than it has to make; and why."""

    kind = fields.String(required=True)
    id = fields.String(required=True)
    name = fields.String()
    missing = fields.Integer()
    required = fields.Boolean()
    proven = fields.Boolean(metadata=doc("已证明无法安排 · proven that nothing could place it"))
    reasons_state = Choice(REASONS, metadata=doc(REASONED))
    excluded_by = fields.List(
        fields.Nested(UnplacedVisitReasonAnswer), metadata=doc("被哪些约束排除 · which constraints")
    )
    relaxation_state = Choice(RELAXATIONS, metadata=doc(RELAXED))
    relaxation = fields.Nested(
        ScheduleRelaxationAnswer, allow_none=True, metadata=doc("最小的放宽 · the smallest relaxation")
    )
    relaxations = fields.List(
        fields.Nested(ScheduleRelaxationAnswer),
        metadata=doc("可选的放宽，各为一种，最小的在前 · one of each kind, the smallest first"),
    )


class ScheduleGoalsAnswer(ResponseSchema):
    """The soft goals as they came out; smaller is better."""

    class Meta:
        """One figure for each soft goal, and the change that comes before them."""

        include: ClassVar[dict[str, Any]] = {
            name: fields.Integer(metadata=doc(f"{zh} · {en}"))
            for name, (zh, en) in (SOFT_GOALS | {"change": ("改动数", "visits changed")}).items()
        }


class ScheduleDifferenceAnswer(ResponseSchema):
    """What has changed against the present schedule."""

    kept = fields.List(fields.Nested(PlannedVisitAnswer))
    moved = fields.List(fields.Nested(PlannedVisitAnswer))
    added = fields.List(fields.Nested(PlannedVisitAnswer))
    dropped = fields.List(fields.Nested(PreviousVisitAnswer))


class ScheduleProposalAnswer(ResponseSchema):
    """A proposed schedule, how good it is, and what could not be placed and why."""

    status = fields.String(metadata=doc("optimal 已证明最优、feasible 时限内最好、cancelled 取消时最好"))
    visits = fields.List(fields.Nested(PlannedVisitAnswer))
    day_plans = fields.List(fields.Nested(ScheduleDayAnswer))
    unplaced = fields.List(fields.Nested(UnplacedVisitAnswer))
    goals = fields.Nested(ScheduleGoalsAnswer)
    missing = fields.Integer(metadata=doc("必须安排而未安排的数量 · required visits not placed"))
    missing_bound = fields.Integer(metadata=doc("其已证明的下界 · its proven lower bound"))
    objective = fields.Integer(metadata=doc("目标值 · goals times weights"))
    bound = fields.Integer(allow_none=True, metadata=doc("已证明的下界 · a proven lower bound"))
    gap = fields.Float(allow_none=True, metadata=doc("可能还可改进的份额 · the share that might still be saved"))
    gap_of = Choice(LEVELS, allow_none=True, metadata=doc(GAP_OF))
    seconds = fields.Float()
    seed = fields.Integer()
    difference = fields.Nested(ScheduleDifferenceAnswer, allow_none=True)


class RoundPublication(RequestSchema):
    """The acknowledgement needed to publish a schedule that leaves someone out."""

    acknowledge_left_out = fields.Boolean(
        load_default=False, metadata=doc("知悉有未安排的点或观摩团仍予公布 · publish though somebody is left out")
    )


class LeftOutAcknowledgementAnswer(ResponseSchema):
    """Who acknowledged a schedule that leaves someone out, and when."""

    account_id = fields.String()
    account_name = fields.String()
    acknowledged_at = Moment()


class RoundWithLeftOutAnswer(RoundDetailAnswer):
    """A round with those whom its published schedule leaves out."""

    left_out = fields.List(
        fields.Nested(UnplacedVisitAnswer),
        metadata=doc("公布的方案未安排的点和观摩团 · whom it leaves out"),
    )
    left_out_acknowledgement = fields.Nested(
        LeftOutAcknowledgementAnswer,
        allow_none=True,
        metadata=doc("知悉人和时间；无遗漏则为空 · by whom, where anybody is"),
    )
