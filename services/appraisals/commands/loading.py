"""What every command does before its own rule: load and lock the record, check its side's right and its version."""

from services.appraisals.commands.successions import settle_successions
from services.appraisals.model import Appraisal, AppraisalScheme
from services.appraisals.model.appraisals import scheme_in_force
from shared import org_paths, records, trees
from shared.errors import Invalid
from shared.org_paths import OrgPath
from shared.unit_of_work import UnitOfWork

SET, ASSESS, REVIEW = "appraisals.set", "appraisals.assess", "appraisals.review"


def load_issuer(work: UnitOfWork, organization_id: str, right: str) -> OrgPath:
    """Load the district or street that appraises, open today, for a caller with the right on it."""
    settle_successions(work)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(right, place.path)
    if place.level not in {trees.DISTRICT, trees.STREET}:
        raise Invalid("appraised_by_district_or_street", field="organization_id", organization=place.name)
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Invalid("appraiser_not_open", field="organization_id", organization=place.name, day=work.today)
    return place


def load_as_unit(work: UnitOfWork, appraisal_id: str, expected_version: int | None) -> Appraisal:
    """Load and lock an appraisal for a caller who acts for the organization that is appraised."""
    loaded = records.load_for_update(work, Appraisal, appraisal_id, settle_successions)
    return records.authorize(work, loaded, ASSESS, expected_version)[0]


def load_as_issuer(work: UnitOfWork, appraisal_id: str, expected_version: int | None) -> Appraisal:
    """Load and lock an appraisal for a caller who reviews in the name of the level above."""
    loaded = records.load_for_update(work, Appraisal, appraisal_id, settle_successions, side="issuer_id")
    return records.authorize(work, loaded, REVIEW, expected_version)[0]


def apply_scheme_in_force(work: UnitOfWork, appraisal: Appraisal) -> AppraisalScheme:
    """Return the version of its scheme by which an appraisal is computed today, and let the appraisal name it."""
    scheme = scheme_in_force(work.session, appraisal, work.today)
    appraisal.appraisal_scheme_id, appraisal.rule_version = scheme.id, scheme.rule_version
    return scheme
