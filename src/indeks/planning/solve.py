"""The cheapest plan: prices for a bound and sets, an exact knapsack on those, an exact search."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from indeks.planning import exact, knapsack, limited, limits
from indeks.planning.bestset import best_set
from indeks.planning.price import SURE, Sweep
from indeks.planning.problem import INF, Problem, Solution, reachable

NEAR = 0.001
"""A plan this near to its bound is near enough: more sets are not looked at."""
LIMITED_NEAR = 0.012
"""The same with limits of agencies, where bounds are weaker."""
SECONDS = 20.0
FINE = 0.004
"""Where the bound is no nearer than that, plans are searched exactly if that is affordable."""
EXACTLY = 4.0
"""Seconds that an exact search may take."""
PROGRAMMES = 4
"""Linear programmes solved at most, where agencies have limits."""
SETS = 6
"""Sets tried for each of them, beside its own."""
SWAPPED, TRIALS = 5, 24
"""Innovations on either side that are exchanged to better a set, and sets looked at for that at most."""


@dataclass
class _Search:
    """The best plan so far, and the sets that were looked at."""

    problem: Problem
    until: float
    near: float
    effort: int = INF
    chosen: np.ndarray | None = None
    seen: set[bytes] = field(default_factory=set)
    in_time: bool = True
    fine: float = FINE
    trials: int = 0

    def try_set(self, chosen: np.ndarray) -> None:
        """Find the cheapest plan of a set, unless it was looked at."""
        key = chosen.tobytes()
        if key in self.seen:
            return
        self.seen.add(key)
        effort, _, _ = knapsack.on_set(self.problem, chosen)
        if effort < self.effort:
            self.effort, self.chosen = effort, chosen

    def near_enough(self, bound: int) -> bool:
        return self.effort - bound <= self.near * self.effort

    def late(self) -> bool:
        if time.perf_counter() > self.until:
            self.in_time = False
        return not self.in_time


def solve(
    problem: Problem, *, seconds: float = SECONDS, near: float | None = None, small: bool = True
) -> Solution | None:
    """Return the cheapest plan that reaches the target, with a proven bound; None where none is found.

    Parameters
    ----------
    problem
        The problem.
    seconds
        After which the best plan found stands, with the bound proven until then.
    near
        The share of the effort at which a plan is near enough; by default :data:`NEAR`, or :data:`LIMITED_NEAR`
        where agencies have limits.
    small
        Whether small plans are searched exactly.

    Returns
    -------
    Solution or None
        None where the target lies above :func:`reachable`, or no plan keeps the limits of the agencies.
    """
    begin = time.perf_counter()
    if reachable(problem)[0] < problem.cents:
        return None
    near = (LIMITED_NEAR if problem.limits else NEAR) if near is None else near
    search = _Search(problem, begin + seconds, near)
    sweep = Sweep(problem)
    search.in_time = sweep.run(begin + seconds / 2)
    bounds = sweep.bound
    if problem.limits:
        bounds = _limited(search, sweep)
    else:
        _try_sets(search, sweep, bounds)
    if (
        search.chosen is None and sweep.effort < INF and not problem.limits
    ):  # pragma: no cover - every sweep has sets
        raise AssertionError("a price has a plan and no set has one")
    low = float(bounds.min())
    bound = INF if low >= INF else max(0, int(np.ceil(low - SURE)))
    if small and search.effort - bound > search.fine * search.effort and not search.late():
        found = _small(search, bounds)
        if found is not None:
            bound = max(bound, found.effort)
            if found.sure and found.effort < search.effort:
                return _checked(problem, found.effort, bound, found.chosen, found.gains, found.spd, True)
    if search.chosen is None:
        return None
    if search.effort == 0:  # of what costs nothing the best
        best = best_set(
            problem.maturity,
            problem.affair,
            problem.rule,
            must=problem.must,
            never=problem.never | (problem.create > 0),
        )
        return Solution(0, 0, best.chosen, np.zeros(problem.size, dtype=np.int64), 0)
    effort, gains, spd = knapsack.on_set(problem, search.chosen, trace=True)
    assert gains is not None
    return _checked(problem, effort, min(bound, effort), search.chosen, gains, spd, search.in_time)


def _checked(
    problem: Problem, effort: int, bound: int, chosen: np.ndarray, gains: np.ndarray, spd: int, in_time: bool
) -> Solution:
    gains = np.where(chosen, gains, 0)
    assert limits.within(problem, chosen, gains)
    return Solution(effort, bound, chosen, gains, spd, in_time)


def _try_sets(search: _Search, sweep: Sweep, bounds: np.ndarray) -> None:
    """Find the cheapest plan of every set that may hold it, the lowest bound first."""
    least = max(0, int(np.ceil(float(bounds.min()) - SURE)))
    for bound, _, chosen in sweep.sets():
        if np.ceil(bound - SURE) >= search.effort or search.near_enough(least) or search.late():
            return
        search.try_set(chosen)


def _small(search: _Search, bounds: np.ndarray) -> exact.Small | None:
    """Search all plans exactly where affordable: the count score granted, then with coverage."""
    problem = search.problem
    most = min(search.effort, _most(problem))
    live = np.flatnonzero((np.ceil(bounds - SURE) <= most).any(axis=0))
    n = int(live.max(initial=0))
    found = None
    for counted in (False, True):
        left = search.until - time.perf_counter()
        if problem.limits:
            other = (
                limited.cheapest(problem, most, sets=counted)
                if limited.affordable(problem, most, sets=counted)
                else None
            )
        else:
            other = exact.cheapest(problem, most, n, counted=counted, seconds=min(left, EXACTLY))
        if other is None:
            return found
        found = other
        if found.sure:
            return found
    return found


def _most(problem: Problem) -> int:
    """Return the effort of raising everything."""
    rows = np.arange(problem.size)
    everything = problem.curves[rows, problem.most_gain] + problem.create
    return int(everything[~problem.never].sum() + problem.spd_effort.max())


def _limited(search: _Search, sweep: Sweep) -> np.ndarray:
    """Look for plans that keep the limits; return the bounds for every option and number sent."""
    problem, bounds = search.problem, sweep.bound.copy()
    asked: set[tuple[bool, int]] = set()
    for _ in range(PROGRAMMES):
        k, n = np.unravel_index(int(bounds.argmin()), bounds.shape)
        gate = problem.options[k][0]
        if not np.isfinite(bounds[k, n]) or (gate, int(n)) in asked:
            break
        asked.add((gate, int(n)))
        same = np.array([option[0] == gate for option in problem.options])
        programme = limits.relaxed(problem, int(n), gate)
        if programme is None:
            bounds[same, n] = np.inf
            continue
        bounds[same, n] = np.maximum(bounds[same, n], programme.effort)
        priced = Sweep(problem, programme.surcharge, programme.rebate)
        priced.run(search.until)
        bounds = np.maximum(bounds, np.where(np.isfinite(bounds), priced.bound, np.inf))
        order = np.argsort(-programme.share, kind="stable")
        chosen = np.zeros(problem.size, dtype=bool)
        chosen[order[:n]] = True
        search.try_set(chosen)
        for _, _, other in priced.sets()[: 2 * SETS]:
            if search.near_enough(int(np.ceil(bounds.min() - SURE))) or search.late():
                return bounds
            search.try_set(other)
        _swap(search, programme.share, int(np.ceil(bounds.min() - SURE)))
        if search.near_enough(int(np.ceil(bounds.min() - SURE))) or search.late():
            break
    return bounds


def _swap(search: _Search, share: np.ndarray, bound: int) -> None:
    """Exchange innovations of the best set one for one, those of which the programme was least sure."""
    problem = search.problem
    while search.chosen is not None:
        best, before = search.chosen, search.effort
        order = np.argsort(share, kind="stable")
        gone = [i for i in order if best[i] and not problem.must[i]][:SWAPPED]
        come = [i for i in order[::-1] if not best[i] and not problem.never[i]][:SWAPPED]
        for i, j in ((i, j) for i in gone for j in come):
            if search.trials >= TRIALS or search.near_enough(bound) or search.late():
                return
            search.trials += 1
            other = best.copy()
            other[i], other[j] = False, True
            search.try_set(other)
        if search.effort == before:
            return
