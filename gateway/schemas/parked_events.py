"""Schemas of parked events."""

from marshmallow import fields

from gateway.projections.event_mappers import SOURCES
from gateway.projections.transactions import NAME
from gateway.schemas import Choice, Moment, RequestSchema, ResponseSchema, Text, doc

PROCESSES = (*sorted(SOURCES), NAME)


class ParkedEventDecision(RequestSchema):
    """Which event of which process, and why."""

    service = Choice(PROCESSES, required=True, metadata=doc("哪个服务停放的 · the process that parked it"))
    position = Text(most=150, required=True, metadata=doc("位置，如 projects:组织编号:5 · its position"))
    reason = Text(most=500, required=True, metadata=doc("原因 · why"))


class ParkedEventAnswer(ResponseSchema):
    """An event that was tried too often and waits for a decision; what stands in it is not shown."""

    service = fields.String(required=True, metadata=doc("哪个服务停放的 · the process that parked it"))
    position = fields.String(required=True, metadata=doc("位置 · its position"))
    source = fields.String(required=True, metadata=doc("来源服务 · the service that emitted it"))
    event = fields.String(required=True, metadata=doc("事件名 · the event"))
    district_id = fields.String(required=True, metadata=doc("所在区编号 · the district"))
    organization_id = fields.String(required=True, metadata=doc("次序所属的组织或任务 · what it is in the order of"))
    attempts = fields.Integer(required=True, metadata=doc("尝试次数 · attempts"))
    parked_at = Moment(required=True, metadata=doc("停放时间 · since when"))
    behind = fields.Integer(required=True, metadata=doc("其后等待的事件数 · how many wait behind it"))
    error = fields.String(required=True, metadata=doc("错误 · the error"))
