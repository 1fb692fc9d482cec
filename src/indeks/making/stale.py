"""Whether a report that lies in a folder is older than its data, as its manifest tells."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from indeks.making.jobs import FAILED, Job
from indeks.reports import manifest
from indeks.reports.kinds import kind_of
from indeks.reports.parameters import find_data

PLACE = "data_place"
"""Key of a manifest: where the data stand, seen from its folder; no part of what the report is made from."""


def place_of_data(job: Job) -> dict[str, str]:
    """Return what a manifest says of where a report's data stand.

    A place that is not below the folder in which the reports' folder stands is not told: a manifest may be
    published, and such a path names people and machines.
    """
    data = job.parameters.get("data")
    if not data:
        return {}
    folder, where = job.stem.parent.resolve(), find_data(data).resolve()
    if not where.is_relative_to(folder.parent.parent):
        return {}
    return {PLACE: Path(os.path.relpath(where, folder)).as_posix()}


def is_stale(path: Path) -> bool:
    """Say whether the report of a manifest is older than its data.

    Parameters
    ----------
    path
        The manifest.

    Returns
    -------
    bool
        True where the data now show something else than the report, have errors, or where it is not known how
        they stand and the last run that tried to make the report anew has failed. False where nothing is known.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        recorded, where = told["data"], path.parent / told.get(PLACE, "")
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if recorded and PLACE in told and where.exists():
        return _differs(told, recorded, where)
    return path.with_name(path.name.removesuffix(".json") + FAILED).exists()


def _differs(told: dict[str, Any], recorded: dict[str, str], where: Path) -> bool:
    """Say whether data show something else than a report that was made from them once."""
    if manifest.data_digest(where) == recorded["sha256"]:
        return False
    if not recorded["seen_sha256"]:
        return True
    try:
        seen = kind_of(told["kind"]).seen({**told["parameters"], "data": str(where)})
    except (ValueError, KeyError):  # with errors, or without the region
        return True
    return seen != recorded["seen_sha256"]
