"""Tours are searched in rounds, each with lunch where the tours of the round before passed at noon.

Where there is a schedule to stay near, everything is fixed to where it was at first, and then ever more of it is freed,
so that the first tours that miss nothing more than they must are those that change little.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from visit_solver.orienteering.problem import TourProblem, Tours, Window
from visit_solver.orienteering.solve import Budget, Progress, solve_tours
from visit_solver.problem import InfeasiblePins
from visit_solver.search_control import SearchControl
from visit_solver.touring.assembly import TourSolution
from visit_solver.touring.exclusions import previous_moments
from visit_solver.touring.routes import insert_stops, repair_routes
from visit_solver.touring.tour_instance import TourBound, TourInstance
from visit_solver.touring.visit_balancing import balance_visits

ROUNDS = 3
SHORTEST_ROUND = 2.5
"""Seconds below which it does not pay to begin another round: its searchers would hardly have started."""
MANY = 60
"""Stops from which two searchers find more than it costs to start a process for each."""
STEPS = 100
"""Iterations of the orienteering search for one unit of effort."""

FixedWindows = Mapping[int, tuple[Window, ...]]


def search(
    instance: TourInstance,
    control: SearchControl,
    bound: TourBound,
    first: TourSolution,
    on_better: Callable[[TourSolution], None] = lambda _: None,
) -> TourSolution:
    """Find the best tours it can in the time; InfeasiblePins where no tours keep the pins.

    `on_better` gets every solution that keeps them and is better than all before, the `first` among these.
    """
    return _Search(instance, control, bound, on_better).run(first)


def first_tours(instance: TourInstance, bound: TourBound) -> TourSolution:
    """Find some tours within milliseconds, so that there is something to keep from the start."""
    return _Search(instance, SearchControl(0), bound, lambda _: None).first()


class _Search:
    def __init__(
        self,
        instance: TourInstance,
        control: SearchControl,
        bound: TourBound,
        on_better: Callable[[TourSolution], None],
    ) -> None:
        self.instance = instance
        self.on_better = on_better
        self.control = control
        self.bound = bound
        self.best: TourSolution | None = None
        self.best_with_pins: TourSolution | None = None
        self.lunch_places = self._first_lunch_places()

    def run(self, first: TourSolution) -> TourSolution:
        self.best_with_pins = first
        if self.instance.problem.before is not None:
            self._search_near_previous()
        else:
            self._search_anew()
        if not self.best_with_pins.keeps_pins:
            raise InfeasiblePins
        return self.best_with_pins

    def first(self) -> TourSolution:
        """Insert stop after stop where it costs the least."""
        problem = self.instance.tour_problem(self.lunch_places)
        return self._balanced(problem, self._constructed(problem))

    def _search_anew(self) -> None:
        lunch = self.instance.problem.day.lunch
        movable = bool(self.instance.lunch_days) and lunch is not None and lunch.place_id is None
        rounds = min(ROUNDS, max(1, int(self.control.seconds_left() / SHORTEST_ROUND))) if movable else 1
        for number in range(rounds):
            self._plan({}, self.control.seconds_left() / (rounds - number))
            if self._done() or self.control.seconds_left() <= 0:
                return
            self._move_lunches()

    def _search_near_previous(self) -> None:
        stages = list(self._stages())
        for number, fixed in enumerate(stages):
            if self.best is None or self.control.seconds_left() > 0:
                self._plan(fixed, self.control.seconds_left() / (len(stages) - number))
            if self.best is not None and self.best.keeps_pins and self.best.missing <= self.bound.missing:
                return

    def _stages(self) -> Iterator[FixedWindows]:
        """Yield every visit at its old moment; then those of the busiest day freed, and so on; then everything."""
        old = dict(previous_moments(self.instance))
        yield old
        freed: set[date] = set()
        for day, _ in Counter(self.instance.moment(windows[0].opens)[0] for windows in old.values()).most_common():
            freed.add(day)
            yield {host: kept for host, kept in old.items() if self.instance.moment(kept[0].opens)[0] not in freed}

    def _plan(self, fixed: FixedWindows, seconds: float) -> None:
        problem = self.instance.tour_problem(self.lunch_places, fixed)
        if self.best is None or fixed:
            self._accept(self._balanced(problem, self._constructed(problem)))
        effort = self.control.effort
        plan = solve_tours(
            problem,
            budget=Budget(max(0.3, seconds), None if effort is None else STEPS * effort),
            seed=self.instance.problem.seed,
            searchers=1 if len(problem.stops) < MANY else 2,
            start=None if self.best is None else self.best.tours,
            on_progress=self._on_progress,
            cancelled=self.control.stopping.is_set,
        )
        self._accept(self._balanced(problem, repair_routes(self.instance, problem, plan.tours)))

    def _balanced(self, problem: TourProblem, tours: Tours) -> TourSolution:
        solution = TourSolution(self.instance, problem, tours)
        return balance_visits(
            solution, self.bound.missing, lambda: self.best_with_pins is None or self.control.seconds_left() > 0
        )

    def _constructed(self, problem: TourProblem) -> Tours:
        routes: list[list[int]] = [[] for _ in problem.shifts]
        hosts = range(len(self.instance.hosts))
        insert_stops(self.instance, problem, routes, [at for at in hosts if problem.stops[at].prize])
        return repair_routes(self.instance, problem, tuple(map(tuple, routes)))

    def _accept(self, solution: TourSolution) -> None:
        if self.best is None or solution.rank < self.best.rank:
            self.best = solution
        if self.best_with_pins is not None and solution.keeps_pins and solution.rank < self.best_with_pins.rank:
            self.best_with_pins = solution
            self.on_better(solution)
        self.control.report_progress()

    def _on_progress(self, _: Progress) -> None:
        self.control.report_progress()

    def _done(self) -> bool:
        if self.best is None or self.control.stopping.is_set():
            return self.control.stopping.is_set()
        least = self.best.missing <= self.bound.missing and self.best.goals.change <= self.bound.change
        return least and self.best.objective <= self.bound.cost

    def _first_lunch_places(self) -> dict[int, str]:
        """Return the place that was named, else the one from which all others are nearest."""
        lunch = self.instance.problem.day.lunch
        if lunch is not None and lunch.place_id is not None:
            return dict.fromkeys(self.instance.lunch_days, lunch.place_id)
        places = range(len(self.instance.places))
        matrix = self.instance.matrix
        middle = min(places, key=lambda at: sum(matrix[at]) + sum(row[at] for row in matrix))
        return dict.fromkeys(self.instance.lunch_days, self.instance.places[middle])

    def _move_lunches(self) -> None:
        """Move lunch to where the tours were just before it: the way to the table and back is saved."""
        if self.best is None:
            return
        for vehicle_day in self.instance.lunch_days:
            before = self._place_before_lunch(self.best.tours, vehicle_day)
            if before is not None:
                self.lunch_places[vehicle_day] = before

    def _place_before_lunch(self, tours: Tours, vehicle_day: int) -> str | None:
        hosts = len(self.instance.hosts)
        order = tours[vehicle_day]
        at = next((at for at, stop in enumerate(order) if stop >= hosts), None)
        if at is None or len(order) == 1:
            return None
        return self.instance.hosts[order[at - 1] if at else order[1]].place_id
