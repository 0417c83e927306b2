"""Schemas of point schemes, the ledger and bulk imports; points are in hundredths."""

from typing import Any

from marshmallow import fields, pre_dump, validate

from gateway.i18n import language
from gateway.schemas import Choice, Day, Id, Integer, Moment, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.base import ReminderAnswer
from gateway.table_files.forms import FORMS, described
from shared.enumerations import (
    ACTIVITY_KINDS,
    MEMBER_CLASSES,
    POINT_FACTS,
    POINT_GROUPS,
    POINT_ROW_OUTCOMES,
    POINT_SOURCES,
    SCHEME_STATUSES,
)
from shared.text_validation import SHORT_REASON_MAX, TITLE_MAX

IMPORT_STATES = ("receiving", "waiting", "running", "done", "refused", "failed")
MOST = 1_000_000

YEAR = "年度 · the year"
CLASS = "党员类别 · the class of members"
HUNDREDTHS = "分值，单位为百分之一分（250 即 2.5 分） · hundredths of a point: 250 are 2.5 points"
RULE_VERSION = "所依规则版本 · the version of the rules"
MEMBER = "党员编号 · the member"
ITEM = "项目代码 · the item's code"
WHERE = "该组织 · the organization"
BELOW = "该组织及其全部下级 · this organization and everything below"
TAKEN_ON = "办理日期，不填为今天 · the day it was done, today unless named"
OBJECTIONS_UNTIL = "公示期满日 · objections until"


class PointReminderAnswer(ReminderAnswer):
    """What good practice expects and is not there; it never blocks anything."""


class PointSchemeGroup(RequestSchema):
    """Items that share a kind and a cap."""

    code = Text(most=40, required=True, metadata=doc("代码 · small letters, digits, underscores"))
    name = Text(most=50, required=True, metadata=doc("分组名称 · its name"))
    kind = Choice(POINT_GROUPS, required=True, metadata=doc("基础、贡献、扣分 · base, contribution, deduction"))
    cap = Integer(least=1, most=MOST, required=True, metadata=doc("年度封顶，百分之一分 · the cap, in hundredths"))


class PointSchemeItem(RequestSchema):
    """What points are given for."""

    code = Text(most=40, required=True, metadata=doc("代码 · small letters, digits, underscores"))
    name = Text(most=50, required=True, metadata=doc("项目名称 · its name"))
    group = Text(most=40, required=True, metadata=doc("所属分组代码 · the group's code"))
    hundredths = Integer(least=-MOST, most=MOST, required=True, metadata=doc(f"每次{HUNDREDTHS}；扣分为负"))
    cap = Integer(
        least=1, most=MOST, allow_none=True, metadata=doc("该项年度封顶，百分之一分，可空 · its cap, or null")
    )
    derives_from = Choice(POINT_FACTS, allow_none=True, metadata=doc("据何种记录自动计分 · the fact it derives from"))
    kinds = fields.List(
        Choice(ACTIVITY_KINDS),
        validate=validate.Length(max=len(ACTIVITY_KINDS)),
        metadata=doc("出席哪些活动计分 · the kinds of activity, for attended"),
    )
    retired = fields.Boolean(metadata=doc("停用，不再计新的积分 · takes no new entries"))


class PointSchemeBands(RequestSchema):
    """The least that counts for each band, in hundredths."""

    excellent = Integer(least=1, most=MOST, required=True, metadata=doc("优秀线 · excellent from"))
    qualified = Integer(least=1, most=MOST, required=True, metadata=doc("合格线 · qualified from"))
    basically_qualified = Integer(
        least=1, most=MOST, required=True, metadata=doc("基本合格线 · basically qualified from")
    )


class PointSchemeContent(RequestSchema):
    """A scheme's content; what is not named comes from the template or the version before, or stays."""

    objection_days = Integer(least=1, most=60, metadata=doc("公示期，工作日 · the window, in working days"))
    valid_from = Day(metadata=doc("生效日期 · in force from"))
    groups = fields.List(fields.Nested(PointSchemeGroup), validate=validate.Length(min=1, max=20))
    items = fields.List(fields.Nested(PointSchemeItem), validate=validate.Length(min=1, max=100))
    bands = fields.Nested(PointSchemeBands)


