"""The roll: who is entered where, what is kept sealed, what is shown of it, and how a place ends."""

from datetime import date
from random import Random

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from deploy.demo import persons as made_up
from services.organizations.model import persons
from shared.errors import Refusal
from shared.field_encryption import FieldCipher
from tests.expect import refused
from tests.scenarios.organizations import READS_PERSONAL_DATA, OrganizationsScenario

NUMBER = made_up.identity_number(Random(3), date(1980, 5, 1))


def test_a_member_is_entered_and_told_without_anything_personal(scenario: OrganizationsScenario) -> None:
    member = scenario.member(phone="199 0000-1234")
    assert member["organization_id"] == scenario.ids["first"]
    (event,) = scenario.events()
    assert (event.name, event.member_id, event.status) == ("member_registered", member["id"], "full")
    assert event.effective_on == date(2021, 1, 1)
    assert not {"name", "born_on", "phone", "identity_number"} & set(type(event).__struct_fields__)


def test_numbers_are_sealed_in_every_table_and_masked_in_every_answer(scenario: OrganizationsScenario) -> None:
    member = scenario.member(identity_number=NUMBER, phone="19900001234")
    shown = scenario.ask("first", "member", member_id=member["id"])
    listed = scenario.ask("first", "members", organization_id="first")["items"][0]
    for answer in (member, shown, listed):
        assert (answer["identity_number"], answer["phone"]) == (f"9{'*' * 16}{NUMBER[-1]}", "199******34")
    with scenario.service.executor.engine.connect() as connection:
        kept = [
            str(row)
            for table in ("member", "outbox", "answered")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        ]
    assert kept
    assert not [row for row in kept if NUMBER in row or "19900001234" in row]


def test_personal_data_is_opened_for_whom_it_was_granted(scenario: OrganizationsScenario) -> None:
    member = scenario.member(identity_number=NUMBER, phone="+86 199 0000 1234")
    opened = scenario.ask(READS_PERSONAL_DATA, "personal_data", member_id=member["id"])
    assert (opened["identity_number"], opened["phone"]) == (NUMBER, "+8619900001234")
    for other in ("first", "second", "west", "district", "auditor", "operator"):
        with refused("grant_does_not_reach"):
            scenario.ask(other, "personal_data", member_id=member["id"])


def test_a_sealed_value_opens_nowhere_but_where_it_was_sealed() -> None:
    cipher = FieldCipher("o" * 32)
    sealed = cipher.encrypt(NUMBER, place="member/d/1/identity_number")
    assert cipher.decrypt(sealed, place="member/d/1/identity_number") == NUMBER
    for other, place in (
        (cipher, "member/d/2/identity_number"),
        (FieldCipher("a" * 32), "member/d/1/identity_number"),
    ):
        with pytest.raises(InvalidTag):
            other.decrypt(sealed, place=place)
    assert cipher.index(NUMBER, scope="d") == cipher.index(NUMBER, scope="d") != cipher.index(NUMBER, scope="e")


@given(seed=st.integers(0, 10**6), place=st.integers(0, 16), other=st.integers(1, 9))
def test_one_wrong_digit_in_an_identity_number_is_always_found(seed: int, place: int, other: int) -> None:
    number = made_up.identity_number(Random(seed), date(1975, 10, 11))
    assert persons.identity_number_of(f" {number.lower()} ") == number
    wrong = f"{number[:place]}{(int(number[place]) + other) % 10}{number[place + 1 :]}"
    with pytest.raises(Refusal, match="identity_number"):
        persons.identity_number_of(wrong)


