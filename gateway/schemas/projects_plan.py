"""Schemas of a project's plan: milestones, progress reports, assignments, the year's list."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, Integer, Moment, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.projects import SERVED, SOLVED, TAKEN_ON, YEAR, ProjectAnswer, StepAnswer, WarnedProjectAnswer
from shared.enumerations import DEADLINE_STANDINGS, MILESTONE_STATUSES, REPORT_KINDS
from shared.text_validation import CONTENT_MAX, EVIDENCE_MAX, POST_MAX, REMARK_MAX, TITLE_MAX

MILESTONE_STANDINGS = (*DEADLINE_STANDINGS, "reached_on_time", "reached_late", "waived", "dropped", "not_counting")
MOST = 10_000_000
RESPONSIBLE = "责任组织 · the responsible organization"
POST = "责任职务 · the responsible post"
DEADLINE = "截止日；遇法定节假日或周末顺延 · a deadline on a day off moves to the next working day"


class MilestoneCreation(RequestSchema):
    """A milestone: content, deadline, responsible organization and post."""

    title = Text(most=TITLE_MAX, required=True, metadata=doc("节点名称 · what is to be reached"))
    deadline = Day(required=True, metadata=doc(DEADLINE))
    organization_id = Id(required=True, metadata=doc(RESPONSIBLE))
    post = Text(most=POST_MAX, required=True, metadata=doc(POST))
    on = Day(metadata=doc("确定日期，不填为今天 · the day it was set, today unless named"))


class MilestoneAmendment(RequestSchema):
    """What may be changed about an open milestone; what is not named stays."""

    title = Text(most=TITLE_MAX, metadata=doc("节点名称 · what is to be reached"))
    deadline = Day(metadata=doc(DEADLINE))
    organization_id = Id(metadata=doc(RESPONSIBLE))
    post = Text(most=POST_MAX, metadata=doc(POST))
    reason = Text(most=REMARK_MAX, lines=True, metadata=doc("立项后修改时必填 · needed once the project is approved"))


class ProjectPlanReason(RequestSchema):
    """Why something is taken back."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class PlannedAnswer(Readable):
    """A milestone, or a building node, with its schedule status today."""

    id = fields.String()
    version = fields.Integer()
    title = fields.String()
    organization_id = fields.String(metadata=doc(RESPONSIBLE))
    post = fields.String(metadata=doc(POST))
    status = Choice(MILESTONE_STATUSES)
    standing = Choice(MILESTONE_STANDINGS, metadata=doc("进度，按日期得出 · derived from dates"))
    deadline = fields.Date()
    due_on = fields.Date(metadata=doc("顺延后的截止日 · the deadline, moved to a working day"))
    at_risk_from = fields.Date(metadata=doc("自此日起有风险 · at risk from"))
    overdue_from = fields.Date(metadata=doc("自此日起逾期 · overdue from"))
    calendar_published = fields.Boolean(
        metadata=doc("为否时，当年放假安排尚未发布，日期为推算 · false: the year's holidays are not known yet")
    )
    rule_version = fields.String(metadata=doc("所依规则版本 · the version of the rules"))
    reached_on = fields.Date(allow_none=True, metadata=doc("完成日期 · reached on"))
    reason = fields.String(allow_none=True, metadata=doc("取消或免予完成的理由 · why it was dropped or waived"))


class MilestoneAnswer(PlannedAnswer):
    """A milestone with its schedule status today."""

    project_id = fields.String()


class MilestoneFilter(RequestSchema):
    """Whose open milestones to list."""

    organization_id = Id(required=True, metadata=doc("该组织及其全部下级 · this organization and everything below"))
    standing = Choice(DEADLINE_STANDINGS, metadata=doc("进度 · the standing"))


class DeadlineRenewal(RequestSchema):
    """The district whose open milestones are recomputed."""

    organization_id = Id(required=True, metadata=doc("所在区 · the district"))


class DeadlineRenewalAnswer(ResponseSchema):
    """How many milestones were looked at, and how many have other days now."""

    looked_at = fields.Integer()
    changed = fields.Integer()


class ProgressReport(RequestSchema):
    """Progress as a unit saw it on a day; figures are what came to the sum since the report before."""

    reported_on = Day(metadata=doc("报告日期，不填为今天 · the day it is about, today unless named"))
    organization_id = Id(metadata=doc("报告单位，不填为牵头组织 · the unit that reports, the lead unless named"))
    kind = Choice(REPORT_KINDS, load_default="report", metadata=doc("报告、推进会、现场 · report, meeting, on site"))
    percent = Integer(most=100, metadata=doc("完成度 %，下调须有理由 · percent done; a fall needs a reason"))
    text = Text(most=CONTENT_MAX, lines=True, required=True, metadata=doc("进展 · what was done"))
    people_served = Integer(most=MOST, load_default=0, metadata=doc(SERVED))
    difficulties_solved = Integer(most=MOST, load_default=0, metadata=doc(SOLVED))
    evidence = Text(most=EVIDENCE_MAX, metadata=doc("佐证材料编号，可不填 · a reference, optional"))
    milestones_reached = fields.List(
        Id(), validate=validate.Length(max=100), metadata=doc("本次完成的节点 · milestones reached by this")
    )
    corrects = Id(metadata=doc("被本报告更正的报告 · the report that this one takes the place of"))
    reason = Text(most=REMARK_MAX, lines=True, metadata=doc("下调或更正的理由 · why it falls or corrects"))


