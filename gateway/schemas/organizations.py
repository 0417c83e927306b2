"""Schemas of the tree of organizations."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, Integer, Moment, Number, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.table_files.forms import FORMS, described
from shared.enumerations import ORGANIZATION_KINDS, PARTY_FORMS, ROW_OUTCOMES, SUCCESSION_STRATEGIES
from shared.trees import LEVELS

STATES = ("waiting", "running", "done", "refused", "failed")
NAME = "规范名称，至多 32 字 · the official name, at most 32 characters"
CODE = "统计用区划代码，6、9 或 12 位 · division code of 6, 9 or 12 digits"
EFFECTIVE = "生效日期，可在过去或将来 · from this day on, past or to come"
DRY_RUN = "只试算，不保存 · show what would happen and keep nothing"
VERSION = "所见版本；期间有改动则拒绝 · refused when it was changed after this version"
MANY = 500


class OrganizationChange(RequestSchema):
    """Fields of every change of the tree: effective day and dry run."""

    effective_on = Day(required=True, metadata=doc(EFFECTIVE))
    dry_run = fields.Boolean(load_default=False, metadata=doc(DRY_RUN))


class OrganizationEdit(OrganizationChange):
    """A change of an organization that is there."""

    expected_version = Integer(least=1, metadata=doc(VERSION))


class OrganizationAttributes(RequestSchema):
    """What an organization has besides its name."""

    division_code = fields.String(allow_none=True, validate=validate.Length(max=40), metadata=doc(CODE))
    lon_gcj02 = Number(allow_none=True, metadata=doc("经度，GCJ-02，度 · longitude, GCJ-02, degrees"))
    lat_gcj02 = Number(allow_none=True, metadata=doc("纬度，GCJ-02，度 · latitude, GCJ-02, degrees"))
    party_form = Choice(PARTY_FORMS, allow_none=True, metadata=doc("党组织形式 · the form of the Party organization"))


class OrganizationOpening(OrganizationChange, OrganizationAttributes):
    """A new organization; a district has no parent."""

    name = Text(required=True, metadata=doc(NAME))
    level = Choice(LEVELS, required=True)
    kind = Choice(ORGANIZATION_KINDS, load_default="party")
    parent_id = Id(allow_none=True, load_default=None, metadata=doc("上级组织 · the parent"))


class OrganizationRename(OrganizationEdit):
    """Another name."""

    name = Text(required=True, metadata=doc(NAME))


class OrganizationAmendment(OrganizationChange, OrganizationAttributes):
    """Another code, place or form; what is not named stays, null clears."""


class OrganizationMove(OrganizationEdit):
    """Another parent."""

    parent_id = Id(required=True, metadata=doc("新的上级组织 · the new parent"))


STRATEGY = fields.Dict(
    keys=fields.String(validate=validate.Length(max=40)),
    values=Choice(SUCCESSION_STRATEGIES),
    validate=validate.Length(max=20),
    metadata=doc(
        "未完成的记录如何处理：carry 带走，close 结束；种类为 projects、notices、points、visits、halls"
        " · what becomes of open records, by kind"
    ),
)


class OrganizationClosure(OrganizationEdit):
    """The end of an organization."""

    members_to = Id(metadata=doc("接收党员的组织 · the organization that takes the members"))
    records = STRATEGY


class OrganizationSuccessor(OrganizationAttributes):
    """An organization that is new in a merge."""

    name = Text(required=True, metadata=doc(NAME))


class OrganizationMerge(OrganizationEdit):
    """Organizations that end, and go on as this one or as a new one."""

    sources = fields.List(
        Id(), required=True, validate=validate.Length(max=MANY), metadata=doc("被并入的组织 · those that end")
    )
    new = fields.Nested(
        OrganizationSuccessor, metadata=doc("合并后新设的组织 · the new organization, if one is to go on")
    )
    records = STRATEGY


class OrganizationSplitPart(OrganizationSuccessor):
    """One part of what an organization is divided into."""

    children = fields.List(Id(), validate=validate.Length(max=MANY), metadata=doc("划入的下级 · children it takes"))
    members = fields.List(Id(), validate=validate.Length(max=5000), metadata=doc("划入的党员 · members it takes"))


class OrganizationSplit(OrganizationEdit):
    """The parts of an organization."""

    parts = fields.List(fields.Nested(OrganizationSplitPart), required=True, validate=validate.Length(max=MANY))
    keeps_original = fields.Boolean(load_default=False, metadata=doc("原组织保留 · the organization itself goes on"))
    heir = Integer(load_default=0, most=MANY, metadata=doc("承接其余的部分，序号从 0 起 · which part takes the rest"))


class AffectedCounts(ResponseSchema):
    """What a change does to one organization."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.String(required=True)
    change = fields.String(required=True)
    details = fields.Dict(keys=fields.String())


