"""Schemas of the three levels."""

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from gateway.projections.indicators import indicators
from gateway.schemas import Choice, Day, Integer, Moment, RequestSchema, ResponseSchema, doc

QUARTER = "季度，默认本季度；只用于有季度的指标 · this one by default; only for figures that a quarter has"
CHOSEN = "只要这些指标，逗号分隔，默认全部 · only these figures, separated by commas, all unless named"


class OverviewQuery(RequestSchema):
    """Of which year, and by the tree of which day."""

    period = Integer(least=2000, most=2200, metadata=doc("年份，默认今年 · the year, this one by default"))
    quarter = Integer(least=1, most=4, metadata={"description": QUARTER})
    as_of = Day(metadata=doc("按这一天的组织树 · by the tree as it stood on this day"))
    chosen = DelimitedList(
        Choice(indicators().by_code), data_key="indicators", validate=validate.Length(min=1, max=200),
        metadata={"description": CHOSEN},
    )  # fmt: skip


class FigureRecordsQuery(RequestSchema):
    """Of which year."""

    period = Integer(least=2000, most=2200, metadata=doc("年份，默认今年 · the year, this one by default"))
    quarter = Integer(least=1, most=4, metadata={"description": QUARTER})


class OverviewUnit(ResponseSchema):
    """An organization as an overview names it; one that is not open on the day is named where it adds to a figure."""

    id = fields.String(required=True)
    district_id = fields.String()
    parent_id = fields.String(allow_none=True)
    name = fields.String(required=True)
    level = fields.String(required=True)
    kind = fields.String()
    division_code = fields.String(allow_none=True)
    is_open = fields.Boolean()


class OverviewFigure(ResponseSchema):
    """One figure: `total` is `own` and everything below it; a share has neither."""

    indicator = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True)
    own = fields.Integer(allow_none=True)
    total = fields.Integer(allow_none=True)
    share = fields.Float(allow_none=True)


class OverviewChild(ResponseSchema):
    """One organization directly below, with its figures."""

    organization = fields.Nested(OverviewUnit, required=True)
    figures = fields.List(fields.Nested(OverviewFigure), required=True)


class OverviewFreshness(ResponseSchema):
    """The time of the newest fact that is counted, and its age."""

    as_of = Moment(allow_none=True)
    age_seconds = fields.Float(allow_none=True, dump_default=None)


class OverviewAnswer(ResponseSchema):
    """The figures of an organization and of everyone directly below it."""

    organization = fields.Nested(OverviewUnit)
    period = fields.Integer()
    quarter = fields.Integer()
    tree_as_of = Day()
    freshness = fields.Nested(OverviewFreshness)
    figures = fields.List(fields.Nested(OverviewFigure))
    children = fields.List(fields.Nested(OverviewChild))


class FigureRecordAnswer(ResponseSchema):
    """One record behind a figure: what it adds, its state, and its address."""

    record_type = fields.String(required=True)
    record_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    organization = fields.String(required=True)
    value = fields.Integer(required=True)
    state = fields.Dict(keys=fields.String())
    href = fields.String(required=True)


class IndicatorAnswer(ResponseSchema):
    """One line of the data dictionary."""

    indicator = fields.String(required=True)
    name = fields.String()
    unit = fields.String()
    kind = fields.String()
    period = fields.String()
    records = fields.String(allow_none=True)
    conditions = fields.Dict(keys=fields.String())
    sum = fields.String(allow_none=True)
    numerator = fields.String(allow_none=True)
    denominator = fields.String(allow_none=True)
    citation = fields.String()


class IndicatorDictionaryAnswer(ResponseSchema):
    """The whole data dictionary."""

    items = fields.List(fields.Nested(IndicatorAnswer))


class TodosQuery(RequestSchema):
    """Whose duties, and how far ahead."""

    below_too = fields.Boolean(
        load_default=False, metadata=doc("含全部下级的待办 · with what everyone below has to do")
    )
    until = Day(metadata=doc("截止日不晚于这一天，默认三个月内 · due by this day, within three months by default"))


class TodoAnswer(ResponseSchema):
    """One open duty; it is gone as soon as the record that ends it is made."""

    todo = fields.String(required=True, metadata=doc("待办种类 · the kind of duty"))
    what = fields.String(required=True, metadata=doc("要做什么 · what is to be done"))
    title = fields.String(allow_none=True, metadata=doc("涉及的记录 · what it is about"))
    organization_id = fields.String(required=True, metadata=doc("所涉组织 · the organization concerned"))
    organization = fields.String(required=True)
    due_on = Day(allow_none=True, metadata=doc("截止日 · by which day, if there is one"))
    standing = fields.String(allow_none=True, metadata=doc("进度状态，由日期得出 · derived from dates"))
    reason = fields.String(required=True, metadata=doc("为什么 · why"))
    citation = fields.String(required=True, metadata=doc("依据 · where it stands"))
    record_type = fields.String(required=True)
    record_id = fields.String(required=True)
    href = fields.String(required=True, metadata=doc("在哪里办理 · the address that takes the record which ends it"))
    record_href = fields.String(required=True, metadata=doc("在哪里查看 · where the record it is about is read"))
