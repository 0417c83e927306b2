"""A list says how many items it has in all to who asks, and counts nothing for who does not."""

from tests.expect import done
from tests.gateway.api_scenario import ApiScenario
from tests.gateway.full_district.readers import pages


def test_a_list_says_its_total_where_it_is_asked_for_on_every_page(api: ApiScenario) -> None:
    district = api.people["district"]
    path = f"/organizations/{api.east['street']}/children"
    assert "total" not in done(district.get(path))
    first = done(district.get(f"{path}?limit=1&total=true"))
    whole = done(district.get(path))["items"]
    assert (len(first["items"]), first["total"]) == (1, len(whole))
    following = done(district.get(first["next"].removeprefix("/api/v1")))
    assert following["total"] == len(whole) >= 2


def test_a_total_counts_what_the_caller_sees_and_what_the_filter_leaves(api: ApiScenario) -> None:
    unit, path = api.ids["organization_id"], "/projects?total=true"
    asked = f"{path}&organization_id={api.east['district']}"
    everything = pages(api.people["district"], asked)
    assert done(api.people["district"].get(f"{asked}&limit=1"))["total"] == len(everything) >= 1
    none = done(api.people["district"].get(f"{path}&organization_id={unit}&status=rated"))
    assert (none["items"], none["total"]) == ([], 0)


def test_a_list_in_memory_says_its_total_too(api: ApiScenario) -> None:
    own = done(api.people["community"].get("/accounts/me/sessions?total=true"))
    assert own["total"] == len(own["items"])
