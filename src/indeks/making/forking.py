"""A report in a fork of a warm process: how it is started, watched, and taken leave of.

The warm process is :mod:`indeks.making.zygote`, or the command itself (:mod:`indeks.making.own`). It never forks
with more than one thread: a lock held by another thread would stay locked in the child for ever.
"""

from __future__ import annotations

import gc
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

from indeks.making import kept, run
from indeks.making.jobs import Job

GRACE = 10.0
"""Seconds beyond a cell's own time after which a child that did not stop by itself is killed."""
WIND_UP = 3.0
"""Seconds an interrupted child has to save what it has."""


@dataclass(frozen=True)
class Outcome:
    """What became of a report: its failure, or ``""``; what its process took, memory in MB."""

    failure: str
    seconds: float = 0.0
    peak_mb: float = 0.0
    cpu: float = 0.0
    left: bool = False
    """Whether it was up to date where it was to be made, and left as it is."""


@dataclass
class Child:
    """A process that makes one report."""

    job: Job
    pid: int
    pipe: Connection
    begin: float = field(default_factory=time.monotonic)
    deadline: float = 0.0
    interrupted: bool = False

    def __post_init__(self) -> None:
        """Set the time by which the first cell has to be done."""
        self._later(self.job.timeout + GRACE)

    def _later(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until it is to be killed."""
        return max(0.0, self.deadline - time.monotonic())

    def interrupt(self) -> None:
        """Have it stop and save what it has; it is given some seconds for that."""
        if not self.interrupted:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGINT)
            self.interrupted = True
            self._later(WIND_UP)

    def hear(self) -> Outcome | None:
        """Read what it tells; return its outcome if that was the last."""
        try:
            what, value = self.pipe.recv()
        except (EOFError, OSError):
            return self.end("ended")
        if what == "done":
            return self.end(told=value)
        if not self.interrupted:  # it came to another cell
            self._later(self.job.timeout + GRACE)
        return None

    def overdue(self) -> Outcome:
        """End it, as its time is over."""
        return self.end("interrupted" if self.interrupted else "timeout")

    def end(self, reason: str = "", told: str | None = None) -> Outcome:
        """Take leave of it and of whatever it started.

        Parameters
        ----------
        reason
            What happened to it (:func:`indeks.making.kept.salvage`), where it did not come to its own end; empty
            where nobody is left to be told.
        told
            The failure it told, or ``""``, where it came to its own end.
        """
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        _, _, used = os.wait4(self.pid, 0)
        self.pipe.close()
        if told is None:
            told = kept.salvage(self.job, self.pid, reason)
        peak = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
        return Outcome(told, time.monotonic() - self.begin, peak, used.ru_utime + used.ru_stime)


def start(job: Job, leave: Callable[[], None]) -> Child:
    """Fork a process that makes a report.

    Parameters
    ----------
    job
        The report.
    leave
        Called first in the child: it lets go of what belongs to the parent.
    """
    ours, theirs = Pipe(duplex=False)
    sys.stdout.flush()
    sys.stderr.flush()
    with _blocked():
        pid = os.fork()
        if pid == 0:
            ours.close()
            _make(theirs, job, leave)
        theirs.close()
        with suppress(OSError):  # parent and child both try: whoever comes first
            os.setpgid(pid, pid)
        return Child(job, pid, ours)


@contextmanager
def _blocked() -> Iterator[None]:
    """Let a SIGINT wait until both know what to do with it: the parent its child, the child its handler."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def threads() -> int:
    """Count the threads of this process, those that Python does not know of too where the system tells."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("Threads:"):
                return max(int(line.split()[1]), threading.active_count())
    return threading.active_count()


_prepared: set[tuple[object, ...]] = set()


def prepare(job: Job, *, many: bool = True) -> None:
    """Load what a report needs and shares with others, so that the processes forked from this one have it.

    Parameters
    ----------
    job
        The report.
    many
        Whether it is one of many: then pages of memory are kept apart for their processes to share.
    """
    run.prepare(job)
    sort = (job.kind, job.formats, job.parameters.get("lang"), job.parameters.get("data"))
    if many and sort not in _prepared:
        _prepared.add(sort)
        gc.collect()
        gc.freeze()  # pages that the collector does not touch stay shared with the children


def _make(owner: Connection, job: Job, leave: Callable[[], None]) -> None:
    """Make one report and leave; never returns."""
    try:
        os.setpgid(0, 0)
        _die_with_parent()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        leave()
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
