"""A papermill engine without kernels: cells run in an IPython shell of this very process.

What a cell leaves behind is what ipykernel and papermill's own engine leave behind, only several times sooner.
:mod:`~indeks.reports.engine.zygote` gives every notebook a process of its own by forking a warm one;
``papermill --engine indeks`` gives it the process papermill was started in.

Not like ipykernel: files of the user's IPython profile are not run, comms and widgets lead nowhere, and what a
thread prints belongs to the cell that runs at that moment.
"""

from __future__ import annotations

import os

NAME = "indeks"
"""The engine's name in papermill."""


def available() -> bool:
    """Whether reports can be made in forked processes here; Windows cannot."""
    return hasattr(os, "fork")


def register() -> None:
    """Make the engine known to papermill, also where the package runs from a checkout that is not installed."""
    from papermill.engines import papermill_engines

    from indeks.reports.engine.entry import IndeksEngine

    papermill_engines.register(NAME, IndeksEngine)
