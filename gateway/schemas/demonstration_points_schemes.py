"""Schemas of demonstration schemes: approval basis and quota."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, Integer, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.demonstration_points import SCOPE
from gateway.schemas.projects import YEAR
from shared.enumerations import POINT_SCOPES
from shared.text_validation import BASIS_MAX, TITLE_MAX

DOCUMENT, NUMBER = "批准文件名称 · the title of the approval", "文号 · the document's number"
ISSUER, ISSUED_ON = "印发单位，须为上级 · who issued it, above the district", "印发日期 · issued on"
QUOTA = "名额 · how many points may stand under it"


class DemonstrationSchemeFilter(RequestSchema):
    """Whose schemes of which year."""

    organization_id = Id(required=True, metadata=doc("区或其下级 · the district, or anyone below it"))
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))


class DemonstrationSchemeOpening(RequestSchema):
    """A scheme of the district, and its approval basis."""

    organization_id = Id(required=True, metadata=doc("所在区 · the district"))
    scope = Choice(POINT_SCOPES, required=True, metadata=doc(SCOPE))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("方案名称 · the scheme's title"))
    document_title = Text(most=BASIS_MAX, required=True, metadata=doc(DOCUMENT))
    document_number = Text(most=60, required=True, metadata=doc(NUMBER))
    issuer = Text(most=TITLE_MAX, required=True, metadata=doc(ISSUER))
    issued_on = Day(required=True, metadata=doc(ISSUED_ON))
    quota = Integer(least=1, most=500, required=True, metadata=doc(QUOTA))


class DemonstrationSchemeAmendment(RequestSchema):
    """What may be changed about a scheme; what is not named stays."""

    title = Text(most=TITLE_MAX, metadata=doc("方案名称 · the scheme's title"))
    document_title = Text(most=BASIS_MAX, metadata=doc(DOCUMENT))
    document_number = Text(most=60, metadata=doc(NUMBER))
    issuer = Text(most=TITLE_MAX, metadata=doc(ISSUER))
    issued_on = Day(metadata=doc(ISSUED_ON))
    quota = Integer(least=1, most=500, metadata=doc(QUOTA))


class DemonstrationSchemeAnswer(ResponseSchema):
    """A scheme with how much of its quota is used."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String(metadata=doc("所在区 · the district"))
    scope = fields.String(metadata=doc(SCOPE))
    year = fields.Integer(metadata=doc(YEAR))
    title = fields.String()
    document_title = fields.String(metadata=doc(DOCUMENT))
    document_number = fields.String(metadata=doc(NUMBER))
    issuer = fields.String(metadata=doc(ISSUER))
    issued_on = fields.Date(metadata=doc(ISSUED_ON))
    quota = fields.Integer(metadata=doc(QUOTA))
    used = fields.Integer(metadata=doc("已用名额；摘牌后退还 · used; a withdrawal gives its place back"))
