"""Speed of composite indices: CPU seconds and peak memory of each task, in a process of its own.

Tasks are of the size of COINr's ASEM example (51 units, 49 indicators, 8 pillars, 2 sub-indices) and of
Indonesia's regions (552 units, 36 indicators, 5 years), on random data. Run with `make bench`; figures hold
for one machine and one run.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from resource import RUSAGE_SELF, getrusage

import numpy as np
import pandas as pd

METHOD = {"treatment": {"method": "skew_kurtosis"}}
ASSUMPTIONS = {
    "winsorise": [1, 2, 3, 4, 5],
    "normalisation": [{"method": "minmax", "lower": 1}, {"method": "zscore", "mean": 10, "sd": 2}],
    "aggregation": [{"method": "arithmetic"}, {"method": "geometric"}],
    "weights": {"2": 0.25, "3": 0.25},
}


def tree(pillars: list[int], subindices: list[int]) -> pd.DataFrame:
    """Metadata with so many indicators a pillar and so many pillars a sub-index."""
    rows: list[tuple[str, str, int]] = []
    pillar = 0
    for sub, n in enumerate(subindices):
        for _ in range(n):
            rows += [(f"i{pillar}_{k}", f"p{pillar}", 1) for k in range(pillars[pillar])]
            rows.append((f"p{pillar}", f"s{sub}", 2))
            pillar += 1
        rows.append((f"s{sub}", "index", 3))
    return pd.DataFrame([*rows, ("index", "", 4)], columns=["iCode", "Parent", "Level"])


def table(meta: pd.DataFrame, units: int, years: int = 1) -> pd.DataFrame:
    """Random data, some indicators skewed; indicators share a common part, as those of an index do."""
    rng = np.random.default_rng(1)
    codes = meta.loc[meta["Level"] == 1, "iCode"]
    common = rng.normal(size=(units * years, 1))
    values = 50 + 10 * (common + rng.normal(size=(units * years, len(codes))))
    values[:, ::5] = np.exp(values[:, ::5] / 10)
    frame = pd.DataFrame(values, columns=list(codes))
    frame.insert(0, "uCode", np.repeat([f"u{at}" for at in range(units)], years))
    if years > 1:
        frame.insert(1, "Time", np.tile(np.arange(2020, 2020 + years), units))
    return frame


ASEM = ([8, 5, 3, 5, 8, 6, 9, 5], [5, 3])
REGIONS = ([6] * 6, [3, 3])


def asem(replicates: int) -> Callable[[], object]:
    """The uncertainty of COINr's design."""
    from indeks.composites import uncertainty

    meta = tree(*ASEM)
    data = table(meta, 51)
    return lambda: uncertainty(data, meta, METHOD, ASSUMPTIONS, replicates, seed=1)


def panel() -> Callable[[], object]:
    """The uncertainty of a panel of Indonesia's size."""
    from indeks.composites import uncertainty

    meta = tree(*REGIONS)
    data = table(meta, 552, 5)
    return lambda: uncertainty(data, meta, METHOD, ASSUMPTIONS, 1000, seed=1)


def outranked() -> Callable[[], object]:
    """Outranking of all pairs."""
    from indeks.composites.voting import outranking

    values = table(tree(*REGIONS), 552).iloc[:, 1:].to_numpy()
    return lambda: outranking(values, np.ones(values.shape[1]))


def sobol() -> Callable[[], object]:
    """Sobol' indices of the mean shift of ranks in COINr's design, of half-widths of at most 0.02."""
    from indeks.composites import sensitivity

    meta = tree(*ASEM)
    data = table(meta, 51)

    def run() -> pd.DataFrame:
        found = sensitivity(data, meta, METHOD, ASSUMPTIONS, points=32768, seed=1, limit=0.02)
        shift = found[found["uCode"] == ""]
        half = max((shift[f"{n}_upper"] - shift[f"{n}_lower"]).max() / 2 for n in ("First", "Total"))
        print(f"      half-width of the mean shift: {half:.4f}", file=sys.stderr)
        return found

    return run


def readings() -> Callable[[], object]:
    """A country of Indonesia's size under 1,000 readings of the rule."""
    from indeks import example
    from indeks.edition import load
    from indeks.robustness import as_assumptions, replicates
    from indeks.robustness.state import states

    rule = load("iid-2026")
    weights = [i.code for i in rule.of_aspect("sid")]
    options = [{}, *({"weights": {code: 2.5}} for code in weights[:9])]
    given = {
        "readings": [
            {"name": "divisor", "options": [{"min_divisor": n} for n in range(8, 18)]},
            {"name": "count", "options": [{"count_weight": round(0.30 + 0.02 * k, 2)} for k in range(10)]},
            {"name": "weights", "options": options},
        ]
    }
    data = example.national_panel()
    return lambda: replicates(states(data)[0], as_assumptions(given, rule), "rules")


TASKS: dict[str, tuple[Callable[[], Callable[[], object]], float]] = {
    "51 units x 49 indicators, 1,000 replicates": (lambda: asem(1_000), 0.4),
    "51 units x 49 indicators, 100,000 replicates": (lambda: asem(100_000), 4.0),
    "552 units x 36 indicators x 5 years, 1,000 replicates": (panel, 12.0),
    "outranking of 552 units x 36 indicators": (outranked, 0.5),
    "IID of 552 regions x 36,742 innovations, 1,000 readings of the rule": (readings, 10.0),
    "Sobol' indices, half-widths of at most 0.02": (sobol, 5.0),
}


def one(name: str) -> None:
    """Run a task and print what it took."""
    ready = TASKS[name][0]()
    start = time.process_time()
    ready()
    spent = time.process_time() - start
    print(json.dumps({"cpu": spent, "peak_mb": getrusage(RUSAGE_SELF).ru_maxrss / 1024}))


def main() -> None:
    """Measure each task in a process of its own, and print."""
    if len(sys.argv) > 1:
        one(sys.argv[1])
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name, (_, wanted) in TASKS.items():
        done = subprocess.run([sys.executable, __file__, name], check=True, stdout=subprocess.PIPE, text=True)
        seen = json.loads(done.stdout)
        print(f"{name}: {seen['cpu']:.2f} s CPU (wanted {wanted:g}), peak {seen['peak_mb']:.0f} MB")


if __name__ == "__main__":
    main()
