"""The engine itself: a notebook's cells, one after the other, as papermill's own engine would run them."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from indeks.engine.outputs import Streams
from indeks.engine.shell import Shell, create

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": sys.version.split()[0],
}
"""``language_info`` as ipykernel states it."""
MAY_RAISE = "raises-exception"
SKIP = "skip-execution"


class CellTimeout(BaseException):
    """A cell ran longer than allowed. Not an ``Exception``, so that no ``except Exception`` of a cell hides it."""


def run_cells(
    nb_man: Any,
    *,
    execution_timeout: float | None = None,
    journal: str | Path | None = None,
    started: Callable[[int], None] | None = None,
) -> None:
    """Run every cell of a notebook until one fails.

    Parameters
    ----------
    nb_man
        papermill's manager of the notebook.
    execution_timeout
        Seconds a cell may take.
    journal
        File to which every cell is written as soon as it is done; read by :func:`from_journal`.
    started
        Called before each cell with its position.
    """
    with ExitStack() as around:
        for part in (_fresh_warnings(), _working_folder(), _loop()):
            around.enter_context(part)
        shell = create()
        written = around.enter_context(Path(journal).open("w", encoding="utf-8")) if journal else None
        streams = around.enter_context(Streams(shell.outputs))
        if written:
            _note(written, nb_man.nb)
        for k, cell in enumerate(nb_man.nb.cells):
            nb_man.cell_start(cell, k)
            if started:
                started(k)
            failed: BaseException | None = None
            try:
                if cell.cell_type == "code":
                    failed = _run(shell, streams, cell, execution_timeout)
                    if failed is not None:
                        nb_man.cell_exception(cell, cell_index=k, exception=failed)
            finally:
                nb_man.cell_complete(cell, cell_index=k)
                if written and cell.cell_type == "code":
                    _note(written, {"cell": k, "content": cell})
            if failed is not None:
                break
        nb_man.nb.metadata["language_info"] = dict(LANGUAGE)


def _run(shell: Shell, streams: Streams, cell: NotebookNode, limit: float | None) -> BaseException | None:
    """Run a code cell and fill its outputs; return what it raised, unless its tags allow that."""
    tags = cell.metadata.get("tags", [])
    if not cell.source.strip() or SKIP in tags:
        return None
    cell.metadata["execution"] = {}
    times = cell.metadata["execution"]  # a copy of what was put there
    times["iopub.status.busy"] = times["iopub.execute_input"] = _now()
    cell.outputs = []
    cell.execution_count = shell.execution_count
    shell.outputs.begin(cell.outputs)
    error: BaseException | None
    try:
        with _alarm(limit):
            error = shell.execute(cell.source)
    except CellTimeout as stopped:  # came between two steps of the shell, past its own handling of errors
        error = stopped
        shell.showtraceback((CellTimeout, stopped, stopped.__traceback__))
    except KeyboardInterrupt as stopped:
        error = stopped
        shell.showtraceback((KeyboardInterrupt, stopped, stopped.__traceback__))
    streams.flush()
    times["shell.execute_reply"] = times["iopub.status.idle"] = _now()
    interrupted = isinstance(error, CellTimeout | KeyboardInterrupt)
    return error if interrupted or MAY_RAISE not in tags else None


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat().replace("+00:00", "Z")


@contextmanager
def _alarm(limit: float | None) -> Iterator[None]:
    """Raise CellTimeout in the cell when its time is over; only the main thread has alarms."""
    import threading

    if not limit or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise CellTimeout(f"A cell timed out while it was being executed, after {limit:g} seconds.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _loop() -> Iterator[None]:
    """Keep an event loop of this notebook alone."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        with suppress(Exception):
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
        asyncio.set_event_loop(None)


@contextmanager
def _fresh_warnings() -> Iterator[None]:
    """Let every warning show again, once a place, whatever was told before the notebook began."""
    with warnings.catch_warnings():
        warnings.resetwarnings()
        warnings.simplefilter("ignore", ResourceWarning)
        for category in (ImportWarning, PendingDeprecationWarning, DeprecationWarning):
            warnings.simplefilter("ignore", category)
        warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
        yield


@contextmanager
def _working_folder() -> Iterator[None]:
    """Come back to the folder the notebook started in."""
    here = Path.cwd()
    try:
        yield
    finally:
        with suppress(OSError):
            os.chdir(here)


def _note(file: Any, entry: Any) -> None:
    file.write(json.dumps(entry) + "\n")
    file.flush()


def from_journal(journal: Path, failure: str) -> NotebookNode | None:
    """Rebuild the notebook of a process that is gone, with an error in the cell that was running.

    Parameters
    ----------
    journal
        What the engine wrote.
    failure
        What happened to the process, in words.

    Returns
    -------
    NotebookNode or None
        None where not even the notebook itself had been written.
    """
    try:
        lines = journal.read_text(encoding="utf-8").splitlines()
        nb = nbformat.from_dict(json.loads(lines[0]))
    except (OSError, ValueError, IndexError):
        return None
    done = -1
    for line in lines[1:]:
        with suppress(ValueError):  # the last line may be cut
            entry = json.loads(line)
            nb.cells[entry["cell"]] = nbformat.from_dict(entry["content"])
            done = entry["cell"]
    running = next((c for c in nb.cells[done + 1 :] if c.cell_type == "code" and c.source.strip()), None)
    if running is not None:
        output = {"output_type": "error", "ename": "DeadKernelError", "evalue": failure, "traceback": [failure]}
        running.outputs = [nbformat.from_dict(output)]
        running.metadata.setdefault("papermill", {}).update(exception=True, status="failed")
        nb.metadata.setdefault("papermill", {})["exception"] = True
    nb.metadata["language_info"] = dict(LANGUAGE)
    return nb
