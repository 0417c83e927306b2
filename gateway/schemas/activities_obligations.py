"""Schemas of obligations: status, rules, reporting rates by unit."""

from marshmallow import fields

from gateway.schemas import Choice, Id, Integer, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.activities import PERIOD
from gateway.schemas.activities_halls import BELOW
from shared.enumerations import OBLIGATION_KINDS, OBLIGATION_STANDINGS, OBLIGATION_STATUSES
from shared.text_validation import REMARK_MAX

YEAR = "年度 · the year"
STANDING = "办理情况，按日期与记录得出 · derived from days and records"


class ObligationFilter(RequestSchema):
    """Which obligations to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))
    kind = Choice(OBLIGATION_KINDS, metadata=doc("组织生活类型 · the kind"))
    standing = Choice(OBLIGATION_STANDINGS, metadata=doc(STANDING))


class ObligationExcuse(RequestSchema):
    """Why an organization is excused."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class ObligationYear(RequestSchema):
    """Of which district and year obligations are to be set."""

    organization_id = Id(required=True, metadata=doc("区级组织或其下级 · the district, or anyone of it"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc("今年或明年 · this year or the next"))


class ObligationYearAnswer(ResponseSchema):
    """The year that is being set, and by which version of the rules."""

    organization_id = fields.String(metadata=doc("区 · the district"))
    year = fields.Integer()
    rule_version = fields.String()


class ReportingRatesQuery(RequestSchema):
    """The organization and the period of the reporting rates."""

    organization_id = Id(required=True, metadata=doc("其直接下级各为一行 · each unit directly below is a line"))
    period = Text(most=10, required=True, metadata=doc(PERIOD))
    below = fields.Boolean(load_default=False, metadata=doc("各级单位各为一行 · a line for every unit at any depth"))
    silent = fields.Boolean(metadata=doc("只要应开展而无记录的（或其余的） · only silent ones (or only the others)"))


class ActivityWarningsQuery(RequestSchema):
    """The organization and the year of the warnings."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))


class ObligationAnswer(Readable):
    """An obligation with its schedule status today."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String()
    kind = Choice(OBLIGATION_KINDS)
    period = fields.String(metadata=doc("所属期间 · its period"))
    year = fields.Integer()
    opens_on = fields.Date(metadata=doc("自此日起应办 · due from"))
    due_on = fields.Date(metadata=doc("最后一天 · the last day that is in time"))
    late_from = fields.Date(metadata=doc("自此日起逾期 · late from"))
    missed_from = fields.Date(metadata=doc("自此日起视为未开展 · counts as missed from"))
    status = Choice(OBLIGATION_STATUSES)
    standing = Choice(OBLIGATION_STANDINGS, metadata=doc(STANDING))
    met_on = fields.Date(allow_none=True, metadata=doc("完成日期 · met on"))
    activity_id = fields.String(allow_none=True, metadata=doc("由哪次活动完成 · the activity that met it"))
    excuse = fields.String(allow_none=True, metadata=doc("批准的理由 · why it was excused"))
    excused_by = fields.String(allow_none=True, metadata=doc("批准人 · who excused it"))
    excused_on = fields.Date(allow_none=True)
    rule = fields.String()
    rule_version = fields.String()


class ObligationRuleAnswer(ResponseSchema):
    """A rule: which obligation, how often, for whom, with its citation."""

    rule = fields.String()
    zh = fields.String()
    en = fields.String()
    citation = fields.String()
    check = fields.Boolean(metadata=doc("依据尚待核对原文 · the source is still to be checked"))
    every = fields.String(metadata=doc("month、quarter 或 year · the period"))
    grace_days = fields.Integer(metadata=doc("逾期后可补办的天数 · days in which it can be made up for"))
    levels = fields.List(fields.String(), metadata=doc("适用层级 · the levels it applies to"))
    party_forms = fields.List(fields.String(), metadata=doc("适用党组织形式 · the party forms it applies to"))


class ObligationRulesAnswer(ResponseSchema):
    """The rules of organizational life in force today."""

    version = fields.String()
    valid_from = fields.Date()
    items = fields.List(fields.Nested(ObligationRuleAnswer))


class ReportingRateAnswer(ResponseSchema):
    """One unit's reporting rates, everything below it included."""

    organization_id = fields.String()
    organization = fields.String(metadata=doc("组织名称 · its name"))
    level = fields.String(metadata=doc("级别 · its level"))
    parent_id = fields.String(allow_none=True, metadata=doc("上级 · the one above it"))
    units = fields.Integer(metadata=doc("直接下级数 · units right below it"))
    silent_units = fields.Integer(metadata=doc("其中应开展而无记录的 · of these, the silent ones"))
    own = fields.Boolean(metadata=doc("是否为本级自身 · the line of the organization itself"))
    period = fields.String()
    silent = fields.Boolean(
        metadata=doc("本期有应开展的、没有任何活动记录 · something was expected in the period and nothing is on record")
    )
    expected = fields.Integer(metadata=doc("应开展 · expected"))
    actual = fields.Integer(metadata=doc("已开展 · met"))
    on_time = fields.Integer(metadata=doc("按时 · met in time"))
    met_late = fields.Integer(metadata=doc("逾期补办 · met late"))
    late = fields.Integer(metadata=doc("逾期未办 · late and not met yet"))
    missed = fields.Integer(metadata=doc("未开展 · missed"))
    excused = fields.Integer(metadata=doc("经批准不开展 · excused"))
    records = fields.Integer(metadata=doc("活动记录数 · activities on record"))
    share_actual = fields.Float(allow_none=True, metadata=doc("开展率 · actual of expected"))
    share_on_time = fields.Float(allow_none=True, metadata=doc("按时率 · on time of expected"))
