"""Speed and memory of scoring a country: 552 regions, 36,742 innovations, 734,840 levels, as Parquet.

Prints CPU seconds of `indeks score` after its imports, its peak memory, the ratio to a plain Python loop over the
same data, and the start of the quick commands. Run with `make bench`; figures hold for one machine and one run.
"""

from __future__ import annotations

import csv
import io
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3

MEASURED = """
import contextlib, io, json, resource, sys, time
import indeks.cli, indeks.cli.describe, indeks.intake, indeks.scoring, indeks.regions
import indeks.gather.check, indeks.intake.read, indeks.intake.folder, indeks.intake.vocabulary
import pandas, pandera.pandas, pyarrow.parquet, rapidfuzz
at_start = time.process_time()
out = io.StringIO()
with contextlib.redirect_stdout(out):
    code = indeks.cli.main(["score", sys.argv[1], "--format", "csv"])
spent = time.process_time() - at_start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"code": code, "cpu": spent, "peak_mb": peak, "csv": out.getvalue()}))
"""


def plain_loop(folder: Path) -> tuple[float, float, dict[str, float]]:
    """Compute the same indices with dictionaries and loops; return CPU s of reading, of the loops, and indices."""
    import pandas as pd

    from indeks.edition import load

    rule = load("iid-2026")
    begin = time.process_time()
    innovations = pd.read_parquet(folder / "innovations.parquet").to_dict("records")
    levels = pd.read_parquet(folder / "innovation_levels.parquet").to_dict("records")
    region_levels = pd.read_parquet(folder / "region_levels.parquet").to_dict("records")
    start = time.process_time()
    weight = {i.code: float(i.weight) for i in rule.indicators if i.weight is not None}
    f = {name: c.value for name, c in rule.formula.items()}
    maturity: dict[str, float] = {}
    for row in levels:
        points = weight[row["indicator"]] * row["level"]
        maturity[row["innovation_id"]] = maturity.get(row["innovation_id"], 0.0) + points
    spd: dict[str, float] = {}
    for row in region_levels:
        spd[row["region_code"]] = spd.get(row["region_code"], 0.0) + weight[row["indicator"]] * row["level"]
    sent: dict[str, list[dict]] = {}
    for row in innovations:
        sent.setdefault(row["region_code"], []).append(row)
    index = {}
    for region, mine in sent.items():
        n = len(mine)
        covered = {r["affair"] for r in mine} & set(f["basic_affairs"])
        count = float(f["count_weight"]) * min(n, f["count_cap"]) if len(covered) >= f["min_basic_affairs"] else 0
        total = sum(maturity[r["innovation_id"]] for r in mine) / max(f["min_divisor"], n)
        index[region] = (spd[region] + total + count) / f["max_total"] * 100
    return start - begin, time.process_time() - start, index


def cpu_of(*arguments: str) -> float:
    """CPU seconds of a command as a whole process, the least of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        before = os.times()
        subprocess.run([sys.executable, "-m", "indeks", *arguments], check=True, capture_output=True)
        after = os.times()
        spent = after.children_user - before.children_user + after.children_system - before.children_system
        best = min(best, spent)
    return best


def main() -> None:
    """Measure and print."""
    from indeks import example
    from indeks.tables import write_folder

    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        panel = example.national_panel()
        write_folder(panel, folder)
        print(f"{len(panel.regions)} regions, {len(panel.innovations)} innovations", end=", ")
        print(f"{len(panel.innovation_levels)} levels")
        runs = []
        for _ in range(ROUNDS):
            done = subprocess.run(
                [sys.executable, "-c", MEASURED, name], check=True, capture_output=True, text=True
            )
            runs.append(json.loads(done.stdout))
        best = min(runs, key=lambda r: r["cpu"])
        rows_made, loop, index = min((plain_loop(folder) for _ in range(ROUNDS)), key=lambda r: r[0] + r[1])
    rows = list(csv.DictReader(io.StringIO(best["csv"])))
    worst = max(abs(float(r["index"]) - index[r["region_code"]]) for r in rows)
    start = time.process_time()
    from indeks import scoring

    scoring.score(panel)
    inside = time.process_time() - start
    print(f"indeks score, read and checked, after import: {best['cpu']:.2f} s CPU (wanted under 2)")
    print(f"peak memory of the process: {best['peak_mb']:.0f} MB (wanted under 600)")
    plain = rows_made + loop
    print(f"plain Python, which checks nothing: rows from Parquet {rows_made:.2f} s, loops {loop:.2f} s", end=", ")
    print(f"together {plain:.2f} s")
    print(f"scoring alone, without reading and checking: {inside:.3f} s; loops / scoring = {loop / inside:.1f}")
    print(f"plain Python together / indeks score with all checks = {plain / best['cpu']:.1f}")
    print(f"largest difference between the two: {worst:.4f} (rounding to two decimals allows 0.005)")
    for arguments in (["--help"], ["editions"]):
        print(f"indeks {' '.join(arguments)}: {cpu_of(*arguments):.2f} s CPU (wanted under 0.5)")


if __name__ == "__main__":
    main()
