"""Queries of the demonstration_points service."""

from services.demonstration_points.queries.lists import brands, nodes, points, schemes
from services.demonstration_points.queries.single import (
    brand,
    brand_steps,
    carriers,
    host_facts,
    node,
    plan,
    point,
    scheme,
    steps,
)

__all__ = [
    "brand",
    "brand_steps",
    "brands",
    "carriers",
    "host_facts",
    "node",
    "nodes",
    "plan",
    "point",
    "points",
    "scheme",
    "schemes",
    "steps",
]
