"""What is kept of a report that is not done: written beside the report as it was, under names that say so."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from indeks import files
from indeks.making.jobs import Job
from indeks.texts import texts


def stem_beside(job: Job) -> Path:
    """Return the stem under which this process writes the formats of a report until all are there."""
    return files.beside(job.page).with_suffix("")


def digest(path: Path, name: str) -> str:
    """Return the checksum that a file will have under another name (:func:`indeks.reports.manifest.digest`)."""
    return hashlib.sha256(name.encode() + b"\0" + path.read_bytes()).hexdigest()


def keep(job: Job, notebook: Path) -> bool:
    """Keep the notebook of a run that failed; False where there is none."""
    try:
        notebook.replace(job.failed)
    except FileNotFoundError:
        return False
    return True


def clean(job: Job, pid: int) -> None:
    """Remove what a process has written beside a report."""
    for left in job.stem.parent.glob(f"{files.beside(job.page, pid).stem}*"):
        left.unlink(missing_ok=True)


def journal_of(job: Job, pid: int | None = None) -> Path:
    """Return where the fast engine notes each cell that is done."""
    return files.beside(job.notebook, pid, ".journal")


def salvage(job: Job, pid: int, reason: str) -> str:
    """Keep what a process that is gone had finished of a report; return the failure in words.

    Parameters
    ----------
    job
        The report it was making.
    pid
        The process.
    reason
        ``"timeout"``, ``"interrupted"`` or ``"ended"``; empty where nobody is left to be told: nothing is kept.
    """
    t = texts(str(job.parameters["lang"]))
    try:
        if not reason:
            return ""
        detail = t(f"making.gone.{reason}")
        key = "reports.error.failed" if _rebuilt(job, pid, detail) else "reports.error.system"
        return t(key, name=job.title, detail=detail, path=job.failed)
    finally:
        files.remove(job.notebook, pid)


def _rebuilt(job: Job, pid: int, detail: str) -> bool:
    """Write the notebook of a process that is gone from its journal; False where nothing can be kept."""
    from indeks.engine.notebook import from_journal

    nb = from_journal(journal_of(job, pid), detail)
    if nb is None:
        return False
    partial = files.beside(job.failed)
    try:
        partial.write_text(json.dumps(nb, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        partial.replace(job.failed)
    except OSError:  # no room for it: the failure is told all the same
        partial.unlink(missing_ok=True)
        return False
    return True