class ProgressAnswer(Readable):
    """A progress report as it was entered; it is never changed."""

    id = fields.String()
    project_id = fields.String()
    number = fields.Integer()
    organization_id = fields.String(metadata=doc("报告单位 · the unit that reports"))
    project_kind = fields.String(metadata=doc("项目类别 · the kind of its project"))
    kind = Choice(REPORT_KINDS)
    reported_on = fields.Date()
    percent = fields.Integer(allow_none=True)
    text = fields.String()
    people_served = fields.Integer(metadata=doc(SERVED))
    difficulties_solved = fields.Integer(metadata=doc(SOLVED))
    evidence = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    milestones_reached = fields.List(fields.String())
    corrects = fields.String(allow_none=True)
    corrected_by = fields.String(allow_none=True, metadata=doc("更正它的报告 · the report that took its place"))
    account_id = fields.String()
    account_name = fields.String(metadata=doc("填报人 · who entered it"))
    recorded_at = Moment()


class ProgressReportedAnswer(ProgressAnswer):
    """A report just entered, and the project after it."""

    project = fields.Nested(ProjectAnswer)


class ProjectAssignment(RequestSchema):
    """A unit's part of a practical matter."""

    organization_id = Id(required=True, metadata=doc("承担单位 · the unit"))
    post = Text(most=POST_MAX, required=True, metadata=doc(POST))
    duty = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("任务 · what it is to do"))
    on = Day(metadata=doc("分解日期，不填为今天 · the day it was assigned, today unless named"))


class ProjectAssignmentAnswer(Readable):
    """A unit's part of a practical matter, and how far it is."""

    project_id = fields.String()
    organization_id = fields.String(metadata=doc("承担单位 · the unit"))
    post = fields.String(metadata=doc(POST))
    duty = fields.String(metadata=doc("任务 · what it is to do"))
    percent = fields.Integer(metadata=doc("完成度 % · percent done"))
    assigned_on = fields.Date()


class ProjectDetailAnswer(WarnedProjectAnswer):
    """A project with its plan and its history."""

    plan = fields.List(fields.Nested(MilestoneAnswer), metadata=doc("节点，最近的在前 · the nearest deadline first"))
    way = fields.List(fields.Nested(StepAnswer), metadata=doc("办理经过 · the steps, the first one first"))


class PracticalMattersFilter(RequestSchema):
    """Which district's list of which year."""

    organization_id = Id(required=True, metadata=doc("区或其下级 · the district, or anyone below it"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))


class PracticalMatterDraft(RequestSchema):
    """A matter on the draft of the year's list."""

    organization_id = Id(required=True, metadata=doc("所在区 · the district"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("实事名称 · the matter"))
    lead_post = Text(most=POST_MAX, required=True, metadata=doc("领办人职务 · the post that leads"))
    content = Text(most=CONTENT_MAX, lines=True, metadata=doc("目标与措施 · goals and measures"))
    on = Day(metadata=doc(TAKEN_ON))


class PracticalMattersPublication(RequestSchema):
    """The year whose list is published; it takes exactly ten matters."""

    organization_id = Id(required=True, metadata=doc("所在区 · the district"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
    order = fields.List(
        Id(),
        validate=validate.Length(max=100),
        metadata=doc("排序；不填按草拟先后 · their order; as drafted unless named"),
    )
    on = Day(metadata=doc(TAKEN_ON))


class PracticalMattersPublicationAnswer(ResponseSchema):
    """The published list."""

    year = fields.Integer()
    published_on = fields.Date()
    projects = fields.List(fields.String(), metadata=doc("按序的实事编号 · the matters in their order"))


class PracticalMattersAnswer(ResponseSchema):
    """A year's list of practical matters, published or still a draft."""

    organization_id = fields.String(metadata=doc("所在区 · the district"))
    year = fields.Integer()
    published_on = fields.Date(allow_none=True, metadata=doc("公布日期，空为草稿 · null: still a draft"))
    wanted = fields.Integer(metadata=doc("应有件数 · how many there have to be"))
    items = fields.List(fields.Nested(ProjectAnswer))


class ProjectWarningFilter(RequestSchema):
    """Whose reminders of which year."""

    organization_id = Id(required=True, metadata=doc("该组织及其全部下级 · this organization and everything below"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
