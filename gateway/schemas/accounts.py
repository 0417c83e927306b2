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


class ServiceAccountCreation(RequestSchema):
    """A new account of another system, without a password and of no person."""

    username = fields.String(
        required=True,
        validate=validate.Regexp("^[A-Za-z0-9一-鿿._@-]{3,32}$"),
        metadata=doc("3–32 个字母、数字、汉字或 . _ @ - · letters, digits, Han characters or . _ @ -"),
    )
    name = Text(most=TITLE_MAX, required=True)
    organization_id = GrantScopeId(required=True, metadata=doc("所在组织 · the organization it belongs to"))
    grants = fields.List(fields.Nested(GrantCreation), load_default=list, validate=validate.Length(max=50))


class AccountCreation(ServiceAccountCreation):
    """A new account; its first password comes with the answer, once."""

    person_id = Id(metadata=doc("已有账号的人，默认新登记 · a person who has an account already; a new one by default"))
    member_id = Id(metadata=doc("新登记的人是哪名党员 · which member a new person is"))


class AccountAmendment(RequestSchema):
    """What may be changed about an account; what is not named stays."""

    name = Text(most=TITLE_MAX)
    disabled = fields.Boolean()
    person_id = Id(metadata=doc("账号属于谁 · whose account it is"))


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


class PermissionsQuery(RequestSchema):
    """On which record, by its address, or on which organization, by its id."""

    on = Text(
        most=300,
        required=True,
        metadata=doc(
            "记录的地址或组织编号 · a record's address or an organization's id", pattern=f"^(/api/v1/.+|{ID_PATTERN})$"
        ),
    )


class RightAnswer(ResponseSchema):
    """A right that is held on an organization."""

    right = fields.String(required=True)
    name = fields.String(required=True)
    below = fields.Boolean(required=True, metadata=doc("含全部下级 · with everything below"))


class ActionAnswer(ResponseSchema):
    """An operation that may be asked."""

    operation = fields.String(required=True, metadata=doc("operationId"))
    method = fields.String(required=True)
    href = fields.String(required=True)
    name = fields.String(required=True, metadata=doc("做什么 · what it is for"))


class PermissionsAnswer(ResponseSchema):
    """What the caller may do with a record; the service checks each request anew."""

    on = fields.String(required=True)
    organization_id = fields.String(required=True)
    rights = fields.List(fields.Nested(RightAnswer), required=True)
    actions = fields.List(fields.Nested(ActionAnswer), required=True)


class GrantPreviewQuery(GrantCreation):
    """The grant that may be given."""

    organization_id = GrantScopeId(required=True, metadata=doc("在哪个组织上 · on which organization"))


class LevelCount(ResponseSchema):
    """How many organizations of a level a grant reaches."""

    level = fields.String(required=True)
    name = fields.String(required=True)
    organizations = fields.Integer(required=True)


class GrantPreviewAnswer(ResponseSchema):
    """What a grant would reach, before it is given."""

    role = fields.String(required=True)
    organization_id = fields.String(required=True)
    below = fields.Boolean(required=True)
    organizations = fields.Integer(required=True, metadata=doc("可及的组织数 · organizations within its reach"))
    levels = fields.List(fields.Nested(LevelCount), required=True)
    members = fields.Integer(required=True, metadata=doc("可看名册上的党员数 · members on the rolls that it reads"))
    personal_data = fields.Boolean(required=True, metadata=doc("可看身份号码和电话 · reads numbers and telephones"))
    rights = fields.List(fields.Nested(RightAnswer), required=True)
    may_give = fields.Boolean(required=True, metadata=doc("您可以授予 · the caller may give it"))
    needs_approval = fields.Boolean(
        required=True, metadata=doc("须第二人批准 · holds once a second person approves it")
    )


class AccountAnswer(ResponseSchema):
    """An account and the grants it holds."""

    id = fields.String()
    username = fields.String()
    name = fields.String()
    organization_id = fields.String()
    person_id = fields.String(metadata=doc("账号属于谁，同一人的账号不互审 · whose it is"))
    must_change_password = fields.Boolean()
    disabled = fields.Boolean()
    second_factor = fields.Boolean(metadata=doc("已启用双因素认证 · a second factor is in force"))
    grants = fields.List(fields.Nested(GrantAnswer))
    pending_grants = fields.List(
        fields.Nested(GrantAnswer), metadata=doc("待另一人批准的授权 · grants that wait for a second person")
    )
    version = fields.Integer()


class PersonAnswer(ResponseSchema):
    """A person with the usernames of their accounts."""

    id = fields.String()
    name = fields.String()
    member_id = fields.String(allow_none=True)
    accounts = fields.List(fields.String())


class PersonFilter(RequestSchema):
    """Which persons."""

    same_name = fields.Boolean(
        load_default=False, metadata=doc("只列重名的，以便核对 · only those whose name another has, to be checked")
    )


class NewPasswordAnswer(AccountAnswer):
    """An account with its first password, which is shown once and must be changed."""

    initial_password = fields.String()
    same_name = fields.List(
        fields.Nested(PersonAnswer),
        metadata=doc("同名的人，请核对 · others of that name, to be checked"),
    )
