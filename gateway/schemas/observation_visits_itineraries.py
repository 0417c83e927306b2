"""Schemas of the itinerary of a published round: departure, legs, stops, lunch, review, return."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, RequestSchema, ResponseSchema, doc
from gateway.schemas.observation_visits import CLOCK
from shared.enumerations import ITINERARY_PARTS, ITINERARY_STATES, VISIT_STATUSES


class ItineraryFilter(RequestSchema):
    """Which days of an itinerary to list."""

    day = Day(metadata=doc("只看这一天 · this day only"))
    delegation_id = Id(metadata=doc("只看这个观摩团 · this delegation only"))


class ItineraryLegAnswer(ResponseSchema):
    """One way from place to place."""

    from_place = fields.String(metadata=doc("从何处 · from"))
    to_place = fields.String(metadata=doc("到何处 · to"))
    departs = fields.String(metadata=doc(CLOCK))
    arrives = fields.String(metadata=doc(CLOCK))
    minutes = fields.Integer(metadata=doc("路程分钟数 · minutes on the road"))


class ItineraryVisitAnswer(ResponseSchema):
    """A visit of the day, by the time agreed with the host."""

    visit_id = fields.String(required=True)
    stop_id = fields.String()
    stop = fields.String(metadata=doc("观摩点 · the stop"))
    organization_id = fields.String(metadata=doc("接待单位 · the host"))
    begins = fields.String(metadata=doc(CLOCK))
    status = Choice(VISIT_STATUSES, metadata=doc("办理状态 · how far on its way"))


class ItineraryStopAnswer(ItineraryVisitAnswer):
    """A stop of the day: arrive, begin, depart."""

    arrives = fields.String(metadata=doc(f"到达；{CLOCK}"))
    departs = fields.String(metadata=doc(f"离开；{CLOCK}"))
    people = fields.Integer(metadata=doc("人数 · how many come"))


class ItineraryPauseAnswer(ResponseSchema):
    """Lunch or review: when and where."""

    begins = fields.String(metadata=doc(CLOCK))
    ends = fields.String(metadata=doc(CLOCK))
    place = fields.String(metadata=doc("地点 · where"))


class ItineraryDayAnswer(ResponseSchema):
    """One delegation's day; a host who neither plans nor travels sees only the stops that it receives."""

    id = fields.String(required=True)
    round_id = fields.String()
    schedule_revision = fields.Integer(metadata=doc("第几次公布时排定 · by which publication"))
    part = Choice(ITINERARY_PARTS, metadata=doc("全程或仅本单位接待的部分 · the whole day, or own stops only"))
    state = Choice(ITINERARY_STATES, metadata=doc("照常或已无可观摩的点 · whether anything is visited"))
    delegation_id = fields.String()
    delegation = fields.String(metadata=doc("观摩团 · the delegation"))
    vehicle_id = fields.String(allow_none=True, metadata=doc("分组时的车辆 · the vehicle of a group"))
    vehicles = fields.List(fields.String(), metadata=doc("乘坐的车辆 · what it travels in"))
    day = fields.Date(required=True)
    leaves = fields.String(metadata=doc(f"出发；{CLOCK}"))
    leaves_from = fields.String(metadata=doc("出发地 · from where"))
    legs = fields.List(fields.Nested(ItineraryLegAnswer), metadata=doc("路程 · the ways"))
    stops = fields.List(fields.Nested(ItineraryStopAnswer), metadata=doc("观摩点 · the stops"))
    given_up = fields.List(fields.Nested(ItineraryVisitAnswer), metadata=doc("不再前往的点 · stops not driven to"))
    lunch = fields.Nested(ItineraryPauseAnswer, allow_none=True, metadata=doc("午餐，未安排为空 · lunch, if any"))
    review = fields.Nested(ItineraryPauseAnswer, allow_none=True, metadata=doc("点评，未安排为空 · review, if any"))
    returns = fields.String(metadata=doc(f"返回；{CLOCK}"))
    returns_to = fields.String(metadata=doc("返回地 · to where"))
    travel_minutes = fields.Integer(metadata=doc("全天路程分钟数 · minutes on the road in all"))
