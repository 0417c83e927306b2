"""Schemas of projects: texts, life cycle from declaration to rating, status."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, Integer, Moment, Readable, RequestSchema, Text, doc
from gateway.schemas.base import ReminderAnswer
from shared.enumerations import (
    DEADLINE_STANDINGS,
    DECISIONS,
    PROJECT_CATEGORIES,
    PROJECT_KINDS,
    PROJECT_RATINGS,
    PROJECT_STATUSES,
)
from shared.text_validation import CONTENT_MAX, POST_MAX, REMARK_MAX, TITLE_MAX

KIND = "书记领办项目或实事 · a secretary project or a practical matter"
CATEGORY = "五类之一；实事没有类别 · one of five; a practical matter has none"
STATUS = "办理状态 · how far on its way"
STANDING = "进度，按日期与进展得出；不在实施中的为空 · derived from dates and reports; null while no deadline counts"
TAKEN_ON = "办理日期，不填为今天 · the day it was done, today unless named"
SERVED = "服务人数 · people served"
SOLVED = "解决难题数 · difficulties solved"
YEAR = "年度 · the year"
LEAD = "牵头组织 · the organization that leads"


class ProjectFilter(RequestSchema):
    """Filter of projects; an organization includes everything below it."""

    organization_id = Id(required=True, metadata=doc("该组织及其全部下级 · this organization and everything below"))
    as_carrier = fields.Boolean(
        load_default=False,
        metadata=doc(
            "查其承担任务、节点或报告过进展的项目 · those they have a part, a milestone or a report in, not lead"
        ),
    )
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))
    kind = Choice(PROJECT_KINDS, metadata=doc(KIND))
    category = Choice(PROJECT_CATEGORIES, metadata=doc(CATEGORY))
    status = Choice(PROJECT_STATUSES, metadata=doc(STATUS))
    standing = Choice(DEADLINE_STANDINGS, metadata=doc("进度，仅限在实施的项目 · the standing of projects that run"))


class ProjectDeclaration(RequestSchema):
    """A secretary project as its unit declares it."""

    organization_id = Id(required=True, metadata=doc(LEAD))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
    kind = Choice(PROJECT_KINDS[:1], load_default=PROJECT_KINDS[0], metadata=doc("书记领办项目 · a secretary project"))
    category = Choice(PROJECT_CATEGORIES, required=True, metadata=doc("五类之一 · one of five"))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("项目名称 · the project's title"))
    lead_post = Text(most=POST_MAX, required=True, metadata=doc("领办人职务 · the post that leads"))
    content = Text(most=CONTENT_MAX, lines=True, metadata=doc("目标与措施 · goals and measures"))
    on = Day(metadata=doc(TAKEN_ON))


class ProjectAmendment(RequestSchema):
    """What may be changed before the approval; what is not named stays."""

    title = Text(most=TITLE_MAX, metadata=doc("项目名称 · the project's title"))
    category = Choice(PROJECT_CATEGORIES, metadata=doc("五类之一 · one of five"))
    lead_post = Text(most=POST_MAX, metadata=doc("领办人职务 · the post that leads"))
    content = Text(
        most=CONTENT_MAX, least=0, lines=True, metadata=doc("目标与措施，空文本为清除 · an empty text clears it")
    )


class ProjectRedeclaration(RequestSchema):
    """A returned project, declared again."""

    opinion = Text(most=REMARK_MAX, lines=True, metadata=doc("修改说明 · what was amended"))
    on = Day(metadata=doc(TAKEN_ON))


class ProjectDecision(RequestSchema):
    """What the street or the district decides about a declaration."""

    decision = Choice(DECISIONS, required=True, metadata=doc("通过或退回 · pass on or return"))
    opinion = Text(most=REMARK_MAX, lines=True, metadata=doc("意见；退回时必填 · needed when it is returned"))
    on = Day(metadata=doc(TAKEN_ON))


class ProjectStart(RequestSchema):
    """The day on which work began."""

    on = Day(metadata=doc(TAKEN_ON))


class ProjectAcceptance(RequestSchema):
    """The district's inspection of a finished project."""

    decision = Choice(DECISIONS, load_default="pass", metadata=doc("通过或不通过 · accepted or not yet"))
    opinion = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("验收意见 · the opinion"))
    waived = fields.Dict(
        keys=Id(),
        values=Text(most=1000, lines=True),
        validate=validate.Length(max=100),
        metadata=doc("免予完成的节点编号及理由 · milestones waived, each with its reason"),
    )
    on = Day(metadata=doc(TAKEN_ON))


