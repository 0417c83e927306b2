"""Schemas of posts, terms, tiers and warnings."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, Integer, Moment, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.base import BELOW, ReminderAnswer
from gateway.schemas.organizations import VERSION
from shared.enumerations import TERM_STANDINGS, TIERS
from shared.text_validation import BASIS_MAX, SHORT_REASON_MAX

TITLES = (
    "secretary", "first_secretary", "deputy_secretary", "organization_member", "publicity_member", "discipline_member",
    "committee_member",
)  # fmt: skip
PERIOD = "期间：年份 2026 或季度 2026Q3 · a year or a quarter"
TIER = "先进、达标、后进 · advanced, qualified, lagging"
TITLE = "职务 · the post"


class PostFilter(RequestSchema):
    """Which posts to list."""

    below = fields.Boolean(load_default=False, metadata=doc(BELOW))
    title = Choice(TITLES, metadata=doc(TITLE))
    as_of = Day(metadata=doc("只列这一天在任的 · only those held on this day"))


class PostAssignment(RequestSchema):
    """A person takes a post: a member of a roll that one keeps, or someone else by name."""

    title = Choice(TITLES, required=True, metadata=doc(TITLE))
    member_id = Id(metadata=doc("党员编号，与姓名二选一 · the member, or else the name"))
    person_name = Text(most=50, metadata=doc("不在您所管名册上的人员姓名 · someone on no roll that you keep"))
    from_on = Day(required=True, metadata=doc("任职首日 · the first day"))
    until_on = Day(metadata=doc("已知的最后一日 · the last day, where it is known"))


class PostEnd(RequestSchema):
    """A person leaves a post."""

    until_on = Day(metadata=doc("最后一日，默认今天 · the last day, today unless named"))
    expected_version = Integer(least=1, metadata=doc(VERSION))


class PostAnswer(Readable):
    """One person in one post; without who, for a reader who may not read the organization's roll."""

    id = fields.String(required=True)
    version = fields.Integer()
    organization_id = fields.String()
    title = Choice(TITLES, metadata=doc(TITLE))
    member_id = fields.String(allow_none=True)
    person_name = fields.String(allow_none=True)
    from_on = fields.Date()
    until_on = fields.Date(allow_none=True, metadata=doc("最后一日 · the last day"))
    held = fields.Boolean(metadata=doc("今天在任 · held today"))
    on_roll = fields.Boolean(metadata=doc("由名册中的党员担任 · by a member on a roll"))


class TermFilter(RequestSchema):
    """Which terms to list."""

    below = fields.Boolean(load_default=False, metadata=doc(BELOW))
    standing = Choice(TERM_STANDINGS, metadata=doc("按日期得出 · derived from dates"))


class TermElection(RequestSchema):
    """A committee was elected."""

    began_on = Day(required=True, metadata=doc("当选日期 · the day of the election"))


class TermShift(RequestSchema):
    """An election that the organization above approved to be earlier or later."""

    due_on = Day(required=True, metadata=doc("批准后的换届日期 · the day it is due now"))
    basis = Text(most=BASIS_MAX, required=True, metadata=doc("批准依据 · the approval, with its number"))
    expected_version = Integer(least=1, metadata=doc(VERSION))


class TermAnswer(Readable):
    """The time between two elections."""

    id = fields.String(required=True)
    version = fields.Integer()
    organization_id = fields.String()
    began_on = fields.Date()
    years = fields.Integer(metadata=doc("每届年数，按规则包 · by the rule pack"))
    regular_due_on = fields.Date(metadata=doc("应换届日期 · when the next election is due by the rules"))
    due_on = fields.Date(metadata=doc("换届日期，含批准的提前或延期 · when it is due, shifts included"))
    remind_from = fields.Date(metadata=doc("自此日起提醒 · reminded from this day on"))
    standing = Choice(TERM_STANDINGS, metadata=doc("按日期得出 · derived from dates"))
    shift_basis = fields.String(allow_none=True)
    rules_version = fields.String(metadata=doc("规则包版本 · the version of the rule pack"))
    ended_on = fields.Date(allow_none=True)


