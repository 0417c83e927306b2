"""Judges tours by the rules alone: shares nothing with the planner, and reckons in exact fractions."""

from fractions import Fraction
from itertools import pairwise
from math import dist, floor


def lines_of(path):
    """Return the vertices of a public instance: x, y, duration, profit, opens, closes; as they stand in the file."""
    rows = [line.split() for line in path.read_text().splitlines()[2:] if line.strip()]
    return [[Fraction(row[at]) for at in (1, 2, 3, 4, -2, -1)] for row in rows]


def faults_of_routes(path, vehicles, answer):
    """Return what is wrong with an answer to a public instance; nothing, if it may be published."""
    vertices = lines_of(path)
    exact = path.stem.startswith("pr")
    visited = [site for route in answer["routes"] for site in route]
    faults = [f"site {site} twice" for site in set(visited) if visited.count(site) > 1]
    faults += [f"no site {site}" for site in visited if not 0 < site < len(vertices)]
    if len(answer["routes"]) > vehicles:
        faults.append("more routes than vehicles")
    if not faults:
        for route in answer["routes"]:
            faults += faults_of_route(vertices, route, exact)
        if answer["score"] != sum(vertices[site][3] for site in visited):
            faults.append("score is not the sum of profits")
        if answer["bound"] < answer["score"]:
            faults.append("the bound is below the score")
    return faults


def faults_of_route(vertices, route, exact):
    faults, now = [], vertices[0][4]
    for here, there in pairwise([0, *route, 0]):
        now += vertices[here][2] + distance(vertices[here], vertices[there], exact)
        if now > vertices[there][5]:
            faults.append(f"at {there} only at {float(now)}, closed since {float(vertices[there][5])}")
        now = max(now, vertices[there][4])
    return faults


def distance(here, there, exact):
    """Doubles as they come for Cordeau's instances, one decimal for Solomon's, each taken as the fraction it is."""
    way = dist([float(value) for value in here[:2]], [float(value) for value in there[:2]])
    return Fraction(way) if exact else Fraction(floor(way * 10), 10)


def faults_of_tours(problem, tours):
    """Return what is wrong with tours of any problem, whatever its windows, shifts and matrix."""
    visited = [stop for tour in tours for stop in tour]
    faults = [f"stop {stop} twice" for stop in set(visited) if visited.count(stop) > 1]
    if len(tours) != len(problem.shifts):
        faults.append("not one tour for each shift")
    for shift, tour in zip(problem.shifts, tours, strict=False):
        faults += faults_of_tour(problem, shift, tour) if tour else []
    return faults


def faults_of_tour(problem, shift, tour):
    place, now = shift.start, shift.opens
    for number in tour:
        stop = problem.stops[number]
        now += problem.travel[place][stop.place]
        open_again = [max(now, window.opens) for window in stop.windows if now <= window.closes]
        if not open_again:
            return [f"stop {number} reached at {now}, and it opens no more"]
        place, now = stop.place, min(open_again) + stop.duration
    now += problem.travel[place][shift.end]
    return [f"back at {now}, after {shift.closes}"] if now > shift.closes else []