def test_what_cannot_be_is_refused_and_leaves_nothing(scenario: OrganizationsScenario) -> None:
    for wrong, code in (
        ({"identity_number": "99000019800501001"}, "identity_number_malformed"),
        ({"identity_number": "990000198002300011"}, "identity_number_malformed"),
        ({"born_on": date(1980, 5, 2)}, "identity_number_birthday_differs"),
        ({"phone": "call me"}, "phone_malformed"),
        ({"joined_on": date(1980, 5, 1)}, "joined_before_birth"),
        ({"joined_on": date(2026, 3, 3)}, "day_not_past"),
        ({"effective_on": date(2026, 3, 3)}, "day_not_past"),
        ({"effective_on": date(2019, 12, 31)}, "effective_before_opening"),
        ({"status": "candidate"}, "word_unknown"),
        ({"member_class": "retired"}, "word_unknown"),
        ({"name": " "}, "text_missing"),
        ({"name": "长" * 51}, "text_too_long"),
        ({"organization_id": "nowhere"}, "organization_unknown"),
    ):
        asked = scenario.person(organization_id="first") | wrong
        with refused(code):
            scenario.do("first", "register_member", **asked)
    assert scenario.events() == []
    assert scenario.ask("first", "members", organization_id="first")["items"] == []


def test_a_birthday_is_taken_from_the_number_and_not_asked_for_again(scenario: OrganizationsScenario) -> None:
    assert scenario.member(identity_number=NUMBER, born_on=None)["born_on"] == date(1980, 5, 1)
    member = scenario.member(identity_number=None, born_on=date(1980, 5, 2))
    with refused("identity_number_birthday_differs"):
        scenario.do("first", "amend_member", member_id=member["id"], changes={"identity_number": _another()})


def _another() -> str:
    return made_up.identity_number(Random(11), date(1980, 5, 1))


def test_the_same_person_is_not_entered_twice_on_rolls_that_one_reads(scenario: OrganizationsScenario) -> None:
    scenario.member(identity_number=NUMBER)
    with refused("member_known") as told:
        scenario.member("second", who="east", identity_number=NUMBER)
    assert told.value.params["organization"] == "first 组织"
    other = scenario.member()
    with refused("member_known"):
        scenario.do("first", "amend_member", member_id=other["id"], changes={"identity_number": NUMBER})


def test_unusual_records_are_kept_with_a_reminder_and_its_citation(scenario: OrganizationsScenario) -> None:
    young = scenario.member(joined_on=date(1997, 1, 1))
    exempt = scenario.member(member_class="exempt")
    assert [said["rule"] for said in young["warnings"]] == ["joined_young"]
    assert [said["rule"] for said in exempt["warnings"]] == ["exempt_without_ground"]
    assert all(said["citation"] and said["rules_version"] for said in young["warnings"] + exempt["warnings"])
    assert scenario.member(member_class="exempt", long_ill=True)["warnings"] == []


def test_an_amendment_is_told_only_where_status_or_class_changed(scenario: OrganizationsScenario) -> None:
    member = scenario.member(status="probationary")
    amended = scenario.do("first", "amend_member", member_id=member["id"], changes={"phone": "19900001234"})
    assert scenario.events("member_amended") == []
    amended = scenario.do(
        "first", "amend_member", member_id=member["id"], changes={"status": "full"}, expected_version=amended["version"]
    )
    (event,) = scenario.events("member_amended")
    assert (event.status, event.effective_on) == ("full", scenario.day)
    cleared = scenario.do("first", "amend_member", member_id=member["id"], changes={"phone": None})
    assert (amended["phone"], cleared["phone"]) == ("199******34", None)
    for asked, code in (({"expected_version": 1}, "changed_meanwhile"), ({"changes": {}}, "member_nothing_to_change")):
        with refused(code):
            scenario.do("first", "amend_member", **{"member_id": member["id"], "changes": {"name": "赵六"}} | asked)


def test_an_amendment_is_told_at_the_places_that_are_planned_too(scenario: OrganizationsScenario) -> None:
    member = scenario.member("cell", who="cell", status="probationary")
    later = date(2026, 6, 1)
    scenario.do("district", "close_organization", organization_id="cell", effective_on=later, members_to="first")
    told = len(scenario.events())
    scenario.do("cell", "amend_member", member_id=member["id"], changes={"status": "full"})
    facts = {
        (event.name, event.organization_id, event.effective_on, event.status) for event in scenario.events()[told:]
    }
    assert facts == {
        ("member_amended", scenario.ids["cell"], scenario.day, "full"),
        ("member_transferred_out", scenario.ids["cell"], later, "full"),
        ("member_transferred_in", scenario.ids["first"], later, "full"),
    }


