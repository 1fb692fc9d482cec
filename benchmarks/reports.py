"""Seconds per report of every road to it, for the same notebook in one run, and the peak memory of each.

Papermill's command line, papermill's API, a batch with one and with two workers, and the floor: the same work as a
plain function in two warm processes. With ``--country`` the 552 regions of a made-up country follow as one batch;
with ``--baseline PATH``, a checkout of an earlier commit with its own ``.venv``, the commands of both are measured
side by side. Run with ``make bench``; figures hold for one machine and one run, ratios for somewhat more.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from indeks import example
from indeks.engine.lean import ONE_THREAD
from indeks.making import batch, choose, run
from indeks.making.jobs import Job, job, source_notebook
from indeks.published import history
from indeks.tables import write_folder
from indeks.texts import texts

FEW, MANY = 4, 40
MOST = MANY + 2
WANTED_RATIO, WANTED_FLOOR = 10, {"full": 1.15, "published": 1.4}
WARM, TURNS = 10, 2
HERE = Path(__file__).resolve().parents[1]
PUBLISHED = "11.14,16.07,19.71,33.09,36.01,36.02,36.03,36.71,36.72,36.73,36.74,51.06"
"""Regions with a published result of 2022: in two languages the 24 reports that are made from cold."""
N_PUBLISHED = 24


def published_jobs(out: Path) -> list[Job]:
    """City reports from published results, the lightest there are: what surrounds the work weighs most."""
    table = history.merged()
    table = table[(table["scale"] == "0-100") & (table["stage"] == "final") & table["score"].notna()]
    places = sorted({(code, int(year)) for code, year in zip(table["region_code"], table["year"], strict=True)})
    wanted = [{"region": c, "year": y, "lang": lang} for lang in ("id", "en") for c, y in places]
    return [job("city", parameters, out) for parameters in wanted[:MOST]]


def full_jobs(out: Path) -> list[Job]:
    """City reports with every section, from the levels of a made-up country."""
    data = out / "data"
    if not data.exists():
        write_folder(example.national_panel(regions=MOST, innovations=MOST * 40), data)
    return choose.jobs(choose.Choice(years="2026", regions="all", data=str(data)), out, texts("id"))[:MOST]


def papermill_command(wanted: Job) -> None:
    """Run one report with papermill's command line."""
    wanted.stem.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "papermill", str(source_notebook(wanted.kind)), str(wanted.notebook)]
    command += ["-k", "python3", "--no-progress-bar"]
    for name, value in wanted.parameters.items():
        command += ["-r", name, str(value)]
    subprocess.run(command, check=True, capture_output=True)


def as_function(wanted: Job) -> None:
    """The same cells' work, blocks and page without notebook, engine or fork."""
    from nbformat import from_dict, read

    from indeks import files
    from indeks.document.blocks import Block
    from indeks.document.html import exporter

    outputs: list[dict] = []

    def display(block: Block) -> None:
        outputs.append({"output_type": "display_data", "data": block._repr_mimebundle_(), "metadata": {}})

    nb = read(source_notebook(wanted.kind), as_version=4)
    space = dict(wanted.parameters)
    import IPython.display

    IPython.display.display = display
    for k, cell in enumerate(c for c in nb.cells if c.cell_type == "code"):
        outputs = []
        if k:
            exec(compile(cell.source, f"cell {k}", "exec"), space)
        cell.outputs = [from_dict(o) for o in outputs]
    page, _ = exporter().from_notebook_node(nb)
    wanted.stem.parent.mkdir(parents=True, exist_ok=True)
    files.write(wanted.page, page)


