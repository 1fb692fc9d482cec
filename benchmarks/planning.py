"""Speed, memory and proven gaps of best sets and plans: 300 innovations of 20 indicators, 40 agencies.

The instances are made up; the efforts are those of ``effort.toml``. Beside the plan scipy's ``milp`` (HiGHS) gets
the same problem with its number sent given, which is easier. Run with `make bench`; figures hold for one machine
and one run.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from indeks import edition
from indeks.planning import bestset, effort, frontier, solve
from indeks.planning import problem as problems
from indeks.planning.problem import Problem
from indeks.scoring import formula

RULE = edition.load("iid-2026")
INNOVATIONS, AGENCIES = 300, 40
SEEDS = (7, 8, 9)
GAINS = (30, 200, 800)
"""Targets: hundredths above the best set with levels as they are."""
LIMITS = (2.0, 1.3, 1.15, 1.08)
"""Limits of agencies, as multiples of an even share of the plan's effort."""
MILP_SECONDS = 60


def instance(seed: int, size: int = INNOVATIONS, share: float = 0.4) -> Problem:
    """Return a region made up at random, with efforts from the table of the library."""
    rng = np.random.default_rng(seed)
    constants = formula.constants(RULE, 100)
    codes = [i.code for i in RULE.of_aspect("sid")]
    weights = np.array([int(i.weight or 0) for i in RULE.of_aspect("sid")])
    each = np.clip(rng.normal(share, 0.2, size), 0.02, 0.98)
    levels = rng.binomial(3, each[:, None], (size, len(codes)))
    spd_codes = [i.code for i in RULE.of_aspect("spd")]
    spd_weights = np.array([int(i.weight * 4) for i in RULE.of_aspect("spd")])  # type: ignore[operator]
    spd_levels = rng.integers(0, 4, len(spd_codes))
    efforts = effort.read()
    curve = problems.step_curves(spd_levels[None], spd_weights, efforts.matrix(spd_codes))[0]
    gains, takes = problems.pareto(np.arange(len(curve)), curve)
    return problems.of(
        maturity=(levels * weights).sum(axis=1) * 100,
        curves=problems.step_curves(levels, weights, efforts.matrix(codes)),
        grain=100,
        affair=np.where(rng.random(size) < 0.55, rng.integers(0, 6, size), -1),
        spd=int((spd_levels * spd_weights).sum()) * 25,
        spd_gain=gains * 25,
        spd_effort=takes,
        rule=constants,
        cents=0,
        agency=rng.integers(0, AGENCIES, size),
    )


def milp(problem: Problem, n: int, seconds: float) -> tuple[float | None, float]:
    """Return effort and gap that scipy's ``milp`` finds in a time for a number sent, the count score granted."""
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.optimize import milp as scipy_milp
    from scipy.sparse import coo_array

    columns = [(i, g, e) for i in range(problem.size) for g, e in problem.points(i)]
    of = np.array([i for i, _, _ in columns])
    worth = np.array([problem.maturity[i] + g * problem.grain for i, g, _ in columns])
    spd = list(zip(problem.spd_gain.tolist(), problem.spd_effort.tolist(), strict=True))
    width, own = len(columns) + len(spd), np.arange(len(columns))
    rows = [of, np.full(len(own), problem.size), np.full(len(own), problem.size + 1)]
    values = [np.ones(len(own)), np.ones(len(own)), worth]
    where = np.arange(len(columns), width)
    rows += [np.full(len(spd), problem.size + 1), np.full(len(spd), problem.size + 2)]
    values += [np.array([problem.divisor[n] * g for g, _ in spd]), np.ones(len(spd))]
    cells = (np.concatenate(values), (np.concatenate(rows), np.concatenate([own, own, own, where, where])))
    matrix = coo_array(cells, shape=(problem.size + 3, width)).tocsr()
    low = np.concatenate([np.zeros(problem.size), [n, problem.need(True)[n], 1]])
    high = np.concatenate([np.ones(problem.size), [n, np.inf, 1]])
    costs = np.concatenate([[e for _, _, e in columns], [e for _, e in spd]])
    done = scipy_milp(
        costs, constraints=LinearConstraint(matrix, low, high), integrality=np.ones(width), bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": 0.001},
    )  # fmt: skip
    return (None, 1.0) if done.x is None else (float(done.fun), float(done.mip_gap or 0.0))


