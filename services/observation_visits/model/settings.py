"""The constraint inputs of a round: the rule pack's defaults, and what its owner set otherwise, within bounds."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from services.observation_visits.model import validation
from shared.errors import Invalid
from shared.rule_packs import RulePack, load_rule_pack
from shared.struct_types import prepared
from visit_solver.goals import ObjectiveWeights
from visit_solver.problem import Day, Lunch

RULES = Path(__file__).parents[1] / "rules"
TIMES = ("begin", "end", "lunch_earliest", "lunch_latest")
FIGURES = {
    "lunch_minutes": (0, 180),
    "review_minutes": (0, 180),
    "host_cap": (1, 100),
    "visit_minutes": (10, validation.MOST_MINUTES),
    **dict.fromkeys(ObjectiveWeights.__struct_fields__, (0, 10_000)),
}
FACTORS = {"travel_factor": (1.0, 10.0), "kilometres_per_hour": (1.0, 200.0)}


class Settings(ObjectiveWeights, frozen=True, kw_only=True):
    """What holds for one round, the weights of the soft goals included.

    Times are minutes after midnight, `host_cap` is per host and quarter.
    """

    begin: int
    end: int
    lunch_earliest: int
    lunch_latest: int
    lunch_minutes: int
    review_minutes: int
    host_cap: int
    visit_minutes: int
    travel_factor: float
    kilometres_per_hour: float
    reciprocal_apart: bool = True

    @property
    def day(self) -> Day:
        """The hours of a day as the planner takes them."""
        lunch = Lunch(earliest=self.lunch_earliest, latest=self.lunch_latest, minutes=self.lunch_minutes)
        return Day(
            begin=self.begin,
            end=self.end,
            review_minutes=self.review_minutes,
            lunch=lunch if self.lunch_minutes else None,
        )

    @property
    def weights(self) -> ObjectiveWeights:
        """The weights as the planner takes them."""
        return ObjectiveWeights(**{name: getattr(self, name) for name in ObjectiveWeights.__struct_fields__})


def round_rules(day: date) -> RulePack:
    return load_rule_pack(RULES / "rounds.yaml", day)


def score_rules(day: date) -> RulePack:
    return load_rule_pack(RULES / "scores.yaml", day)


def settings_of(given: Mapping[str, Any], rules: RulePack) -> Settings:
    """Return the settings that hold: what was set otherwise, else the rule pack's."""
    return msgspec.convert(_defaults(rules) | dict(given), prepared(Settings))


def checked(given: Mapping[str, Any], rules: RulePack) -> dict[str, Any]:
    """Return a round's overrides of the settings as stored, or refuse them by field.

    Times of day are texts such as 09:30 and are stored as minutes after midnight.
    """
    overrides = {name: value for name, value in given.items() if value is not None}
    for name in TIMES:
        if name in overrides:
            overrides[name] = validation.minutes(overrides[name], f"settings.{name}")
    for name, (least, most) in FIGURES.items():
        if name in overrides:
            validation.figure(overrides[name], f"settings.{name}", least, most)
    for name, (low, high) in FACTORS.items():
        if name in overrides and not low <= overrides[name] <= high:
            raise Invalid("figure_out_of_range", field=f"settings.{name}", field_name=name, least=low, most=high)
    _check_day(settings_of(overrides, rules))
    return overrides


def settings_view(settings: Settings) -> dict[str, Any]:
    """Serialise settings, with times of day as people write them."""
    named = msgspec.structs.asdict(settings)
    return named | {name: validation.clock_time(named[name]) for name in TIMES}


def _check_day(settings: Settings) -> None:
    if settings.end - settings.begin < settings.review_minutes + settings.lunch_minutes + 1:
        raise Invalid("day_too_short", field="settings.end")
    lunch = settings.lunch_latest - settings.lunch_earliest
    if settings.lunch_minutes and lunch < settings.lunch_minutes:
        raise Invalid("lunch_too_short", field="settings.lunch_latest", minutes=settings.lunch_minutes)


def _defaults(rules: RulePack) -> dict[str, Any]:
    hours, lunch, travel, wishes = (rules[rule].values for rule in ("hours", "lunch", "travel", "wishes"))
    return {
        "begin": hours["begin"],
        "end": hours["end"],
        "lunch_earliest": lunch["earliest"],
        "lunch_latest": lunch["latest"],
        "lunch_minutes": lunch["minutes"],
        "review_minutes": rules["review"]["minutes"],
        "host_cap": rules["host_cap"]["visits"],
        "visit_minutes": rules["stop_facts"]["visit_minutes"],
        "travel_factor": travel["factor"],
        "kilometres_per_hour": travel["kilometres_per_hour"],
        **wishes,
    }
