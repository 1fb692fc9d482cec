"""Effort against index: the least effort for every index from today's to the most that can be reached.

A sweep of prices names the sets that some plan on the frontier sends; the whole curve of each such set is worked
out, exactly where that is affordable, else by its steps in the order of what they win for their effort (between
two of those a plan may be a few half-days dearer than the cheapest). Limits of agencies are left aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from indeks.planning import knapsack
from indeks.planning.bestset import covered
from indeks.planning.effort import HALVES
from indeks.planning.price import Sweep
from indeks.planning.problem import INF, Problem, hull
from indeks.planning.steps import Asked
from indeks.scoring import formula

SHOWN = 40
"""Points kept of the frontier."""
PRICES, SETS = 80, 60
"""Prices swept, and sets whose curve is worked out at most."""
EXACTLY = 40_000_000
"""Additions for the exact curve of one set; above that its steps are taken in order."""


@dataclass(frozen=True)
class Frontier:
    """The frontier.

    Attributes
    ----------
    table : DataFrame
        ``effort, index, n, category``: person-days, the most that they reach, innovations sent; rising.
    now : float
        The index of what is sent now, as it is.
    bounds : list of (str, float)
        Categories above nothing and where they begin, the lowest first.
    """

    table: pd.DataFrame
    now: float
    bounds: list[tuple[str, float]]


def frontier(question: Asked, *, shown: int = SHOWN) -> Frontier:
    """Return the frontier of what was asked, whatever its target.

    Parameters
    ----------
    question
        As :func:`indeks.planning.steps.asked` returns it.
    shown
        Points to keep at most; the first that reach a category are among them.

    Examples
    --------
    >>> from indeks import example
    >>> from indeks.planning import steps
    >>> table = frontier(steps.plan(example.sample_region(), "+5").asked).table
    >>> float(table["effort"].iloc[0]), len(table) <= 40, bool(table["index"].is_monotonic_increasing)
    (0.0, True, True)
    """
    one, problem = question.situation, question.problem
    points = envelope(np.vstack([curve(problem, chosen) for chosen in sets(problem)]))
    bounds = [(c.name, float(c.min)) for c in sorted(one.rule.categories, key=lambda c: c.min) if c.min > 0]
    kept = points[_thinned(points[:, 1], [round(low * 100) for _, low in bounds], shown)]
    table = pd.DataFrame({"effort": kept[:, 0] / HALVES, "index": kept[:, 1] / 100, "n": kept[:, 2]})
    table["category"] = [one.category(int(cents)) for cents in kept[:, 1]]
    return Frontier(table, one.cents(one.sent) / 100, bounds)


def sets(problem: Problem) -> list[np.ndarray]:
    """Return the sets that plans on the frontier of some price send, spread evenly over the efforts."""
    sweep = Sweep(problem)
    prices = np.unique(np.append(sweep.prices()[:-1], 0.0))
    found: list[tuple[int, int, np.ndarray]] = []
    for price in np.interp(np.linspace(0, len(prices) - 1, PRICES), np.arange(len(prices)), prices):
        for effort, cents, chosen in sweep.plans(float(price)):
            found.append((effort, cents, chosen))
    order = sorted(range(len(found)), key=lambda k: (found[k][0], -found[k][1]))
    best, kept, seen = -1, [], set()
    for k in order:
        _, cents, chosen = found[k]
        if cents > best:
            best = cents
            if chosen.tobytes() not in seen:
                seen.add(chosen.tobytes())
                kept.append(chosen)
    step = -(-len(kept) // SETS) or 1
    return kept[::step] + ([kept[-1]] if (len(kept) - 1) % step else [])


def curve(problem: Problem, chosen: np.ndarray) -> np.ndarray:
    """Return effort, index in hundredths and number sent of the plans of one set, in the order of effort."""
    members = np.flatnonzero(chosen)
    items = [problem.points(int(i)) for i in members]
    reach = sum(item[-1][0] for item in items)
    work = reach * sum(len(item) for item in items)
    spd = list(zip(problem.spd_gain.tolist(), problem.spd_effort.tolist(), strict=True))
    if work <= EXACTLY:
        best, _ = knapsack.fold(items, reach)
        gains = np.flatnonzero((best < INF) & np.append(best[:-1] < best[1:], True))
        plans = [(best[gains].astype(np.int64) + effort, gains * problem.grain, np.full(len(gains), gain))
                 for gain, effort in spd]  # fmt: skip
        spent, gained, points = (np.concatenate(part) for part in zip(*plans, strict=True))
    else:
        divisor = int(problem.divisor[len(members)])
        steps = [((f - e) / ((h - g) * problem.grain), f - e, (h - g) * problem.grain, 0)
                 for item in items for (g, e), (h, f) in pairwise(hull(item))]  # fmt: skip
        steps += [((f - e) / ((h - g) * divisor), f - e, 0, h - g) for (g, e), (h, f) in pairwise(hull(spd))]
        steps.sort(key=lambda step: step[0])
        table = np.array([(0, 0, 0), *((e, m, s) for _, e, m, s in steps)], dtype=np.int64).cumsum(axis=0)
        spent, gained, points = table.T
    total = int(problem.maturity[members].sum())
    affairs = covered(problem.affair, chosen)
    cents = formula.index_cents(problem.spd + points, total + gained, len(members), affairs, problem.rule)
    spent = spent + int(problem.create[members].sum())
    return np.column_stack([spent, cents, np.full(len(spent), len(members))]).astype(np.int64)


def envelope(points: np.ndarray) -> np.ndarray:
    """Return the points that no other beats, rising."""
    points = points[np.lexsort((-points[:, 1], points[:, 0]))]
    highest = np.maximum.accumulate(points[:, 1])
    first = np.append(True, highest[1:] > highest[:-1])
    return points[first]


def _thinned(cents: np.ndarray, bounds: list[int], shown: int) -> np.ndarray:
    """Return positions of at most so many points, evenly spread over the index."""
    must = {0, len(cents) - 1, *(int(np.searchsorted(cents, b)) for b in bounds if cents[0] < b <= cents[-1])}
    wanted = np.linspace(cents[0], cents[-1], max(2, shown - len(must)))
    spread = {int(k) for k in np.searchsorted(cents, wanted)}
    return np.array(sorted(must | spread))
