"""Schemas of stops, calendars of hosts, and delegations."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, Integer, Number, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.observation_visits import BELOW, VERSION
from shared.enumerations import DELEGATION_STATUSES, STOP_LOCATIONS, STOP_SOURCES, STOP_STATUSES
from shared.events.demonstration_points import HALF_DAYS
from shared.text_validation import TITLE_MAX

SOURCE = "示范点、项目现场或自行登记 · a demonstration point, a project's site, or named"
HALF = "半天，如 mon_am · half-days"
LONGITUDE, LATITUDE = "经度（GCJ-02） · longitude", "纬度（GCJ-02） · latitude"
MINUTES = "一次观摩分钟数 · minutes of a visit"
CAPACITY = "一次最多接待人数 · most people at once"


class VisitBlackout(RequestSchema):
    """Days on which nobody is received, both included."""

    first = Day(required=True, metadata=doc("首日 · the first day"))
    last = Day(required=True, metadata=doc("末日 · the last day"))
    reason = Text(most=200, metadata=doc("原因 · why"))


class VisitBlackoutAnswer(ResponseSchema):
    """Days on which nobody is received."""

    first = fields.String(required=True, metadata={"format": "date"})
    last = fields.String(required=True, metadata={"format": "date"})
    reason = fields.String(allow_none=True)


class StopFilter(RequestSchema):
    """Which stops to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    source = Choice(STOP_SOURCES, metadata=doc(SOURCE))
    status = Choice(STOP_STATUSES, metadata=doc("可选或停用 · in the choice or not"))


class StopFacts(RequestSchema):
    """The host facts of a stop."""

    visit_minutes = Integer(least=10, most=480, metadata=doc(MINUTES))
    group_capacity = Integer(least=1, most=2000, metadata=doc(CAPACITY))
    longitude = Number(validate=validate.Range(-180, 180), metadata=doc(LONGITUDE))
    latitude = Number(validate=validate.Range(-90, 90), metadata=doc(LATITUDE))
    bookable = fields.List(Choice(HALF_DAYS), validate=validate.Length(max=14), metadata=doc(f"只在这些半天；{HALF}"))
    blackouts = fields.List(
        fields.Nested(VisitBlackout), validate=validate.Length(max=100), metadata=doc("不接待的日期 · days off")
    )


class StopCreation(StopFacts):
    """An organization named as a stop."""

    organization_id = Id(required=True, metadata=doc("所属组织 · the organization that receives"))
    name = Text(most=TITLE_MAX, required=True, metadata=doc("名称 · its name"))


class StopAmendment(StopFacts):
    """What is to be changed; what is not named stays."""

    name = Text(most=TITLE_MAX, metadata=doc("名称 · its name"))


class StopAnswer(ResponseSchema):
    """A stop with its host facts and version."""

    id = fields.String(required=True)
    version = fields.Integer(metadata=doc(VERSION))
    organization_id = fields.String()
    name = fields.String()
    source = Choice(STOP_SOURCES, metadata=doc(SOURCE))
    source_id = fields.String(allow_none=True, metadata=doc("来源记录 · the record it comes from"))
    longitude = Number(allow_none=True, metadata=doc(LONGITUDE))
    latitude = Number(allow_none=True, metadata=doc(LATITUDE))
    located_by = Choice(STOP_LOCATIONS, metadata=doc("坐标来自：自身、所属组织、上级、无 · whose point it is"))
    group_capacity = fields.Integer(allow_none=True, metadata=doc(CAPACITY))
    visit_minutes = fields.Integer(allow_none=True, metadata=doc(MINUTES))
    bookable = fields.List(fields.String(), allow_none=True, metadata=doc(f"只在这些半天，空为不限；{HALF}"))
    blackouts = fields.List(fields.Nested(VisitBlackoutAnswer))
    active_from = fields.Date(allow_none=True)
    active_until = fields.Date(allow_none=True)
    status = Choice(STOP_STATUSES)


class VisitCalendar(RequestSchema):
    """An organization's own opening hours; what is not named is inherited."""

    opens = fields.List(
        Choice(HALF_DAYS), load_default=list, validate=validate.Length(max=14), metadata=doc(f"另行开放；{HALF}")
    )
    closes = fields.List(
        Choice(HALF_DAYS), load_default=list, validate=validate.Length(max=14), metadata=doc(f"不开放；{HALF}")
    )
    blackouts = fields.List(
        fields.Nested(VisitBlackout),
        load_default=list,
        validate=validate.Length(max=100),
        metadata=doc("不接待的日期 · days off"),
    )


