"""What makes two points, nodes or brands the same one."""

from services.demonstration_points.model import lifecycle
from services.demonstration_points.model.brands import Brand, BrandStep
from services.demonstration_points.model.nodes import Node
from services.demonstration_points.model.points import Point, PointStep
from shared.duplicates import Sameness, first_step
from shared.plans import DROPPED

SAME_POINT = Sameness(
    model=Point,
    zh="示范点",
    en="demonstration point",
    equal=("organization_id", "year"),
    texts=("name",),
    counting=(Point.status != lifecycle.WITHDRAWN,),
    first=first_step(PointStep, PointStep.point_id, Point.id),
    href="/api/v1/demonstration-points/{id}",
    void="/api/v1/demonstration-points/{id}/withdrawals",
)
SAME_NODE = Sameness(
    model=Node,
    zh="建设节点",
    en="building node",
    equal=("point_id", "deadline"),
    texts=("title",),
    counting=(Node.status != DROPPED,),
    href="/api/v1/demonstration-points/{point_id}/nodes/{id}",
    void="/api/v1/demonstration-points/{point_id}/nodes/{id}/drops",
)
SAME_BRAND = Sameness(
    model=Brand,
    zh="党建品牌",
    en="brand",
    equal=("organization_id",),
    texts=("name",),
    counting=(Brand.status.in_((lifecycle.DISCOVERED, lifecycle.CONSOLIDATED, lifecycle.PROMOTED)),),
    first=first_step(BrandStep, BrandStep.brand_id, Brand.id),
    href="/api/v1/brands/{id}",
    void="/api/v1/brands/{id}/dismissals",
)
