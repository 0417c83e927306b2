"""The rules against formalism as checks over names; each gives the places that break it.

They follow the opinions on digital formalism (2023), the provisions on reducing burdens at the grass roots (2024) and
the administrative measures on government mobile applications (2026), as read on mirrors of the official texts.
"""

import re
from collections.abc import Iterable

from tests.product.surface import Name

PERSON = {"member_id", "account_id", "person_id", "person_name", "member_name"}
RANKS = re.compile(
    r"(?:^|_)(?:rank(?:s|ing|ed)?|leaderboard|league|percentile|place_in|position_among|top_?\d*|best_members?)(?:$|_)"
)
ORDERS = {"sort", "sort_by", "order_by", "order", "orderby", "ordering"}
WATCHES = re.compile(
    r"(?:^|_)(?:log_?ins?|sign_ins?|online|visits_by_person|last_seen|last_login|last_active|active_users?|page_views?"
    r"|installs?|installations?|usage|dwell|heartbeats?_of_person|stay_seconds|screen_time|read_counts?|open_counts?)(?:$|_)"
)
TRACES = re.compile(
    r"(?:^|_)(?:check_?ins?|clock_?ins?|punch(?:_in)?|geo_?location|gps|tracking|tracks|(?<!on_)track|trajectory|photos?|pictures?|images?"
    r"|selfies?|screenshots?|face|location)(?:$|_)"
)
PRAISES = re.compile(
    r"(?:^|_)(?:likes?|thumbs(?:_up)?|upvotes?|forwards?|reposts?|shares_of_post|followers?|comments_count)(?:$|_)"
)
PROOFS = {"evidence", "evidence_id", "attachment", "attachments", "longitude", "latitude", "lon_gcj02", "lat_gcj02"}
ALLOWED_LABELS = {"event", "outcome", "method", "route", "status", "fault", "rule", "reason", "service"}
"""What a metric may be told apart by: kinds of things, never who or where."""
ASKING = {
    "/api/v1/data-requests": {"basis", "owner_post", "period", "due_on", "data_fields"},
    "/api/v1/inspection-plans": {"basis", "quota"},
    "/api/v1/responsibility-letters": {"basis"},
    "/api/v1/quarterly-meetings": {"quarter", "meet_on", "convener"},
    "/api/v1/quarterly-meetings/{meeting_id}/decisions": {"responsible_organization_id", "post", "deadline"},
    "/api/v1/demonstration-schemes": {"document_title", "document_number", "issuer", "issued_on", "quota"},
}
"""What asks something of lower levels, and what it cannot be asked without."""
SIGNING_IN = {"sign_in_failures", "sign_in_policy", "sign_in_session", "sign_ins_a_minute"}
"""What limits the guessing of passwords, and the sessions that only their owner sees, count nobody's diligence."""


def ranks_persons(names: Iterable[Name]) -> list[str]:
    """Find names that put something in a rank, and orders that a reader may choose for persons."""
    return [
        f"{name.place}: {name.text}"
        for name in names
        if RANKS.search(name.text) or (name.text in ORDERS and name.near & PERSON)
    ]


def watches_persons(names: Iterable[Name]) -> list[str]:
    """Find counts of sign-ins, time online, installations or use."""
    return [f"{n.place}: {n.text}" for n in names if WATCHES.search(n.text) and n.text not in SIGNING_IN]


def traces_persons(names: Iterable[Name]) -> list[str]:
    """Find check-ins, tracks and photographs."""
    return [f"{name.place}: {name.text}" for name in names if TRACES.search(name.text)]


def counts_applause(names: Iterable[Name]) -> list[str]:
    """Find likes, forwards and followers."""
    return [f"{name.place}: {name.text}" for name in names if PRAISES.search(name.text)]


def demands_proof(names: Iterable[Name]) -> list[str]:
    """Find evidence or a location that a request cannot do without."""
    return [f"{n.place}: {n.text}" for n in names if n.text in PROOFS or TRACES.search(n.text)]


def asks_without_basis(names: Iterable[Name]) -> list[str]:
    """Find what may ask something of lower levels without saying its basis, owner or deadline."""
    demanded = {(name.place, name.text) for name in names}
    wanted = [(f"POST {path}", field) for path, fields in ASKING.items() for field in sorted(fields)]
    return [f"{place}: {field}" for place, field in wanted if (place, field) not in demanded]


def labels_somebody(names: Iterable[Name]) -> list[str]:
    """Find labels of metrics that could name a person or an organization."""
    return [f"{name.place}: {name.text}" for name in names if name.text not in ALLOWED_LABELS]
