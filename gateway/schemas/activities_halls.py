"""Schemas of lecture halls: life cycle, both checklists of the standard, deadline."""

from typing import Any

from marshmallow import fields, pre_dump, validate

from gateway.i18n import language
from gateway.schemas import Choice, Day, Id, Integer, Readable, RequestSchema, ResponseSchema, Text, doc
from shared.enumerations import HALL_STATUSES, ORGANIZATION_KINDS
from shared.text_validation import EVIDENCE_MAX, REMARK_MAX, TITLE_MAX
from shared.trees import LEVELS

STANDINGS = ("on_track", "overdue")
BELOW = "该组织及其全部下级 · this organization and everything below"
WHOSE = "所属组织 · the organization that has it"
TAKEN_ON = "办理日期，不填为今天 · the day it was done, today unless named"
STATUS = "建设状态；missing 为尚无大讲堂 · how far on its way; missing: the organization has none yet"
STANDING = "进度，按期限得出；未设期限或已建成的为空 · derived from the deadline; null without one"
EVIDENCE = "佐证或记录编号，可不填 · what shows it, or which record; never required"


class HallFilter(RequestSchema):
    """Which lecture halls to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    status = Choice(HALL_STATUSES, metadata=doc(STATUS))
    standing = Choice(STANDINGS, metadata=doc(STANDING))


class HallsQuery(RequestSchema):
    """The organization to report on."""

    organization_id = Id(required=True, metadata=doc(BELOW))


class HallPlan(RequestSchema):
    """A lecture hall as its organization plans it."""

    organization_id = Id(required=True, metadata=doc(WHOSE))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("大讲堂名称 · the hall's name"))
    address = Text(most=TITLE_MAX, metadata=doc("地点 · where it is"))
    on = Day(metadata=doc(TAKEN_ON))


class HallAmendment(RequestSchema):
    """What may be changed about a hall; what is not named stays."""

    title = Text(most=TITLE_MAX, metadata=doc("大讲堂名称 · the hall's name"))
    address = Text(most=TITLE_MAX, least=0, metadata=doc("地点，空文本为清除 · where it is; an empty text clears it"))


class HallDay(RequestSchema):
    """The day on which a step was taken."""

    on = Day(metadata=doc(TAKEN_ON))


class HallItemCheck(RequestSchema):
    """Items of the standard that are there."""

    items = fields.List(
        Text(most=30),
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata=doc("标准项目编号 · the items of the standard"),
    )
    evidence = Text(most=EVIDENCE_MAX, metadata=doc(EVIDENCE))
    on = Day(metadata=doc(TAKEN_ON))


class HallItemWithdrawal(RequestSchema):
    """An item of the standard that is not there after all."""

    item = Text(most=30, required=True, metadata=doc("标准项目编号 · the item of the standard"))
    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class HallDeadline(RequestSchema):
    """The day by which a district's halls are to be established."""

    organization_id = Id(required=True, metadata=doc("区级组织或其下级 · the district, or anyone of it"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc("年度 · the year"))
    deadline = Day(required=True, metadata=doc("截止日；遇法定节假日或周末顺延 · moved to a working day if it is none"))
    basis = Text(most=100, required=True, metadata=doc("依据 · on what basis"))


class HallDeadlineAnswer(ResponseSchema):
    """The deadline in force; the halls are updated right after."""

    organization_id = fields.String(metadata=doc("区 · the district"))
    year = fields.Integer()
    deadline = fields.Date()
    due_on = fields.Date(metadata=doc("顺延后的截止日 · the deadline, moved to a working day"))
    calendar_published = fields.Boolean(
        metadata=doc("为否时，放假安排尚未发布 · false: the holidays are not known yet")
    )
    basis = fields.String()


class HallScope(RequestSchema):
    """Of branches of which kinds a district asks a lecture hall from a day on."""

    organization_id = Id(required=True, metadata=doc("区级组织或其下级 · the district, or anyone of it"))
    from_on = Day(
        required=True, metadata=doc("自此日起，至下一次设定之日 · from this day on, until that of the next setting")
    )
    kinds = fields.List(
        Choice(ORGANIZATION_KINDS),
        required=True,
        validate=validate.Length(max=len(ORGANIZATION_KINDS)),
        metadata=doc("须建设大讲堂的基层组织类型，可为空 · of which kinds of branches one is asked, maybe of none"),
    )
    basis = Text(most=TITLE_MAX, required=True, metadata=doc("依据 · on what basis"))


class HallScopeAnswer(ResponseSchema):
    """A setting of a district; the halls are asked for right after."""

    organization_id = fields.String(metadata=doc("区 · the district"))
    from_on = fields.Date(metadata=doc("自此日起 · from this day on"))
    kinds = fields.List(
        Choice(ORGANIZATION_KINDS), metadata=doc("须建设大讲堂的基层组织类型 · of which kinds of branches one is asked")
    )
    basis = fields.String()


class HallItemAnswer(Readable):
    """An item of the standard, and what shows that it is there."""

    list = fields.String(metadata=doc("清单：六有或五项制度 · which checklist"))
    item = fields.String()
    name = fields.String(metadata=doc("项目名称 · its name"))
    checked = fields.Boolean(metadata=doc("是否已核对 · whether it was found to be there"))
    checked_on = fields.Date(allow_none=True)
    evidence = fields.String(allow_none=True, metadata=doc(EVIDENCE))
    account_name = fields.String(allow_none=True, metadata=doc("核对人 · who checked it"))

    @pre_dump
    def in_one_language(self, item: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return item | {"name": item[language()]}


class HallAnswer(Readable):
    """A lecture hall with its state and version."""

    id = fields.String()
    version = fields.Integer(metadata=doc("版本，随每件事实增加 · grows with every fact"))
    organization_id = fields.String(metadata=doc(WHOSE))
    title = fields.String()
    address = fields.String(allow_none=True)
    status = Choice(HALL_STATUSES, metadata=doc(STATUS))
    standing = fields.String(allow_none=True, metadata=doc(STANDING))
    standard = fields.String(metadata=doc("所依标准版本 · the version of its standard"))
    items_checked = fields.Integer(metadata=doc("已核对项目数 · items that are there"))
    items_needed = fields.Integer(metadata=doc("标准项目数 · items it needs"))
    deadline = fields.Date(allow_none=True)
    due_on = fields.Date(allow_none=True, metadata=doc("顺延后的截止日 · the deadline, moved to a working day"))
    overdue_from = fields.Date(allow_none=True, metadata=doc("自此日起逾期 · overdue from"))
    planned_on = fields.Date(allow_none=True)
    building_on = fields.Date(allow_none=True)
    established_on = fields.Date(allow_none=True)


class MissingHallAnswer(HallAnswer):
    """An organization without a lecture hall, and by when it is to have one."""

    organization = fields.String(metadata=doc("组织名称 · the organization's name"))


class HallDetailAnswer(HallAnswer):
    """A lecture hall with both checklists of its standard."""

    items = fields.List(fields.Nested(HallItemAnswer))


class HallStandardItem(ResponseSchema):
    """An item of the standard with its text in both languages."""

    id = fields.String()
    zh = fields.String()
    en = fields.String()


class HallStandardList(ResponseSchema):
    """One checklist of the standard."""

    list = fields.String()
    zh = fields.String()
    en = fields.String()
    citation = fields.String(metadata=doc("依据 · where it stands"))
    check = fields.Boolean(metadata=doc("依据尚待核对原文 · the source is still to be checked"))
    needed = fields.Integer(metadata=doc("须达到的项目数 · how many of its items are needed"))
    items = fields.List(fields.Nested(HallStandardItem))


class HallsOfKind(ResponseSchema):
    """Organizations of one kind on one level, by the state of their hall."""

    level = Choice(LEVELS)
    kind = Choice(ORGANIZATION_KINDS)
    wanted = fields.Boolean(metadata=doc("按规则须建设 · whether the rule pack wants a hall of them"))
    organizations = fields.Integer(metadata=doc("组织数 · how many organizations there are"))
    missing = fields.Integer(metadata=doc("应建未建 · a hall is wanted of them and they have none"))
    planned = fields.Integer()
    building = fields.Integer()
    established = fields.Integer()


class HallKindsAnswer(ResponseSchema):
    """The kinds of organizations, and the rule that says of which of them a hall is wanted."""

    rule_version = fields.String()
    rule = fields.String(metadata=doc("规则原文 · the rule in words"))
    citation = fields.String()
    kinds = fields.List(fields.Nested(HallsOfKind))

    @pre_dump
    def say_rule(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Say the rule in the language of the request."""
        return data | {"rule": data[language()]}


class HallStandardAnswer(ResponseSchema):
    """The standard that a hall planned today is bound to."""

    version = fields.String()
    valid_from = fields.Date()
    lists = fields.List(fields.Nested(HallStandardList))
