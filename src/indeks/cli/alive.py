"""A word on the terminal that work of more than two seconds goes on.

An alarm of the system and no thread: a process that makes reports forks, and with a second thread it must not.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from indeks.texts import Texts

FIRST, NEXT = 2.0, 5.0
"""Seconds to the first word, and from one to the next."""

_shown: list[str] = []
"""What stands on the line now."""


@contextmanager
def alive(t: Texts) -> Iterator[None]:
    """Tell that a block is at work, where standard error is a terminal; files, pipes and logs get nothing."""
    if not _possible():
        yield
        return
    number, seconds = sys.stderr.fileno(), FIRST

    def tell(*_: object) -> None:
        nonlocal seconds
        hide()
        _shown.append(t("cli.alive", seconds=round(seconds)))
        seconds += NEXT
        _write(number, _shown[-1])

    before = signal.signal(signal.SIGALRM, tell)
    signal.siginterrupt(signal.SIGALRM, False)
    signal.setitimer(signal.ITIMER_REAL, FIRST, NEXT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        hide()


def hide() -> None:
    """Take the word away, before something is printed in its place."""
    while _shown:
        _write(sys.stderr.fileno(), "\r" + " " * len(_shown.pop()) + "\r")


def _write(number: int, text: str) -> None:
    """Write past the buffers: the alarm may come in the middle of a print."""
    with suppress(OSError):  # the terminal is gone
        os.write(number, text.encode())


def _possible() -> bool:
    main = threading.current_thread() is threading.main_thread()
    return main and hasattr(signal, "setitimer") and sys.stderr.isatty()