class PointSchemeDraft(PointSchemeContent):
    """A scheme of a district for a year and a member class, or its next version."""

    organization_id = Id(required=True, metadata=doc("所在区 · the district"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
    member_class = Choice(MEMBER_CLASSES, required=True, metadata=doc(CLASS))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("方案名称 · its title"))
    citation = Text(most=300, required=True, metadata=doc("依据文件 · where it stands"))
    template = Text(most=40, metadata=doc("起草所用模板 · the template to begin from"))


class PointSchemeAmendment(PointSchemeContent):
    """What may be changed about a draft."""

    title = Text(most=TITLE_MAX, metadata=doc("方案名称 · its title"))
    citation = Text(most=300, metadata=doc("依据文件 · where it stands"))


class PointSchemePublication(RequestSchema):
    """The publication of a draft, without fields."""


class PointSchemeFilter(RequestSchema):
    """Which schemes to list."""

    organization_id = Id(required=True, metadata=doc("区或其下级 · the district, or anyone below it"))
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))
    member_class = Choice(MEMBER_CLASSES, metadata=doc(CLASS))
    status = Choice(SCHEME_STATUSES, metadata=doc("草稿或已公布 · a draft, or published"))


class PointSchemeTemplateAnswer(ResponseSchema):
    """A scheme seen in the field that a district may begin from."""

    id = fields.String()
    name = fields.String(metadata=doc("模板名称 · its name"))
    citation = fields.String(metadata=doc("依据 · where it stands"))
    check = fields.Boolean(metadata=doc("依据尚待核对 · the source is still to be checked"))
    objection_days = fields.Integer()
    groups = fields.List(fields.Dict(keys=fields.String()))
    items = fields.List(fields.Dict(keys=fields.String()))
    bands = fields.Dict(keys=fields.String(), values=fields.Integer())

    @pre_dump
    def in_one_language(self, template: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return template | {"name": template[language()]}


class PointSchemeAnswer(ResponseSchema):
    """One version of a scheme; once it is published it never changes."""

    id = fields.String()
    version = fields.Integer(metadata=doc("草稿的修改次数 · grows with every change of the draft"))
    organization_id = fields.String(metadata=doc("所在区 · the district"))
    year = fields.Integer(metadata=doc(YEAR))
    member_class = Choice(MEMBER_CLASSES, metadata=doc(CLASS))
    number = fields.Integer(metadata=doc("第几版 · which version it is"))
    rule_version = fields.String(metadata=doc(RULE_VERSION))
    status = Choice(SCHEME_STATUSES)
    title = fields.String()
    citation = fields.String(metadata=doc("依据文件 · where it stands"))
    objection_days = fields.Integer(metadata=doc("公示期，工作日 · the window, in working days"))
    valid_from = fields.Date(metadata=doc("生效日期 · in force from"))
    groups = fields.List(fields.Dict(keys=fields.String()))
    items = fields.List(fields.Dict(keys=fields.String()))
    bands = fields.Dict(keys=fields.String(), values=fields.Integer())
    published_on = fields.Date(allow_none=True)
    account_name = fields.String(metadata=doc("经办人 · who did it"))
    recorded_at = Moment()
    warnings = fields.List(fields.Nested(PointReminderAnswer), metadata=doc("提醒，不影响办理 · reminders only"))


class PointTotalsFilter(RequestSchema):
    """Of which year."""

    year = Integer(least=2000, most=2999, metadata=doc("年度，不填为今年 · this year unless named"))


class PointMemberTotalAnswer(ResponseSchema):
    """A member's year; the list is in the order of ids, and there is no other order."""

    id = fields.String(metadata=doc(MEMBER))
    organization_id = fields.String()
    member_class = Choice(MEMBER_CLASSES, metadata=doc(CLASS))
    year = fields.Integer(metadata=doc(YEAR))
    total = fields.Integer(metadata=doc("流水合计，百分之一分 · the ledger's sum, in hundredths"))
    counts = fields.Integer(
        allow_none=True, metadata=doc("封顶后计分，无方案为空 · what the caps leave, null without a scheme")
    )


class PointEntryFilter(RequestSchema):
    """Of which year."""

    year = Integer(least=2000, most=2999, metadata=doc(YEAR))


class PointEntryAnswer(Readable):
    """One entry of the ledger; it is never changed."""

    id = fields.String()
    member_id = fields.String(metadata=doc(MEMBER))
    organization_id = fields.String(metadata=doc("在何处取得 · where it was earned"))
    year = fields.Integer(metadata=doc(YEAR))
    item = fields.String(metadata=doc(ITEM))
    group_kind = Choice(POINT_GROUPS)
    hundredths = fields.Integer(metadata=doc(HUNDREDTHS))
    reason = fields.String(metadata=doc("事由 · the reason"))
    evidence_type = fields.String(metadata=doc("佐证记录的类型 · what kind of record it derives from"))
    evidence_id = fields.String(allow_none=True, metadata=doc("佐证记录编号 · the record it derives from"))
    evidence = fields.String(allow_none=True, metadata=doc("佐证说明 · a reference in words"))
    scheme_id = fields.String()
    rule_version = fields.String(metadata=doc(RULE_VERSION))
    occurred_on = fields.Date(metadata=doc("发生日期 · the day it happened"))
    source = Choice(POINT_SOURCES, metadata=doc("派生、申报、导入、冲正 · where it comes from"))
    reverses = fields.String(allow_none=True, metadata=doc("被冲正的流水 · the entry it takes back"))
    reversed_by = fields.String(allow_none=True, metadata=doc("冲正它的流水 · the entry that took it back"))
    account_name = fields.String(metadata=doc("经办人 · who entered it"))
    recorded_at = Moment()


class PointEntryReversal(RequestSchema):
    """Why an entry is taken back."""

    reason = Text(most=SHORT_REASON_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))
    on = Day(metadata=doc(TAKEN_ON))


