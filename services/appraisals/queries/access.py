"""Read access: the organization and whoever reviews it, and of a published result everyone below the latter."""

from typing import Any

from services.appraisals.model import Appraisal, AppraisalObjection, AppraisalScheme
from services.appraisals.model.appraisals import FROZEN, PUBLISHED
from shared.reading import View, view_of
from shared.records import load
from shared.unit_of_work import UnitOfWork

READ = "appraisals.read"


def read_scheme(work: UnitOfWork, appraisal_scheme_id: str) -> AppraisalScheme:
    """Load a scheme, which everyone at, above and below its organization may read."""
    scheme = load(work.session, AppraisalScheme, appraisal_scheme_id)
    view_of(work, READ, [scheme.organization_id], open_below=scheme.organization_id).require_whole(READ)
    return scheme


def read_appraisal(work: UnitOfWork, appraisal_id: str) -> tuple[Appraisal, View]:
    """Load an appraisal: whole for its organization and its reviewer, its result for everyone below the latter."""
    appraisal = load(work.session, Appraisal, appraisal_id)
    is_public = appraisal.status in {PUBLISHED, FROZEN}
    sides = appraisal.organization_id, appraisal.issuer_id
    return appraisal, view_of(work, READ, sides, public_below=appraisal.issuer_id if is_public else "")


def read_objection(work: UnitOfWork, appraisal_objection_id: str) -> tuple[AppraisalObjection, View]:
    """Load an objection for its organization and whoever answers it."""
    objection = load(work.session, AppraisalObjection, appraisal_objection_id)
    return objection, view_of(work, READ, [objection.organization_id, objection.above_id])


def equal_terms(kind: Any, **equal: Any) -> list[Any]:
    """Build the WHERE conditions for columns that have a value; one of None does not bound the list."""
    return [getattr(kind, name) == value for name, value in equal.items() if value is not None]
