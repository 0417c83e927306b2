"""Reminders by the rule packs about members, set-up and terms, with their citation.

Nothing here blocks anything, and nothing is stored: what is due is derived at each query.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from services.organizations import RULES
from services.organizations.model.members import EXEMPT, Member
from services.organizations.model.persons import age_on
from services.organizations.model.posts import Term
from shared.deadlines import add_months
from shared.enumerations import PARTY_FORMS
from shared.rule_packs import RulePack, load_rule_pack
from shared.text_validation import has_lost_character
from shared.trees import BRANCH, COMMUNITY, DISTRICT, STREET

COMMITTEE, WORKING_COMMITTEE, GENERAL_BRANCH, BRANCH_FORM = PARTY_FORMS
USUAL_FORMS = {DISTRICT: COMMITTEE, BRANCH: BRANCH_FORM}
"""The form where none is recorded; streets and communities have several, so none is assumed."""


class Unit(msgspec.Struct, kw_only=True):
    """An organization on a day, with what the rules count of it; `members` of a larger form include all below."""

    organization_id: str
    name: str
    level: str
    parent_id: str | None
    parent_level: str | None
    party_form: str | None
    members: int = 0
    full: int = 0
    past_probation: int = 0
    secretaries: int = 0
    holders: int = 0
    term: Term | None = None

    @property
    def form(self) -> str | None:
        """The recorded form, or the one that its level usually has."""
        return self.party_form or USUAL_FORMS.get(self.level)


def pack(name: str, day: date) -> RulePack:
    """Return one of this service's rule packs as in force on a day."""
    return load_rule_pack(RULES / f"{name}.yaml", day)


def warning(name: str, rule: str, day: date, **facts: Any) -> dict[str, Any]:
    """Return one rule about some facts, with its citation and the version of its pack."""
    rules = pack(name, day)
    return rules[rule].said(**facts) | {"rules_version": rules.version}


def of_member(member: Member, day: date, *, long_ill: bool) -> list[dict[str, Any]]:
    """Return warnings about one member's record."""
    warnings: list[dict[str, Any]] = []
    rules = pack("members", day)
    if has_lost_character(member.name or ""):
        warnings.append(warning("members", "lost_character", day, member=member.name))
    if member.born_on is not None and member.joined_on is not None:
        joined_at = age_on(member.born_on, member.joined_on)
        if joined_at < rules["joined_young"]["least"]:
            warnings.append(warning("members", "joined_young", day, age=joined_at))
    grounds = long_ill or (
        member.born_on is not None and age_on(member.born_on, day) >= rules["exempt_without_ground"]["age"]
    )
    if member.member_class == EXEMPT and not grounds:
        warnings.append(warning("members", "exempt_without_ground", day))
    return warnings


def years_of(unit: Unit, day: date) -> int:
    """Return how many years a term of an organization lasts.

    In communities and villages that is the same at every form, below them too; elsewhere it goes by the form.
    """
    rules = pack("terms", day)
    if COMMUNITY in {unit.level, unit.parent_level}:
        return int(rules["community"]["years"])
    form = unit.form if unit.form in {GENERAL_BRANCH, BRANCH_FORM} else COMMITTEE
    return int(rules[form]["years"])


def remind_from(due_on: date, day: date) -> date:
    """Return the day from which on an election is to be prepared."""
    return add_months(due_on, -int(pack("terms", day)["term_due"]["months"]))


def of_shift(term: Term, day: date) -> list[dict[str, Any]]:
    """Return when an election moved further than usual."""
    months = int(pack("terms", day)["shift"]["months"])
    if add_months(term.regular_due_on, -months) <= term.due_on <= add_months(term.regular_due_on, months):
        return []
    return [warning("terms", "shift", day, due_on=term.due_on, regular_due_on=term.regular_due_on)]


def of_unit(unit: Unit, day: date) -> Iterator[dict[str, Any]]:
    """Yield what an organization misses or is due for on a day."""
    about = {"organization_id": unit.organization_id, "organization": unit.name, "due_on": None}
    for warned in (*_of_size(unit, day), *_of_posts(unit, day)):
        yield about | warned
    if unit.past_probation:
        yield about | warning("members", "probation_over", day, organization=unit.name, count=unit.past_probation)
    for warned in _of_term(unit, day):
        yield about | {"due_on": unit.term and unit.term.due_on} | warned


def _of_size(unit: Unit, day: date) -> Iterator[dict[str, Any]]:
    rules = pack("set_up", day)
    size = rules["general_branch_size"]
    thresholds = {
        "branch_too_small": (BRANCH_FORM, unit.full, unit.full < rules["branch_too_small"]["least"]),
        "branch_too_large": (BRANCH_FORM, unit.members, unit.members > rules["branch_too_large"]["most"]),
        "general_branch_size": (GENERAL_BRANCH, unit.members, not size["least"] <= unit.members <= size["most"]),
        "committee_too_small": (COMMITTEE, unit.members, unit.members < rules["committee_too_small"]["least"]),
    }
    # A district's committee is a local organization: the thresholds are those of basic ones.
    for rule, (form, count, exceeded) in thresholds.items():
        if exceeded and unit.form == form and unit.level != DISTRICT:
            yield warning("set_up", rule, day, organization=unit.name, count=count)


def _of_posts(unit: Unit, day: date) -> Iterator[dict[str, Any]]:
    rules = pack("set_up", day)
    if not unit.secretaries:
        yield warning("set_up", "secretary_vacant", day, organization=unit.name)
    if unit.form != BRANCH_FORM:
        return
    missing, large = rules["branch_committee_missing"], rules["branch_committee_large"]
    facts = {"organization": unit.name, "count": unit.full, "holders": unit.holders}
    if unit.full >= missing["from_members"] and unit.holders < missing["least"]:
        yield warning("set_up", missing.id, day, **facts)
    if unit.holders > large["most"]:
        yield warning("set_up", large.id, day, **facts)


def _of_term(unit: Unit, day: date) -> Iterator[dict[str, Any]]:
    if unit.term is None:
        # Working committees are appointed, a district's committee is elected under other rules than these.
        elected = unit.form not in {None, WORKING_COMMITTEE} or unit.level == COMMUNITY
        if elected and unit.level not in {DISTRICT, STREET}:
            yield warning("terms", "term_missing", day, organization=unit.name)
        return
    if unit.term.due_on < day:
        yield warning("terms", "term_overdue", day, organization=unit.name, due_on=unit.term.due_on)
    elif remind_from(unit.term.due_on, day) <= day:
        yield warning("terms", "term_due", day, organization=unit.name, due_on=unit.term.due_on)
