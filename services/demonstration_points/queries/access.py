"""Read access to points, schemes and brands: whole for the levels above, reduced where promoted."""

from services.demonstration_points.model import Brand, Point, Scheme, repository
from services.demonstration_points.model.lifecycle import PROMOTED
from shared.reading import View, view_of
from shared.unit_of_work import UnitOfWork

READ = "demonstration_points.read"


def read_point(work: UnitOfWork, point_id: str) -> tuple[Point, View]:
    """Load a point and how much of it the caller may read, or refuse as NotFound or Forbidden."""
    found = repository.point_of(work.session, point_id)
    return found, view_of(work, READ, [found.organization_id])


def read_scheme(work: UnitOfWork, scheme_id: str) -> Scheme:
    """Load a scheme, which is readable in its whole district."""
    found = repository.scheme_of(work.session, scheme_id)
    view_of(work, READ, [], open_below=found.district_id)
    return found


def read_brand(work: UnitOfWork, brand_id: str) -> tuple[Brand, View]:
    """Load a brand and how much of it the caller may read; a promoted one is public in its district."""
    found = repository.brand_of(work.session, brand_id)
    promoted_to = found.district_id if found.status == PROMOTED else ""
    return found, view_of(work, READ, [found.organization_id], public_below=promoted_to)
