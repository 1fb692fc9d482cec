"""What papermill finds by its entry point, and loads while it loads itself: import papermill first."""

from __future__ import annotations

from typing import Any

from papermill.engines import Engine


class IndeksEngine(Engine):
    """Engine ``indeks`` of papermill: runs cells in this process; see :mod:`indeks.reports.engine`."""

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
        """Run every cell of a notebook, without a kernel; see :func:`.notebook.run_cells`."""
        from indeks.reports.engine.notebook import run_cells

        run_cells(nb_man, execution_timeout=execution_timeout, journal=journal, started=started)
