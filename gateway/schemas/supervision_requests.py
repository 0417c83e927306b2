"""Schemas of requests for data (最多报一次), and of complaints and suggestions."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.projects import YEAR, StepAnswer
from gateway.schemas.supervision import (
    BASIS,
    BELOW,
    ISSUER,
    LEVELS,
    SupervisionDay,
    SupervisionRecordAnswer,
    YearFilter,
)
from shared.enumerations import DATA_FIELD_KINDS, DATA_OUTCOMES, SUGGESTION_STATUSES, SUGGESTION_SUBJECTS
from shared.text_validation import BASIS_MAX, CONTENT_MAX, POST_MAX, TITLE_MAX

MATCHES = ("held", "near")
REQUEST_STATUSES = ("open", "refused", "withdrawn")
PERIOD = "数据所属期间：2026、2026Q3 或 2026-07 · what the data is of"


class DataRequestFilter(YearFilter):
    """Filter of requests by issuer or addressee; an organization includes everything below it."""

    as_addressee = fields.Boolean(
        load_default=False,
        metadata=doc("查向其提出的，含退回而免填的 · those addressed to them, refused ones too, not made"),
    )
    status = Choice(REQUEST_STATUSES)


class DataRequestField(RequestSchema):
    """One field that units are to fill in."""

    name = Text(most=TITLE_MAX, required=True, metadata=doc("字段名称 · the field"))
    kind = Choice(DATA_FIELD_KINDS, load_default="number", metadata=doc("数字、文字、日期 · number, text, day"))
    unit = Text(most=50, metadata=doc("计量单位 · the unit of measure"))
    code = Text(most=64, metadata=doc("指标编号 · an indicator's code, where it is one"))
    differs_from = fields.List(
        Text(most=64),
        validate=validate.Length(max=10),
        metadata=doc("经核对确非这些已有数据 · held facts that it was compared with and is not"),
    )


class DataRequestCreation(RequestSchema):
    """A request to lower levels, with its basis, owner, period, deadline and fields."""

    organization_id = Id(required=True, metadata=doc(ISSUER))
    owner_post = Text(most=POST_MAX, required=True, metadata=doc("责任职务 · the post that answers for the request"))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("名称 · what it is about"))
    basis = Text(most=BASIS_MAX, required=True, metadata=doc(BASIS))
    period = Text(most=10, required=True, metadata=doc(PERIOD, pattern=r"^[12]\d{3}(-(0[1-9]|1[0-2])|Q[1-4])?$"))
    due_on = Day(required=True, metadata=doc("截止日 · the deadline"))
    data_fields = fields.List(
        fields.Nested(DataRequestField),
        required=True,
        validate=validate.Length(min=1, max=50),
        metadata=doc("字段 · what is asked"),
    )
    units = fields.List(
        Id(), validate=validate.Length(min=1, max=2000), metadata=doc("填报单位 · the units, or else a level")
    )
    level = Choice(LEVELS, metadata=doc("该层级全部下级单位 · every unit below of this level"))


class DataRequestFieldAnswer(ResponseSchema):
    """One field, and what became of it; of a refused one, where its value is."""

    number = fields.Integer()
    name = fields.String()
    unit = fields.String(allow_none=True)
    kind = Choice(DATA_FIELD_KINDS)
    outcome = Choice(DATA_OUTCOMES, metadata=doc("已要求、平台已有、已要求过 · asked, held already, asked before"))
    held_as = fields.String(allow_none=True, metadata=doc("平台中的编号 · as what the platform holds it"))
    pointer = fields.String(allow_none=True, metadata=doc("数据所在 · where its value is"))
    differs_from = fields.List(
        fields.String(), metadata=doc("相近而确非同一项的已有数据 · held facts much like it that it is not")
    )


class DataRequestAnswer(SupervisionRecordAnswer):
    """A request: open, or refused with a pointer for each field that must not be requested."""

    owner_post = fields.String()
    title = fields.String()
    basis = fields.String(metadata=doc(BASIS))
    period = fields.String(metadata=doc(PERIOD))
    first_on = fields.Date()
    last_on = fields.Date()
    year = fields.Integer(metadata=doc(YEAR))
    number = fields.Integer(metadata=doc("全区当年第几件 · its number in the district and year"))
    quarter = fields.String(metadata=doc("提出的季度 · the quarter in which it was made"))
    asked_on = fields.Date()
    due_on = fields.Date(metadata=doc("截止日 · the deadline"))
    held = fields.Integer(metadata=doc("平台已有的字段 · fields held already"))
    repeated = fields.Integer(metadata=doc("已要求过的字段 · fields asked before"))
    units = fields.Integer(metadata=doc("填报单位数 · how many units"))
    data_fields = fields.List(fields.Nested(DataRequestFieldAnswer), metadata=doc("字段 · what was asked"))


class DataRequestDetailAnswer(DataRequestAnswer):
    """A request with how many units have answered, and its history."""

    units_answered = fields.Integer(metadata=doc("已填报单位数 · how many units have answered"))
    way = fields.List(fields.Nested(StepAnswer), metadata=doc("办理经过 · the steps, the first one first"))


class DataRequestValues(SupervisionDay):
    """A unit's values, each under its field's number; they are given once and complete."""

    organization_id = Id(required=True, metadata=doc("填报单位 · the unit"))
    values = fields.Dict(
        keys=Text(most=3),
        values=Text(most=500),
        required=True,
        validate=validate.Length(min=1, max=50),
        metadata=doc("字段序号与值 · the number of each field, and its value"),
    )


class DataRequestUnitFilter(RequestSchema):
    """Of all units, or of one."""

    organization_id = Id(metadata=doc("只看该单位 · only this unit"))


class DataRequestUnitAnswer(SupervisionRecordAnswer):
    """The fields requested of a unit, and its answers."""

    request_id = fields.String()
    title = fields.String()
    year = fields.Integer(metadata=doc(YEAR))
    quarter = fields.String()
    due_on = fields.Date()
    overdue_from = fields.Date()
    wanted = fields.Integer(metadata=doc("想要的数据项 · values that were wanted"))
    derived = fields.Integer(metadata=doc("其中平台已有 · of these, held already"))
    repeated = fields.Integer(metadata=doc("其中已要求过 · of these, asked before"))
    asked = fields.Integer(metadata=doc("要求的数据项 · values asked for"))
    answered = fields.Integer(metadata=doc("已填报的数据项 · values given"))
    answered_on = fields.Date(allow_none=True)
    values = fields.Dict(keys=fields.String(), values=fields.String())
    standing = fields.String(metadata=doc("进度，按日期得出 · derived from dates"))


class HeldFactFilter(RequestSchema):
    """Everything held, or what answers a field of a name, or what is much like it."""

    name = Text(most=TITLE_MAX, metadata=doc("字段名称 · the field's name, however it is spelt"))


class HeldFactAnswer(ResponseSchema):
    """Something the platform holds, and where."""

    code = fields.String()
    zh = fields.String()
    en = fields.String()
    aliases = fields.List(fields.String(), metadata=doc("别名 · other names"))
    match = Choice(MATCHES, allow_none=True, metadata=doc("就是、相近 · is what was asked for, or is much like it"))
    where = fields.String(metadata=doc("数据所在 · where its value is"))


class SuggestionFilter(RequestSchema):
    """Filter of suggestions by addressee."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    about = Choice(SUGGESTION_SUBJECTS)
    status = Choice(SUGGESTION_STATUSES)