class ProjectRating(RequestSchema):
    """A rating, by the published thresholds unless a person rates otherwise."""

    rating = Choice(
        PROJECT_RATINGS, metadata=doc("不填为按公布标准得出的等次 · as the published thresholds give unless named")
    )
    reason = Text(most=REMARK_MAX, lines=True, metadata=doc("与标准不一致时必填 · needed where it differs from them"))
    on = Day(metadata=doc(TAKEN_ON))


class ProjectWithdrawal(RequestSchema):
    """Why a project is given up."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))
    on = Day(metadata=doc(TAKEN_ON))


class ProjectWarningAnswer(ReminderAnswer):
    """What good practice expects and is not there; it never blocks anything."""

    organization_id = fields.String(metadata=doc("所涉组织 · the organization it is about"))
    project_id = fields.String(allow_none=True, metadata=doc("所涉项目 · the project it is about, if any"))


class ProjectAnswer(Readable):
    """A project with its state and version."""

    id = fields.String()
    version = fields.Integer(metadata=doc("版本，随每件事实增加 · grows with every fact"))
    kind = Choice(PROJECT_KINDS, metadata=doc(KIND))
    year = fields.Integer(metadata=doc(YEAR))
    number = fields.Integer(allow_none=True, metadata=doc("在年度清单中的序号 · its place in the year's list"))
    category = fields.String(allow_none=True, metadata=doc(CATEGORY))
    title = fields.String()
    content = fields.String(allow_none=True, metadata=doc("目标与措施 · goals and measures"))
    organization_id = fields.String(metadata=doc(LEAD))
    lead_post = fields.String(metadata=doc("领办人职务 · the post that leads"))
    status = Choice(PROJECT_STATUSES, metadata=doc(STATUS))
    standing = fields.String(allow_none=True, metadata=doc(STANDING))
    percent = fields.Integer(metadata=doc("完成度 % · percent done"))
    people_served = fields.Integer(metadata=doc(SERVED))
    difficulties_solved = fields.Integer(metadata=doc(SOLVED))
    milestones = fields.Integer(metadata=doc("节点数 · how many milestones"))
    milestones_reached = fields.Integer(metadata=doc("已完成节点数 · how many were reached"))
    declared_on = fields.Date(allow_none=True, metadata=doc("申报日期 · declared on"))
    approved_on = fields.Date(allow_none=True, metadata=doc("立项日期 · approved on"))
    started_on = fields.Date(allow_none=True, metadata=doc("启动日期 · started on"))
    accepted_on = fields.Date(allow_none=True, metadata=doc("验收日期 · accepted on"))
    proposed_rating = fields.String(allow_none=True, metadata=doc("按公布标准得出的等次 · by the published thresholds"))
    rating = fields.String(allow_none=True, metadata=doc("评定等次 · the rating"))
    last_report_on = fields.Date(allow_none=True, metadata=doc("最近一次报告 · the newest report"))
    silent_from = fields.Date(allow_none=True, metadata=doc("自此日起视为久未报告 · counts as silent from"))
    at_risk_from = fields.Date(allow_none=True, metadata=doc("自此日起有风险 · at risk from"))
    overdue_from = fields.Date(allow_none=True, metadata=doc("自此日起逾期 · overdue from"))


class WarnedProjectAnswer(ProjectAnswer):
    """A project with its warnings."""

    warnings = fields.List(fields.Nested(ProjectWarningAnswer), metadata=doc("提醒，不影响办理 · reminders only"))


class StepAnswer(Readable):
    """One step of a project: who took it, on whose behalf, when, with which opinion."""

    number = fields.Integer()
    step = fields.String(metadata=doc("做了什么 · what was done"))
    from_status = fields.String(allow_none=True)
    to_status = fields.String()
    organization_id = fields.String(metadata=doc("以哪个组织的名义 · in whose name"))
    account_id = fields.String()
    account_name = fields.String(metadata=doc("经办人 · who did it"))
    taken_on = fields.Date(metadata=doc("办理日期 · the day it was done"))
    recorded_at = Moment(metadata=doc("录入时间 · when it was entered"))
    opinion = fields.String(allow_none=True)
