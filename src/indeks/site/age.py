"""Whether a report is older than its data: they have changed since it was made, or it could not be made again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indeks.reports import manifest
from indeks.reports.kinds import KINDS
from indeks.reports.parameters import find_data

CHANGED, FAILED = "changed", "failed"
FAILED_NOTEBOOK = ".gagal.ipynb"
"""How the notebook ends that a failed run leaves beside a report."""


def of(path: Path, told: Mapping[str, Any], notebook: Mapping[str, Any]) -> str:
    """Return what makes a report older than its data: :data:`CHANGED`, :data:`FAILED`, or nothing.

    Parameters
    ----------
    path
        Its manifest.
    told
        What the manifest says.
    notebook
        Its executed notebook: the manifest does not tell where files stand.
    """
    try:
        if path.with_name(path.stem + FAILED_NOTEBOOK).stat().st_mtime_ns > path.stat().st_mtime_ns:
            return FAILED
    except OSError:
        pass  # no run has failed since
    return CHANGED if _changed(told, notebook) else ""


def _changed(told: Mapping[str, Any], notebook: Mapping[str, Any]) -> bool:
    """Whether what the report shows of its dataset has changed; a dataset that is gone tells nothing."""
    try:
        recorded = told["data"]["sha256"], told["data"]["seen_sha256"]
        parameters = notebook["metadata"]["papermill"]["parameters"]
        now = manifest.data_digest(find_data(str(parameters["data"])))
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if now == recorded[0]:
        return False
    kind = KINDS.get(str(told.get("kind")))
    try:
        seen = kind.seen(parameters) if kind else ""
    except (OSError, ValueError, KeyError, TypeError):  # data with faults: a report of them would be none
        return True
    return not seen or seen != recorded[1]
