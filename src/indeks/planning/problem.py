"""The cheapest plan as arrays: what each innovation costs for each gain, what a target needs, what a plan is.

Efforts are whole (half-days). A gain of an innovation is counted in grains, the greatest common measure of the
weights, so that the effort for every gain is a short table and a plan is a whole-number choice from each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from indeks.planning.bestset import NONE, best_set, choices, count_points, covered
from indeks.scoring import formula
from indeks.scoring.formula import Constants

INF = 10**9
"""An effort that nobody can spend: far above any sum of real ones, and twice it still fits in 32 bits."""


@dataclass(frozen=True)
class Problem:
    """A region's year as a planning problem.

    Attributes
    ----------
    maturity : int array (N,)
        In units.
    curves : int array (N, G + 1)
        Least effort for at least so many grains; :data:`INF` where it cannot be had.
    grain : int
        Units in a grain.
    affair : int array (N,)
        Number of the basic-service affair, or -1.
    must, never : bool array (N,)
        What has to be sent and what must not be.
    create : int array (N,)
        Effort to have the innovation at all: 0 but for new ones.
    spd : int
        SPD in units.
    spd_gain, spd_effort : int array (K,)
        What SPD can win and at what least effort; the first entry is (0, 0).
    rule : Constants
        Of the edition.
    cents : int
        The target in hundredths of the index.
    agency : int array (N,)
        Number of the agency.
    limits : mapping
        Most effort by number of agency; no entry: no limit.
    """

    maturity: np.ndarray
    curves: np.ndarray
    grain: int
    affair: np.ndarray
    must: np.ndarray
    never: np.ndarray
    create: np.ndarray
    spd: int
    spd_gain: np.ndarray
    spd_effort: np.ndarray
    rule: Constants
    cents: int
    agency: np.ndarray
    limits: Mapping[int, int]

    @property
    def size(self) -> int:
        """How many innovations there are."""
        return len(self.maturity)

    @cached_property
    def divisor(self) -> np.ndarray:
        """The divisor for every number sent, 0 to all."""
        return np.asarray(formula.divisor(np.arange(self.size + 1), self.rule))

    def need(self, gate: bool) -> np.ndarray:
        """Return what maturity and divisor x SPD gain must come to, for every number sent, in units."""
        n = np.arange(self.size + 1)
        least = formula.least_numerator(self.cents, n, self.rule)
        return np.asarray(least - self.divisor * (count_points(n, gate, self.rule) + self.spd))

    @cached_property
    def options(self) -> list[tuple[bool, tuple[int, ...]]]:
        """Ways to win the count score or not: the affairs that free innovations have to cover for it."""
        have = set(self.affair[self.must].tolist())
        there = set(self.affair[~self.never].tolist())
        options = []
        for gate, some in choices(self.affair, self.rule):
            if set(some) <= there:
                options.append((gate, tuple(a for a in some if a not in have)))
        return [(False, ())] if not options else sorted(set(options))

    @cached_property
    def most_gain(self) -> np.ndarray:
        """The most grains each innovation can gain."""
        return self.curves.shape[1] - 1 - (self.curves[:, ::-1] < INF).argmax(axis=1)

    def points(self, i: int) -> list[tuple[int, int]]:
        """Return gains of an innovation and their efforts, those that nothing else beats."""
        row = self.curves[i]
        last = int(self.most_gain[i])
        return [(g, int(row[g])) for g in range(last + 1) if g == last or row[g] < row[g + 1]]

    def aimed(self, cents: int) -> Problem:
        """Return the problem with another target."""
        return replace(self, cents=cents)


@dataclass(frozen=True)
class Solution:
    """A whole-number plan and what is proven of it.

    Attributes
    ----------
    effort, bound : int
        What it takes, and what no plan can do with less than.
    chosen : bool array
        What is sent.
    gains : int array
        Grains that each innovation gains.
    spd : int
        Which entry of ``spd_gain`` it takes.
    in_time : bool
        False where the time ran out before the bound was as near as wanted.
    """

    effort: int
    bound: int
    chosen: np.ndarray
    gains: np.ndarray
    spd: int
    in_time: bool = True

    @property
    def gap(self) -> float:
        """The share of the effort that might be saved at most."""
        return (self.effort - self.bound) / self.effort if self.effort else 0.0


def reachable(problem: Problem) -> tuple[int, np.ndarray]:
    """Return the most that can be reached, in hundredths, and the set sent then, limits of agencies left aside."""
    raised = problem.maturity + problem.most_gain * problem.grain
    best = best_set(
        raised,
        problem.affair,
        problem.rule,
        spd=problem.spd + int(problem.spd_gain.max()),
        must=problem.must,
        never=problem.never,
    )
    return int(best.cents.max()), best.chosen


def reached(problem: Problem, chosen: np.ndarray, gains: np.ndarray, spd: int) -> int:
    """Return the index of a plan in hundredths, by the one formula."""
    total = int((problem.maturity + gains * problem.grain)[chosen].sum())
    points = problem.spd + int(problem.spd_gain[spd])
    affairs = covered(problem.affair, chosen)
    return int(formula.index_cents(points, total, int(chosen.sum()), affairs, problem.rule))


def step_curves(levels: np.ndarray, weights: np.ndarray, effort: np.ndarray) -> np.ndarray:
    """Return the least effort of each innovation for at least so many grains.

    Parameters
    ----------
    levels : int array (N, J)
        Level of every indicator.
    weights : int array (J,)
        In grains.
    effort : int array (J, L + 1, L + 1)
        From level to level; a level may be jumped. :data:`INF` where it cannot be had.

    Returns
    -------
    int array (N, G + 1)
    """
    top = effort.shape[1] - 1
    curves = np.full((len(levels), int(top * weights.sum()) + 1), INF, dtype=np.int64)
    curves[:, 0] = 0
    for j, weight in enumerate(weights):
        new = curves.copy()
        for low in range(top):
            rows = np.flatnonzero(levels[:, j] == low)
            for high in range(low + 1, top + 1):
                if len(rows) and effort[j, low, high] < INF:
                    gain = int(weight * (high - low))
                    if gain:
                        raised = curves[rows, :-gain] + effort[j, low, high]
                        new[rows, gain:] = np.minimum(new[rows, gain:], raised)
        curves = np.minimum(new, INF)
    return np.minimum.accumulate(curves[:, ::-1], axis=1)[:, ::-1].copy()


def steps_for(levels: np.ndarray, weights: np.ndarray, effort: np.ndarray, gain: int) -> list[tuple[int, int]]:
    """Return the cheapest raises of one innovation that win at least a gain: indicator and new level.

    Of equally cheap ones that with the greatest gain, then with the fewest raises of later indicators.
    """
    top, reach = effort.shape[1] - 1, int(sum((effort.shape[1] - 1) * w for w in weights))
    best = np.full((len(weights) + 1, reach + 1), INF, dtype=np.int64)
    best[0, 0] = 0
    taken = np.zeros((len(weights), reach + 1), dtype=np.int64)
    for j, weight in enumerate(weights):
        best[j + 1] = best[j]
        low = int(levels[j])
        for high in range(low + 1, top + 1):
            won = int(weight * (high - low))
            if effort[j, low, high] < INF and won:
                other = np.full(reach + 1, INF, dtype=np.int64)
                other[won:] = best[j, :-won] + effort[j, low, high]
                better = other < best[j + 1]
                best[j + 1, better], taken[j, better] = other[better], high
    least = best[-1, gain:].min()
    at = gain + int(np.flatnonzero(best[-1, gain:] == least).max())
    steps = []
    for j in reversed(range(len(weights))):
        high = int(taken[j, at])
        if high:
            steps.append((j, high))
            at -= int(weights[j] * (high - levels[j]))
    return steps[::-1]


def pareto(gains: np.ndarray, efforts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the gains that no other beats, with their efforts, rising."""
    order = np.lexsort((efforts, -gains))
    kept: list[tuple[int, int]] = []
    for k in order:
        if efforts[k] < INF and (not kept or efforts[k] < kept[-1][1]):
            kept.append((int(gains[k]), int(efforts[k])))
    rising = kept[::-1]
    return np.array([g for g, _ in rising], dtype=np.int64), np.array([e for _, e in rising], dtype=np.int64)


