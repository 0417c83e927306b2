"""Carriers of a brand: points of this service, and replicated projects."""

from datetime import date
from typing import Any

from services.demonstration_points.commands import loading
from services.demonstration_points.commands.recording import emit_brand
from services.demonstration_points.model import Brand, BrandCarrier, lifecycle, repository, validation
from services.demonstration_points.model.brands import KINDS
from shared.errors import Conflict, Invalid, NotFound
from shared.events.demonstration_points_brands import BrandCarrierAdded, BrandCarrierRemoved
from shared.lifecycles import record_step, step_day
from shared.org_paths import is_id
from shared.service import command
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork

MOST = 100
GONE = frozenset({lifecycle.WITHDRAWN, lifecycle.ENDED})
"""The states, of a point and of a project alike, in which it carries nothing."""


@command
def add_carrier(
    work: UnitOfWork,
    *,
    brand_id: str,
    kind: str,
    record_id: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Add a point or a project of the district as a carrier of a brand.

    Refuses one that is unknown or of another district as NotFound, one that has ended and one that carries the brand
    already as Conflict.
    """
    brand, _ = loading.load_as_manager(work, brand_id, expected_version)
    lifecycle.BRAND.after("carry_by", brand.status)
    if kind not in KINDS:
        raise Invalid("carrier_kind_unknown", field="kind", kind=kind, known=KINDS)
    title, status = repository.carrying_record(work.session, brand.district_id, kind, record_id)
    if status in GONE:
        raise Conflict("carrier_gone", title=title, status=status)
    carriers = repository.carriers_of(work.session, brand)
    if any((one.kind, one.record_id) == (kind, record_id) for one in carriers):
        raise Conflict("carried_already", title=title)
    if len(carriers) >= MOST:
        raise Conflict("carriers_too_many", most=MOST)
    carrier = BrandCarrier(
        district_id=brand.district_id, id=work.new_id(), brand_id=brand.id, kind=kind, record_id=record_id
    )
    carrier.added_on = step_day(work, on)
    work.session.add(carrier)
    _told(work, brand, BrandCarrierAdded, title)
    return repository.carrier_view(work.session, carrier)


@command
def remove_carrier(
    work: UnitOfWork, *, brand_id: str, carrier_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """End, with a reason, that a point or a project carries a brand."""
    brand, _ = loading.load_as_manager(work, brand_id, expected_version)
    lifecycle.BRAND.after("carry_by", brand.status)
    carrier = work.session.get(BrandCarrier, (brand.district_id, carrier_id)) if is_id(carrier_id) else None
    if carrier is None or carrier.brand_id != brand.id:
        raise NotFound("carrier_unknown", carrier_id=printable(carrier_id, limit=64))
    said = repository.carrier_view(work.session, carrier)
    work.session.delete(carrier)
    _told(work, brand, BrandCarrierRemoved, f"{said['title']}：{validation.reason(reason)}")
    return said


def _told(work: UnitOfWork, brand: Brand, fact: Any, said: str) -> None:
    record_step(work, brand, "carry_by", brand.status, on=work.today, opinion=said)
    work.session.flush()
    emit_brand(work, brand, fact)