def timed(function: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a function gives and the seconds it takes."""
    begin = time.perf_counter()
    result = function()
    return result, time.perf_counter() - begin


def best_sets() -> None:
    """Print the time of the exact best set."""
    seconds = []
    for seed in SEEDS:
        p = instance(seed)
        seconds += [
            timed(lambda p=p: bestset.best_set(p.maturity, p.affair, p.rule, spd=p.spd))[1] for _ in range(3)
        ]
    print(f"best set of {INNOVATIONS}: {max(seconds):.4f} s at worst (wanted 0.05)")


def plans() -> list[tuple[Problem, Any]]:
    """Print time and gap of plans; return them."""
    made = []
    for seed in SEEDS:
        p = instance(seed)
        now = int(bestset.best_set(p.maturity, p.affair, p.rule, spd=p.spd).cents.max())
        for gain in GAINS:
            aimed = p.aimed(now + gain)
            found, seconds = timed(lambda aimed=aimed: solve.solve(aimed))
            made.append((aimed, found))
            told = f"{found.effort / 2:.1f} person-days, gap {found.gap:.2%}" if found else "cannot be reached"
            print(f"plan, seed {seed}, +{gain / 100:.2f}: {told}, {seconds:.2f} s (wanted 0.5 % and 5 s)")
    return made


def limited(made: list[tuple[Problem, Any]]) -> None:
    """Print time and gap of plans with limits of agencies."""
    from dataclasses import replace

    for seed, (p, found) in zip(SEEDS, made[len(GAINS) - 1 :: len(GAINS)], strict=True):
        for share in LIMITS:
            most = int(found.effort / AGENCIES * share)
            asked = replace(p, limits=dict.fromkeys(range(AGENCIES), most))
            plan, seconds = timed(lambda asked=asked: solve.solve(asked))
            told = f"{plan.effort / 2:.1f} person-days, gap {plan.gap:.2%}" if plan else "none found"
            print(f"limits {share:.2f} x even, seed {seed}: {told}, {seconds:.2f} s (wanted 1.5 % and 8 s)")


def whole_frontier() -> None:
    """Print the time of the frontier, and how far it lies above proven bounds."""
    p = instance(SEEDS[0])

    def work() -> np.ndarray:
        return frontier.envelope(np.vstack([frontier.curve(p, chosen) for chosen in frontier.sets(p)]))

    points, seconds = timed(work)
    above = []
    for share in (0.25, 0.5, 0.75):
        cents = int(points[0, 1] + share * (points[-1, 1] - points[0, 1]))
        found = solve.solve(p.aimed(cents))
        above.append((points[np.searchsorted(points[:, 1], cents), 0] - found.bound) / max(found.bound, 1))
    print(f"frontier: {len(points)} points, {seconds:.2f} s (wanted 10), above the bound {max(above):.2%} at most")


def beside(made: list[tuple[Problem, Any]]) -> None:
    """Print what scipy's milp makes of the same problem."""
    p, found = made[len(GAINS) - 1]
    n = int(found.chosen.sum())
    (value, gap), seconds = timed(lambda: milp(p, n, MILP_SECONDS))
    told = "no plan" if value is None else f"{value / 2:.1f} person-days, gap {gap:.2%}"
    print(f"scipy milp, the same with {n} sent: {told}, {seconds:.1f} s; ours {found.effort / 2:.1f}")


def memory() -> None:
    """Print the peak of a process that makes one plan and nothing else."""
    code = (
        "import resource, sys; sys.path.insert(0, 'benchmarks'); import planning as b; p = b.instance(7); "
        "now = int(b.bestset.best_set(p.maturity, p.affair, p.rule, spd=p.spd).cents.max()); "
        "b.solve.solve(p.aimed(now + 800)); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    print(f"peak memory of one plan, with Python and numpy: {done.stdout.strip()} MB (wanted 150)")


def main() -> None:
    """Measure and print."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    memory()  # first: a process inherits the peak of the one that starts it
    best_sets()
    made = plans()
    limited(made)
    whole_frontier()
    beside(made)


if __name__ == "__main__":
    main()
