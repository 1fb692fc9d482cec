"""A papermill engine without kernels: cells run in an IPython shell of this very process.

What a cell leaves behind is what ipykernel and papermill's own engine leave behind, only several times sooner.
:mod:`~indeks.making.zygote` gives every notebook a process of its own by forking a warm one;
``papermill --engine indeks`` gives it the process papermill was started in.

Not like ipykernel: files of the user's IPython profile are not run, comms and widgets lead nowhere, and what a
thread prints belongs to the cell that runs at that moment.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

NAME = "indeks"
"""The engine's name in papermill."""


def available() -> bool:
    """Whether reports can be made in forked processes here; Windows cannot."""
    return hasattr(os, "fork")


def register() -> None:
    """Make the engine known to papermill, also where the package runs from a checkout that is not installed."""
    from papermill.engines import papermill_engines

    papermill_engines.register(NAME, engine())


@cache
def engine() -> Any:
    """Return the engine's class; papermill finds it as ``IndeksEngine`` by its entry point.

    It is made when asked for: papermill asks while it is loading, and nothing here may wait for papermill then.
    """
    from papermill.engines import Engine

    class IndeksEngine(Engine):
        """Runs a notebook's cells in this process; see :func:`indeks.engine.notebook.run_cells`."""

        @classmethod
        def execute_managed_notebook(
            cls,
            nb_man: Any,
            kernel_name: str,
            *,
            execution_timeout: float | None = None,
            journal: Any = None,
            started: Any = None,
            **_: Any,
        ) -> None:
            from indeks.engine.notebook import run_cells

            run_cells(nb_man, execution_timeout=execution_timeout, journal=journal, started=started)

    return IndeksEngine


def __getattr__(name: str) -> Any:
    if name == "IndeksEngine":
        return engine()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
