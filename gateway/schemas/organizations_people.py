"""Schemas of members and transfers; identity numbers and phones are masked unless opened."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, Integer, Moment, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.base import BELOW, ReminderAnswer
from gateway.schemas.organizations import VERSION
from gateway.schemas.organizations_posts import PostAnswer
from shared.enumerations import LEAVING_REASONS, MEMBER_CLASSES, MEMBER_STATUSES, TRANSFER_DIRECTIONS, TRANSFER_STATES
from shared.text_validation import SHORT_REASON_MAX

STATUS = "正式或预备 · full or probationary"
CLASS = "干部、骨干、普通、流动、年老体弱 · cadre, core, ordinary, mobile, exempt"
NUMBER = "居民身份号码，18 位；加密保存 · identity number, kept sealed"
PHONE = "电话；加密保存 · phone, kept sealed"
MASKED = "已遮盖；全文见 personal-data · masked, in full under personal-data"
SINCE = "组织关系自此日起，不填为今天，不能是将来 · the place begins on this day, today unless named"

PURGED = "离开名册后个人信息于此日清除，姓名为空 · what was personal was purged on this day, the name is empty"
ENTERED_TWICE = (
    "只列身份号码同时在您可查看的另一名册上的 · only those whose identity number is on another roll that you read too"
)


class MemberFilter(RequestSchema):
    """Which members of an organization to list."""

    below = fields.Boolean(load_default=False, metadata=doc(BELOW))
    as_of = Day(metadata=doc("这一天在册的，默认今天 · who had a place on this day, today by default"))
    status = Choice(MEMBER_STATUSES, metadata=doc(STATUS))
    member_class = Choice(MEMBER_CLASSES, metadata=doc(CLASS))
    name = Text(most=50, metadata=doc("姓名含有 · a part of the name"))
    entered_twice = fields.Boolean(load_default=False, metadata=doc(ENTERED_TWICE))


class MemberDetails(RequestSchema):
    """A member's details besides name, status and class."""

    born_on = Day(allow_none=True, metadata=doc("出生日期；不填则取自身份号码 · taken from the number unless named"))
    joined_on = Day(allow_none=True, metadata=doc("入党日期 · the day of joining"))
    long_ill = fields.Boolean(metadata=doc("长期患病 · long ill"))
    identity_number = Text(most=30, allow_none=True, metadata=doc(NUMBER))
    phone = Text(most=30, allow_none=True, metadata=doc(PHONE))


class MemberRegistration(MemberDetails):
    """A member as an organization enters one."""

    name = Text(most=50, required=True)
    status = Choice(MEMBER_STATUSES, required=True, metadata=doc(STATUS))
    member_class = Choice(MEMBER_CLASSES, required=True, metadata=doc(CLASS))
    effective_on = Day(metadata=doc(SINCE))


class MemberAmendment(MemberDetails):
    """What may be changed about a member; what is not named stays, null clears."""

    name = Text(most=50)
    status = Choice(MEMBER_STATUSES, metadata=doc(STATUS))
    member_class = Choice(MEMBER_CLASSES, metadata=doc(CLASS))


class MemberDeparture(RequestSchema):
    """The end of a member's place in the district."""

    reason = Choice(LEAVING_REASONS, required=True, metadata=doc("原因，由人认定 · decided by people"))
    effective_on = Day(metadata=doc("自此日起不再在册，默认今天 · the first day without it, today unless named"))
    expected_version = Integer(least=1, metadata=doc(VERSION))


class MemberAnswer(Readable):
    """A member with numbers masked."""

    id = fields.String(required=True)
    version = fields.Integer()
    organization_id = fields.String(allow_none=True, metadata=doc("组织关系所在 · where the place is, or was last"))
    name = fields.String()
    status = Choice(MEMBER_STATUSES, metadata=doc(STATUS))
    member_class = Choice(MEMBER_CLASSES, metadata=doc(CLASS))
    born_on = fields.Date(allow_none=True)
    joined_on = fields.Date(allow_none=True)
    long_ill = fields.Boolean()
    identity_number = fields.String(allow_none=True, metadata=doc(MASKED))
    phone = fields.String(allow_none=True, metadata=doc(MASKED))


class RemindedMemberAnswer(MemberAnswer):
    """A member, and what is unusual about the record."""

    warnings = fields.List(fields.Nested(ReminderAnswer), metadata=doc("提醒，不影响办理 · reminders only"))


class MembershipAnswer(ResponseSchema):
    """Where a member's place was from a day up to and not including another."""

    organization_id = fields.String()
    valid_from = fields.Date()
    valid_until = fields.Date(allow_none=True)
    reason = fields.String(allow_none=True)


class TransferRequest(RequestSchema):
    """Where a member is let go to."""

    to_organization_id = Id(required=True, metadata=doc("转入组织 · the organization that is to confirm"))
    reason = Text(most=SHORT_REASON_MAX, lines=True, metadata=doc("事由 · why"))


class TransferConfirmation(RequestSchema):
    """The confirmation by the receiving organization."""

    effective_on = Day(metadata=doc("转入日期，默认今天，不能是将来 · from this day on, today unless named"))
    expected_version = Integer(least=1, metadata=doc(VERSION))


class TransferRefusal(RequestSchema):
    """The receiving organization does not take the member."""

    reason = Text(most=SHORT_REASON_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))
    expected_version = Integer(least=1, metadata=doc(VERSION))


class TransferWithdrawal(RequestSchema):
    """The withdrawal by the sending organization."""

    expected_version = Integer(least=1, metadata=doc(VERSION))


class TransferFilter(RequestSchema):
    """Which transfers of an organization to list."""

    below = fields.Boolean(load_default=False, metadata=doc(BELOW))
    direction = Choice(TRANSFER_DIRECTIONS, metadata=doc("转入或转出 · to it or from it"))
    state = Choice(TRANSFER_STATES)


class TransferAnswer(Readable):
    """组织关系转接: one side lets a member go, the other confirms."""

    id = fields.String(required=True)
    version = fields.Integer()
    member_id = fields.String()
    name = fields.String(metadata=doc("党员姓名 · the member's name"))
    status = Choice(MEMBER_STATUSES, metadata=doc(STATUS))
    member_class = Choice(MEMBER_CLASSES, metadata=doc(CLASS))
    from_organization_id = fields.String()
    to_organization_id = fields.String()
    state = Choice(TRANSFER_STATES)
    requested_at = Moment()
    requested_by = fields.String(metadata=doc("发起的账号 · the account that requested it"))
    decided_at = Moment(allow_none=True)
    decided_by = fields.String(allow_none=True)
    effective_on = fields.Date(allow_none=True)
    reason = fields.String(allow_none=True)


class RemindedTransferAnswer(TransferAnswer):
    """A transfer with its warnings."""

    warnings = fields.List(fields.Nested(ReminderAnswer), metadata=doc("提醒，不影响办理 · reminders only"))


class MemberDetailAnswer(MemberAnswer):
    """A member with every place and post, and the transfer that waits, if any."""

    places = fields.List(fields.Nested(MembershipAnswer))
    posts = fields.List(fields.Nested(PostAnswer))
    transfer = fields.Nested(TransferAnswer, allow_none=True, metadata=doc("待接收的转接 · the transfer that waits"))
    purged_on = fields.Date(allow_none=True, metadata=doc(PURGED))


class MemberPersonalDataAnswer(ResponseSchema):
    """A member's personal data in full; every read of it is on record."""

    id = fields.String(required=True)
    identity_number = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