class VisitCalendarAnswer(ResponseSchema):
    """When an organization receives visitors."""

    organization_id = fields.String(required=True)
    version = fields.Integer(metadata=doc(VERSION))
    opens = fields.List(fields.String())
    closes = fields.List(fields.String())
    blackouts = fields.List(fields.Nested(VisitBlackoutAnswer))
    bookable = fields.List(fields.String(), metadata=doc(f"合并上级后的结果；{HALF}"))
    inherited_blackouts = fields.List(
        fields.Nested(VisitBlackoutAnswer), metadata=doc("合并上级后的不接待日期 · days off of all levels")
    )


class DelegationSpot(RequestSchema):
    """Where a delegation starts or ends."""

    name = Text(most=TITLE_MAX, metadata=doc("地点 · what it is called"))
    longitude = Number(validate=validate.Range(-180, 180), metadata=doc(LONGITUDE))
    latitude = Number(validate=validate.Range(-90, 90), metadata=doc(LATITUDE))


class VisitBurdenAnswer(Readable):
    """How many visits a host receives in a quarter."""

    organization_id = fields.String(required=True)
    period = fields.String(metadata=doc("季度 · the quarter"))
    received = fields.Integer(metadata=doc("接待次数 · visits received"))
    cap = fields.Integer(metadata=doc("上限 · at most"))
    cap_reached = fields.Boolean(metadata=doc("是否达到上限 · whether it is reached"))


class DelegationSpotAnswer(ResponseSchema):
    """Where a delegation starts or ends."""

    name = fields.String(allow_none=True)
    longitude = Number(allow_none=True)
    latitude = Number(allow_none=True)


class DelegationVehicle(RequestSchema):
    """What a delegation travels in."""

    name = Text(most=TITLE_MAX, required=True, metadata=doc("车辆 · the vehicle"))
    seats = Integer(least=1, most=200, required=True, metadata=doc("座位数 · its seats"))
    plate = Text(
        most=12, metadata=doc("车牌号，用于识别同一辆车 · its plate, by which one vehicle is known everywhere")
    )


class DelegationVehicleAnswer(ResponseSchema):
    """What a delegation travels in."""

    id = fields.String(required=True)
    name = fields.String()
    seats = fields.Integer()
    plate = fields.String(allow_none=True)


class DelegationFacts(RequestSchema):
    """Who goes, how, from where, when."""

    members = fields.List(Id(), validate=validate.Length(max=200), metadata=doc("党员编号 · members of the roll"))
    people = Integer(least=1, most=2000, metadata=doc("人数，默认为所列党员数 · how many go"))
    vehicles = fields.List(
        fields.Nested(DelegationVehicle), validate=validate.Length(max=20), metadata=doc("车辆 · its vehicles")
    )
    splits = fields.Boolean(metadata=doc("按车分组 · each vehicle is a group of its own"))
    visits = Integer(least=1, most=100, metadata=doc("应观摩几处 · how many hosts it is to visit"))
    start = fields.Nested(DelegationSpot, metadata=doc("出发地，默认为所属组织 · where it starts"))
    end = fields.Nested(DelegationSpot, metadata=doc("返回地，默认为所属组织 · where it ends"))
    absent = fields.List(Day(), validate=validate.Length(max=92), metadata=doc("不能参加的日期 · days it cannot go"))


class DelegationCreation(DelegationFacts):
    """A delegation of a round."""

    round_id = Id(required=True, metadata=doc("观摩安排 · the round"))
    organization_id = Id(required=True, metadata=doc("派出单位 · who sends it"))
    name = Text(most=TITLE_MAX, required=True, metadata=doc("名称 · its name"))


class DelegationAmendment(DelegationFacts):
    """What is to be changed; what is not named stays."""

    name = Text(most=TITLE_MAX, metadata=doc("名称 · its name"))


class DelegationFilter(RequestSchema):
    """Which delegations to list."""

    round_id = Id(required=True, metadata=doc("观摩安排 · the round"))
    organization_id = Id(metadata=doc("派出单位 · who sends it"))


class DelegationAnswer(Readable):
    """A delegation with its vehicles and version."""

    id = fields.String(required=True)
    version = fields.Integer(metadata=doc(VERSION))
    round_id = fields.String()
    organization_id = fields.String()
    name = fields.String()
    members = fields.List(fields.String())
    people = fields.Integer()
    vehicles = fields.List(fields.Nested(DelegationVehicleAnswer))
    splits = fields.Boolean()
    visits = fields.Integer()
    start = fields.Nested(DelegationSpotAnswer, allow_none=True)
    end = fields.Nested(DelegationSpotAnswer, allow_none=True)
    absent = fields.List(fields.String(metadata={"format": "date"}))
    status = Choice(DELEGATION_STATUSES, metadata=doc("参加或不参加 · goes or stays at home"))
    reason = fields.String(allow_none=True)
