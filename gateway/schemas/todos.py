"""Schemas of to-dos: what is to be done, by whom, by when, how it is done well; and the digest of a day."""

from marshmallow import fields
from webargs.fields import DelimitedList

from gateway.projections.task_rules import task_rules
from gateway.schemas import Choice, Day, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.levels import OverviewFigure, OverviewFreshness, OverviewUnit

STANDINGS = sorted({str(each) for rule in task_rules().by_code.values() for each in rule.where.get("standing", ())})


class TodosQuery(RequestSchema):
    """Whose duties, and how far ahead."""

    below_too = fields.Boolean(
        load_default=False, metadata=doc("含全部下级的待办 · with what everyone below has to do")
    )
    until = Day(metadata=doc("截止日不晚于这一天，默认三个月内 · due by this day, within three months by default"))
    mine = fields.Boolean(
        load_default=False,
        metadata=doc("只要本单位的、本人可以办理的 · only what the organization itself owes and one's grants can end"),
    )
    chosen = DelimitedList(Choice(task_rules().by_code), data_key="todo", metadata=doc("只要这些种类 · of these kinds"))
    standing = DelimitedList(Choice(STANDINGS), metadata=doc("只要这些状态 · in these states"))
    group = Text(most=16, metadata=doc("只要这一组 · of this group, as GET …/todos/groups names it"))


class TodoGroupsQuery(RequestSchema):
    """Whose duties, and how far ahead."""

    below_too = fields.Boolean(
        load_default=False, metadata=doc("含全部下级的待办 · with what everyone below has to do")
    )
    until = Day(metadata=doc("截止日不晚于这一天，默认三个月内 · due by this day, within three months by default"))


class UnitName(ResponseSchema):
    """An organization by its id and name."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class TodoGroupAnswer(ResponseSchema):
    """One duty with one title and one deadline, however many organizations owe it."""

    group = fields.String(required=True)
    todo = fields.String(required=True)
    what = fields.String(required=True)
    kind_name = fields.String(required=True)
    title = fields.String(allow_none=True)
    due_on = Day(allow_none=True)
    reason = fields.String(required=True)
    standing = fields.String(allow_none=True, metadata=doc("其中最急的状态 · the worst of them"))
    count = fields.Integer(required=True)
    organizations = fields.List(fields.Nested(UnitName), required=True, metadata=doc("前10个单位 · the first ten"))
    href = fields.String(required=True, metadata=doc("这一组待办的地址 · lists the tasks of the group"))


class GuideField(ResponseSchema):
    """A field of the form at a to-do's address, and what to enter in it."""

    field = fields.String(required=True)
    what = fields.String(required=True)


class TodoGuide(ResponseSchema):
    """How a kind of to-do is done well."""

    rule = fields.String(required=True, metadata=doc("规定怎么说 · what the rule says"))
    enter = fields.List(fields.Nested(GuideField), required=True, metadata=doc("填什么 · what to enter"))
    good_record = fields.String(required=True, metadata=doc("怎样算填得好 · what a good record looks like"))
    citation = fields.String(required=True, metadata=doc("依据条款 · the clause it rests on"))
    example = fields.Dict(
        keys=fields.String(), required=True, metadata=doc("一份可提交的样例 · a body that the address accepts")
    )


class TodoAnswer(ResponseSchema):
    """One open duty; it is gone as soon as the record that ends it is made."""

    kind_name = fields.String(required=True, metadata=doc("涉及哪类记录 · what kind of record it is about"))
    group = fields.String(required=True, metadata=doc("同一件事同一期限为一组 · the same duty, title and deadline"))

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
    actor = fields.String(required=True, metadata=doc("轮到谁办 · whose turn it is"))
    method = fields.String(required=True, metadata=doc("办理所用的方法 · the HTTP method of its address"))
    href = fields.String(required=True, metadata=doc("在哪里办理 · the address that takes the record which ends it"))
    record_href = fields.String(required=True, metadata=doc("在哪里查看 · where the record it is about is read"))
    guide = fields.Nested(TodoGuide, metadata=doc("办事指引 · how it is done well"))


class HomeTotal(ResponseSchema):
    """How many duties there are, and how many of them are overdue or at risk."""

    total = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    at_risk = fields.Integer(required=True)


class HomeTotals(ResponseSchema):
    """The duties of the organization itself, and those of everyone below."""

    mine = fields.Nested(HomeTotal, required=True)
    below = fields.Nested(HomeTotal, required=True)


class HomeCount(ResponseSchema):
    """How many duties of a kind stand so, on which side."""

    side = Choice(["mine", "below"], required=True)
    todo = fields.String(required=True)
    what = fields.String(required=True)
    kind_name = fields.String(required=True)
    standing = fields.String(allow_none=True)
    count = fields.Integer(required=True)
    organizations = fields.Integer(required=True, metadata=doc("涉及几个单位 · of how many organizations"))
    next_due = Day(allow_none=True)


class SilentUnits(ResponseSchema):
    """The open organizations of a level below that have no activity on record this year."""

    level = fields.String(required=True)
    level_name = fields.String(required=True)
    of = fields.Integer(required=True, metadata=doc("共几个 · of how many"))
    count = fields.Integer(required=True)
    units = fields.List(fields.Nested(UnitName), required=True, metadata=doc("前10个 · the first ten"))


class HomeAnswer(ResponseSchema):
    """The digest of an organization's day."""

    organization = fields.Nested(OverviewUnit, required=True)
    day = Day(required=True)
    freshness = fields.Nested(OverviewFreshness, required=True)
    totals = fields.Nested(HomeTotals, required=True)
    counts = fields.List(fields.Nested(HomeCount), required=True)
    next = fields.List(fields.Nested(TodoAnswer), required=True, metadata=doc("最近到期的 · what is due next"))
    silent = fields.Nested(SilentUnits, allow_none=True, required=True)
    figures = fields.List(fields.Nested(OverviewFigure), required=True)
