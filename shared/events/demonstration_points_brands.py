"""What the demonstration_points service tells of brands (党建品牌): each fact carries its brand whole.

A brand may pass to another organization, whose events keep another order. A listener therefore keeps, by `brand_id`,
the state with the highest `revision`.
"""

from datetime import date

import msgspec

from shared.events.demonstration_points import SOURCE
from shared.messaging.events import DatedEvent, emitted_by

REACHES = ("community", "street", "district", "city", "province", "nation")
"""How far a brand is known, from near to far."""


class Carrier(msgspec.Struct, frozen=True, kw_only=True):
    """A `point` or a `project` that carries a brand, by its id."""

    carrier_id: str
    kind: str
    record_id: str


class BrandState(msgspec.Struct, frozen=True, kw_only=True):
    """A brand as it stands; one that was proposed from a visit names the visit and the strength seen there."""

    brand_id: str
    revision: int
    organization_id: str
    name: str
    status: str
    reach: str
    carriers: tuple[Carrier, ...] = ()
    visit_id: str | None = None
    strength_id: str | None = None
    proposed_on: date | None = None
    discovered_on: date | None = None
    consolidated_on: date | None = None
    promoted_on: date | None = None


class BrandEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one brand carries; `organization_id` is the organization whose brand it is."""

    brand_id: str
    brand: BrandState


@emitted_by(SOURCE)
class BrandProposed(BrandEvent, frozen=True, kw_only=True):
    """A strength seen on an observation visit proposes a brand; people take it up or dismiss it."""


@emitted_by(SOURCE)
class BrandDiscovered(BrandEvent, frozen=True, kw_only=True):
    """An organization took a brand up as its own (挖掘)."""


@emitted_by(SOURCE)
class BrandAmended(BrandEvent, frozen=True, kw_only=True):
    """A brand's name or description changed."""


@emitted_by(SOURCE)
class BrandConsolidated(BrandEvent, frozen=True, kw_only=True):
    """The street, or where there is none the district, found that a brand has taken root (巩固)."""


@emitted_by(SOURCE)
class BrandPromoted(BrandEvent, frozen=True, kw_only=True):
    """The district promotes a brand to others (推广)."""


@emitted_by(SOURCE)
class BrandReachWidened(BrandEvent, frozen=True, kw_only=True):
    """A brand is known further than before."""

    previous_reach: str


@emitted_by(SOURCE)
class BrandCarrierAdded(BrandEvent, frozen=True, kw_only=True):
    """A point or a project carries a brand from now on."""


@emitted_by(SOURCE)
class BrandCarrierRemoved(BrandEvent, frozen=True, kw_only=True):
    """A point or a project carries a brand no longer."""


@emitted_by(SOURCE)
class BrandDismissed(BrandEvent, frozen=True, kw_only=True):
    """People decided, with a reason, that something is no brand."""


@emitted_by(SOURCE)
class BrandCarried(BrandEvent, frozen=True, kw_only=True):
    """A brand passed to another organization because its own was merged, split or closed."""

    from_organization_id: str
    to_organization_id: str
    effective_on: date


@emitted_by(SOURCE)
class BrandEnded(BrandEvent, frozen=True, kw_only=True):
    """A brand ended because its organization did."""

    ended_on: date
