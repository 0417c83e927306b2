"""How searchers go about it: patient, restless, wild or weaving; what the one finds, the other would not."""

import msgspec


class Mood(msgspec.Struct, frozen=True):
    """How to search for some legs: hot at first, accepting what is worse, and cooler towards the end of the last.

    `heat` is in stops of average prize. `disturbances` is how much is torn up at most before it is mended. `noise`
    changes each prize by up to this share of it: among tours of nearly equal worth, others come first.
    """

    legs: int
    heat: float
    disturbances: int
    noise: float = 0.0


class Weaving(msgspec.Struct, frozen=True):
    """For some legs, weave the tour of a single shift anew, again and again."""

    legs: int


class Manner(msgspec.Struct, frozen=True):
    """One searcher's seed and its moods, which it goes through again and again."""

    seed: int
    moods: tuple[Mood | Weaving, ...]


RESTLESS = (
    Mood(legs=2, heat=0.3, disturbances=12, noise=0.3),
    Mood(legs=2, heat=0.6, disturbances=18),
)
"""For several shifts."""

WILD = (
    Mood(legs=1, heat=1.0, disturbances=25),
    Mood(legs=1, heat=0.5, disturbances=12, noise=0.3),
)
"""For a single long tour: it takes more to leave a good one."""


def manners(seed: int, searchers: int, legs: int, shifts: int) -> list[Manner]:
    """Make searchers complement each other; one alone does what two would share.

    Of all the legs there will be, the patient one takes half to cool down, and then begins again from the best. Tours
    of a single shift cannot be recombined: there, nobody is patient, and every other searcher weaves.
    """
    patient = Mood(legs=max(1, legs // 2), heat=0.3, disturbances=12)
    moods = (WILD, (Weaving(legs=1),)) if shifts == 1 else ((patient,), RESTLESS)
    seeds = [(seed * searchers + at) % 2**32 for at in range(searchers)]
    if searchers == 1:
        return [Manner(seeds[0], (*moods[0], *moods[1]))]
    return [Manner(each, moods[at % 2]) for at, each in enumerate(seeds)]
