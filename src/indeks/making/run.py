"""Making a report from its notebook: what it is made from, whether it is up to date, and how one is made.

A report is files beside each other: the executed notebook, one file a format, and the manifest. The formats and
the manifest appear only when the whole report is there; a notebook that failed is kept with its error.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks import errors, files
from indeks.document import formats
from indeks.making.jobs import Job, source_notebook
from indeks.problems import DataError, system_text
from indeks.reports import manifest
from indeks.reports.region import facts
from indeks.reports.region.facts import ReportError
from indeks.texts import texts

PAPER = frozenset({"pdf", "docx", "typst"})
"""Formats that are made with the office's own files."""
LONG = 300
"""Characters of a failure that stand in a line; the notebook has the rest."""
PLAIN, FAST = "plain", "fast"
"""Roads to the same report: papermill's own engine with a kernel, or the cells run in this process."""


def inputs(one: Job, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the manifest of a report's inputs as they are now.

    ``known`` is what an earlier manifest says of the dataset: the same file shows the same.
    """
    edition = one.parameters.get("edition") or None
    try:
        rule = facts.rule_of(edition or "", one.parameters["year"])
    except editions.EditionError:  # a file that is not usable: the notebook says why
        rule = None
    data = one.parameters.get("data")
    if not data:
        return manifest.of(one.parameters, rule, None)
    path = facts.find_data(data, texts("id"))
    if one.kind == "types":  # it shows every region of the data
        return manifest.of(one.parameters, rule, path)
    if known and known["sha256"] == manifest.data_digest(path):
        return manifest.of(one.parameters, rule, path, known["seen_sha256"])
    try:
        seen = facts.seen(one.parameters)
    except ValueError:  # data with errors: the notebook says which
        seen = ""
    return manifest.of(one.parameters, rule, path, seen)


def _office(one: Job) -> dict[str, str]:
    """Checksums of the office's own files that the wanted formats are made with."""
    used = {"template": one.template if "docx" in one.formats else None}
    used["logo"] = one.logo if PAPER & set(one.formats) else None
    return {name: manifest.digest(path) for name, path in used.items() if path is not None}


def _manifest(one: Job, now: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The manifest of a report if it was made from the inputs as they are ``now``; else empty."""
    if not (one.notebook.exists() and one.manifest.exists()):
        return {}
    try:
        found = json.loads(one.manifest.read_text(encoding="utf-8"))
        now = now or inputs(one, found.get("data"))
    except (ValueError, KeyError, AttributeError):
        return {}
    same = found.get("fingerprint") == manifest.fingerprint(now, source_notebook(one.kind))
    return found if same else {}


def _unchanged(one: Job, found: Mapping[str, Any]) -> set[str]:
    """The formats whose files are there, as they were written and with the same office files."""
    paper = bool(PAPER & set(one.formats)) and found.get("office") != _office(one)
    paths = {name: formats.path_of(one.stem, name) for name in found.get("files", {})}
    return {
        name
        for name, path in paths.items()
        if path.exists() and found["files"][name] == manifest.digest(path) and not (paper and name in PAPER)
    }


def is_fresh(one: Job) -> bool:
    """Whether a report is there, whole, and made from the inputs as they are now."""
    found = _manifest(one)
    return bool(found) and set(one.formats) <= _unchanged(one, found)


def make(one: Job, engine: str = PLAIN, started: Callable[[int], None] | None = None) -> None:
    """Run a report's notebook with papermill, check that it is whole, and export it to every format.

    Where only a format is missing, the notebook that is there is exported and the other formats stay.

    Parameters
    ----------
    one
        The report.
    engine
        :data:`PLAIN` or :data:`FAST`.
    started
        Called before each cell with its position, where the engine is the fast one.

    Raises
    ------
    ReportError
        If the notebook fails, lacks sections or cannot be exported; the notebook is kept, no format is written.
    """
    one.stem.parent.mkdir(parents=True, exist_ok=True)
    described = inputs(one)
    found = _manifest(one, described)
    if found.get("notebook_sha256", "") != (manifest.digest(one.notebook) if one.notebook.exists() else None):
        found = {}
    kept = _unchanged(one, found) if found else set()
    for stale in set(formats.FORMATS) - kept:
        formats.path_of(one.stem, stale).unlink(missing_ok=True)
    one.manifest.unlink(missing_ok=True)
    if not found:
        _run(one, engine, started)
    written = formats.write_formats(one.notebook, one)
    described["fingerprint"] = manifest.fingerprint(described, source_notebook(one.kind))
    described["notebook_sha256"] = manifest.digest(one.notebook)
    described["files"] = {name: found["files"][name] for name in sorted(kept)}
    described["files"] |= {name: manifest.digest(path) for name, path in written.items()}
    described["office"] = _office(one) if PAPER & set(one.formats) else found.get("office", {})
    described["title"], described["kind"] = one.title, one.kind
    files.write(one.manifest, json.dumps(described, indent=2, ensure_ascii=False) + "\n")


def _run(one: Job, engine: str, started: Callable[[int], None] | None) -> None:
    """Execute a report's notebook; one that failed is kept with its error."""
    t = texts(str(one.parameters["lang"]))
    running = files.beside(one.notebook)
    try:
        _execute(one, running, engine, started)
    except Exception as error:
        if running.exists():
            running.replace(one.notebook)
        detail = _cause(error)
        raise ReportError(t("report.error.failed", name=one.title, detail=detail, path=one.notebook)) from None
    finally:
        journal_of(one).unlink(missing_ok=True)
    running.replace(one.notebook)


def _execute(one: Job, target: Path, engine: str, started: Callable[[int], None] | None) -> None:
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    import papermill

    if engine == FAST:
        from indeks import engine as ours

        ours.register()
        how = {"engine_name": ours.NAME, "journal": journal_of(one), "started": started}
        how["request_save_on_cell_execute"] = False  # the journal keeps each cell, for less
    else:
        # the kernel warns about unencrypted local sockets on every start
        how = {"autosave_cell_every": 0, "extra_arguments": ["--IPKernelApp.log_level=40"]}
    papermill.execute_notebook(
        str(source_notebook(one.kind)),
        str(target),
        parameters=dict(one.parameters),
        kernel_name="python3",
        progress_bar=False,
        log_output=False,
        execution_timeout=one.timeout,
        **how,
    )


def journal_of(one: Job, pid: int | None = None) -> Path:
    """Return where the fast engine notes each cell that is done."""
    return files.beside(one.notebook, pid, ".journal")


def salvage(one: Job, pid: int, reason: str) -> str:
    """Keep what a process that is gone had finished of a report; return the failure in words.

    Parameters
    ----------
    one
        The report it was making.
    pid
        The process.
    reason
        ``"timeout"``, ``"interrupted"`` or ``"ended"``; empty where nobody is left to be told: nothing is kept.
    """
    t = texts(str(one.parameters["lang"]))
    try:
        if not reason:
            return ""
        detail = t(f"batch.gone.{reason}")
        from indeks.engine.notebook import from_journal

        nb = from_journal(journal_of(one, pid), detail)
        if nb is not None:
            files.write(one.notebook, json.dumps(nb, indent=1, ensure_ascii=False) + "\n")
        return t("report.error.failed", name=one.title, detail=detail, path=one.notebook)
    finally:
        files.remove(one.notebook, pid)


def prepare(one: Job) -> None:
    """Load what a report shares with others, so that processes forked from this one have it."""
    from indeks import regions
    from indeks.published import history
    from indeks.reports import datasets

    year, data = int(one.parameters["year"]), one.parameters.get("data")
    for kind in regions.TYPES:
        history.references(year, kind)
    if data and one.kind != "types":  # data of a report on types need not have levels
        path = facts.find_data(data, texts("id"))
        manifest.data_digest(path)
        loaded = datasets.load(path, edition=one.parameters["edition"] or None)
        loaded.index()
        rule = facts.rule_of(one.parameters["edition"], year)
        if rule is not None:
            loaded.parts(year, rule, one.parameters["edition"] or None)


def forget() -> None:
    """Give the memory of what :func:`prepare` loaded back."""
    from indeks.reports import datasets

    datasets.forget()


def seed(one: Job) -> int:
    """Return a seed for random numbers that is the report's own, the same in every run."""
    text = json.dumps([one.kind, dict(one.parameters)], sort_keys=True, default=str)
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def own_errors() -> frozenset[str]:
    """Return the names of the errors that are written for the user: their name would say nothing more.

    The cell of a notebook may have run in another process, which tells an error by its name alone; what a report
    can raise is imported with what its cells import.
    """
    import_module("indeks.reports.types.facts")
    import_module("indeks.reports.year.sections")
    return frozenset(kind.__name__ for kind in {*errors.family(), DataError})


def _cause(error: Exception) -> str:
    """What a cell raised, in one line without the trace; of a long list of faults the beginning."""
    name = getattr(error, "ename", "") or type(error).__name__
    value = getattr(error, "evalue", "") or str(error)
    line = " ".join(value.split()).rstrip(".")
    short = line if len(line) <= LONG else line[:LONG].rsplit(" ", 1)[0] + " …"
    return short if name in own_errors() else f"{name}: {short}"


def attempt(one: Job, engine: str = PLAIN, started: Callable[[int], None] | None = None) -> str:
    """Make a report; return its failure, or ``""``."""
    try:
        make(one, engine, started)
    except ReportError as error:
        return error.text(str(one.parameters["lang"]))
    except OSError as error:
        t = texts(str(one.parameters["lang"]))
        return t("report.error.system", name=one.title, detail=system_text(error, t))
    return ""
