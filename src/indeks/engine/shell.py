"""The shell in which cells run: ipykernel's own, with a session that ends in a list instead of a socket."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import Session
from traitlets.config import Config

from indeks.engine.outputs import Outputs


class _Session(Session):
    """Hands every message to the outputs; nothing is signed, nothing leaves the process."""

    outputs: Outputs

    def msg(self, msg_type: str, content: Any = None, *_: Any, **__: Any) -> dict[str, Any]:
        """Return a message with what its reader here looks at."""
        return {"msg_type": msg_type, "header": {"msg_type": msg_type}, "content": content or {}}

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **__: Any) -> Any:
        """Take a message, whole or as type and content."""
        whole = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        self.outputs.message(whole["msg_type"], whole["content"])
        return whole


class Shell(ZMQInteractiveShell):
    """ipykernel's shell without a kernel: same magics, tracebacks, displays and names of cells."""

    def __init__(self, **kw: Any) -> None:
        self.__dict__["outputs"] = Outputs()
        super().__init__(**kw)
        session = _Session()
        session.outputs = self.outputs
        for part in (self.displayhook, self.display_pub):
            part.session = session
            part.topic = b""
            part.set_parent({"header": {}})
        self.displayhook.get_execution_count = lambda: self.execution_count
        self.display_trap.hook = self.displayhook

    def enable_gui(self, gui: Any = None) -> None:
        """No event loop of a window system runs here."""

    def execute(self, code: str) -> BaseException | None:
        """Run a cell as ipykernel does, inside a running event loop; return what it raised."""
        loop = asyncio.get_event_loop()
        result = loop.run_until_complete(self._execute(code))
        failed = self._last_traceback_during_displayhook
        error = result.error_before_exec or result.error_in_exec
        return error or (RuntimeError("display failed") if failed else None)

    async def _execute(self, code: str) -> Any:
        transformed, failure = code, None
        try:
            transformed = self.transform_cell(code)
        except Exception:
            failure = sys.exc_info()
        if not self.should_run_async(code, transformed_cell=transformed, preprocessing_exc_tuple=failure):
            return self.run_cell(code, store_history=True)
        result = None
        try:
            result = await self.run_cell_async(
                code, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=failure
            )
        finally:
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)
        return result


def create() -> Shell:
    """Make a fresh shell, the one that :func:`IPython.get_ipython` returns from now on."""
    config = Config()
    config.HistoryManager.enabled = False  # its file would need a thread
    if InteractiveShell.initialized():
        InteractiveShell.clear_instance()
    Shell.clear_instance()
    shell = Shell.instance(config=config, compiler_class=XCachingCompiler)
    _inline_figures(shell)
    return shell


def _inline_figures(shell: Shell) -> None:
    """Show open figures after each cell, as matplotlib does when it is imported in a kernel."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    if "matplotlib" not in sys.modules:
        return  # the variable is enough where matplotlib is yet to come
    from matplotlib_inline.backend_inline import configure_inline_support

    # it remembers that it has been done, for the shell before this one
    configure_inline_support.current_backend = "unset"  # type: ignore[attr-defined]
    shell.enable_matplotlib("inline")
