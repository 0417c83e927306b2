"""What becomes of each kind of record when its organization ends, as it is stated, and where its own API shows that.

What was done stays where it was done. What is under way goes on under the heir, or ends with its organization where a
merger or a closing says `close`; what others wait for goes on either way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ENDED = "ended_with_organization"
POINT = ("declared", "vetted", "returned", "confirmed", "building", "accepted", "active", "lapsed")


@dataclass(frozen=True)
class Kind:
    """A kind of record.

    `at` is its address below /api/v1, made of its id and its state; after a `#` stands the field by which its line of
    that list is known. In the states that `goes_on` names it passes to the heir, and is then in the state that
    `becomes` has for it, if any; where it is not carried it is `ends`. `always` it goes on whatever is said; where
    there is no heir, it is with whom `orphaned` names. In all other states it stays.
    """

    at: str
    goes_on: tuple[str, ...] = ()
    ends: str = ""
    always: bool = False
    orphaned: tuple[str, str] = ("first", "")
    becomes: Mapping[str, str] = field(default_factory=dict)
    owner: str = "organization_id"
    status: str = "status"


_point = Kind("/demonstration-points/{point_id}", POINT, ENDED)
_visit = Kind(
    "/visits/{record_id}", ("announced", "confirmed", "declined"), "withdrawn",
    becomes={"confirmed": "announced", "declined": "announced"},
)  # fmt: skip
_unit, _milestone = "/organizations/{organization_id}", "/projects/{project_id}/milestones/{record_id}"

KINDS = {
    "term": Kind(f"{_unit}/terms#id", becomes={"due": "ended"}, status="standing"),
    "post": Kind(f"{_unit}/posts#id", becomes={"True": "False"}, status="held"),
    "tier": Kind(f"{_unit}/tiers#period", status="tier"),
    "transfer": Kind(
        "/transfers/{record_id}", becomes={"requested": "withdrawn"}, owner="from_organization_id", status="state"
    ),
    "lecture_hall": Kind("/lecture-halls/{record_id}", ("planned", "building", "established"), "ended"),
    "activity": Kind("/activities/{record_id}"),
    "resolution": Kind("/activities/{activity_id}/resolutions#id"),
    "obligation": Kind("/obligations/{record_id}", becomes={"due": "lifted", "planned": "lifted"}, status="standing"),
    "campaign": Kind("/campaigns/{record_id}", ("open",), always=True, orphaned=("first", "closed")),
    "campaign_unit": Kind("/campaigns/{campaign_id}/units#organization_id", becomes={"taking_part": "left"}),
    "exemplar": Kind("/campaigns/{campaign_id}/exemplars#id"),
    "project": Kind(
        "/projects/{record_id}", ("declared", "reviewed", "returned", "approved", "in_progress", "accepted"), ENDED
    ),
    "milestone": Kind(_milestone, ("on_track", "at_risk", "overdue"), "not_counting", status="standing"),
    "lent_milestone": Kind(_milestone, ("on_track", "overdue"), always=True, orphaned=("lead", ""), status="standing"),
    "progress_report": Kind("/projects/{project_id}/progress#id", status="number"),
    "demonstration_point": Kind("/demonstration-points/{record_id}", POINT, ENDED),
    "demonstration_point_deed": _point,
    "building_node": _point,
    "brand": Kind("/brands/{record_id}", ("proposed", "discovered", "consolidated", "promoted"), ENDED),
    "point_entry": Kind("/point-entries/{record_id}", status="source"),
    "point_declaration": Kind(
        "/point-declarations/{record_id}",
        ("declared", "discussed", "verified", "approved", "published", "returned"),
        always=True,
        orphaned=("third", ""),
    ),
    "point_objection": Kind("/point-objections/{record_id}", ("open",), always=True, orphaned=("third", "open")),
    "objection_to_year": Kind("/point-objections/{record_id}", becomes={"open": "ended"}),
    "point_year": Kind("/point-years/{record_id}", becomes={"computed": "ended", "published": "ended"}),
    "visit": _visit,
    "visit_made": Kind(
        _visit.at, _visit.goes_on, _visit.ends, becomes=_visit.becomes, owner="visiting_organization_id"
    ),
    "score_sheet": Kind("/visit-score-sheets/{record_id}"),
    "visit_strength": Kind("/visits/{visit_id}/review", status="reviewed_on"),
    "visit_gap": Kind("/visits/{visit_id}/review", status="reviewed_on"),
    "visit_commitment": Kind("/visit-commitments/{record_id}", ("due",), always=True, orphaned=("first", "dropped")),
    "visit_stop": Kind("/visit-stops/{record_id}", ("active",), "inactive"),
    "visit_delegation": Kind("/visit-delegations/{record_id}", ("going",), "staying"),
    "visit_calendar": Kind("/visit-calendars/{record_id}", status="version"),
    "notice": Kind("/notices/{record_id}", ("issued",), "ended"),
    "rectification_item": Kind("/rectification-items/{record_id}", ("open", "answered"), "ended"),
    "responsibility_letter": Kind("/responsibility-letters/{record_id}", ("drafted", "signed"), "ended"),
    "data_ask": Kind("/data-requests/{request_id}/answers#id", ("open",), "ended"),
    "suggestion": Kind("/suggestions/{record_id}", ("open",), always=True, orphaned=("district", "open")),
    "finding": Kind("/inspections/{inspection_id}/findings/{record_id}", ("recorded",), "recorded"),
    "finding_put_right": Kind("/inspections/{inspection_id}/findings/{record_id}"),
}
"""By what the read side calls them, or by another name where not all of one name fare alike."""

BY_PLACE = {
    "organization": "the tree itself, looked at on both days",
    "member": "a place in an organization: the old one ends, the heir has a new one",
    "matter_part": "a unit's part in a matter: released from the old one, assigned to the heir",
    "visit_participant": "a unit's part in a round: left out, and the heir takes part",
    "spared_ask": "what a refused request spared a unit: told with the request, and kept nowhere else",
    "visit_burden": "what a host receives in a quarter: counted anew for both",
}
"""Kinds that have their organization in their id, so that the heir has another record; looked at apart."""

NOT_HERE = {
    "demonstration_scheme": "a district's",
    "visit_round": "a street's or a district's",
    "inspection_plan": "a street's or a district's",
    "inspection": "a street's or a district's",
    "data_request": "a street's or a district's",
}
"""Kinds that no community has, and why."""
