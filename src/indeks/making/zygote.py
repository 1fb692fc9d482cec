"""The warm process: what a report needs is loaded once, then each report runs in a fork of it.

It is started by :mod:`indeks.making.worker`, with one thread each for BLAS, OpenMP and Arrow, and talks over one
pipe.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
import warnings
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from indeks.making import forking, run
from indeks.making.forking import Child, Outcome, threads
from indeks.making.jobs import Job

IDLE = 900.0
"""Seconds without work after which the process ends; its owner starts another one when there is work again."""


def serve(owner: Connection) -> None:
    """Make the reports that the owner sends, one after the other, until it is gone."""
    try:
        run.load()  # what one sort of report needs follows with the first of them
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
            forking.prepare(job)
        if threads() > 1:
            owner.send(("refused", f"{threads()} threads"))
            return
        try:
            owner.send(("done", _make(owner, job)))
        except (EOFError, BrokenPipeError):
            return


def _make(owner: Connection, job: Job) -> Outcome:
    child = forking.start(job, owner.close)
    try:
        return _watch(owner, child)
    except BaseException:  # the owner is gone: nothing is kept
        child.end()
        raise


def _watch(owner: Connection, child: Child) -> Outcome:
    """Wait for a child, and for the owner, who may interrupt it."""
    while ready := wait([owner, child.pipe], timeout=child.left):
        if owner in ready:
            owner.recv()  # an interruption; EOFError where the owner is gone
            child.interrupt()
        if child.pipe in ready:
            outcome = child.hear()
            if outcome is not None:
                return outcome
    return child.overdue()


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
