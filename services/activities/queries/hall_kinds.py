"""Lecture halls by kind of organization: of which one a hall is wanted from when on, and how far they are."""

from collections import Counter, defaultdict
from typing import TypedDict

from sqlalchemy import and_, func, select

from services.activities.model import LectureHall, repository
from services.activities.model.halls import ENDED, EXISTING, MISSING, hall_rules, is_wanted_of
from services.activities.queries.access import scope_of
from shared import trees
from shared.pages import Page, paginate_list
from shared.service import query
from shared.trees import organization_version
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


class HallsOfKind(TypedDict):
    """Organizations of one kind on one level, and how many of them have a hall in which state."""

    level: str
    kind: str
    wanted: bool
    organizations: int
    missing: int
    planned: int
    building: int
    established: int


class HallKinds(TypedDict):
    """The kinds of organizations at and below one, with the rule that says of which of them a hall is wanted."""

    rule_version: str
    zh: str
    en: str
    citation: str
    kinds: list[HallsOfKind]


@query
def halls_by_kind(work: UnitOfWork, *, organization_id: str) -> HallKinds:
    """Count the organizations at and below one that have a lecture hall, by level and kind.

    Of a kind of which no hall is wanted, `missing` counts nobody: whoever has none is asked for none.
    """
    rules = hall_rules(work.today)
    wanted = rules["wanted_of"]
    district_id = scope_of(work, organization_id).place.district_id
    asked = repository.kinds_asked(work.session, district_id, work.today)
    kinds = [
        HallsOfKind(
            level=level,
            kind=kind,
            wanted=is_wanted_of(rules, asked, level, kind),
            organizations=states.total(),
            missing=states[MISSING] if is_wanted_of(rules, asked, level, kind) else 0,
            planned=states[EXISTING[0]],
            building=states[EXISTING[1]],
            established=states[EXISTING[2]],
        )
        for (level, kind), states in sorted(_states(work, organization_id).items(), key=_in_order)
    ]
    return {
        "rule_version": rules.version,
        "zh": wanted.zh,
        "en": wanted.en,
        "citation": wanted.citation,
        "kinds": kinds,
    }


@query
def hall_scopes(work: UnitOfWork, *, organization_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List of which kinds of branches the district of an organization asks a hall from which day on, oldest first."""
    district_id = scope_of(work, organization_id).place.district_id
    scopes = [to_view(scope, work) for scope in repository.hall_scopes(work.session, district_id)]
    return paginate_list(scopes, lambda scope: str(scope["from_on"]), after, limit)


def _states(work: UnitOfWork, organization_id: str) -> dict[tuple[str, str], Counter[str | None]]:
    version = organization_version.c
    place, units = scope_of(work, organization_id)
    own = and_(
        LectureHall.district_id == version.district_id,
        LectureHall.organization_id == version.organization_id,
        LectureHall.status != ENDED,
    )
    by = version.level, version.kind, LectureHall.status
    rows = work.session.execute(
        select(*by, func.count())
        .select_from(organization_version.outerjoin(LectureHall, own))
        .where(version.district_id == place.district_id, version.organization_id.in_(units), *trees.on_day(work.today))
        .group_by(*by)
    )
    found: dict[tuple[str, str], Counter[str | None]] = defaultdict(Counter)
    for level, kind, status, count in rows:
        found[level, kind][status] += int(count)
    return found


def _in_order(found: tuple[tuple[str, str], Counter[str | None]]) -> tuple[int, str]:
    (level, kind), _ = found
    return trees.LEVELS.index(level), kind