class SuggestionCreation(RequestSchema):
    """A complaint or suggestion, about burden or anything else."""

    organization_id = Id(required=True, metadata=doc("所在单位 · one's own unit"))
    to_organization_id = Id(required=True, metadata=doc("向谁提出，本级或上级 · one's own unit or one above"))
    about = Choice(SUGGESTION_SUBJECTS, required=True, metadata=doc("负担、形式主义、本平台、其他 · what it is about"))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("标题 · the title"))
    text = Text(most=CONTENT_MAX, lines=True, required=True, metadata=doc("内容 · what is to be said"))
    named = fields.Boolean(
        load_default=True, metadata=doc("为否时，答复方看不到提出人 · false: whoever answers does not see the sender")
    )


class SuggestionReply(SupervisionDay):
    """The answer to a suggestion."""

    answer = Text(most=CONTENT_MAX, lines=True, required=True, metadata=doc("答复 · the answer"))


class SuggestionAnswer(SupervisionRecordAnswer):
    """A suggestion with its answer and today's status."""

    year = fields.Integer(metadata=doc(YEAR))
    about = Choice(SUGGESTION_SUBJECTS)
    title = fields.String()
    text = fields.String()
    named = fields.Boolean()
    own = fields.Boolean(metadata=doc("是否本人提出 · whether whoever asks handed it in"))
    from_organization_id = fields.String(allow_none=True, metadata=doc("提出单位，匿名为空 · null: not to be shown"))
    sender_name = fields.String(allow_none=True, metadata=doc("提出人，匿名为空 · null: not to be shown"))
    handed_in_on = fields.Date()
    due_on = fields.Date(metadata=doc("答复期限 · to be answered by"))
    overdue_from = fields.Date()
    calendar_published = fields.Boolean()
    rule_version = fields.String()
    answer = fields.String(allow_none=True)
    answered_on = fields.Date(allow_none=True)
    standing = fields.String(metadata=doc("进度，按日期得出 · derived from dates"))
