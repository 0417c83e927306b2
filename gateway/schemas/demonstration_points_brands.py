"""Schemas of brands: their reach and their carriers."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, Readable, RequestSchema, Text, doc
from gateway.schemas.projects import TAKEN_ON, ProjectWithdrawal, StepAnswer
from shared.enumerations import BRAND_CARRIERS
from shared.events.demonstration_points_brands import REACHES
from shared.text_validation import BASIS_MAX, DESCRIPTION_MAX, REMARK_MAX, TITLE_MAX

BRAND_STATUSES = ("proposed", "discovered", "consolidated", "promoted", "dismissed", "ended_with_organization")

BRAND_STATUS = "待研究、挖掘、巩固、推广等 · how far on its way"
REACH = "影响范围，只扩大 · how far it is known; it only widens"
DESCRIPTION = "说明 · the description"
BASIS = "依据 · what it stands on"


class BrandFilter(RequestSchema):
    """Filter of brands; an organization includes everything below it."""

    organization_id = Id(required=True, metadata=doc("该组织及其全部下级 · this organization and everything below"))
    status = Choice(BRAND_STATUSES, metadata=doc(f"{BRAND_STATUS}; promoted 全区可查 for the whole district"))
    reach = Choice(REACHES, metadata=doc(REACH))


class BrandDiscovery(RequestSchema):
    """A brand that an organization registers, such as 百家宴, 邻里节, 菜单式服务."""

    organization_id = Id(required=True, metadata=doc("所属组织 · the organization whose brand it is"))
    name = Text(most=TITLE_MAX, required=True, metadata=doc("品牌名称 · the brand's name"))
    description = Text(most=DESCRIPTION_MAX, lines=True, metadata=doc(DESCRIPTION))
    on = Day(metadata=doc(TAKEN_ON))


class BrandAdoption(RequestSchema):
    """A proposed brand, taken up."""

    name = Text(most=TITLE_MAX, metadata=doc("品牌名称，不填沿用建议 · its name, the proposed one unless given"))
    description = Text(most=DESCRIPTION_MAX, lines=True, metadata=doc(DESCRIPTION))
    on = Day(metadata=doc(TAKEN_ON))


class BrandAmendment(RequestSchema):
    """What may be changed about a brand; what is not named stays."""

    name = Text(most=TITLE_MAX, metadata=doc("品牌名称 · the brand's name"))
    description = Text(
        most=DESCRIPTION_MAX, least=0, lines=True, metadata=doc("说明，空文本为清除 · an empty text clears it")
    )


class BrandDismissal(ProjectWithdrawal):
    """Why something is no brand."""


class BrandConsolidation(RequestSchema):
    """The judgement of the street, or the district, on a brand."""

    opinion = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("意见 · the opinion"))
    on = Day(metadata=doc(TAKEN_ON))


class BrandPromotion(RequestSchema):
    """The decision to promote a brand."""

    basis = Text(most=BASIS_MAX, required=True, metadata=doc(BASIS))
    on = Day(metadata=doc(TAKEN_ON))


class BrandReachWidening(RequestSchema):
    """A brand's new reach, and its basis."""

    reach = Choice(REACHES, required=True, metadata=doc(REACH))
    basis = Text(most=BASIS_MAX, required=True, metadata=doc(BASIS))
    on = Day(metadata=doc(TAKEN_ON))


class BrandCarrierAddition(RequestSchema):
    """A point or a project that carries a brand."""

    kind = Choice(BRAND_CARRIERS, required=True, metadata=doc("示范点或项目 · a point or a project"))
    record_id = Id(required=True, metadata=doc("示范点或项目的编号 · the point's or the project's id"))
    on = Day(metadata=doc(TAKEN_ON))


class BrandCarrierRemoval(RequestSchema):
    """Why something carries a brand no longer."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class BrandCarrierAnswer(Readable):
    """A carrier of a brand in its present state."""

    id = fields.String()
    brand_id = fields.String()
    kind = Choice(BRAND_CARRIERS)
    record_id = fields.String()
    title = fields.String(metadata=doc("名称 · its name"))
    status = fields.String(metadata=doc("办理状态 · how it stands"))
    added_on = fields.Date()


class BrandAnswer(Readable):
    """A brand with its state; one proposed from a visit names the visit and the strength."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String(metadata=doc("所属组织 · the organization whose brand it is"))
    name = fields.String()
    description = fields.String(allow_none=True)
    status = Choice(BRAND_STATUSES, metadata=doc(BRAND_STATUS))
    reach = Choice(REACHES, metadata=doc(REACH))
    visit_id = fields.String(allow_none=True, metadata=doc("提出建议的观摩 · the visit that proposed it"))
    strength_id = fields.String(allow_none=True, metadata=doc("所见亮点 · the strength seen there"))
    proposed_on = fields.Date(allow_none=True)
    discovered_on = fields.Date(allow_none=True, metadata=doc("挖掘日期 · discovered on"))
    consolidated_on = fields.Date(allow_none=True, metadata=doc("巩固日期 · consolidated on"))
    promoted_on = fields.Date(allow_none=True, metadata=doc("推广日期 · promoted on"))


class BrandDetailAnswer(BrandAnswer):
    """A brand with what carries it and its history."""

    carriers = fields.List(fields.Nested(BrandCarrierAnswer), metadata=doc("载体 · what carries it"))
    way = fields.List(fields.Nested(StepAnswer), metadata=doc("办理经过 · the steps, the first one first"))