def hull(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the lower convex hull of rising points: those that some price per gain would choose."""
    kept: list[tuple[int, int]] = []
    for gain, effort in points:
        while len(kept) > 1 and _bends_up(kept[-2], kept[-1], (gain, effort)):
            kept.pop()
        kept.append((gain, effort))
    return kept


def _bends_up(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[1] - a[1]) * (c[0] - b[0]) >= (c[1] - b[1]) * (b[0] - a[0])


def slopes(problem: Problem) -> np.ndarray:
    """Return the efforts per unit at which some innovation or SPD takes its next step, rising."""
    found: set[float] = set()
    rows = np.unique(problem.curves[~problem.never], axis=0) if problem.size else problem.curves
    for row in rows:
        points = [(g, int(e)) for g, e in enumerate(row) if e < INF and (g + 1 == len(row) or e < row[g + 1])]
        for (g, e), (h, f) in pairwise(hull(points)):
            found.add((f - e) / ((h - g) * problem.grain))
    spd = hull(list(zip(problem.spd_gain.tolist(), problem.spd_effort.tolist(), strict=True)))
    for (g, e), (h, f) in pairwise(spd):
        for divisor in (problem.divisor.min(), problem.divisor.max()):
            found.add((f - e) / ((h - g) * float(divisor)))
    return np.array(sorted(found))


def of(**parts: Any) -> Problem:
    """Return a problem with what is left out at its default: nothing forced, no SPD to win, no limits."""
    size = len(parts["maturity"])
    none = np.zeros(size, dtype=np.int64)
    plain = {
        "grain": 1, "affair": none + NONE, "must": none > 0, "never": none > 0, "create": none, "spd": 0,
        "spd_gain": none[:0], "spd_effort": none[:0], "agency": none, "limits": {},
    }  # fmt: skip
    filled = {**plain, **parts}
    if not len(filled["spd_gain"]):
        filled["spd_gain"] = filled["spd_effort"] = np.zeros(1, dtype=np.int64)
    return Problem(**filled)
