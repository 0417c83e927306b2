"""The frozen result of an appraisal: whole, with the scheme it was computed by, hashed, and never changed."""

from hashlib import sha256
from typing import Any

import msgspec

from services.appraisals.model.appraisals import Appraisal
from services.appraisals.model.schemes import AppraisalScheme
from shared.org_paths import OrgPath
from shared.views import fields_of


def document_of(appraisal: Appraisal, scheme: AppraisalScheme, unit: OrgPath) -> dict[str, Any]:
    """Return the document of a published appraisal, as JSON has it."""
    dates = ("opened_on", "assessed_on", "reviewed_on", "published_on", "objections_until", "frozen_on")
    own = fields_of(appraisal, ("id", "organization_id", "issuer_id", "year", "level", "merged_units", *dates))
    rules = ("id", "title", "citation", "rule_version", "valid_from", "published_on", "items", "bands")
    unit_named = {"name": unit.name, "level": unit.level, "path": unit.path}
    document = own | {"unit": unit_named, "result": appraisal.result, "scheme": fields_of(scheme, rules)}
    return dict(msgspec.to_builtins(document))


def digest_of(document: dict[str, Any]) -> str:
    """Return the SHA-256 of a document, whatever the order of its fields."""
    return sha256(msgspec.json.encode(document, order="sorted")).hexdigest()
