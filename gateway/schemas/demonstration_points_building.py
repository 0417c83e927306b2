"""Schemas of building a point: its nodes, and the point with its plan and history."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, RequestSchema, Text, doc
from gateway.schemas.demonstration_points import DemonstrationPointAnswer, DemonstrationPointChecklistItem
from gateway.schemas.projects import StepAnswer
from gateway.schemas.projects_plan import DEADLINE, POST, PlannedAnswer
from shared.enumerations import DEADLINE_STANDINGS
from shared.text_validation import EVIDENCE_MAX, POST_MAX, REMARK_MAX, TITLE_MAX


class BuildingNodeCreation(RequestSchema):
    """A building node: what is to be built, by when, and the responsible post."""

    title = Text(most=TITLE_MAX, required=True, metadata=doc("节点名称 · what is to stand"))
    deadline = Day(required=True, metadata=doc(DEADLINE))
    post = Text(most=POST_MAX, required=True, metadata=doc(POST))


class BuildingNodeAmendment(RequestSchema):
    """What may be changed about an open node; what is not named stays."""

    title = Text(most=TITLE_MAX, metadata=doc("节点名称 · what is to stand"))
    deadline = Day(metadata=doc(DEADLINE))
    post = Text(most=POST_MAX, metadata=doc(POST))
    reason = Text(most=REMARK_MAX, lines=True, metadata=doc("确认后修改时必填 · needed once the point is confirmed"))


class BuildingNodeReason(RequestSchema):
    """Why a node is dropped, waived or open again."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class BuildingNodeReport(RequestSchema):
    """The report that a node was reached."""

    text = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("完成情况 · what was done"))
    evidence = Text(most=EVIDENCE_MAX, metadata=doc("佐证材料编号，可不填 · a reference, optional"))
    on = Day(metadata=doc("完成日期，不填为今天 · the day it was reached, today unless named"))


class BuildingNodeAnswer(PlannedAnswer):
    """A building node with its schedule status today."""

    point_id = fields.String()
    report = fields.String(allow_none=True, metadata=doc("完成情况 · what was done"))
    evidence = fields.String(allow_none=True)


class BuildingNodeFilter(RequestSchema):
    """Whose open nodes to list."""

    organization_id = Id(required=True, metadata=doc("该组织及其全部下级 · this organization and everything below"))
    standing = Choice(DEADLINE_STANDINGS, metadata=doc("进度 · the standing"))


class DemonstrationPointDetailAnswer(DemonstrationPointAnswer):
    """A point with its plan, its history and the checklist it is judged by."""

    plan = fields.List(
        fields.Nested(BuildingNodeAnswer), metadata=doc("建设节点，最近的在前 · the nearest deadline first")
    )
    way = fields.List(fields.Nested(StepAnswer), metadata=doc("办理经过 · the steps, the first one first"))
    checklist = fields.List(
        fields.Nested(DemonstrationPointChecklistItem), metadata=doc("验收清单 · what it is judged by")
    )
