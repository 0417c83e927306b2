"""Schemas of signing in by OpenID Connect providers and of external identities."""

from marshmallow import fields

from gateway.accounts.openid_model import SUBJECT_MAX
from gateway.schemas import Moment, RequestSchema, ResponseSchema, Text, doc

ISSUER = "回调中的 iss（RFC 9207）· iss, as it came with the code (RFC 9207)"


class OpenIdProviderAnswer(ResponseSchema):
    """A provider by which people may sign in."""

    name = fields.String()
    label = fields.String(metadata=doc("显示名称 · what people know it by"))


class OpenIdBeginning(RequestSchema):
    """By which provider somebody signs in."""

    provider = Text(most=64, required=True)


class IdentityBeginning(OpenIdBeginning):
    """At which provider one proves an identity, and one's password, again."""

    current_password = Text(most=200, required=True, metadata={"format": "password"})


class OpenIdAttemptAnswer(ResponseSchema):
    """Where the browser goes, and what the program keeps until it comes back."""

    authorization_address = fields.String()
    state = fields.String(metadata=doc("回调中须与此相同 · the same comes back with the code"))
    attempt_secret = fields.String(metadata=doc("由程序保存，不放入网址 · kept by the program, never in an address"))
    expires_in = fields.Integer(metadata=doc("秒 · seconds"))


class IdentityProof(RequestSchema):
    """What came back from the provider, with the secret of the attempt."""

    state = Text(most=200, required=True)
    code = Text(most=4000, required=True)
    attempt_secret = Text(most=200, required=True)
    iss = Text(most=300, metadata=doc(ISSUER))


class OpenIdCompletion(IdentityProof):
    """What came back from the provider, with the secret of the attempt and, where one is in force, a second factor."""

    second_factor = Text(most=40, metadata=doc("动态口令或恢复码 · a one-time password or recovery code"))


class IdentityCreation(RequestSchema):
    """Whom a provider names, for an account in which nobody has signed in yet."""

    provider = Text(most=64, required=True)
    subject = Text(most=SUBJECT_MAX, required=True, metadata=doc("在提供方的标识 · what the provider calls the person"))


class IdentityAnswer(ResponseSchema):
    """An identity at a provider that is linked to an account."""

    id = fields.String()
    issuer = fields.String()
    claim = fields.String()
    subject = fields.String()
    linked_by = fields.String(metadata=doc("关联者的账号 · the account that linked it"))
    linked_at = Moment()
