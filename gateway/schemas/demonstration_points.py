"""Schemas of demonstration points: texts, life cycle and host facts."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, Integer, Number, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.projects import TAKEN_ON, ProjectDecision, ProjectRedeclaration, ProjectStart, ProjectWithdrawal
from shared.enumerations import DECISIONS, POINT_STATUSES
from shared.events.demonstration_points import HALF_DAYS
from shared.text_validation import BASIS_MAX, DESCRIPTION_MAX, REMARK_MAX, TITLE_MAX

STATUS = "办理状态；到期未续的为 lapsed · how far on its way; lapsed is a term that has run out"
STANDING = "进度，按日期得出，命名后为 renewal_due、lapsed；不计时为空 · derived from dates; null while none counts"
SCOPE = "示范级别；街道没有自己的级别 · the level of the title; a street has none of its own"
POINT_YEAR = "申报年度 · the year declared for"
WHOSE = "所属组织 · the organization whose point it is"
HARDWARE, FOUNDATION, FEATURES = "硬件设施 · hardware", "党建基础 · foundation", "特点亮点 · features"
LONGITUDE = "经度，GCJ-02，度；不填取组织坐标 · longitude, GCJ-02, degrees; the organization's unless given"
LATITUDE = "纬度，GCJ-02，度；不填取组织坐标 · latitude, GCJ-02, degrees; the organization's unless given"
CAPACITY, MINUTES = "一次接待人数 · people received at a time", "参观用时，分钟 · minutes a visit needs"
BOOKABLE = "可预约的半天 · the half-days that can be booked"
BLACKOUTS = "不接待日期，互不重叠 · days without visits, none overlapping another"


class HostBlackout(RequestSchema):
    """A stretch of days without visits, both included."""

    first = Day(required=True, metadata=doc("起日 · the first day"))
    last = Day(required=True, metadata=doc("止日 · the last day"))


class HostFactsAmendment(RequestSchema):
    """A change of a point's host facts; a field not named stays, null clears it."""

    lon_gcj02 = Number(allow_none=True, metadata=doc(LONGITUDE))
    lat_gcj02 = Number(allow_none=True, metadata=doc(LATITUDE))
    group_capacity = Integer(least=1, most=500, allow_none=True, metadata=doc(CAPACITY))
    visit_minutes = Integer(least=10, most=480, allow_none=True, metadata=doc(MINUTES))
    bookable = fields.List(Choice(HALF_DAYS), validate=validate.Length(max=14), metadata=doc(BOOKABLE))
    blackouts = fields.List(fields.Nested(HostBlackout), validate=validate.Length(max=60), metadata=doc(BLACKOUTS))


class DemonstrationPointFilter(RequestSchema):
    """Filter of points; an organization includes everything below it."""

    organization_id = Id(required=True, metadata=doc("该组织及其全部下级 · this organization and everything below"))
    status = Choice(POINT_STATUSES, metadata=doc(STATUS))
    year = Integer(least=2000, most=2999, metadata=doc(POINT_YEAR))
    scheme_id = Id(metadata=doc("所依方案 · the scheme they stand under"))


class DemonstrationPointDeclaration(RequestSchema):
    """A point as its unit declares it."""

    organization_id = Id(required=True, metadata=doc(WHOSE))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(POINT_YEAR))
    name = Text(most=TITLE_MAX, required=True, metadata=doc("示范点名称 · the point's name"))
    hardware = Text(most=DESCRIPTION_MAX, lines=True, metadata=doc(HARDWARE))
    foundation = Text(most=DESCRIPTION_MAX, lines=True, metadata=doc(FOUNDATION))
    features = Text(most=DESCRIPTION_MAX, lines=True, metadata=doc(FEATURES))
    host_facts = fields.Nested(HostFactsAmendment, metadata=doc("接待信息，可后补 · for visitors, may come later"))
    on = Day(metadata=doc(TAKEN_ON))


class DemonstrationPointAmendment(RequestSchema):
    """What may be changed while nobody has vetted it; what is not named stays, an empty text clears it."""

    name = Text(most=TITLE_MAX, metadata=doc("示范点名称 · the point's name"))
    hardware = Text(most=DESCRIPTION_MAX, least=0, lines=True, metadata=doc(HARDWARE))
    foundation = Text(most=DESCRIPTION_MAX, least=0, lines=True, metadata=doc(FOUNDATION))
    features = Text(most=DESCRIPTION_MAX, least=0, lines=True, metadata=doc(FEATURES))


class DemonstrationPointConfirmation(RequestSchema):
    """The district's decision on a vetted point, and the scheme it is confirmed under."""

    decision = Choice(DECISIONS, load_default="pass", metadata=doc("确认或退回 · confirm or return"))
    scheme_id = Id(metadata=doc("所依示范创建方案；确认时必填 · the scheme; needed to confirm"))
    opinion = Text(most=REMARK_MAX, lines=True, metadata=doc("意见；退回时必填 · needed when it is returned"))
    on = Day(metadata=doc(TAKEN_ON))