class Memory:
    """The most memory that this process and its descendants hold at once, in MB, looked at ten times a second."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.1):
            self.peak = max(self.peak, total_pss())


def total_pss() -> float:
    """Memory of this process and its descendants in MB, pages that several share counted once; 0 if not told."""
    parent: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    mine = {os.getpid()}
    while more := {p for p, of in parent.items() if of in mine} - mine:
        mine |= more
    total = 0
    for pid in mine:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


def measured(name: str, n: int, work: Callable[[], float]) -> float:
    """Run a road over n reports and print what it took; ``work`` returns seconds of getting ready."""
    with Memory() as memory:
        begin = time.perf_counter()
        ready = work()
        spent = time.perf_counter() - begin
    each = (spent - ready) / n
    print(f"{name:34s} {each:6.2f} s per report   ready after {ready:5.1f} s   {memory.peak:5.0f} MB", flush=True)
    return each


def by_batch(wanted: list[Job], workers: int) -> float:
    """Make reports after as many as there are workers, which show when the workers are ready."""
    begin, ready = time.perf_counter(), 0.0

    def told(k: int, _n: int, _job: Job, failure: str) -> None:
        nonlocal ready
        assert not failure, failure
        if k == workers:
            ready = time.perf_counter() - begin

    batch.make_all(wanted, workers=workers, told=told)
    return ready


def by_function(wanted: list[Job]) -> float:
    """Make reports with two warm processes."""
    os.environ.update(ONE_THREAD)
    begin = time.perf_counter()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(as_function, wanted[:2]))
        ready = time.perf_counter() - begin
        list(pool.map(as_function, wanted[2:]))
    return ready


def compare(jobs: Callable[[Path], list[Job]], top: Path) -> None:
    """Print every road for the same reports."""

    def each(make: Callable[[Job], None], name: str) -> Callable[[], float]:
        def work() -> float:
            for wanted in jobs(top / name)[:FEW]:
                make(wanted)
            return 0.0

        return work

    print((jobs.__doc__ or "").strip())
    command = measured("papermill, command line", FEW, each(papermill_command, "command"))
    measured("papermill, API, and page", FEW, each(run.make, "api"))
    half = MANY // 2
    measured("batch, 1 worker", half, lambda: by_batch(jobs(top / "one")[: half + 1], 1))
    two = measured("batch, 2 workers", MANY, lambda: by_batch(jobs(top / "two"), 2))
    floor = measured("floor: a function, 2 processes", MANY, lambda: by_function(jobs(top / "floor")))
    print(f"papermill's command line / batch with 2 workers: {command / two:.1f} (wanted: {WANTED_RATIO} or more)")
    print(f"batch with 2 workers / floor: {two / floor:.2f} (wanted: {WANTED_FLOOR[top.name]} or less)")


def country(top: Path) -> None:
    """Print what 552 regions take as one batch, and what is left afterwards."""
    data = top / "data"
    write_folder(example.national_panel(), data)
    wanted = choose.jobs(choose.Choice(years="2026", regions="all", data=str(data)), top / "country", texts("id"))
    run.forget()
    others = total_children()  # what started other processes above may have left a helper of Python's own
    at: dict[int, tuple[float, float]] = {}
    begin = time.perf_counter()

    def told(k: int, n: int, _job: Job, failure: str) -> None:
        assert not failure, failure
        if k in (50, n):
            at[k] = (time.perf_counter() - begin, total_pss())

    with Memory() as memory:
        result = batch.make_all(wanted, told=told)
    spent = time.perf_counter() - begin
    print(f"{len(result.made)} of {len(wanted)} reports with data in {spent / 60:.1f} min", end=", ")
    print(f"{spent / len(wanted):.2f} s each, {sum(o.cpu for o in result.outcomes) / len(wanted):.2f} s CPU each")
    for k, (seconds, megabytes) in at.items():
        print(f"after report {k}: {seconds:.0f} s, {megabytes:.0f} MB")
    largest = max(o.peak_mb for o in result.outcomes)
    print(f"most memory at once: {memory.peak:.0f} MB; of one report {largest:.0f} MB")
    begin = time.perf_counter()
    again = batch.make_all(wanted)
    spent = time.perf_counter() - begin
    print(f"a second run: {spent:.1f} s, {len(again.made)} made, {len(again.fresh)} up to date")
    left = list((top / "country").rglob(".*"))
    print(f"left over: {len(left)} files, {total_children() - others} processes")


def command(checkout: Path, name: str, *arguments: object) -> tuple[float, float, float]:
    """Run a command of a checkout; return its CPU seconds, its seconds and its memory."""
    source = {"PYTHONPATH": str(checkout / "src")}
    binaries = Path(sys.executable).parent if checkout == HERE else checkout / ".venv" / "bin"
    line = [str(binaries / name), *map(str, arguments)]
    with Memory() as memory:
        before, begin = os.times(), time.perf_counter()
        subprocess.run(line, check=True, capture_output=True, env={**os.environ, **source}, cwd=checkout)
        after, spent = os.times(), time.perf_counter() - begin
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu, spent, memory.peak


def beside(name: str, here: float, there: float, most: float | None, unit: str = "s CPU") -> None:
    """Print a measurement of this checkout beside that of the baseline."""
    wanted = "" if most is None else f" (wanted: {most} or less)"
    print(f"{name:52s} {here:8.2f} / {there:8.2f} {unit} = {here / there:.2f}{wanted}", flush=True)


def against(baseline: Path, top: Path, turns: int, *, whole: bool) -> None:
    """Measure the same commands here and in a checkout of an earlier commit, in turn, and print ratios."""
    here = HERE
    data = top / "some"
    write_folder(example.national_panel(regions=MOST, innovations=MOST * 40), data)
    # Each commit reads the workbook of its own template: later ones have columns that earlier ones refuse.
    example_data = Path("data", "raw", "contoh", "kota-contoh-2026.xlsx")
    batched = ("--data", data, "--years", 2026, "--workers", 1)
    regions_of = [",".join(f"99.{100 + k}" for k in range(n)) for n in (2, 2 + WARM)]
    took: dict[str, list[dict[str, float]]] = {"here": [], "there": []}
    for turn in range(turns):
        for side, checkout in (("here", here), ("there", baseline)):
            out = top / f"{side}-{turn}"
            one = command(
                checkout, "indeks", "report", "--region", "99.71", "--year", 2026, "--data", checkout / example_data,
                "--out", out / "one",
            )[0]  # fmt: skip
            few, many = (
                command(checkout, "indeks", "batch", *batched, "--regions", wanted, "--out", out / str(k))[0]
                for k, wanted in enumerate(regions_of)
            )
            cold = command(
                checkout, "indeks", "batch", "--years", 2022, "--regions", PUBLISHED, "--lang", "id,en",
                "--out", out / "published",
            )[1]  # fmt: skip
            took[side].append({"one": one, "warm": (many - few) / WARM, "published": cold})
    notebook = next((here / "notebooks").rglob("city_report.ipynb"))
    papermill = [
        command(
            here, "papermill", notebook, top / "papermill.ipynb", "-k", "python3", "--no-progress-bar",
            "-r", "data", here / example_data,
        )[0]
        for _ in range(turns)
    ]  # fmt: skip
    light = [
        command(
            here, "papermill", notebook, top / "papermill.ipynb", "-k", "python3", "--no-progress-bar",
            "-r", "region", "19.71", "-p", "year", "2022", "-r", "data", "",
        )[1]
        for _ in range(turns)
    ]  # fmt: skip
    least = {
        side: {name: min(turn[name] for turn in listed) for name in listed[0]} for side, listed in took.items()
    }
    mine, theirs = least["here"], least["there"]
    print(f"Beside the commit of {baseline}, the least of {turns} turns each")
    beside("a full region report in a warm process", mine["warm"], theirs["warm"], 0.55)
    beside("indeks report of a region, from cold", mine["one"], theirs["one"], 0.45)
    beside("the same / papermill's command line", mine["one"], min(papermill), 1.0)
    beside(
        f"{N_PUBLISHED} reports of published results, from cold", mine["published"], theirs["published"], None, "s"
    )
    ratio = min(light) * N_PUBLISHED / mine["published"]
    print(f"papermill's command line each / the same: {ratio:.1f} (wanted: 18 or more)")
    if whole:
        country_beside(here, baseline, top)


def country_beside(here: Path, baseline: Path, top: Path) -> None:
    """Print what the batch of a country takes here and in the baseline."""
    data = top / "country-data"
    write_folder(example.national_panel(), data)
    (cpu, spent, memory), (their_cpu, their_time, their_memory) = (
        command(
            checkout, "indeks", "batch", "--data", data, "--years", 2026, "--regions", "all",
            "--out", top / f"country-{side}",
        )
        for side, checkout in (("here", here), ("there", baseline))
    )  # fmt: skip
    beside("a country of 552 regions", spent, their_time, 0.65, "s")
    beside("the same", cpu, their_cpu, None)
    beside("the same", memory, their_memory, 1.0, "MB")


def total_children() -> int:
    """Count the processes this one started that are still there."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return len(listed.read_text().split()) if listed.exists() else 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--country", action="store_true", help="also make 552 reports with data, some minutes")
    parser.add_argument("--baseline", type=Path, help="checkout of an earlier commit with a .venv, to be beaten")
    parser.add_argument(
        "--turns", type=int, default=TURNS, help="how often each command is measured; the least counts"
    )
    parser.add_argument("--only-baseline", action="store_true", help="leave the roads of this commit out")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f}")
    with tempfile.TemporaryDirectory() as name:
        if options.baseline:
            against(options.baseline.resolve(), Path(name), options.turns, whole=options.country)
        if not options.only_baseline:
            compare(published_jobs, Path(name) / "published")
            compare(full_jobs, Path(name) / "full")
            if options.country and not options.baseline:
                country(Path(name))
    print(f"most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
