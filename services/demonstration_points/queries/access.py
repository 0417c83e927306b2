"""Read access to points, schemes and brands: whole for the levels above, reduced where promoted."""

from services.demonstration_points.model import Brand, Point, Scheme
from services.demonstration_points.model.lifecycle import PROMOTED
from shared.reading import View, view_of
from shared.records import load
from shared.unit_of_work import UnitOfWork

READ = "demonstration_points.read"


def read_point(work: UnitOfWork, point_id: str) -> tuple[Point, View]:
    """Load a point and how much of it the caller may read, or refuse as NotFound or Forbidden."""
    point = load(work.session, Point, point_id)
    return point, view_of(work, READ, [point.organization_id])


def read_scheme(work: UnitOfWork, scheme_id: str) -> Scheme:
    """Load a scheme, which is readable in its whole district."""
    scheme = load(work.session, Scheme, scheme_id)
    view_of(work, READ, [], open_below=scheme.district_id)
    return scheme


def read_brand(work: UnitOfWork, brand_id: str) -> tuple[Brand, View]:
    """Load a brand and how much of it the caller may read; a promoted one is public in its district."""
    brand = load(work.session, Brand, brand_id)
    promoted_to = brand.district_id if brand.status == PROMOTED else ""
    return brand, view_of(work, READ, [brand.organization_id], public_below=promoted_to)
