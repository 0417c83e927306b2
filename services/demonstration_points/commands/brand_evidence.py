"""Carriers of a brand: points of this service, and replicated projects."""

from datetime import date

from services.demonstration_points.commands import loading
from services.demonstration_points.model import Brand, BrandCarrier, lifecycle, repository, validation
from services.demonstration_points.model.brands import KINDS
from shared.errors import Conflict, Invalid, NotFound
from shared.events.demonstration_points_brands import BrandCarrierAdded, BrandCarrierRemoved, BrandEvent
from shared.lifecycles import record_step, step_day
from shared.records import emit
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
) -> BrandCarrier:
    """Add a point or a project of the district as a carrier of a brand.

    Refuses one that is unknown or of another district as NotFound, one that has ended and one that carries the brand
    already as Conflict.
    """
    brand, _ = loading.load_as_manager(work, brand_id, expected_version)
    brand.lifecycle.after("carry_by", brand.status)
    if kind not in KINDS:
        raise Invalid("carrier_kind_unknown", field="kind", kind=kind, known=KINDS)
    title, status = repository.carrying_record(work.session, brand.district_id, kind, record_id)
    if status in GONE:
        raise Conflict("carrier_gone", title=title, status=status)
    if any((one.kind, one.record_id) == (kind, record_id) for one in brand.carriers):
        raise Conflict("carried_already", title=title)
    if len(brand.carriers) >= MOST:
        raise Conflict("carriers_too_many", most=MOST)
    carrier = BrandCarrier(
        district_id=brand.district_id, id=work.new_id(), brand_id=brand.id, kind=kind, record_id=record_id
    )
    carrier.added_on = step_day(work, on)
    brand.carrying.append(carrier)
    _emit(work, brand, BrandCarrierAdded, title, carrier.added_on)
    return carrier


@command
def remove_carrier(
    work: UnitOfWork, *, brand_id: str, carrier_id: str, reason: str, expected_version: int | None = None
) -> BrandCarrier:
    """End, with a reason, that a point or a project carries a brand."""
    brand, _ = loading.load_as_manager(work, brand_id, expected_version)
    brand.lifecycle.after("carry_by", brand.status)
    carrier = next((carrier for carrier in brand.carriers if carrier.id == carrier_id), None)
    if carrier is None:
        raise NotFound("carrier_unknown", carrier_id=printable(carrier_id, limit=64))
    title, _ = repository.carrying_record(work.session, brand.district_id, carrier.kind, carrier.record_id)
    brand.carrying.remove(carrier)
    _emit(work, brand, BrandCarrierRemoved, f"{title}：{validation.reason(reason)}", work.today)
    return carrier


def _emit(work: UnitOfWork, brand: Brand, event: type[BrandEvent], opinion: str, on: date) -> None:
    record_step(work, brand, "carry_by", brand.status, opinion=opinion)
    work.session.flush()
    # A carrier named late changes nothing of the days before the brand's last step.
    emit(work, brand, event, effective_on=max(on, brand.last_step_on))
