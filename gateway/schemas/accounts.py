"""Schemas of sign-in, accounts and grants."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Id, Moment, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.fields import ID_PATTERN
from shared.rights import ROLES
from shared.text_validation import TITLE_MAX


class Credentials(RequestSchema):
    """Who signs in."""

    username = Text(most=64, required=True)
    password = Text(most=200, least=0, required=True, metadata={"format": "password"})
    code = Text(most=40, metadata=doc("动态口令或恢复码 · a one-time password or recovery code"))


class PasswordResetRequest(RequestSchema):
    """Who forgot a password."""

    username = Text(most=64, required=True)


class PasswordResetCode(ResponseSchema):
    """What the person is shown, once: a number to tell an administrator, and a code to keep to oneself."""

    number = fields.String()
    code = fields.String()
    expires_in = fields.Integer(metadata=doc("秒 · seconds"))


class PasswordResetCompletion(RequestSchema):
    """The code of an approved reset, and a new password."""

    code = Text(most=100, required=True)
    new_password = Text(most=200, required=True, metadata={"format": "password"})


class PasswordResetApproval(RequestSchema):
    """The number that the person was shown and told."""

    number = Text(most=6, required=True)


class SecondFactorEnrolment(RequestSchema):
    """One's password, again."""

    current_password = Text(most=200, required=True, metadata={"format": "password"})


class SecondFactorSecret(ResponseSchema):
    """The secret of the one-time passwords, shown once; `address` is what a QR code holds."""

    secret = fields.String()
    address = fields.String()


class SecondFactorConfirmation(RequestSchema):
    """A one-time password of the new secret."""

    code = Text(most=10, required=True)


class RecoveryCodes(ResponseSchema):
    """Codes that each stand once for a one-time password, shown once."""

    recovery_codes = fields.List(fields.String())


class SecondFactorProof(SecondFactorEnrolment):
    """One's password, and a one-time password or recovery code."""

    code = Text(most=40, required=True)


class SignInPolicyAmendment(RequestSchema):
    """What a district demands at signing in."""

    second_factor_required = fields.Boolean(required=True)


class SignInPolicyAnswer(ResponseSchema):
    """What a district demands at signing in."""

    organization_id = fields.String()
    second_factor_required = fields.Boolean()
    version = fields.Integer()


class TokenRefresh(RequestSchema):
    """The refresh token that was given last."""

    refresh_token = Text(most=300, required=True)


class Tokens(ResponseSchema):
    """A short-lived access token, and the refresh token that is good for one use and gives the next pair."""

    access_token = fields.String()
    token_type = fields.String()
    expires_in = fields.Integer(metadata=doc("秒 · seconds"))
    refresh_token = fields.String()
    must_change_password = fields.Boolean(metadata=doc("须先修改密码 · change the password first"))


class PasswordChange(RequestSchema):
    """A new password in the place of the current one."""

    current_password = Text(most=200, required=True, metadata={"format": "password"})
    new_password = Text(most=200, required=True, metadata={"format": "password"})


class GrantScopeId(Id):
    """An organization, or `*` for every district."""

    pattern = rf"({ID_PATTERN}|\*)"


class GrantCreation(RequestSchema):
    """A role on one organization, with or without everything below it."""

    role = Choice(ROLES, required=True)
    organization_id = GrantScopeId(required=True)
    below = fields.Boolean(load_default=True, metadata=doc("含全部下级 · with everything below"))


class AccountCreation(RequestSchema):
    """A new account; its first password comes with the answer, once."""

    username = fields.String(
        required=True,
        validate=validate.Regexp("^[A-Za-z0-9一-鿿._@-]{3,32}$"),
        metadata=doc("3–32 个字母、数字、汉字或 . _ @ - · letters, digits, Han characters or . _ @ -"),
    )
    name = Text(most=TITLE_MAX, required=True)
    organization_id = GrantScopeId(required=True, metadata=doc("所在组织 · the organization it belongs to"))
    grants = fields.List(fields.Nested(GrantCreation), load_default=list, validate=validate.Length(max=50))


class AccountAmendment(RequestSchema):
    """What may be changed about an account; what is not named stays."""

    name = Text(most=TITLE_MAX)
    disabled = fields.Boolean()


class AccountFilter(RequestSchema):
    """Whose accounts to list."""

    organization_id = Id(metadata=doc("只列该组织的账号 · only this organization's accounts"))
    below = fields.Boolean(load_default=True, metadata=doc("含全部下级 · with everything below"))


class SessionAnswer(ResponseSchema):
    """A session in which an account is signed in."""

    id = fields.String()
    address = fields.String(metadata=doc("登录地址 · the address it was opened from"))
    device = fields.String(metadata=doc("程序 · what the program calls itself"))
    opened_at = Moment()
    renewed_at = Moment()
    expires_at = Moment()
    current = fields.Boolean(metadata=doc("即本次请求所用会话 · the one that asks"))


class GrantAnswer(ResponseSchema):
    """A grant that is held."""

    id = fields.String()
    role = Choice(ROLES)
    organization_id = fields.String()
    below = fields.Boolean()


class AccountAnswer(ResponseSchema):
    """An account and the grants it holds."""

    id = fields.String()
    username = fields.String()
    name = fields.String()
    organization_id = fields.String()
    must_change_password = fields.Boolean()
    disabled = fields.Boolean()
    second_factor = fields.Boolean(metadata=doc("已启用双因素认证 · a second factor is in force"))
    grants = fields.List(fields.Nested(GrantAnswer))
    version = fields.Integer()


class NewPasswordAnswer(AccountAnswer):
    """An account with its first password, which is shown once and must be changed."""

    initial_password = fields.String()


class AuditFilter(RequestSchema):
    """Which audited requests."""

    organization_id = Id(metadata=doc("只看该组织的记录 · only on this organization's records"))
    account_id = Id(metadata=doc("只看该账号所为 · only by this account"))
    method = Choice(
        ("GET", "POST", "PATCH", "PUT", "DELETE"), metadata=doc("只看该方法 · only requests of this method")
    )
    address = Text(most=64, metadata=doc("只看来自该地址的 · only from this address"))
    personal = fields.Boolean(metadata=doc("只看（不看）读个人信息 · only reads of personal data, or none"))
    since = Moment(metadata=doc("不早于 · not before"))
    until = Moment(metadata=doc("早于 · before"))


class AuditAnswer(ResponseSchema):
    """One audited request: who did, or read, what, when and with what outcome."""

    id = fields.String()
    at = Moment()
    account_id = fields.String()
    account_name = fields.String()
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
