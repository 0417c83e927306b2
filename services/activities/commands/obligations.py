"""Settlement of obligations by recorded activities only: cancelling an activity reopens them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from services.activities.model import Activity, Obligation
from services.activities.model.activities import HELD
from services.activities.model.obligations import LIFTED, MET, Held, match_activities
from shared.errors import Invalid
from shared.events.activities import ObligationMet, ObligationReopened
from shared.records import emit
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork


def settle_obligations(work: UnitOfWork, organization_id: str, kinds: Collection[str]) -> None:
    """Settle the obligations of some kinds by the organization's recorded activities."""
    for kind in sorted(set(kinds)):
        obligations = work.session.scalars(
            select(Obligation)
            .where(Obligation.organization_id == organization_id, Obligation.kind == kind, Obligation.status != LIFTED)
            .order_by(Obligation.first)
            .with_for_update()
        ).all()
        met = match_activities(obligations, _activities(work, organization_id, kind)) if obligations else {}
        for obligation in obligations:
            if not obligation.settle(met.get(obligation.id)):
                continue
            if obligation.status == MET:
                emit(work, obligation, ObligationMet, activity_id=obligation.activity_id)
            else:
                emit(work, obligation, ObligationReopened)


def check_made_up(work: UnitOfWork, activity: Activity) -> None:
    """Refuse as Invalid to make up for a period of which nothing was late on that day."""
    if activity.makes_up_for is None:
        return
    obligation = work.session.scalars(
        select(Obligation).where(
            Obligation.organization_id == activity.organization_id,
            Obligation.kind == activity.kind,
            Obligation.period == activity.makes_up_for,
        )
    ).one_or_none()
    if obligation is None or not obligation.can_be_made_up_on(activity.held_on):
        raise Invalid(
            "nothing_to_make_up",
            field="makes_up_for",
            period=printable(activity.makes_up_for, limit=40),
            day=activity.held_on,
        )


def _activities(work: UnitOfWork, organization_id: str, kind: str) -> list[Held]:
    work.session.flush()
    rows: Any = work.session.execute(
        select(Activity.held_on, Activity.id, Activity.makes_up_for).where(
            Activity.organization_id == organization_id, Activity.kind == kind, Activity.status == HELD
        )
    )
    return [Held(row.held_on, row.id, row.makes_up_for or "") for row in rows]
