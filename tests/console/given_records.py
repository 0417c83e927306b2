"""Which records the pages of supervision, demonstration points and member points are opened on, and by whom."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from shared.rights import COMMUNITY, DISTRICT, STREET
from tests.console.served import Served
from tests.expect import done

Given = tuple[str, dict[str, str | Callable[[Served], str]]]


def found(path: str, *, part: str = "items", **equal: object) -> Callable[[Served], str]:
    """Return what looks up the first record of a list, or of a part of a record, that has some values."""

    def look(served: Served) -> str:
        place, _, query = path.format(**served.ids).partition("?")
        items = served.district.get(place, **dict(parse_qsl(query)))[part]
        return str(next(each["id"] for each in items if all(each[name] == said for name, said in equal.items())))

    return look


NOTICE = {"notice_id": "open_circular_of_criticism"}
ITEM = {"item_id": found("/notices/{open_circular_of_criticism}", part="asked")}
INSPECTION = {"inspection_id": "waiting"}
FINDING = INSPECTION | {"finding_id": found("/inspections/{waiting}/findings")}
PLAN = {"plan_id": found("/inspection-plans?organization_id={district}")}
SPOT_CHECK = {"inspection_id": found("/inspections?organization_id={district}&kind=spot_check")}

SUPERVISION: dict[str, Given] = {
    "/notices/<notice_id>": (COMMUNITY, NOTICE),
    "/notices/<notice_id>/acknowledgements/new": (COMMUNITY, NOTICE),
    "/notices/<notice_id>/answers/new": (COMMUNITY, NOTICE),
    "/notices/<notice_id>/verifications/new": (DISTRICT, {"notice_id": "proved"}),
    "/notices/<notice_id>/escalations/new": (DISTRICT, {"notice_id": "overdue_circular_of_criticism"}),
    "/notices/<notice_id>/withdrawals/new": (DISTRICT, NOTICE),
    "/rectification-items/<item_id>": (COMMUNITY, ITEM),
    "/rectification-items/<item_id>/answers/new": (COMMUNITY, ITEM),
    "/rectification-items/<item_id>/verifications/new": (DISTRICT, ITEM),
    "/rectification-items/<item_id>/escalations/new": (DISTRICT, ITEM),
    "/inspections/<inspection_id>": (DISTRICT, INSPECTION),
    "/inspections/<inspection_id>/draws": (DISTRICT, SPOT_CHECK),
    "/inspections/<inspection_id>/completions/new": (DISTRICT, INSPECTION),
    "/inspections/<inspection_id>/cancellations/new": (DISTRICT, INSPECTION),
    "/inspections/<inspection_id>/findings/new": (DISTRICT, INSPECTION),
    "/inspections/<inspection_id>/findings/<finding_id>": (DISTRICT, FINDING),
    "/inspections/<inspection_id>/findings/<finding_id>/withdrawals/new": (DISTRICT, FINDING),
    "/inspection-plans/<plan_id>": (DISTRICT, PLAN),
    "/inspection-plans/<plan_id>/edit": (DISTRICT, PLAN),
}
LETTER = {"letter_id": found("/responsibility-letters?organization_id={district}", status="drafted")}
REQUEST = {"request_id": found("/data-requests?organization_id={district}", status="open")}
LETTERS: dict[str, Given] = {
    "/responsibility-letters/<letter_id>": (STREET, LETTER),
    "/responsibility-letters/<letter_id>/signatures/new": (STREET, LETTER),
    "/responsibility-letters/<letter_id>/withdrawals/new": (STREET, LETTER),
    "/data-requests/<request_id>": (COMMUNITY, REQUEST),
    "/data-requests/<request_id>/answers/new": (COMMUNITY, REQUEST),
    "/data-requests/<request_id>/withdrawals/new": (DISTRICT, REQUEST),
}
POINT, NODE = {"point_id": "building"}, {"point_id": "building", "node_id": "late_node"}
OPEN_NODE = {"point_id": "building", "node_id": found("/demonstration-points/{building}/nodes", status="open")}
BRAND = {"brand_id": "discovered"}
CARRIER = BRAND | {"carrier_id": found("/brands/{discovered}/carriers")}
POINTS: dict[str, Given] = {
    "/demonstration-points/<point_id>": (COMMUNITY, POINT),
    "/demonstration-points/<point_id>/edit": (COMMUNITY, {"point_id": "point_declared"}),
    "/demonstration-points/<point_id>/host-facts/edit": (COMMUNITY, POINT),
    "/demonstration-points/<point_id>/vettings/new": (STREET, {"point_id": "point_declared"}),
    "/demonstration-points/<point_id>/declarations/new": (COMMUNITY, {"point_id": "point_returned"}),
    "/demonstration-points/<point_id>/confirmations/new": (DISTRICT, {"point_id": "point_declared"}),
    "/demonstration-points/<point_id>/starts/new": (COMMUNITY, {"point_id": "point_confirmed"}),
    "/demonstration-points/<point_id>/acceptances/new": (DISTRICT, POINT),
    "/demonstration-points/<point_id>/activations/new": (DISTRICT, POINT),
    "/demonstration-points/<point_id>/renewals/new": (DISTRICT, POINT),
    "/demonstration-points/<point_id>/withdrawals/new": (COMMUNITY, {"point_id": "point_declared"}),
    "/demonstration-points/<point_id>/nodes/new": (COMMUNITY, POINT),
    "/demonstration-points/<point_id>/nodes/<node_id>": (COMMUNITY, OPEN_NODE),
    "/demonstration-points/<point_id>/nodes/<node_id>/edit": (COMMUNITY, OPEN_NODE),
    "/demonstration-points/<point_id>/nodes/<node_id>/reports/new": (COMMUNITY, OPEN_NODE),
    "/demonstration-points/<point_id>/nodes/<node_id>/reopenings/new": (COMMUNITY, NODE),
    "/demonstration-points/<point_id>/nodes/<node_id>/waivers/new": (DISTRICT, OPEN_NODE),
    "/demonstration-points/<point_id>/nodes/<node_id>/drops/new": (COMMUNITY, OPEN_NODE),
    "/demonstration-schemes/<scheme_id>": (DISTRICT, {"scheme_id": "scheme"}),
    "/demonstration-schemes/<scheme_id>/edit": (DISTRICT, {"scheme_id": "scheme"}),
    "/brands/<brand_id>": (COMMUNITY, BRAND),
    "/brands/<brand_id>/edit": (COMMUNITY, BRAND),
    "/brands/<brand_id>/adoptions/new": (COMMUNITY, BRAND),
    "/brands/<brand_id>/dismissals/new": (COMMUNITY, BRAND),
    "/brands/<brand_id>/consolidations/new": (STREET, BRAND),
    "/brands/<brand_id>/promotions/new": (DISTRICT, BRAND),
    "/brands/<brand_id>/reaches/new": (STREET, BRAND),
    "/brands/<brand_id>/carriers/new": (COMMUNITY, BRAND),
    "/brands/<brand_id>/carriers/<carrier_id>/removals/new": (COMMUNITY, CARRIER),
}
DECLARATION = found("/point-declarations?organization_id={district}", status="published")
OBJECTION = found("/point-years/{open_year}/objections")
MEMBER = found("/organizations/{first}/members", name="钱春梅")


def entry_of_member(served: Served) -> str:
    """Return an entry of the member's ledger, as the person above it reads it."""
    person = served.district.people["district"]
    return str(done(person.get(f"/members/{MEMBER(served)}/point-entries"))["items"][0]["id"])


