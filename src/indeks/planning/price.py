"""One price for a point, every number sent at once: bounds that hold for all plans, and plans near them.

At a price per unit each innovation takes the gain that costs least after what it wins; sorting and prefix sums
then give, for every number sent, a lower bound on any plan's effort (Lagrangian duality) and a plan. The set is
exact for a price, by the exchange argument of :mod:`indeks.planning.bestset`, so the bounds hold with every
condition.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from indeks.planning.bestset import count_points, ranked
from indeks.planning.problem import INF, Problem, slopes
from indeks.scoring import formula

GRID = 48
"""Prices tried first, evenly on a scale of ratios."""
ROUNDS, LIVE, AT_ONCE = 24, 40, 12
"""Rounds of bisection, and how many numbers sent and prices each of them looks at."""
SURE = 1e-6
"""Efforts are whole: a bound is rounded up, but for what floats may err."""


@dataclass
class Sweep:
    """What the prices tried so far have shown, by option (rows) and number sent (columns)."""

    problem: Problem
    surcharge: np.ndarray | None = None
    """What each innovation's effort costs beside itself, where its agency is short of time."""
    rebate: float = 0.0
    """The surcharge times the limits: what the bound loses for it."""
    bound: np.ndarray = field(init=False)
    short: np.ndarray = field(init=False)
    """The highest price whose plan misses the target; below 0 where there is none."""
    enough: np.ndarray = field(init=False)
    """The lowest price whose plan reaches it; infinite where there is none."""
    effort: int = INF
    """Least effort of a plan that a price gave."""

    def __post_init__(self) -> None:
        shape = (len(self.problem.options), self.problem.size + 1)
        self.bound = np.full(shape, np.inf)
        self.short, self.enough = np.full(shape, -1.0), np.full(shape, np.inf)
        problem = self.problem
        extra = np.zeros(problem.size) if self.surcharge is None else self.surcharge
        self._costs = (problem.curves + problem.create[:, None]) * (1 + extra)[:, None]
        self._costs[problem.curves >= INF] = INF
        self._gains = np.arange(problem.curves.shape[1]) * problem.grain
        self._needs = np.array([problem.need(gate) for gate, _ in problem.options])
        self._fits, self._can = self._reachable()

    def _reachable(self) -> tuple[np.ndarray, np.ndarray]:
        """Return which options and numbers are possible, and which reach the target with all raised."""
        p = self.problem
        raised = p.maturity + p.most_gain * p.grain
        n, fits, rows = np.arange(p.size + 1), [], []
        for (_, affairs), need in zip(p.options, self._needs, strict=True):
            order, fewest, most, possible = ranked(-raised, p.affair, p.must[None], p.never[None], affairs)
            most_of_all = _summed(raised[order[0]]) + p.divisor * int(p.spd_gain.max())
            fits.append(possible[0] & (n >= fewest[0]) & (n <= most[0]))
            rows.append(fits[-1] & (most_of_all >= need))
        return np.array(fits), np.array(rows)

    def orders(self, price: float) -> list[np.ndarray]:
        """Return, for each option, the order in which a price takes innovations."""
        return self._ranked(price)[0]

    def _ranked(self, price: float) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
        p = self.problem
        reduced = self._costs - price * self._gains
        at = reduced.argmin(axis=1)
        value = reduced[np.arange(p.size), at] - price * p.maturity
        ranks = [ranked(value, p.affair, p.must[None], p.never[None], affairs)[0][0] for _, affairs in p.options]
        return ranks, at, value

    def look(self, price: float) -> None:
        """Evaluate a price for every number sent."""
        p = self.problem
        ranks, at, value = self._ranked(price)
        rows = np.arange(p.size)
        spent = p.curves[rows, at] + p.create
        matured = p.maturity + at * p.grain
        spd = p.spd_effort - price * p.divisor[:, None] * p.spd_gain
        which = spd.argmin(axis=1)
        cheapest = spd.min(axis=1) - self.rebate
        for k, order in enumerate(ranks):
            can = self._can[k]
            bound = price * self._needs[k] + _summed(value[order]) + cheapest
            effort = _summed(spent[order]) + p.spd_effort[which]
            reaches = _summed(matured[order]) + p.divisor * p.spd_gain[which] >= self._needs[k]
            before = np.where(np.isfinite(self.bound[k]), self.bound[k], -np.inf)
            self.bound[k] = np.where(can, np.maximum(before, bound), np.inf)
            good, bad = can & reaches, can & ~reaches
            self.enough[k, good] = np.minimum(self.enough[k, good], price)
            self.short[k, bad] = np.maximum(self.short[k, bad], price)
            if good.any():
                self.effort = min(self.effort, int(effort[good].min()))

    def plans(self, price: float) -> list[tuple[int, int, np.ndarray]]:
        """Return effort, index in hundredths and set of what a price gives, those that nothing beats."""
        p = self.problem
        ranks, at, _ = self._ranked(price)
        rows, n = np.arange(p.size), np.arange(p.size + 1)
        spent, matured = p.curves[rows, at] + p.create, p.maturity + at * p.grain
        which = (p.spd_effort - price * p.divisor[:, None] * p.spd_gain).argmin(axis=1)
        found: list[tuple[int, int, np.ndarray]] = []
        for k, order in enumerate(ranks):
            points = p.divisor * (p.spd + p.spd_gain[which] + count_points(n, p.options[k][0], p.rule))
            cents = formula.rounded(points + _summed(matured[order]), formula.denominator(p.divisor, p.rule))
            effort = _summed(spent[order]) + p.spd_effort[which]
            can = np.flatnonzero(self._fits[k])
            best = -1
            for m in can[np.lexsort((-cents[can], effort[can]))]:
                if cents[m] > best:
                    best = int(cents[m])
                    chosen = np.zeros(p.size, dtype=bool)
                    chosen[order[:m]] = True
                    found.append((int(effort[m]), best, chosen))
        return found

    @property
    def least(self) -> int:
        """The effort that no plan can do with less than."""
        low = float(self.bound.min())
        return INF if low >= INF else max(0, int(np.ceil(low - SURE)))

    def prices(self) -> np.ndarray:
        """Return the prices to begin with, the highest first, so that a plan is there at once if there is one."""
        found = slopes(self.problem)
        if not len(found):
            return np.array([1.0, 0.0])
        return np.append(np.geomspace(found[-1] * 20, found[0] / 20, GRID), 0.0)

    def run(self, until: float, *, below: int = INF) -> bool:
        """Try prices until every number sent that could do better is decided; False if the time ran out."""
        for price in self.prices():
            if time.perf_counter() > until and self.effort < INF:
                return False
            self.look(float(price))
        for _ in range(ROUNDS):
            least = min(self.effort, below)
            open_ = (np.ceil(self.bound - SURE) < least) & (self.short >= 0) & np.isfinite(self.enough)
            open_ &= self.enough - self.short > 1e-9 * self.enough
            if not open_.any():
                return True
            where = np.argwhere(open_)
            where = where[np.argsort(self.bound[open_], kind="stable")][:LIVE]
            middles = sorted({(self.short[k, n] + self.enough[k, n]) / 2 for k, n in where})
            for price in middles[:: -(-len(middles) // AT_ONCE)]:
                if time.perf_counter() > until:
                    return False
                self.look(float(price))
        return True

    def sets(self) -> list[tuple[float, int, np.ndarray]]:
        """Return bound, option and set of what may hold the cheapest plan, the lowest bound first."""
        found: dict[bytes, tuple[float, int, np.ndarray]] = {}
        where = np.argwhere(np.isfinite(self.bound))
        where = where[np.argsort(self.bound[tuple(where.T)], kind="stable")]
        ranks: dict[float, list[np.ndarray]] = {}
        for k, n in where[: 2 * LIVE]:
            for price in (self.enough[k, n], self.short[k, n]):
                if price < 0 or not np.isfinite(price):
                    continue
                orders = ranks.setdefault(float(price), self.orders(float(price)))
                chosen = np.zeros(self.problem.size, dtype=bool)
                chosen[orders[k][:n]] = True
                found.setdefault(bytes([k]) + chosen.tobytes(), (float(self.bound[k, n]), int(k), chosen))
        return list(found.values())


def _summed(values: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(values)])
