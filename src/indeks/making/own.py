"""Reports made by a command whose own process is the warm one: loaded once, then a fork for each report.

Nothing else has to be started, and a dataset is read once. It is only for the process of a command: the process of
a user has threads, and whatever else a fork would not survive.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import wait

from indeks.making import forking, interrupts
from indeks.making.forking import Child, Outcome
from indeks.making.jobs import Job


def possible(jobs: Sequence[Job]) -> bool:
    """Load what the first of some reports needs; return whether this process may fork then."""
    _prepare(jobs[0], many=len(jobs) > 1)
    return forking.threads() == 1


def _prepare(job: Job, *, many: bool) -> None:
    """Load what a report needs; a failure is left to its child, which meets and tells the same."""
    with interrupts.let(), suppress(Exception):
        forking.prepare(job, many=many)


def make_all(jobs: Sequence[Job], workers: int, note: Callable[[Job, Outcome], None]) -> list[Job]:
    """Make reports, so many at once.

    Parameters
    ----------
    jobs
        What is wanted.
    workers
        How many at once.
    note
        Called with each report and what became of it.

    Returns
    -------
    list of Job
        What is left, because a thread has come up and no process may be forked any more; mostly nothing.

    Raises
    ------
    KeyboardInterrupt
        After the reports in flight have been stopped and what they had is saved.
    """
    waiting, running = list(jobs), list[Child]()
    try:
        while waiting or running:
            while waiting and len(running) < max(1, workers):
                _prepare(waiting[0], many=len(jobs) > 1)
                if forking.threads() > 1:
                    if running:
                        break
                    return waiting
                running.append(forking.start(waiting.pop(0), lambda: _leave(running)))
            _listen(running, note)
    except BaseException:
        _wind_up(running)
        raise
    return []


def _listen(running: list[Child], note: Callable[[Job, Outcome], None]) -> None:
    """Wait until a child tells something or its time is over; those that are done leave the list."""
    with interrupts.let():  # here alone: nothing that is told is lost
        told = wait([child.pipe for child in running], timeout=min(child.left for child in running))
    for child in list(running):
        outcome = child.hear() if child.pipe in told else None if child.left else child.overdue()
        if outcome is not None:
            running.remove(child)
            note(child.job, outcome)


def _wind_up(running: list[Child]) -> None:
    """Have every child save what it has, and end those that do not; a second Ctrl-C ends them at once."""
    try:
        for child in running:
            child.interrupt()
        while running:
            _listen(running, lambda _job, _outcome: None)
    finally:
        for child in running:
            child.end()


def _leave(others: Sequence[Child]) -> None:
    """Make a fork of a command like a kernel: no terminal, no arguments, modules beside the working folder."""
    for child in others:
        child.pipe.close()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    sys.argv[:] = [""]
    sys.path[0] = ""
    warnings.simplefilter("ignore")