class OrganizationChangeAnswer(ResponseSchema):
    """What a change affects; with `dry_run` nothing was stored."""

    id = fields.String(required=True)
    dry_run = fields.Boolean(required=True)
    effective_on = fields.Date(required=True)
    organizations = fields.List(fields.Nested(AffectedCounts), required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    warnings = fields.List(fields.Dict(keys=fields.String()), required=True)
    version = fields.Integer()


class OrganizationSplitAnswer(OrganizationChangeAnswer):
    """What a split touches, and the new organizations in the order of the parts."""

    into = fields.List(fields.String(), required=True)
    heir_id = fields.String(required=True)


class OrganizationDayQuery(RequestSchema):
    """On which day."""

    as_of = Day(metadata=doc("按这一天，默认今天 · as it stood on this day, today by default"))


class OrganizationFilter(OrganizationDayQuery):
    """Which organizations to list."""

    level = Choice(LEVELS)
    kind = Choice(ORGANIZATION_KINDS)
    within = Id(metadata=doc("该组织及其全部下级 · this organization and everything below"))
    name = Text(most=64, metadata=doc("名称含有 · a part of the name"))
    division_code = Text(most=12, metadata=doc("12 位区划代码 · division code of 12 digits"))


class OrganizationChildFilter(OrganizationDayQuery):
    """Which children to list."""

    level = Choice(LEVELS)
    kind = Choice(ORGANIZATION_KINDS)


class OrganizationAnswer(ResponseSchema):
    """An organization on a day."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    level = Choice(LEVELS, required=True)
    kind = Choice(ORGANIZATION_KINDS, required=True)
    party_form = fields.String(allow_none=True)
    parent_id = fields.String(allow_none=True)
    division_code = fields.String(allow_none=True)
    lon_gcj02 = Number(allow_none=True)
    lat_gcj02 = Number(allow_none=True)
    valid_from = fields.Date()
    valid_until = fields.Date(allow_none=True)


class OrganizationPathStep(ResponseSchema):
    """One step of the path up."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.String(required=True)


class OrganizationDetailAnswer(OrganizationAnswer, Readable):
    """An organization with its history up to the district and its whole life."""

    district_id = fields.String()
    version = fields.Integer()
    as_of = fields.Date()
    opened_on = fields.Date()
    closed_on = fields.Date(allow_none=True)
    path = fields.List(fields.Nested(OrganizationPathStep))
    children = fields.Integer(metadata=doc("直接下级的个数 · how many stand directly below"))


class OrganizationChangeRecorder(ResponseSchema):
    """Who recorded a change."""

    account_id = fields.String()
    name = fields.String()


class OrganizationHistoryAnswer(ResponseSchema):
    """One change of an organization."""

    number = fields.Integer()
    kind = fields.String()
    effective_on = fields.Date()
    recorded_at = Moment()
    recorded_by = fields.Nested(OrganizationChangeRecorder)
    details = fields.Dict(keys=fields.String())


class OrganizationImport(RequestSchema):
    """A district's file with one organization a line."""

    file = fields.Raw(
        required=True,
        metadata={"type": "string", "format": "binary", "description": described(FORMS["organizations"])},
    )
    effective_on = Day(required=True, metadata=doc(EFFECTIVE))
    dry_run = fields.Boolean(load_default=False, metadata=doc(DRY_RUN))
    skip_faulty = fields.Boolean(
        load_default=False,
        metadata=doc("跳过有误的行；默认全有或全无 · leave faulty rows out; all or nothing by default"),
    )


class OrganizationImportRequestAnswer(ResponseSchema):
    """The import job of an uploaded file."""

    id = fields.String(required=True)
    state = Choice(STATES, required=True)
    rows_total = fields.Integer()


class OrganizationImportAnswer(OrganizationImportRequestAnswer):
    """How far an import is."""

    percent = fields.Integer()
    rows_checked = fields.Integer()
    rows_applied = fields.Integer()
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer())
    notes = fields.List(fields.Dict(keys=fields.String()))
    dry_run = fields.Boolean()
    skip_faulty = fields.Boolean()
    effective_on = fields.Date()
    file_name = fields.String()
    organization_id = fields.String(allow_none=True)
    requested_at = Moment()
    ended_at = Moment(allow_none=True)


class OrganizationImportRowFilter(RequestSchema):
    """Which rows to list."""

    outcome = Choice(ROW_OUTCOMES)


class OrganizationImportRowAnswer(ResponseSchema):
    """The outcome of one row of a file."""

    row = fields.Integer(required=True)
    code = fields.String()
    name = fields.String()
    cells = fields.Dict(keys=fields.String(), metadata=doc("原始内容 · what the file says"))
    outcome = fields.String()
    organization_id = fields.String(allow_none=True)
    reasons = fields.List(fields.Dict(keys=fields.String()))
    warnings = fields.List(fields.Dict(keys=fields.String()))
