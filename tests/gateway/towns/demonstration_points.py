"""A demonstration scheme, a point that is being built, and a brand that the point carries."""

from typing import Any

from shared.unit_of_work import clock

YEAR = clock().year
SCHEME = {
    "scope": "district", "year": YEAR, "title": "党建示范点创建", "document_title": "批复", "document_number": "8号",
    "issuer": "市委组织部", "issued_on": f"{YEAR}-01-01", "quota": 9,
}  # fmt: skip


def work(town: Any, done: Any) -> None:
    """Open a scheme, and take a community's point to where its node is to be reached."""
    community, street, district = (town.people[name] for name in ("community", "street", "district"))
    here = {"organization_id": town.ids["organization_id"]}
    district.headers = dict(community.headers)
    opening = SCHEME | {"organization_id": town.east["district"]}
    town.ids["scheme_id"] = done(district.post("/demonstration-schemes", opening))["id"]
    point = done(community.post("/demonstration-points", {"year": YEAR, "name": "邻里中心"} | here))["id"]
    path, town.ids["point_id"] = f"/demonstration-points/{point}", point
    node = {"title": "装修完成", "deadline": f"{YEAR}-12-31", "post": "书记"}
    town.ids["node_id"] = done(community.post(f"{path}/nodes", node))["id"]
    street.headers = dict(community.headers)
    done(street.post(f"{path}/vettings", {"decision": "pass"}))
    district.headers |= street.headers
    done(district.post(f"{path}/confirmations", {"scheme_id": town.ids["scheme_id"]}))
    community.headers = dict(district.headers)
    done(community.post(f"{path}/starts"))
    brand = done(community.post("/brands", {"name": "百家宴"} | here))["id"]
    town.ids["brand_id"] = brand
    carrier = {"kind": "point", "record_id": point}
    town.ids["carrier_id"] = done(community.post(f"/brands/{brand}/carriers", carrier))["id"]
