"""Ctrl-C: it comes where nothing is lost by it, and is never forgotten.

Python raises KeyboardInterrupt between any two steps of the main thread: between the end of a process and the note
that it has ended, or inside a library that catches everything. Here it is put off while such steps run, comes
where the work waits, and comes again at the end of a block in which it was swallowed or became another error.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum


class _Way(Enum):
    """What a Ctrl-C does now."""

    COME = "raises KeyboardInterrupt"
    COME_ONCE = "raises it, and is put off then"
    WAIT = "is put off"


class _State:
    """That of this process; only its main thread touches it."""

    way = _Way.COME
    pending = False
    """Whether one was asked for that nobody has taken yet."""


def quietly() -> None:
    """Have Ctrl-C end a command without a trace where it has nothing to lose: before its work, and after."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def watched() -> Iterator[None]:
    """Let Ctrl-C come at any moment, and at the end again if it was swallowed or became another error."""
    with _heard() as heard:
        if not heard:
            yield
            return
        with _going(_Way.COME):
            yield


@contextmanager
def held() -> Iterator[None]:
    """Put Ctrl-C off: within the block it comes where :func:`let` lets it come, else at its end."""
    with _heard() as heard:
        if not heard:
            yield
            return
        with _going(_Way.WAIT):
            yield


@contextmanager
def let() -> Iterator[None]:
    """Let a Ctrl-C that is held come, at most one, at any moment of the block."""
    if _State.way is _Way.COME or threading.current_thread() is not threading.main_thread():
        yield
        return
    with _going(_Way.COME_ONCE):
        yield


@contextmanager
def _heard() -> Iterator[bool]:
    """Take Ctrl-C ourselves; False where it is not ours: in a thread, or where somebody else has decided."""
    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    if not main or before not in (signal.default_int_handler, signal.SIG_DFL, _ring):
        yield False
        return
    if before is _ring:
        yield True
        return
    _State.way, _State.pending = _Way.COME, False
    signal.signal(signal.SIGINT, _ring)
    try:
        yield True
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _going(way: _Way) -> Iterator[None]:
    """Go one way within a block; one that nobody has taken comes at its end, and before it where it may come."""
    before, _State.way = _State.way, way
    try:
        if _State.pending and way is not _Way.WAIT:
            raise KeyboardInterrupt
        yield
    except KeyboardInterrupt:
        _State.pending = False
        raise
    finally:
        _State.way = before
        if _State.pending:
            _State.pending = False
            raise KeyboardInterrupt


def _ring(*_: object) -> None:
    _State.pending = True
    if _State.way is _Way.WAIT:
        return
    if _State.way is _Way.COME_ONCE:
        _State.way = _Way.WAIT
    raise KeyboardInterrupt
