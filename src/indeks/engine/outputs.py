"""The outputs of cells, kept as a notebook client keeps the messages of a kernel.

The rules are those of nbclient (display ids, ``clear_output``) and of ipykernel's streams: text is gathered and
becomes one output at a flush, before a display, at the end of a cell, or when it has waited a fifth of a second.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import IO, Any

from nbformat import NotebookNode, from_dict

FLUSH_AFTER = 0.2
"""Seconds text waits at most; ipykernel's ``OutStream.flush_interval``."""
STREAMS = {1: "stdout", 2: "stderr"}


class Outputs:
    """Outputs of the cell that runs, and those of earlier cells that can still be updated."""

    def __init__(self) -> None:
        self.outputs: list[NotebookNode] = []
        self._shown: dict[str, list[tuple[list[NotebookNode], NotebookNode]]] = {}
        self._clear_first = False
        self.before: Callable[[], None] = lambda: None
        """Called before anything but text is added, so that text written so far comes first."""

    def begin(self, outputs: list[NotebookNode]) -> None:
        """Collect into the outputs of another cell from now on."""
        self.outputs = outputs

    def add(self, output: NotebookNode, display_id: str | None = None) -> None:
        """Append an output, after a ``clear_output`` that waited for it."""
        if self._clear_first:
            self._clear_first = False
            self._empty()
        if display_id:
            self._shown.setdefault(display_id, []).append((self.outputs, output))
        self.outputs.append(output)

    def text(self, name: str, text: str) -> None:
        """Append text of a stream as an output of its own."""
        self.add(NotebookNode(output_type="stream", name=name, text=text))

    def message(self, kind: str, content: dict[str, Any]) -> None:
        """Take what a kernel would send to its client."""
        self.before()
        if kind == "clear_output":
            if content.get("wait"):
                self._clear_first = True
            else:
                self._empty()
            return
        display_id = (content.get("transient") or {}).get("display_id")
        if display_id and kind in ("display_data", "execute_result", "update_display_data"):
            for _, output in self._shown.get(display_id, []):
                output["data"], output["metadata"] = content["data"], content["metadata"]
        if kind in ("display_data", "execute_result", "error"):
            fields = {k: v for k, v in content.items() if k != "transient"}
            # not made by nbformat, which would check each against its schema; the notebook is checked when written
            self.add(from_dict({"output_type": kind, **fields}), display_id)

    def _empty(self) -> None:
        self.outputs.clear()
        for key, places in self._shown.items():
            self._shown[key] = [place for place in places if place[0] is not self.outputs]


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a cell."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, name: str, streams: Streams, descriptor: int) -> None:
        self.name = name
        self._streams = streams
        self._descriptor = descriptor
        self._parts: list[str] = []
        self._since = 0.0

    def writable(self) -> bool:
        """Text can be written."""
        return True

    def isatty(self) -> bool:
        """Return False: a notebook is no terminal."""
        return False

    def fileno(self) -> int:
        """Return the file descriptor that ends in the same output."""
        return self._descriptor

    def write(self, text: str) -> int:
        """Take text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        with self._streams.lock:
            self._streams.drain()
            self.put(text)
            self._streams.overdue()
        return len(text)

    def flush(self) -> None:
        """Turn what waits into an output."""
        with self._streams.lock:
            self._streams.drain()
            self.push()

    def put(self, text: str) -> None:
        """Let text wait."""
        if not self._parts:
            self._since = time.monotonic()
        self._parts.append(text)

    def push(self) -> None:
        """Turn what waits into an output, without a look at the file descriptors."""
        text = "".join(self._parts)
        self._parts.clear()
        if text:
            self._streams.outputs.text(self.name, text)

    @property
    def overdue(self) -> bool:
        """Whether text has waited too long."""
        return bool(self._parts) and time.monotonic() - self._since > FLUSH_AFTER


class Streams:
    """Both streams and both file descriptors while cells run; a context manager that gives them back.

    The descriptors lead to unnamed files instead of pipes: nothing has to be read in a thread, nothing blocks.
    """

    def __init__(self, outputs: Outputs) -> None:
        self.outputs = outputs
        self.lock = threading.RLock()
        self._streams = {fd: Stream(name, self, fd) for fd, name in STREAMS.items()}
        self._files: dict[int, IO[bytes]] = {}
        self._saved: dict[int, int] = {}
        self._seen = dict.fromkeys(STREAMS, 0)
        self._before: tuple[Any, Any] = (None, None)

    def __enter__(self) -> Streams:
        """Send what is written to the notebook from now on."""
        for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            if stream is not None:
                stream.flush()
        self._before = (sys.stdout, sys.stderr)
        for fd in STREAMS:
            self._saved[fd] = os.dup(fd)
            self._files[fd] = tempfile.TemporaryFile(buffering=0)
            os.dup2(self._files[fd].fileno(), fd)
        sys.stdout, sys.stderr = self._streams[1], self._streams[2]
        self.outputs.before = self.flush
        return self

    def __exit__(self, *_: object) -> None:
        """Put the streams back as they were."""
        self.flush()
        sys.stdout, sys.stderr = self._before
        for fd in STREAMS:
            os.dup2(self._saved[fd], fd)
            os.close(self._saved[fd])
            self._files[fd].close()
        self.outputs.before = lambda: None

    def drain(self) -> None:
        """Let what was written to the file descriptors wait with the rest of its stream."""
        for fd, file in self._files.items():
            size = os.fstat(fd).st_size
            if size > self._seen[fd]:
                written = os.pread(file.fileno(), size - self._seen[fd], self._seen[fd])
                self._seen[fd] += len(written)
                self._streams[fd].put(written.decode("utf-8", errors="replace"))

    def overdue(self) -> None:
        """Turn text that has waited too long into outputs."""
        for stream in self._streams.values():
            if stream.overdue:
                stream.push()

    def flush(self) -> None:
        """Turn all that waits into outputs, ``stdout`` first."""
        with self.lock:
            # what cells wrote through the interpreter's first streams, or C through its own, is in the files then
            for first in (sys.__stdout__, sys.__stderr__):
                if first is not None:
                    first.flush()
            self.drain()
            for writer in self._streams.values():
                writer.push()
