"""What belongs to points, schemes and brands: plans, carriers, and what is counted."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.demonstration_points.model import lifecycle
from services.demonstration_points.model.brands import POINT
from services.demonstration_points.model.nodes import Node
from services.demonstration_points.model.points import Point
from services.demonstration_points.model.schemes import Scheme
from services.demonstration_points.model.tables import KnownProject
from shared.errors import NotFound
from shared.org_paths import is_id
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork


def nodes_of(session: Session, point: Point) -> Sequence[Node]:
    """Return a point's nodes, the nearest deadline first."""
    query = select(Node).where(Node.district_id == point.district_id, Node.point_id == point.id)
    return session.scalars(query.order_by(Node.deadline, Node.id)).all()


def refresh_schedule(work: UnitOfWork, point: Point, plan: Sequence[Node] | None = None) -> None:
    """Recompute the point's counts and days from its nodes."""
    point.derive(nodes_of(work.session, point) if plan is None else plan)


def carrying_record(session: Session, district_id: str, kind: str, record_id: str) -> tuple[str, str]:
    """Return the title and status of a district's point or project, or refuse as NotFound."""
    query = select(KnownProject.title, KnownProject.status).where(
        KnownProject.project_id == record_id, KnownProject.district_id == district_id
    )
    if kind == POINT:
        query = select(Point.name, Point.status).where(Point.id == record_id, Point.district_id == district_id)
    row = session.execute(query).one_or_none() if is_id(record_id) else None
    if row is None:
        raise NotFound("carrier_record_unknown", field="record_id", record_id=printable(record_id, limit=64))
    title, status = row
    return title, status


def used_by(session: Session, scheme: Scheme) -> int:
    """Count the points under a scheme; a withdrawn or ended one frees its place."""
    query = select(func.count()).where(
        Point.district_id == scheme.district_id, Point.scheme_id == scheme.id, Point.status.in_(lifecycle.STANDING)
    )
    return int(session.scalar(query) or 0)
