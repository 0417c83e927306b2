"""Schemas of the three levels."""

from typing import Any

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from gateway.figure_sums import TIMES
from gateway.projections.indicators import indicators
from gateway.schemas import Choice, Day, Integer, Moment, RequestSchema, ResponseSchema, Text, doc
from shared.enumerations import ORGANIZATION_KINDS

PERIOD = "2026、2026H1、2026Q3 或 2026-08，默认今年以来 · the year to date by default"
QUARTER = "该年的季度，同 2026Q3 · of that year, as 2026Q3"
AS_OF = "按这一天的组织树和当天的存量 · by the tree and with what stood on this day"
KIND = "只计这一类组织 · count organizations of this kind only"
CHOSEN = "只要这些指标，逗号分隔，默认全部 · only these figures, separated by commas, all unless named"


NUMBER: dict[str, Any] = {"type": "number"}


class PeriodQuery(RequestSchema):
    """Of which period, by the tree of which day, of which organizations."""

    period = Text(validate=validate.Length(max=7), metadata=doc(PERIOD))
    quarter = Integer(least=1, most=4, metadata=doc(QUARTER))
    as_of = Day(metadata=doc(AS_OF))
    kind = Choice(sorted(ORGANIZATION_KINDS), metadata=doc(KIND))


class OverviewQuery(PeriodQuery):
    """Which figures, with or without those of the organizations below."""

    chosen = DelimitedList(
        Choice(indicators().by_code), data_key="indicators", validate=validate.Length(min=1, max=200),
        metadata={"description": CHOSEN},
    )  # fmt: skip
    children = fields.Boolean(load_default=True, metadata=doc("含直接下级 · with everyone directly below"))
    compare = Choice(["previous"], metadata=doc("并列上一期 · with the period before"))


class FigureRecordsQuery(PeriodQuery):
    """Of which of the three times."""

    time = Choice(TIMES, metadata=doc("哪个时间，默认数字所示 · the one that the figure shows unless named"))


class IndicatorOfQuery(PeriodQuery):
    """By month or by quarter."""

    series = Choice(["month", "quarter"], load_default="quarter", metadata=doc("走势的间隔 · the points of the series"))


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
    """One figure: `total` is `own` and everything below it; a share or a median has neither.

    The three times are of `total`, or of `own` where what is below is not seen: null where a figure has none.
    """

    indicator = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True)
    own = fields.Integer(allow_none=True)
    total = fields.Integer(allow_none=True)
    share = fields.Float(allow_none=True)
    in_period = fields.Raw(allow_none=True, metadata=NUMBER | doc("本期 · in the period"))
    year_to_date = fields.Raw(allow_none=True, metadata=NUMBER | doc("今年以来 · from the year's begin to its end"))
    standing = fields.Raw(allow_none=True, metadata=NUMBER | doc("当日 · standing at the end of the day"))
    previous = fields.Raw(allow_none=True, metadata=NUMBER | doc("上一期 · the period before"))


class OverviewChild(ResponseSchema):
    """One organization directly below, with its figures."""

    organization = fields.Nested(OverviewUnit, required=True)
    figures = fields.List(fields.Nested(OverviewFigure), required=True)


class OverviewFreshness(ResponseSchema):
    """The time of the newest fact that is counted, its age, and how many facts still wait to be counted."""

    as_of = Moment(allow_none=True)
    age_seconds = fields.Float(allow_none=True, dump_default=None)
    waiting = fields.Integer()


class OverviewAnswer(ResponseSchema):
    """The figures of an organization and of everyone directly below it."""

    organization = fields.Nested(OverviewUnit)
    period = fields.String()
    from_ = Day(data_key="from", attribute="from")
    until = Day()
    quarter = fields.Integer()
    tree_as_of = Day()
    stocks_as_of = Day()
    kind = fields.String(allow_none=True)
    freshness = fields.Nested(OverviewFreshness)
    figures = fields.List(fields.Nested(OverviewFigure))
    children = fields.List(fields.Nested(OverviewChild))


class IndicatorUnit(ResponseSchema):
    """A sibling with its figure."""

    organization = fields.Nested(OverviewUnit, required=True)
    figure = fields.Nested(OverviewFigure, required=True)


class IndicatorKind(OverviewFigure):
    """The part of a figure that organizations of one kind make up."""

    kind = fields.String(required=True)


class IndicatorPoint(OverviewFigure):
    """A figure in one month or quarter."""

    period = fields.String(required=True)


class IndicatorOfAnswer(ResponseSchema):
    """One figure of one organization."""

    organization = fields.Nested(OverviewUnit)
    period = fields.String()
    tree_as_of = Day()
    stocks_as_of = Day()
    figure = fields.Nested(OverviewFigure)
    siblings = fields.List(fields.Nested(IndicatorUnit))
    kinds = fields.List(fields.Nested(IndicatorKind))
    series = fields.List(fields.Nested(IndicatorPoint))


class MapQuery(PeriodQuery):
    """Which organizations below, and which figure of each."""

    of = Choice(["street", "community", "branch"], metadata=doc("哪一级的点 · the level of the points"))
    indicator = Text(most=60, metadata=doc("一个指标 · one figure"))


class MapPoint(ResponseSchema):
    """An organization on the map; its coordinates are null where nobody entered them."""

    id = fields.String(required=True)
    parent_id = fields.String(allow_none=True)
    name = fields.String(required=True)
    level = fields.String(required=True)
    level_name = fields.String(required=True)
    lon_gcj02 = fields.Float(allow_none=True, required=True)
    lat_gcj02 = fields.Float(allow_none=True, required=True)
    value = fields.Raw(allow_none=True, required=True, metadata=NUMBER | doc("指标的值 · the figure's value"))


class MapIndicator(ResponseSchema):
    """The figure that a map shows."""

    indicator = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True)


class MapAnswer(ResponseSchema):
    """The organizations of a level below one, with one figure of each."""

    organization = fields.Nested(OverviewUnit, required=True)
    period = fields.String(required=True)
    tree_as_of = Day(required=True)
    indicator = fields.Nested(MapIndicator, allow_none=True, required=True)
    points = fields.List(fields.Nested(MapPoint), required=True)
    attribution = fields.String(required=True, metadata=doc("坐标来源 · whose coordinates these are"))


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
    zh = fields.String()
    en = fields.String()
    name = fields.String()
    unit = fields.String()
    kind = fields.String()
    period = fields.String()
    times = fields.List(fields.String(), metadata=doc("有哪些时间 · which of the three times it has"))
    day = fields.String(allow_none=True, metadata=doc("记录的哪个日期 · the day of a record that places it"))
    events = fields.List(fields.String(), metadata=doc("由哪些事件变动 · the events that move it"))
    records = fields.String(allow_none=True)
    conditions = fields.Dict(keys=fields.String())
    own = fields.Dict(
        keys=fields.String(),
        metadata=doc(
            "按组织自身数字计组织：最少、最多 · organizations counted by their own figures: least and most of each"
        ),
    )
    sum = fields.String(allow_none=True)
    numerator = fields.String(allow_none=True)
    denominator = fields.String(allow_none=True)
    median = fields.String(allow_none=True, metadata=doc("取其中位数的指标 · the figure whose median it is"))
    over = fields.String(allow_none=True, metadata=doc("在哪一级的组织中 · over the organizations of which level"))
    citation = fields.String()


class IndicatorDictionaryAnswer(ResponseSchema):
    """The whole data dictionary."""

    items = fields.List(fields.Nested(IndicatorAnswer))
