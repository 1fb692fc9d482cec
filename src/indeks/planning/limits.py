"""Where agencies have limits: a linear programme gives a bound, a set and the price of their time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indeks.planning.bestset import NONE
from indeks.planning.problem import INF, Problem, hull


@dataclass(frozen=True)
class Relaxed:
    """The programme without whole numbers: its value is a bound; ``share`` of each innovation is sent."""

    effort: float
    share: np.ndarray
    surcharge: np.ndarray
    """For each innovation what its agency's time is worth beside itself."""
    rebate: float


def relaxed(problem: Problem, n: int, gate: bool) -> Relaxed | None:
    """Solve the programme for a number sent, with the count score won or not; None where nothing satisfies it."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    members = np.flatnonzero(~problem.never)
    columns = [(int(i), g, e) for i in members for g, e in hull(problem.points(int(i)))]
    of = np.array([i for i, _, _ in columns])
    gain = np.array([problem.maturity[i] + g * problem.grain for i, g, _ in columns], dtype=float)
    effort = np.array([e + problem.create[i] for i, _, e in columns], dtype=float)
    spd = hull(list(zip(problem.spd_gain.tolist(), problem.spd_effort.tolist(), strict=True)))
    affairs = sorted(set(problem.affair[members].tolist()) - {NONE}) if gate else []
    needed = (problem.rule.min_basic_affairs or 0) if gate else 0
    width, first = len(columns) + len(spd) + len(affairs), len(columns) + len(spd)
    divisor, agencies = float(problem.divisor[n]), list(problem.limits)
    rows: list[tuple[np.ndarray, np.ndarray]] = []  # of what is at most: columns and values
    most: list[float] = []
    for a in agencies:
        mine = np.flatnonzero(problem.agency[of] == a)
        rows.append((mine, effort[mine]))
        most.append(float(problem.limits[a]))
    everything = np.arange(first)
    rows.append((everything, -np.concatenate([gain, [divisor * g for g, _ in spd]])))
    most.append(-float(problem.need(gate)[n]))
    for k, affair in enumerate(affairs):
        mine = np.flatnonzero(problem.affair[of] == affair)
        rows.append((np.append(mine, first + k), np.append(-np.ones(len(mine)), 1.0)))
        most.append(0.0)
    if affairs:
        rows.append((first + np.arange(len(affairs)), -np.ones(len(affairs))))
        most.append(-float(needed))
    for i in members[~problem.must[members]]:
        mine = np.flatnonzero(of == i)
        rows.append((mine, np.ones(len(mine))))
        most.append(1.0)
    even = [
        (np.arange(len(columns)), np.ones(len(columns))),
        (len(columns) + np.arange(len(spd)), np.ones(len(spd))),
    ]
    exactly = [float(n), 1.0]
    for i in members[problem.must[members]]:
        mine = np.flatnonzero(of == i)
        even.append((mine, np.ones(len(mine))))
        exactly.append(1.0)

    def matrix(lines: list[tuple[np.ndarray, np.ndarray]]) -> coo_array:
        where = np.concatenate([np.full(len(c), k) for k, (c, _) in enumerate(lines)])
        cells = (np.concatenate([v for _, v in lines]), (where, np.concatenate([c for c, _ in lines])))
        return coo_array(cells, shape=(len(lines), width)).tocsr()

    costs = np.concatenate([effort, [e for _, e in spd], np.zeros(len(affairs))])
    done = linprog(
        costs, A_ub=matrix(rows), b_ub=most, A_eq=matrix(even), b_eq=exactly, bounds=(0, 1), method="highs"
    )
    if done.x is None or done.status != 0:
        return None
    worth = np.maximum(0.0, -np.asarray(done.ineqlin.marginals[: len(agencies)]))
    price = dict(zip(agencies, worth, strict=True))
    share = np.bincount(of, weights=done.x[: len(columns)], minlength=problem.size)
    surcharge = np.array([price.get(int(a), 0.0) for a in problem.agency])
    return Relaxed(float(done.fun), share, surcharge, float(sum(price[a] * problem.limits[a] for a in agencies)))


def within(problem: Problem, chosen: np.ndarray, gains: np.ndarray) -> bool:
    """Return whether a plan keeps every limit."""
    spent: dict[int, int] = {}
    for i in np.flatnonzero(chosen):
        effort = int(problem.curves[i, gains[i]]) + int(problem.create[i])
        spent[int(problem.agency[i])] = spent.get(int(problem.agency[i]), 0) + effort
    return all(spent.get(a, 0) <= limit < INF for a, limit in problem.limits.items())
