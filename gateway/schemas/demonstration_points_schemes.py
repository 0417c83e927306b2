"""Schemas of demonstration schemes: approval basis and quota."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, Integer, RequestSchema, ResponseSchema, Text
from gateway.schemas.demonstration_points import SCOPE
from gateway.schemas.projects import YEAR, said
from shared.enumerations import POINT_SCOPES
from shared.text_validation import BASIS_MAX, TITLE_MAX

DOCUMENT, NUMBER = "批准文件名称 · the title of the approval", "文号 · the document's number"
ISSUER, ISSUED_ON = "印发单位，须为上级 · who issued it, above the district", "印发日期 · issued on"
QUOTA = "名额 · how many points may stand under it"


class DemonstrationSchemeFilter(RequestSchema):
    """Whose schemes of which year."""

    organization_id = Id(required=True, metadata=said("区或其下级 · the district, or anyone below it"))
    year = Integer(least=2000, most=2999, metadata=said(YEAR))


class DemonstrationSchemeOpening(RequestSchema):
    """A scheme of the district, and its approval basis."""

    organization_id = Id(required=True, metadata=said("所在区 · the district"))
    scope = Choice(POINT_SCOPES, required=True, metadata=said(SCOPE))
    year = Integer(least=2000, most=2999, required=True, metadata=said(YEAR))
    title = Text(most=TITLE_MAX, required=True, metadata=said("方案名称 · the scheme's title"))
    document_title = Text(most=BASIS_MAX, required=True, metadata=said(DOCUMENT))
    document_number = Text(most=60, required=True, metadata=said(NUMBER))
    issuer = Text(most=TITLE_MAX, required=True, metadata=said(ISSUER))
    issued_on = Day(required=True, metadata=said(ISSUED_ON))
    quota = Integer(least=1, most=500, required=True, metadata=said(QUOTA))


class DemonstrationSchemeAmendment(RequestSchema):
    """What may be changed about a scheme; what is not named stays."""

    title = Text(most=TITLE_MAX, metadata=said("方案名称 · the scheme's title"))
    document_title = Text(most=BASIS_MAX, metadata=said(DOCUMENT))
    document_number = Text(most=60, metadata=said(NUMBER))
    issuer = Text(most=TITLE_MAX, metadata=said(ISSUER))
    issued_on = Day(metadata=said(ISSUED_ON))
    quota = Integer(least=1, most=500, metadata=said(QUOTA))


class DemonstrationSchemeAnswer(ResponseSchema):
    """A scheme with how much of its quota is used."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String(metadata=said("所在区 · the district"))
    scope = fields.String(metadata=said(SCOPE))
    year = fields.Integer(metadata=said(YEAR))
    title = fields.String()
    document_title = fields.String(metadata=said(DOCUMENT))
    document_number = fields.String(metadata=said(NUMBER))
    issuer = fields.String(metadata=said(ISSUER))
    issued_on = fields.Date(metadata=said(ISSUED_ON))
    quota = fields.Integer(metadata=said(QUOTA))
    used = fields.Integer(metadata=said("已用名额；摘牌后退还 · used; a withdrawal gives its place back"))