def test_who_leaves_leaves_every_post_and_every_open_transfer(scenario: OrganizationsScenario) -> None:
    member = scenario.member()
    for title in ("secretary", "publicity_member"):
        asked = {"organization_id": "first", "title": title, "member_id": member["id"], "from_on": date(2022, 1, 1)}
        scenario.do("first", "assign_post", **asked)
    scenario.do("first", "request_transfer", member_id=member["id"], to_organization_id="second")
    scenario.do("first", "leave_member", member_id=member["id"], reason="transferred_outside")
    told = scenario.events("member_left", "post_left", "transfer_withdrawn")
    assert sorted(event.name for event in told) == ["member_left", "post_left", "post_left", "transfer_withdrawn"]
    assert {event.until_on for event in told if event.name == "post_left"} == {date(2026, 3, 1)}
    assert scenario.ask("first", "members", organization_id="first")["items"] == []
    before = scenario.ask("first", "members", organization_id="first", as_of=date(2026, 3, 1))["items"]
    assert [item["id"] for item in before] == [member["id"]]
    with refused("member_has_left"):
        scenario.do("first", "leave_member", member_id=member["id"], reason="deceased")


def test_who_comes_back_is_the_same_member(scenario: OrganizationsScenario) -> None:
    member = scenario.member(identity_number=NUMBER)
    leaves = {"member_id": member["id"], "reason": "transferred_outside"}
    with refused("leaves_before_place"):
        scenario.do("first", "leave_member", **leaves, effective_on=date(2020, 12, 31))
    scenario.do("first", "leave_member", **leaves, effective_on=date(2024, 6, 1))
    back = scenario.member("third", who="district", identity_number=NUMBER, effective_on=date(2025, 1, 1))
    assert back["id"] == member["id"]
    places = scenario.ask("third", "member", member_id=member["id"])["places"]
    assert [(place["organization_id"], place["valid_until"]) for place in places] == [
        (scenario.ids["first"], date(2024, 6, 1)),
        (scenario.ids["third"], None),
    ]


def test_a_slip_is_undone_on_the_day_it_was_made(scenario: OrganizationsScenario) -> None:
    member = scenario.member(identity_number=NUMBER, effective_on=scenario.day)
    scenario.do("first", "leave_member", member_id=member["id"], reason="entered_by_mistake")
    assert scenario.ask("first", "members", organization_id="first")["items"] == []
    again = scenario.member("second", who="east", identity_number=NUMBER, effective_on=scenario.day)
    assert again["id"] == member["id"]


def test_lists_reach_as_far_as_asked_and_granted_page_by_page(scenario: OrganizationsScenario) -> None:
    for place, who in (("first", "first"), ("cell", "cell"), ("second", "second"), ("third", "third")):
        scenario.member(place, who=who)
        scenario.member(place, who=who, status="probationary")
    found: list[str] = []
    asked = {"organization_id": "east", "below": True, "limit": 2}
    page = scenario.ask("east", "members", **asked)
    while True:
        found += [item["id"] for item in page["items"]]
        if page["next_after"] is None:
            break
        page = scenario.ask("east", "members", **asked, after=page["next_after"])
    assert len(found) == len(set(found)) == 6
    assert len(scenario.ask("east", "members", organization_id="first")["items"]) == 2
    assert len(scenario.ask("east", "members", organization_id="first", below=True, status="full")["items"]) == 2
    for who, place in (("second", "first"), ("first", "east"), ("auditor", "first"), ("operator", "first")):
        with refused("grant_does_not_reach"):
            scenario.ask(who, "members", organization_id=place)


def test_nobody_is_entered_where_the_end_is_known(scenario: OrganizationsScenario) -> None:
    scenario.do("district", "close_organization", organization_id="cell", effective_on=date(2026, 6, 1))
    with refused("organization_ends"):
        scenario.member("cell")
    assert scenario.member("first")["organization_id"] == scenario.ids["first"]
