"""Schemas of the audit trail."""

from marshmallow import fields

from gateway.schemas import Choice, Id, Moment, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.fields import Integer


class AuditFilter(RequestSchema):
    """Which audited requests."""

    organization_id = Id(metadata=doc("只看该组织的记录 · only on this organization's records"))
    account_id = Id(metadata=doc("只看该账号所为 · only by this account"))
    person_id = Id(metadata=doc("只看该人所为 · only by this person, through any account"))
    method = Choice(
        ("GET", "POST", "PATCH", "PUT", "DELETE", "RPC"),
        metadata=doc(
            "只看该方法，RPC 为不经接口直接调用、到期清除 · only of this method; RPC: called directly, or purged"
        ),
    )
    address = Text(most=64, metadata=doc("只看来自该地址的 · only from this address"))
    personal = fields.Boolean(metadata=doc("只看（不看）读个人信息 · only reads of personal data, or none"))
    since = Moment(metadata=doc("不早于 · not before"))
    until = Moment(metadata=doc("早于 · before"))


class AuditVerificationQuery(RequestSchema):
    """From which row on the trail of a district is verified."""

    organization_id = Id(required=True, metadata=doc("区 · the district"))
    after = Integer(
        load_default=0,
        metadata=doc("从该序号之后核对，取上一次答复的 next_after · after this row: the last answer's next_after"),
    )


class AuditVerification(ResponseSchema):
    """What a part of a district's trail is like: unbroken up to a row, or broken at one."""

    district_id = fields.String()
    verified_until = fields.Integer(metadata=doc("已核对到的序号 · the last row that is verified"))
    hash = fields.String(metadata=doc("该条的链值，可与以前记下的对照 · its hash, to compare with one noted before"))
    fault = fields.String(
        allow_none=True,
        metadata=doc(
            "断在下一条：altered 被改动、missing 缺失、seal_wrong 签名不对、unsigned 尚未签名；空为完整"
            " · how the chain breaks at the next row; null where it does not"
        ),
    )
    fault_at = fields.Integer(allow_none=True, metadata=doc("断开处的序号 · the row at which it breaks"))
    next_after = fields.Integer(allow_none=True, metadata=doc("还有未核对的，从这里继续 · where to go on; null: done"))


class AuditAnswer(ResponseSchema):
    """One audited request: who did, or read, what, when and with what outcome."""

    id = fields.String()
    at = Moment()
    account_id = fields.String()
    account_name = fields.String()
    person_id = fields.String(
        allow_none=True, metadata=doc("账号所属的人；旧记录为空 · whose account; null in old rows")
    )
    method = fields.String()
    route = fields.String()
    path = fields.String()
    organization_id = fields.String(allow_none=True)
    personal = fields.Boolean()
    status = fields.Integer()
    correlation_id = fields.String()
    address = fields.String(metadata=doc("来源地址 · the address it came from"))
    detail = fields.Dict(
        keys=fields.String(),
        allow_none=True,
        metadata=doc("改动前后的版本、授权内容 · versions before and after, what was granted"),
    )
    number = fields.Integer(metadata=doc("链中序号 · its number in the district's chain"))
