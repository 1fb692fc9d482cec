"""Workers of a Dask scheduler: reached, watched while they work, and told of where they are lost."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from typing import Any

from indeks import errors
from indeks.making import interrupts
from indeks.reports.parameters import ReportError
from indeks.texts import texts

CONNECT = 20
"""Seconds a scheduler has to answer."""
WAIT = 60.0
"""Seconds a scheduler without workers is waited for."""
LOOK = 1.0
"""Seconds between two looks at what workers there are, while none of them is done."""
_ADDRESS = re.compile(r"((tcp|tls|ucx|ws|wss)://)?([\w.-]+|\[[0-9A-Fa-f:.%\w]+\]):(?P<port>\d{1,5})", re.ASCII)

Notice = Callable[[str], None]
Watch = Callable[[], None]


def check(address: str) -> None:
    """Refuse what is not an address of a scheduler, before anything is done."""
    match = _ADDRESS.fullmatch(address)
    if not match or not 0 < int(match["port"]) < 2**16:
        raise ReportError("making.error.address", address=address)


@contextmanager
def connected(address: str, notice: Notice) -> Iterator[tuple[Executor, Watch]]:
    """Yield an executor whose tasks the workers of a scheduler do, and what looks after them.

    Parameters
    ----------
    address
        Of the scheduler.
    notice
        Takes a word for the user: that workers are waited for.

    Raises
    ------
    ReportError
        If the address is none, or no scheduler answers there.
    """
    check(address)
    try:
        from distributed import Client
    except ImportError:
        raise ReportError("making.error.no_distributed") from None
    with _silent():
        try:
            with interrupts.let():
                client = Client(address, timeout=CONNECT)
        except OSError:
            raise ReportError("making.error.scheduler", address=address, seconds=CONNECT) from None
        try:
            pool = client.get_executor(retries=2)  # a task whose worker is gone is given to another anyway
            try:
                yield pool, _watch(client, address, notice)
            except BaseException:
                with suppress(Exception):
                    pool.shutdown(wait=False)  # what has not begun is cancelled
                raise
            pool.shutdown()
        finally:
            with suppress(Exception):
                client.close(timeout=5)


def _watch(client: Any, address: str, notice: Notice) -> Watch:
    """Return a function to call now and then, which raises an error when no worker has been there for long."""
    since = 0.0

    def look() -> None:
        nonlocal since
        if client.status != "running":
            raise lost(address)
        try:
            if client.nthreads():
                since = 0.0
                return
        except OSError:
            raise lost(address) from None
        if not since:
            since = time.monotonic()
            notice(texts(errors.spoken())("making.run.waiting", address=address, seconds=round(WAIT)))
        elif time.monotonic() - since > WAIT:
            raise ReportError("making.error.no_workers", address=address, seconds=round(WAIT))

    return look


def lost(address: str) -> ReportError:
    """Return the error that tells of a scheduler that is gone in the middle of the work."""
    return ReportError("making.error.scheduler_lost", address=address)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep what Dask notes of lost connections from the user, who is told in one message."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
