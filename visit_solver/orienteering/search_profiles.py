"""Schedules of annealing and beam search that complement one another, one for each searcher."""

import msgspec


class AnnealingPhase(msgspec.Struct, frozen=True):
    """Simulated annealing during some slices (S. Kirkpatrick et al., Science, 1983): hot at first, cool at last.

    `heat` is in stops of average prize. `disturbances` is how much is torn up at most before it is mended. `noise`
    changes each prize by up to this share of it: among tours of nearly equal worth, others come first.
    """

    slices: int
    heat: float
    disturbances: int
    noise: float = 0.0


class BeamPhase(msgspec.Struct, frozen=True):
    """Beam search for the tour of a single shift, during some slices."""

    slices: int


class SearchProfile(msgspec.Struct, frozen=True):
    """One searcher's seed and its phases, which it goes through again and again."""

    seed: int
    phases: tuple[AnnealingPhase | BeamPhase, ...]


SEVERAL_TOURS = (
    AnnealingPhase(slices=2, heat=0.3, disturbances=12, noise=0.3),
    AnnealingPhase(slices=2, heat=0.6, disturbances=18),
)
"""For several shifts."""

SINGLE_TOUR = (
    AnnealingPhase(slices=1, heat=1.0, disturbances=25),
    AnnealingPhase(slices=1, heat=0.5, disturbances=12, noise=0.3),
)
"""For a single long tour: it takes more to leave a good one."""


def profiles_of(seed: int, searchers: int, slices: int, shifts: int) -> list[SearchProfile]:
    """Return profiles that complement one another; a single searcher has the phases that two would share.

    The slow phase cools down during half of all slices, and then begins again from the best. Tours of a single shift
    cannot be recombined: there, no phase is slow, and every other searcher uses beam search.
    """
    slow = AnnealingPhase(slices=max(1, slices // 2), heat=0.3, disturbances=12)
    phases = (SINGLE_TOUR, (BeamPhase(slices=1),)) if shifts == 1 else ((slow,), SEVERAL_TOURS)
    seeds = [(seed * searchers + at) % 2**32 for at in range(searchers)]
    if searchers == 1:
        return [SearchProfile(seeds[0], (*phases[0], *phases[1]))]
    return [SearchProfile(each, phases[at % 2]) for at, each in enumerate(seeds)]
