"""The warm process: everything a report needs is loaded once, then each report runs in a fork of it.

It is started by :mod:`indeks.making.worker` as ``python -m indeks.making.zygote``, with one thread
each for BLAS, OpenMP and Arrow, and talks over one pipe. It never forks with more than one thread: a lock held
by another thread would stay locked in the child for ever.
"""

from __future__ import annotations

import gc
import os
import random
import signal
import sys
import tempfile
import threading
import time
import traceback
import warnings
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path

from indeks.engine import register
from indeks.making import run
from indeks.making.jobs import Job, job

IDLE = 900.0
"""Seconds without work after which the process ends; its owner starts another one when there is work again."""
GRACE = 10.0
"""Seconds beyond a cell's own time after which a child that did not stop by itself is killed."""
WIND_UP = 3.0
"""Seconds an interrupted child has to save what it has."""


NOTHING = "nothing"
"""What happened to a child that came to its own end."""


@dataclass(frozen=True)
class Outcome:
    """What became of a report: its failure, or ``""``; what its process took, memory in MB."""

    failure: str
    seconds: float = 0.0
    peak_mb: float = 0.0
    cpu: float = 0.0


def warm() -> None:
    """Make one report to nowhere, which imports all that reports need, and have a fresh shell ready."""
    from indeks import files
    from indeks.engine.shell import make_ready

    register()
    with tempfile.TemporaryDirectory() as folder:
        data = str(files.path("data", "raw", "contoh", "kota-contoh-2026.xlsx"))
        one = job("city", {"region": "99.71", "year": 2026, "data": data}, Path(folder))
        run.make(one, run.FAST)
    run.forget()
    make_ready()
    gc.collect()
    gc.freeze()  # pages that the collector does not touch stay shared with the children


def threads() -> int:
    """Count the threads of this process, those that Python does not know of too where the system tells."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("Threads:"):
                return max(int(line.split()[1]), threading.active_count())
    return threading.active_count()


def serve(owner: Connection) -> None:
    """Make the reports that the owner sends, one after the other, until it is gone."""
    try:
        warm()
    except Exception:
        owner.send(("refused", traceback.format_exc()))
        return
    owner.send(("ready", ""))
    while owner.poll(IDLE):
        try:
            what, job = owner.recv()
        except EOFError:
            return
        if what != "make":  # an interruption that came too late
            continue
        with suppress(Exception):  # the child meets the same failure and tells it
            run.prepare(job)
        if threads() > 1:
            owner.send(("refused", f"{threads()} threads"))
            return
        try:
            owner.send(("done", _make(owner, job)))
        except (EOFError, BrokenPipeError):
            return


def _make(owner: Connection, job: Job) -> Outcome:
    begin = time.monotonic()
    ours, theirs = Pipe(duplex=False)
    pid = os.fork()
    if pid == 0:
        ours.close()
        owner.close()
        _child(theirs, job)
    theirs.close()
    with suppress(OSError):  # parent and child both try: whoever comes first
        os.setpgid(pid, pid)
    told = gone = ""
    peak = cpu = 0.0
    try:
        told, gone = _watch(owner, ours, pid, job.timeout)
    finally:
        peak, cpu = _end(pid)
        ours.close()
        if gone != NOTHING:  # empty where the owner is gone: then nothing is kept
            told = run.salvage(job, pid, gone)
    return Outcome(told, time.monotonic() - begin, peak, cpu)


def _watch(owner: Connection, child: Connection, pid: int, limit: float) -> tuple[str, str]:
    """Wait for a child; return the failure it told and, if it did not come to its own end, what happened to it."""
    deadline = time.monotonic() + limit + GRACE
    reason = "timeout"
    while ready := wait([owner, child], timeout=max(0.0, deadline - time.monotonic())):
        if owner in ready:
            owner.recv()  # an interruption; EOFError where the owner is gone
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGINT)
            reason, deadline = "interrupted", time.monotonic() + WIND_UP
        if child in ready:
            try:
                what, value = child.recv()
            except (EOFError, OSError):
                return "", "ended"
            if what == "done":
                return value, NOTHING
            if reason == "timeout":  # it came to another cell
                deadline = time.monotonic() + limit + GRACE
    return "", reason


def _end(pid: int) -> tuple[float, float]:
    """Take leave of a child and of whatever it started; return its most memory in MB and its CPU seconds."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    _, _, used = os.wait4(pid, 0)
    peak = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return peak, used.ru_utime + used.ru_stime


def _child(owner: Connection, job: Job) -> None:
    """Make one report and leave; never returns."""
    try:
        os.setpgid(0, 0)
        _die_with_parent()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _seed(job)
        failure = run.attempt(job, run.FAST, lambda _: owner.send(("cell", "")))
        owner.send(("done", failure))
    except BaseException as error:
        with suppress(Exception):
            owner.send(("done", f"{job.title}: {type(error).__name__}: {error}"))
    finally:
        os._exit(0)


def _seed(job: Job) -> None:
    """Give every report random numbers of its own, the same in every run; forks would all share one state."""
    import numpy as np

    digest = run.seed(job)
    random.seed(digest)
    np.random.seed(digest)


def _die_with_parent() -> None:
    """End this process when the warm one is killed; Linux only, elsewhere it makes its report to the end."""
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)


def main() -> None:
    """Serve on the pipe whose file descriptor is the argument."""
    descriptor = int(sys.argv[1])
    os.set_inheritable(descriptor, False)
    sys.argv[:] = [""]
    sys.path[0] = ""  # as in a kernel: modules beside the notebook's working folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the owner decides
    warnings.simplefilter("ignore")
    with suppress(BrokenPipeError, EOFError):
        serve(Connection(descriptor))


if __name__ == "__main__":
    # this copy of the module is __main__, which a shell replaces; the importable one does the work
    from indeks.making.zygote import main as importable

    importable()