class PointImport(RequestSchema):
    """A file of points approved on paper, with the decision that approved them."""

    file = fields.Raw(
        required=True,
        metadata={"type": "string", "format": "binary", "description": described(FORMS["point_imports"])},
    )
    organization_id = Id(required=True, metadata=doc(BELOW))
    basis = Text(most=300, required=True, metadata=doc("审批依据 · the decision that approved them"))
    dry_run = fields.Boolean(load_default=False, metadata=doc("只检查，不入账 · check and enter nothing"))


class PointImportAnswer(ResponseSchema):
    """How far a bulk entry is."""

    id = fields.String(required=True)
    organization_id = fields.String()
    basis = fields.String(metadata=doc("审批依据 · the decision that approved them"))
    file_name = fields.String()
    dry_run = fields.Boolean()
    state = Choice(IMPORT_STATES, required=True)
    percent = fields.Integer()
    rows_total = fields.Integer()
    rows_checked = fields.Integer()
    rows_applied = fields.Integer()
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer())
    requested_at = Moment()
    ended_at = Moment(allow_none=True)
    reason = fields.Dict(
        keys=fields.String(),
        allow_none=True,
        metadata=doc("未办完而终止的原因 · why it was ended before its end"),
    )


class PointImportRowFilter(RequestSchema):
    """Which rows to list."""

    outcome = Choice(POINT_ROW_OUTCOMES)


class PointImportRowAnswer(ResponseSchema):
    """The outcome of one row of a file."""

    number = fields.Integer(required=True, metadata=doc("文件中的行号 · its line in the file"))
    position = fields.Integer()
    cells = fields.Dict(keys=fields.String(), values=fields.String())
    outcome = Choice(POINT_ROW_OUTCOMES, allow_none=True)
    entry_id = fields.String(allow_none=True, metadata=doc("入账后的流水编号 · the entry it becomes"))
    hundredths = fields.Integer(allow_none=True, metadata=doc(HUNDREDTHS))
    reasons = fields.List(fields.Dict(keys=fields.String()))
    warnings = fields.List(fields.Dict(keys=fields.String()))