class RemindedTermAnswer(TermAnswer):
    """A term with its warnings."""

    warnings = fields.List(fields.Nested(ReminderAnswer), metadata=doc("提醒，不影响办理 · reminders only"))


class TierFilter(RequestSchema):
    """Which decisions on tiers to list."""

    below = fields.Boolean(load_default=False, metadata=doc(BELOW))
    period = Text(most=6, metadata=doc(PERIOD))
    tier = Choice(TIERS, metadata=doc(TIER))
    standing_only = fields.Boolean(
        load_default=True, metadata=doc("只列现行的；否则含被取代和撤回的 · only those that stand")
    )


class TierDecision(RequestSchema):
    """What people of the organization above decided; no quota, no ranking."""

    period = Text(most=6, required=True, metadata=doc(PERIOD))
    tier = Choice(TIERS, required=True, metadata=doc(TIER))
    reason = Text(most=SHORT_REASON_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))
    basis = Text(most=BASIS_MAX, required=True, metadata=doc("依据或来源 · the basis or source"))
    proposal_id = Id(metadata=doc("所答复的定级建议 · the proposal that it answers"))
    decided_on = Day(metadata=doc("评定日期，默认今天 · the day it was decided, today unless named"))


class TierAnswer(Readable):
    """One decision on an organization's tier in a period."""

    id = fields.String(required=True, metadata=doc("期间-次数 · the period and the number"))
    organization_id = fields.String(required=True)
    period = fields.String(metadata=doc(PERIOD))
    number = fields.Integer(metadata=doc("该期间的第几次评定 · which decision for the period"))
    decided_by = fields.String(metadata=doc("作出评定的组织 · the organization that decided"))
    decided_level = fields.String(metadata=doc("其层级 · its level"))
    tier = Choice(TIERS, metadata=doc(TIER))
    reason = fields.String()
    basis = fields.String()
    decided_on = fields.Date()
    account_id = fields.String()
    account_name = fields.String(metadata=doc("录入人 · who entered it"))
    recorded_at = Moment()
    stands = fields.Boolean(metadata=doc("现行 · it was neither replaced nor withdrawn, and nobody higher decided"))
    withdrawn_on = fields.Date(allow_none=True, metadata=doc("撤回日期 · the day on which it was withdrawn"))
    withdrawal_reason = fields.String(allow_none=True, metadata=doc("撤回理由 · why it was withdrawn"))


class TierWithdrawal(RequestSchema):
    """Why a decision is withdrawn."""

    reason = Text(most=SHORT_REASON_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class TierProposalFilter(RequestSchema):
    """Which proposals to list."""

    below = fields.Boolean(load_default=False, metadata=doc(BELOW))
    period = Text(most=6, metadata=doc(PERIOD))
    open_only = fields.Boolean(load_default=True, metadata=doc("只列尚未评定的 · only those nobody decided on"))


class TierProposalAnswer(ResponseSchema):
    """What published thresholds propose; people decide."""

    id = fields.String(required=True)
    organization_id = fields.String()
    period = fields.String(metadata=doc(PERIOD))
    tier = Choice(TIERS, metadata=doc(TIER))
    score = fields.String(metadata=doc("成绩 · the score it follows from"))
    basis = fields.String(metadata=doc("公布的标准 · the published thresholds"))
    proposed_on = fields.Date()
    decided_number = fields.Integer(allow_none=True, metadata=doc("答复它的评定 · the decision that answered it"))


class OrganizationWarningFilter(RequestSchema):
    """What to be reminded of."""

    below = fields.Boolean(load_default=False, metadata=doc(BELOW))
    rule = Text(most=40, metadata=doc("只要这条规则的 · only those of this rule"))


class OrganizationWarningAnswer(ReminderAnswer):
    """What an organization misses or is due for."""

    organization_id = fields.String(required=True)
    organization = fields.String(metadata=doc("组织名称 · its name"))
    due_on = fields.Date(allow_none=True, metadata=doc("到期日期，如有 · the day it is due, if any"))
