"""The organs that issue, receive and sign official documents, as they were called on the day of the document."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from gateway.documents.wordings import WORDINGS
from shared import trees

IS_PARTY = re.compile("党|中共")


def organs_on(session: Session, organization_ids: Iterable[str], day: date) -> Mapping[str, str]:
    """Return the names of organizations on a day, by id; one that was not open then as it is called last."""
    organs = {}
    for organization_id in set(organization_ids):
        timeline = trees.timeline(session, organization_id)
        organs[organization_id] = organ_name(timeline.on(day) or timeline.versions[-1])
    return organs


def organ_name(organization: trees.Version) -> str:
    """Return how an organization signs: with its Party organization, unless its name says that it is one."""
    forms = WORDINGS["organs"].get(organization.party_form, {})
    suffix: str = forms.get(organization.level) or forms.get("every", "")
    name = organization.name
    return name if IS_PARTY.search(name) or name.endswith(suffix) else name + suffix
