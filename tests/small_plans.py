"""Small planning problems and their answers by trying everything, written apart from the library's own arithmetic."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np

from indeks.planning import problem as problems
from indeks.planning.problem import INF, Problem
from indeks.scoring.formula import Constants


def rule(*, divisor: int, count: int, cap: int, need: int | None, total: int = 25_000) -> Constants:
    """Constants of a rule with a hundred units in a point."""
    return Constants(
        unit=100, min_divisor=divisor, count_weight=count, count_cap=cap, max_total=total, min_basic_affairs=need,
        bounds=np.array([0, 1, 4001, 6501]), categories=("a", "b", "c", "d"),
    )  # fmt: skip


@dataclass
class Case:
    """A problem with the levels and efforts it was made from."""

    problem: Problem
    levels: np.ndarray
    weights: np.ndarray
    effort: np.ndarray
    spd_options: list[tuple[int, int]]


def case(
    rng: np.random.Generator, *, size: int, rows: int, low: int = 0, limits: bool = False, new: bool = False
) -> Case:
    """A problem of a few innovations with a few indicators each."""
    levels = rng.integers(low, 4, (size, rows))
    weights = rng.integers(1, 5, rows)
    effort = np.full((rows, 4, 4), INF, dtype=np.int64)
    for j in range(rows):
        for start, high in itertools.combinations(range(4), 2):
            if rng.random() < 0.8:
                effort[j, start, high] = rng.integers(1, 9)
    create = np.zeros(size, dtype=np.int64)
    if new:
        create[-1] = rng.integers(1, 12)
    forced = rng.permutation(size)
    must, never = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    must[forced[: rng.choice([0, 0, 1])]] = True
    never[forced[1 : 1 + rng.choice([0, 0, 1])]] = True
    one = rule(
        divisor=int(rng.choice([1, 2, 3, 10, 12, 14, 16])),
        count=int(rng.choice([38, 150, 400])),
        cap=int(rng.choice([2, 4, 200])),
        need=int(rng.choice([0, 1, 2, 3])) or None,
        total=int(rng.choice([3_000, 6_000])),
    )
    spd_options = [(0, 0), (int(rng.integers(1, 8)) * 25, int(rng.integers(1, 9)))]
    gains, efforts = problems.pareto(*np.array(spd_options).T)
    agency = rng.integers(0, 2, size)
    most = int(rng.integers(2, 15))
    parts: dict[str, Any] = {
        "maturity": (levels * weights).sum(axis=1) * 100,
        "curves": problems.step_curves(levels, weights, effort),
        "grain": 100,
        "affair": rng.integers(-1, 3, size),
        "must": must,
        "never": never,
        "create": create,
        "spd": int(rng.integers(0, 8)) * 100,
        "spd_gain": gains,
        "spd_effort": efforts,
        "rule": one,
        "cents": int(rng.integers(500, 9000)),
        "agency": agency,
        "limits": {0: most} if limits else {},
    }
    return Case(problems.of(**parts), levels, weights, effort, spd_options)


def brute(one: Case) -> int | None:
    """The least effort that reaches the target, over every set and every choice of levels; None where none does."""
    p, r = one.problem, one.problem.rule
    total, n, mask = np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64)
    spent, own = np.zeros(1, np.int64), np.zeros(1, np.int64)
    for i in range(p.size):
        options = [] if p.must[i] else [(0, 0, 0, 0)]
        if not p.never[i]:
            for high in itertools.product(*(range(lv, 4) for lv in one.levels[i])):
                moves = [(j, lv, h) for j, (lv, h) in enumerate(zip(one.levels[i], high, strict=True)) if h > lv]
                cost = int(p.create[i]) + sum(int(one.effort[j, lv, h]) for j, lv, h in moves)
                if cost < INF:
                    points = 100 * sum(int(w) * h for w, h in zip(one.weights, high, strict=True))
                    bit = 1 << int(p.affair[i]) if p.affair[i] >= 0 else 0
                    options.append((1, points, cost, bit))
        table = np.array(options, dtype=np.int64).reshape(-1, 4)
        counted, points, cost, bits = table.T
        limited = int(p.agency[i]) in p.limits
        total, n = np.add.outer(total, points).ravel(), np.add.outer(n, counted).ravel()
        mask = np.bitwise_or.outer(mask, bits).ravel()
        spent = np.add.outer(spent, cost).ravel()
        own = np.add.outer(own, cost * limited).ravel()
    covers = np.array([m.bit_count() for m in range(8)])[mask] >= (r.min_basic_affairs or 0)
    divisor = np.maximum(r.min_divisor, n)
    count = np.where(covers, np.minimum(n, r.count_cap) * r.count_weight, 0)
    allowed = own <= next(iter(p.limits.values()), INF)
    best = None
    for gain, cost in one.spd_options:
        above = (p.spd + gain + count) * divisor + total
        cents = (above * 20_000 + divisor * r.max_total) // (2 * divisor * r.max_total)
        good = allowed & (cents >= p.cents)
        if good.any():
            least = int(spent[good].min()) + cost
            best = least if best is None else min(best, least)
    return best
