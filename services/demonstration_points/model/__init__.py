"""Points, schemes and brands, and their rules; independent of the clock, the broker and HTTP."""

from services.demonstration_points.model import views
from services.demonstration_points.model.brands import Brand, BrandCarrier, BrandStep
from services.demonstration_points.model.nodes import Node
from services.demonstration_points.model.points import Point, PointStep
from services.demonstration_points.model.schemes import Scheme
from services.demonstration_points.model.tables import Base, KnownProject

__all__ = [
    "Base", "Brand", "BrandCarrier", "BrandStep", "KnownProject", "Node", "Point", "PointStep", "Scheme", "views",
]  # fmt: skip
