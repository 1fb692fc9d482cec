"""Workers: each owns a warm process and sends it one report after the other.

:func:`work` is what any executor with ``submit`` is given, a pool of threads here or Dask on other machines. A
task of Dask may neither fork nor start a pool, but it may have a process started for it, and that one forks.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe

from indeks import engine, files
from indeks.engine import lean
from indeks.errors import IndeksError
from indeks.making import kept, run
from indeks.making.forking import Outcome
from indeks.making.jobs import Job
from indeks.reports import manifest

START = "from indeks.engine import lean; lean.begin(); from indeks.making.zygote import main; main()"
"""What a warm process runs: it keeps to one thread before anything is loaded."""


class Refused(RuntimeError):
    """A warm process could not start, or must not fork; the message says why."""


class Zygote:
    """The owner's end of a warm process; the process starts with the first report."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._sending = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process, where there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process and wait until it is warm.

        Raises
        ------
        Refused
            If it cannot be made ready.
        """
        ours, theirs = Pipe()
        command = [sys.executable, "-c", START, str(theirs.fileno())]
        self._process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **lean.ONE_THREAD},
            start_new_session=True,  # Ctrl-C reaches the owner alone, which passes it on
        )
        theirs.close()
        self._pipe = ours
        try:
            what, why = ours.recv()
        except EOFError:
            what, why = "refused", "ended"
        if what != "ready":
            self.close()
            raise Refused(why)

    def make(self, job: Job) -> Outcome:
        """Make one report in a fork of the process.

        Raises
        ------
        Refused
            If the process must not fork.
        EOFError, OSError
            If the process is gone.
        """
        if self._pipe is None:
            self.start()
        assert self._pipe is not None
        with self._sending:
            self._pipe.send(("make", job))
        what, value = self._pipe.recv()
        if what == "refused":
            raise Refused(value)
        return value

    def interrupt(self) -> None:
        """Have the report that is being made stop and save what it has."""
        with self._sending, suppress(OSError, ValueError, AttributeError):
            self._pipe.send(("interrupt", None))  # type: ignore[union-attr]

    def close(self) -> None:
        """End the process and, with it, the report it may be making."""
        if self._pipe is not None:
            self._pipe.close()  # it ends when it reads that
            self._pipe = None
        if self._process is not None:
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


class _Mine(threading.local):
    """The warm process of a thread."""

    zygote: Zygote | None = None


_mine = _Mine()
_all: set[Zygote] = set()
"""Those of every thread: a thread that has ended leaves its process to :func:`close`."""
_stop = threading.Event()


class OtherVersion(IndeksError):
    """A worker has another version of the library than the one that sends the work."""


def check(library: str) -> None:
    """Refuse work that comes from another version of the library, told by the checksum of its source."""
    if library != manifest.library_digest():
        raise OtherVersion("making.error.other_version", host=files.host(), path=files.PACKAGE)


def work(jobs: Sequence[Job], library: str) -> list[Outcome]:
    """Make reports one after the other; what another worker has made already is left as it is.

    Parameters
    ----------
    jobs
        The reports.
    library
        :func:`indeks.reports.manifest.library_digest` of whoever sends them.

    Raises
    ------
    OtherVersion
        If the library here is another one.
    """
    check(library)
    return [_make(job) for job in jobs]


def _make(job: Job) -> Outcome:
    if _stop.is_set():
        return Outcome("")
    if job.manifest.exists() and run.is_fresh(job):
        return Outcome("", left=True)
    if not engine.available():
        return Outcome(run.attempt(job))
    for _ in range(2):
        if _mine.zygote is None:
            _mine.zygote = Zygote()
            _all.add(_mine.zygote)
        try:
            return _mine.zygote.make(job)
        except Refused:  # the plain road leads to the same report
            _forget()
            return Outcome(run.attempt(job))
        except (EOFError, OSError):  # it was idle too long, or somebody ended it
            _forget()
            if _stop.is_set():
                return Outcome("")
    return Outcome(kept.salvage(job, 0, "ended"))


def _forget() -> None:
    if _mine.zygote is not None:
        _mine.zygote.close()
        _all.discard(_mine.zygote)
        _mine.zygote = None


def begin() -> None:
    """Take work again after an interruption."""
    _stop.clear()


def interrupt() -> None:
    """Stop every report of this process that is being made, and take no more."""
    _stop.set()
    for zygote in list(_all):
        zygote.interrupt()


def close() -> None:
    """End every warm process of this process."""
    for zygote in list(_all):
        zygote.close()
        _all.discard(zygote)
    _mine.zygote = None


atexit.register(close)
