"""Schemas of reports."""

from marshmallow import fields

from gateway.schemas import Day, Moment, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.levels import NUMBER, OverviewUnit
from shared.text_validation import REMARK_MAX


class ReportSlot(ResponseSchema):
    """A figure in a sentence, with the address of the records that it counts; a share has those of its two parts."""

    indicator = fields.String(required=True)
    name = fields.String(required=True)
    time = fields.String(metadata=doc("哪个时间 · which of the three times"))
    kind = fields.String(allow_none=True, metadata=doc("只计这一类组织 · of organizations of this kind"))
    value = fields.Raw(allow_none=True, metadata=NUMBER)
    is_share = fields.Boolean()
    is_median = fields.Boolean(metadata=doc("中位数，打开各组织的值 · a median opens to its values"))
    previous = fields.Raw(allow_none=True, metadata=NUMBER | doc("上季度 · the quarter before"))
    href = fields.String(allow_none=True)
    parts = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True)


class ReportSegment(ResponseSchema):
    """Words, or a slot."""

    text = fields.String(allow_none=True)
    slot = fields.Nested(ReportSlot, allow_none=True)


class ReportSentence(ResponseSchema):
    """A sentence; `zero` is what is said in its place where all of its figures are 0."""

    segments = fields.List(fields.Nested(ReportSegment), required=True)
    zero = fields.String(allow_none=True)


class ReportUnit(ResponseSchema):
    """An organization that a sentence names."""

    organization_id = fields.String(required=True)
    name = fields.String()
    mentors = fields.List(
        fields.String(), allow_none=True, metadata=doc("帮联单位，不列的为空 · its mentor units, where they are named")
    )


class ReportUnits(ResponseSchema):
    """The first organizations behind a figure, and how many there are."""

    items = fields.List(fields.Nested(ReportUnit))
    count = fields.Integer()
    href = fields.String()


class ReportRecord(ResponseSchema):
    """A record that a sentence names."""

    title = fields.String()
    organization = fields.String()
    percent = fields.Integer(allow_none=True)
    due_on = Day(allow_none=True)
    href = fields.String(required=True)


class ReportRecords(ResponseSchema):
    """The first records behind a figure, and what the figure is."""

    items = fields.List(fields.Nested(ReportRecord))
    count = fields.Integer()
    href = fields.String()


class ReportDuty(ResponseSchema):
    """What falls due in the next quarter: by whom, by which post, by which day."""

    what = fields.String()
    title = fields.String(allow_none=True)
    organization_id = fields.String(required=True)
    organization = fields.String()
    post = fields.String(allow_none=True)
    due_on = Day()
    href = fields.String(required=True)


class ReportDutyKind(ResponseSchema):
    """How many duties of a kind fall due."""

    what = fields.String(required=True)
    count = fields.Integer(required=True)


class ReportDuties(ResponseSchema):
    """The first duties of the next quarter, how many there are of each kind, and of all."""

    items = fields.List(fields.Nested(ReportDuty))
    kinds = fields.List(fields.Nested(ReportDutyKind))
    count = fields.Integer()
    href = fields.String()


class ReportShare(ResponseSchema):
    """One value of a breakdown, and how much of the figure it is."""

    name = fields.String(required=True)
    count = fields.Integer(required=True)


class ReportBreakdown(ResponseSchema):
    """A figure by a field of its records, the largest first; `hrefs` open the records by indicator."""

    words = fields.String()
    unit = fields.String()
    items = fields.List(fields.Nested(ReportShare))
    hrefs = fields.Dict(keys=fields.String(), values=fields.String())


class ReportPart(ResponseSchema):
    """A part under its heading."""

    heading = fields.String(required=True)
    sentences = fields.List(fields.Nested(ReportSentence))
    units = fields.Nested(ReportUnits, allow_none=True)
    records = fields.Nested(ReportRecords, allow_none=True)
    due = fields.Nested(ReportDuties, allow_none=True)
    breakdown = fields.Nested(ReportBreakdown, allow_none=True)


class ReportWords(ResponseSchema):
    """A slot at which people write, and the words that stand there."""

    slot = fields.String(required=True)
    text = fields.String(allow_none=True)
    text_id = fields.String(metadata=doc("修改这处文字时的编号 · by which it is changed"))
    version = fields.Integer()
    account_name = fields.String(metadata=doc("填写人 · who typed them"))
    recorded_at = Moment(metadata=doc("填写时间 · when they were typed"))


class ReportSection(ResponseSchema):
    """A section; `words` is what people write at its end."""

    heading = fields.String(required=True)
    words = fields.List(fields.Nested(ReportWords))
    parts = fields.List(fields.Nested(ReportPart))


class LiveReportAnswer(ResponseSchema):
    """A quarterly report as it stands now; of a quarter that is over, as its last day was."""

    organization = fields.Nested(OverviewUnit)
    language = fields.String(metadata=doc("语言：zh 或 en · of its sentences: zh or en"))
    quarter = fields.String()
    is_running = fields.Boolean()
    from_ = Day(data_key="from", attribute="from")
    until = Day()
    tree_as_of = Day()
    title = fields.String()
    basis = fields.List(fields.Nested(ReportSegment))
    words = fields.List(fields.Nested(ReportWords), metadata=doc("导语 · what people write before the sections"))
    words_known = fields.Boolean(metadata=doc("文字是否已读到 · false: what people wrote could not be read now"))
    sections = fields.List(fields.Nested(ReportSection))


class ReportBackOutlineAnswer(ResponseSchema):
    """What a unit's report to a meeting begins with, and the same as one text."""

    organization = fields.Nested(OverviewUnit)
    quarter = fields.String()
    sentences = fields.List(fields.Nested(ReportSentence), required=True)
    due = fields.Nested(ReportDuties, allow_none=True)
    text = fields.String(required=True)


class FrozenReport(LiveReportAnswer):
    """A quarterly report as it is frozen: with the records behind each figure and what each adds, by its address."""

    records = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer()))


class QuarterlyReportFreezing(RequestSchema):
    """That the quarter still runs, and why the report that was frozen before is superseded."""

    while_running = fields.Boolean(load_default=False, metadata=doc("季度未结束 · although it still runs"))
    reason = Text(most=REMARK_MAX, lines=True, allow_none=True, metadata=doc("替换前一份的理由 · why it is superseded"))


class ReportChange(ResponseSchema):
    """A figure that is another now."""

    indicator = fields.String(required=True)
    name = fields.String()
    time = fields.String()
    kind = fields.String(allow_none=True)
    frozen = fields.Raw(allow_none=True, metadata=NUMBER)
    now = fields.Raw(allow_none=True, metadata=NUMBER)
    href = fields.String(allow_none=True)


class ReportChangesAnswer(ResponseSchema):
    """The figures of a frozen report that are others by what is known now."""

    items = fields.List(fields.Nested(ReportChange), required=True)
