"""What a point, a scheme and a brand are and the rules they keep; never looks at the clock, the broker or HTTP."""

from services.demonstration_points.model.brands import Brand, BrandCarrier, BrandStep
from services.demonstration_points.model.nodes import Node
from services.demonstration_points.model.points import Point, PointStep
from services.demonstration_points.model.schemes import Scheme
from services.demonstration_points.model.tables import Base, KnownProject

__all__ = ["Base", "Brand", "BrandCarrier", "BrandStep", "KnownProject", "Node", "Point", "PointStep", "Scheme"]
