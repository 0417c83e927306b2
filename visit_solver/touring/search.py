"""The tour planner is asked again and again, each time with lunch where the last tours passed at noon.

Where there is a schedule to stay near, it is asked first with everything where it was, then with ever more of it free,
so that the first answer that misses nothing more than it must is the one that changes little.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from visit_solver.orienteering.problem import TourProblem, Tours, Window
from visit_solver.orienteering.solve import Budget, Progress, plan_tours
from visit_solver.problem import InfeasiblePins
from visit_solver.search_control import Watch
from visit_solver.touring.assembly import Toured
from visit_solver.touring.exclusions import old_moments
from visit_solver.touring.routes import inserted, mended
from visit_solver.touring.tour_instance import Bound, Course
from visit_solver.touring.visit_balancing import shared_out

ROUNDS = 3
SHORTEST_ROUND = 2.5
"""Seconds below which it does not pay to begin another round: its searchers would hardly have started."""
MANY = 60
"""Stops from which two searchers find more than it costs to start a process for each."""
STEPS = 100
"""Iterations of the tour planner for one unit of effort."""

Narrowed = Mapping[int, tuple[Window, ...]]


def search(
    course: Course, watch: Watch, bound: Bound, first: Toured, better: Callable[[Toured], None] = lambda _: None
) -> Toured:
    """Find the best tours it can in the time; InfeasiblePins where no tours keep the pins.

    `better` is told of every schedule that keeps them and is better than all before, the `first` among these.
    """
    return _Search(course, watch, bound, better).run(first)


def first_tours(course: Course, bound: Bound) -> Toured:
    """Find some tours within milliseconds, so that there is something to keep from the start."""
    return _Search(course, Watch(0), bound, lambda _: None).first()


class _Search:
    def __init__(self, course: Course, watch: Watch, bound: Bound, better: Callable[[Toured], None]) -> None:
        self.course = course
        self.better = better
        self.watch = watch
        self.bound = bound
        self.best: Toured | None = None
        self.told: Toured | None = None
        self.lunch_places = self._first_lunch_places()

    def run(self, first: Toured) -> Toured:
        self.told = first
        if self.course.problem.before is not None:
            self._near_the_one_before()
        else:
            self._from_nothing()
        if not self.told.keeps_pins:
            raise InfeasiblePins
        return self.told

    def first(self) -> Toured:
        """Insert stop after stop where it costs the least."""
        problem = self.course.tour_problem(self.lunch_places)
        return self._shared_out(problem, self._inserted(problem))

    def _from_nothing(self) -> None:
        lunch = self.course.problem.day.lunch
        movable = bool(self.course.lunchers) and lunch is not None and lunch.place_id is None
        rounds = min(ROUNDS, max(1, int(self.watch.left() / SHORTEST_ROUND))) if movable else 1
        for number in range(rounds):
            self._ask({}, self.watch.left() / (rounds - number))
            if self._done() or self.watch.left() <= 0:
                return
            self._move_lunches()

    def _near_the_one_before(self) -> None:
        stages = list(self._stages())
        for number, narrowed in enumerate(stages):
            if self.best is None or self.watch.left() > 0:
                self._ask(narrowed, self.watch.left() / (len(stages) - number))
            if self.best is not None and self.best.keeps_pins and self.best.missing <= self.bound.missing:
                return

    def _stages(self) -> Iterator[Narrowed]:
        """Every visit at its old moment; then those of the busiest day freed, and so on; then everything."""
        old = dict(old_moments(self.course))
        yield old
        freed: set[date] = set()
        for day, _ in Counter(self.course.moment(windows[0].opens)[0] for windows in old.values()).most_common():
            freed.add(day)
            yield {host: kept for host, kept in old.items() if self.course.moment(kept[0].opens)[0] not in freed}

    def _ask(self, narrowed: Narrowed, seconds: float) -> None:
        problem = self.course.tour_problem(self.lunch_places, narrowed)
        if self.best is None or narrowed:
            self._keep(self._shared_out(problem, self._inserted(problem)))
        effort = self.watch.effort
        plan = plan_tours(
            problem,
            budget=Budget(max(0.3, seconds), None if effort is None else STEPS * effort),
            seed=self.course.problem.seed,
            searchers=1 if len(problem.stops) < MANY else 2,
            start=None if self.best is None else self.best.tours,
            tell=self._told,
            cancelled=self.watch.stopping.is_set,
        )
        self._keep(self._shared_out(problem, mended(self.course, problem, plan.tours)))

    def _shared_out(self, problem: TourProblem, tours: Tours) -> Toured:
        toured = Toured(self.course, problem, tours)
        return shared_out(toured, self.bound.missing, lambda: self.told is None or self.watch.left() > 0)

    def _inserted(self, problem: TourProblem) -> Tours:
        routes: list[list[int]] = [[] for _ in problem.shifts]
        hosts = range(len(self.course.hosts))
        inserted(self.course, problem, routes, [at for at in hosts if problem.stops[at].prize])
        return mended(self.course, problem, tuple(map(tuple, routes)))

    def _keep(self, toured: Toured) -> None:
        if self.best is None or toured.rank < self.best.rank:
            self.best = toured
        if self.told is not None and toured.keeps_pins and toured.rank < self.told.rank:
            self.told = toured
            self.better(toured)
        self.watch.report()

    def _told(self, _: Progress) -> None:
        self.watch.report()

    def _done(self) -> bool:
        if self.best is None or self.watch.stopping.is_set():
            return self.watch.stopping.is_set()
        least = self.best.missing <= self.bound.missing and self.best.goals.change <= self.bound.change
        return least and self.best.objective <= self.bound.cost

    def _first_lunch_places(self) -> dict[int, str]:
        """Return the place named for lunch, else the one from which all others are nearest."""
        lunch = self.course.problem.day.lunch
        if lunch is not None and lunch.place_id is not None:
            return dict.fromkeys(self.course.lunchers, lunch.place_id)
        places = range(len(self.course.places))
        matrix = self.course.matrix
        middle = min(places, key=lambda at: sum(matrix[at]) + sum(row[at] for row in matrix))
        return dict.fromkeys(self.course.lunchers, self.course.places[middle])

    def _move_lunches(self) -> None:
        """Eats where the tours were just before lunch: the way to the table and back is saved."""
        if self.best is None:
            return
        for outing in self.course.lunchers:
            before = self._place_before_lunch(self.best.tours, outing)
            if before is not None:
                self.lunch_places[outing] = before

    def _place_before_lunch(self, tours: Tours, outing: int) -> str | None:
        hosts = len(self.course.hosts)
        order = tours[outing]
        at = next((at for at, stop in enumerate(order) if stop >= hosts), None)
        if at is None or len(order) == 1:
            return None
        return self.course.hosts[order[at - 1] if at else order[1]].place_id