class DemonstrationPointAcceptance(RequestSchema):
    """The district's inspection of a point by the checklist."""

    decision = Choice(DECISIONS, load_default="pass", metadata=doc("通过或不通过 · accepted or not yet"))
    met = fields.List(
        Text(most=64), validate=validate.Length(max=100), metadata=doc("符合的清单项目编号 · the items that are met")
    )
    opinion = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("验收意见 · the opinion"))
    on = Day(metadata=doc(TAKEN_ON))


class DemonstrationPointActivation(RequestSchema):
    """From when until when a point has its title."""

    until = Day(required=True, metadata=doc("命名截止日（含当日） · the last day of the title"))
    active_from = Day(metadata=doc("命名起始日，不填为办理日 · its first day, that of the decision unless named"))
    opinion = Text(most=REMARK_MAX, lines=True, metadata=doc("意见 · the opinion"))
    on = Day(metadata=doc(TAKEN_ON))


class DemonstrationPointRenewal(RequestSchema):
    """The new last day of a point's title, and the decision."""

    until = Day(required=True, metadata=doc("续期截止日（含当日） · the last day of the further term"))
    basis = Text(most=BASIS_MAX, required=True, metadata=doc("续期决定的依据 · the decision it stands on"))
    on = Day(metadata=doc(TAKEN_ON))


class HostBlackoutAnswer(ResponseSchema):
    """A stretch of days without visits, both included."""

    first = fields.Date()
    last = fields.Date()


class DemonstrationPointRedeclaration(ProjectRedeclaration):
    """A returned point, declared again."""


class DemonstrationPointDecision(ProjectDecision):
    """What the street, or else the district, decides about a declared point."""


class DemonstrationPointStart(ProjectStart):
    """The day on which building began."""


class DemonstrationPointWithdrawal(ProjectWithdrawal):
    """Why a point is given up."""


class HostFactsSummary(ResponseSchema):
    """A point's host facts; null where one is not entered yet."""

    lon_gcj02 = Number(allow_none=True, metadata=doc(LONGITUDE))
    lat_gcj02 = Number(allow_none=True, metadata=doc(LATITUDE))
    group_capacity = fields.Integer(allow_none=True, metadata=doc(CAPACITY))
    visit_minutes = fields.Integer(allow_none=True, metadata=doc(MINUTES))
    bookable = fields.List(fields.String(), metadata=doc(BOOKABLE))
    blackouts = fields.List(fields.Nested(HostBlackoutAnswer), metadata=doc(BLACKOUTS))


class HostFactsAnswer(HostFactsSummary):
    """The same as a record of its own; `version` is the point's."""

    point_id = fields.String()
    organization_id = fields.String(metadata=doc(WHOSE))
    version = fields.Integer()


class DemonstrationPointAnswer(Readable):
    """A point with its state today and version."""

    id = fields.String()
    version = fields.Integer(metadata=doc("版本，随每件事实增加 · grows with every fact"))
    organization_id = fields.String(metadata=doc(WHOSE))
    year = fields.Integer(metadata=doc(POINT_YEAR))
    name = fields.String()
    hardware = fields.String(allow_none=True, metadata=doc(HARDWARE))
    foundation = fields.String(allow_none=True, metadata=doc(FOUNDATION))
    features = fields.String(allow_none=True, metadata=doc(FEATURES))
    status = Choice(POINT_STATUSES, metadata=doc(STATUS))
    standing = fields.String(allow_none=True, metadata=doc(STANDING))
    scheme_id = fields.String(allow_none=True, metadata=doc("所依示范创建方案 · the scheme it stands under"))
    scope = fields.String(allow_none=True, metadata=doc(SCOPE))
    declared_on = fields.Date(allow_none=True, metadata=doc("上报日期 · declared on"))
    confirmed_on = fields.Date(allow_none=True, metadata=doc("确认日期 · confirmed on"))
    started_on = fields.Date(allow_none=True, metadata=doc("启动建设日期 · building started on"))
    accepted_on = fields.Date(allow_none=True, metadata=doc("验收日期 · accepted on"))
    active_from = fields.Date(allow_none=True, metadata=doc("命名起始日 · the first day of the title"))
    active_until = fields.Date(allow_none=True, metadata=doc("命名截止日（含当日） · its last day"))
    renewal_due_from = fields.Date(allow_none=True, metadata=doc("自此日起提醒续期 · renewal is due from"))
    nodes = fields.Integer(metadata=doc("建设节点数 · how many building nodes"))
    nodes_reached = fields.Integer(metadata=doc("已完成节点数 · how many were reached"))
    at_risk_from = fields.Date(allow_none=True, metadata=doc("自此日起有风险 · at risk from"))
    overdue_from = fields.Date(allow_none=True, metadata=doc("自此日起逾期 · overdue from"))
    host_facts = fields.Nested(HostFactsSummary, metadata=doc("接待信息 · for visitors"))


class DemonstrationPointChecklistItem(ResponseSchema):
    """One item of the checklist, and whether it was met; null while nobody has judged."""

    id = fields.String()
    area = fields.String(metadata=doc("硬件设施、党建基础或特点亮点 · hardware, foundation or features"))
    required = fields.Boolean(metadata=doc("必备项目 · must be met"))
    zh = fields.String()
    en = fields.String()
    met = fields.Boolean(allow_none=True)