SCHEME = {"point_scheme_id": found("/member-point-schemes?organization_id={district}&year=2026")}
MEMBER_POINTS: dict[str, Given] = {
    "/organizations/<organization_id>/member-points": (STREET, {"organization_id": "first"}),
    "/members/<member_id>/point-entries": (COMMUNITY, {"member_id": MEMBER}),
    "/point-entries/<entry_id>/reversals/new": (STREET, {"entry_id": entry_of_member}),
    "/point-declarations/<declaration_id>": (COMMUNITY, {"declaration_id": DECLARATION}),
    "/point-declarations/<declaration_id>/discussions/new": (COMMUNITY, {"declaration_id": DECLARATION}),
    "/point-declarations/<declaration_id>/verifications/new": (COMMUNITY, {"declaration_id": DECLARATION}),
    "/point-declarations/<declaration_id>/approvals/new": (STREET, {"declaration_id": DECLARATION}),
    "/point-declarations/<declaration_id>/publications/new": (COMMUNITY, {"declaration_id": DECLARATION}),
    "/point-declarations/<declaration_id>/confirmations/new": (COMMUNITY, {"declaration_id": DECLARATION}),
    "/point-declarations/<declaration_id>/declarations/new": (COMMUNITY, {"declaration_id": DECLARATION}),
    "/point-declarations/<declaration_id>/objections/new": (COMMUNITY, {"declaration_id": DECLARATION}),
    "/point-declarations/<declaration_id>/returns/new": (COMMUNITY, {"declaration_id": DECLARATION}),
    "/point-declarations/<declaration_id>/withdrawals/new": (COMMUNITY, {"declaration_id": DECLARATION}),
    "/point-objections/<objection_id>": (STREET, {"objection_id": OBJECTION}),
    "/point-objections/<objection_id>/answers/new": (STREET, {"objection_id": OBJECTION}),
    "/point-years/<point_year_id>": (COMMUNITY, {"point_year_id": "open_year"}),
    "/point-years/<point_year_id>/recomputation": (COMMUNITY, {"point_year_id": "open_year"}),
    "/point-years/<point_year_id>/publications/new": (COMMUNITY, {"point_year_id": "open_year"}),
    "/point-years/<point_year_id>/objections/new": (COMMUNITY, {"point_year_id": "open_year"}),
    "/point-years/<point_year_id>/freezes/new": (STREET, {"point_year_id": "open_year"}),
    "/member-point-schemes/<point_scheme_id>": (DISTRICT, SCHEME),
    "/member-point-schemes/<point_scheme_id>/edit": (DISTRICT, SCHEME),
    "/member-point-schemes/<point_scheme_id>/publications/new": (DISTRICT, SCHEME),
}
GIVEN: dict[str, Given] = SUPERVISION | LETTERS | POINTS | MEMBER_POINTS
