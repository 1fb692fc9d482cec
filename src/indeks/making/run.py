"""Making a report from its notebook: what it is made from, whether it is up to date, and how one is made.

A report is files beside each other: the executed notebook, one file a format, and the manifest. They are replaced
only when the whole new report is there; a notebook that failed is kept with its error, under a name that says so.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks import errors, files
from indeks.document import formats
from indeks.document.errors import FormatError
from indeks.engine import lean
from indeks.errors import Faults
from indeks.making import kept
from indeks.making.jobs import Job, source_notebook
from indeks.making.kept import journal_of
from indeks.problems import system_text
from indeks.reports import manifest
from indeks.reports.kinds import kind_of
from indeks.reports.parameters import ReportError, find_data, rule_of
from indeks.texts import texts

PAPER = frozenset({"pdf", "docx", "typst"})
"""Formats that are made with the office's own files."""
LONG = 300
"""Characters of a failure that stand in a line; the notebook has the rest."""
PLAIN, FAST = "plain", "fast"
"""Roads to the same report: papermill's own engine with a kernel, or the cells run in this process."""


def inputs(job: Job, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the manifest of a report's inputs as they are now.

    ``known`` is what an earlier manifest says of the dataset: the same file shows the same.
    """
    edition = job.parameters.get("edition") or None
    try:
        rule = rule_of(edition or "", job.parameters["year"])
    except editions.EditionError:  # a file that is not usable: the notebook says why
        rule = None
    data = job.parameters.get("data")
    if not data:
        return manifest.of(job.parameters, rule, None)
    path = find_data(data)
    if known and known["sha256"] == manifest.data_digest(path):
        return manifest.of(job.parameters, rule, path, known["seen_sha256"])
    try:
        seen = kind_of(job.kind).seen(job.parameters)
    except ValueError:  # data with errors: the notebook says which
        seen = ""
    return manifest.of(job.parameters, rule, path, seen)


def _office(job: Job) -> dict[str, str]:
    """Checksums of the office's own files that the wanted formats are made with."""
    used = {"template": job.template if "docx" in job.formats else None}
    used["logo"] = job.logo if PAPER & set(job.formats) else None
    return {name: manifest.digest(path) for name, path in used.items() if path is not None}


def _manifest(job: Job, now: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the manifest of a report if it was made from the inputs as they are ``now``; else empty."""
    if not (job.notebook.exists() and job.manifest.exists()):
        return {}
    try:
        recorded = json.loads(job.manifest.read_text(encoding="utf-8"))
        now = now or inputs(job, recorded.get("data"))
    except (ValueError, KeyError, AttributeError):
        return {}
    same = recorded.get("fingerprint") == manifest.fingerprint(now, source_notebook(job.kind))
    return recorded if same else {}


def _unchanged(job: Job, recorded: Mapping[str, Any]) -> set[str]:
    """Return the formats whose files are there, as they were written and with the same office files."""
    paper = bool(PAPER & set(job.formats)) and recorded.get("office") != _office(job)
    paths = {name: formats.path_of(job.stem, name) for name in recorded.get("files", {})}
    return {
        name
        for name, path in paths.items()
        if path.exists() and recorded["files"][name] == manifest.digest(path) and not (paper and name in PAPER)
    }


def is_fresh(job: Job) -> bool:
    """Whether a report is there, whole, and made from the inputs as they are now."""
    recorded = _manifest(job)
    return bool(recorded) and set(job.formats) <= _unchanged(job, recorded)


def make(job: Job, engine: str = PLAIN, started: Callable[[int], None] | None = None) -> None:
    """Run a report's notebook with papermill, check that it is whole, and export it to every format.

    What was there is replaced when all that is new stands beside it; until then it stays as it is, with the
    manifest that tells what it was made from. Where only a format is missing, the notebook that is there is
    exported and the other formats stay.

    Parameters
    ----------
    job
        The report.
    engine
        :data:`PLAIN` or :data:`FAST`.
    started
        Called before each cell with its position, where the engine is the fast one.

    Raises
    ------
    ReportError
        If the notebook fails; it is kept as ``job.failed``.
    FormatError
        If it lacks sections; a notebook that was run for this is kept likewise.
    Faults
        If some formats cannot be made; the others stand, and what stood there of these is gone.
    OSError
        If the system refuses a file.
    """
    job.stem.parent.mkdir(parents=True, exist_ok=True)
    described = inputs(job)
    recorded = _manifest(job, described)
    if recorded.get("notebook_sha256", "") != (manifest.digest(job.notebook) if job.notebook.exists() else None):
        recorded = {}
    try:
        _replace(job, described, recorded, job.notebook if recorded else _run(job, engine, started))
    except OSError as error:
        if error.filename and Path(error.filename).name.startswith("."):
            error.filename, error.filename2 = str(job.stem.parent), None  # not a name that is gone by now
        raise
    finally:
        kept.clean(job, os.getpid())


def _replace(job: Job, described: dict[str, Any], recorded: Mapping[str, Any], notebook: Path) -> None:
    """Write formats and manifest beside their places, then put all that is new into the place of the old."""
    same = _unchanged(job, recorded) if recorded else set()
    try:
        beside, failures = formats.write_formats(
            notebook,
            kept.stem_beside(job),
            job.formats,
            title=job.title,
            sections=kind_of(job.kind).sections,
            template=job.template,
            logo=job.logo,
        )
    except FormatError as error:
        if not recorded and kept.keep(job, notebook) and "path" in error.values:
            error.values["path"] = job.failed
        raise
    new = {path: job.files[name] for name, path in beside.items()}
    described["fingerprint"] = manifest.fingerprint(described, source_notebook(job.kind))
    described["notebook_sha256"] = kept.digest(notebook, job.notebook.name)
    described["files"] = {name: recorded["files"][name] for name in sorted(same)}
    described["files"] |= {name: kept.digest(path, job.files[name].name) for name, path in beside.items()}
    described["office"] = _office(job) if PAPER & set(job.formats) else recorded.get("office", {})
    described["title"], described["kind"] = job.title, kind_of(job.kind).name
    if not recorded:
        new[notebook] = job.notebook
    last = files.beside(job.manifest)
    last.write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    new[last] = job.manifest
    for path, place in new.items():
        path.replace(place)
    for gone in set(formats.FORMATS) - set(described["files"]):
        formats.path_of(job.stem, gone).unlink(missing_ok=True)
    job.failed.unlink(missing_ok=True)
    if failures:
        raise Faults("document.error.some", list(failures.values()), name=job.title)


def _run(job: Job, engine: str, started: Callable[[int], None] | None) -> Path:
    """Execute a report's notebook beside its place; return where it is. One that failed is kept with its error."""
    running = files.beside(job.notebook)
    try:
        _execute(job, running, engine, started)
    except OSError:  # not of a cell but of what surrounds it: a notebook that could not be written is not kept
        raise
    except Exception as error:
        key = "reports.error.failed" if kept.keep(job, running) else "reports.error.system"
        raise ReportError(key, name=job.title, detail=_cause(error), path=job.failed) from None
    finally:
        journal_of(job).unlink(missing_ok=True)
    return running


def _execute(job: Job, target: Path, engine: str, started: Callable[[int], None] | None) -> None:
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    import papermill

    if engine == FAST:
        from indeks import engine as ours

        ours.register()
        how = {"engine_name": ours.NAME, "journal": journal_of(job), "started": started}
        how["request_save_on_cell_execute"] = False  # the journal keeps each cell, for less
    else:
        # the kernel warns about unencrypted local sockets on every start
        how = {"autosave_cell_every": 0, "extra_arguments": ["--IPKernelApp.log_level=40"]}
    papermill.execute_notebook(
        str(source_notebook(job.kind)),
        str(target),
        parameters=dict(job.parameters),
        kernel_name="python3",
        progress_bar=False,
        log_output=False,
        execution_timeout=job.timeout,
        **how,
    )


@cache
def load() -> None:
    """Load the libraries and templates that every report needs, and what it says of the library itself."""
    import nbformat
    import papermill  # noqa: F401

    from indeks import engine
    from indeks.document import blocks
    from indeks.document.html import exporter
    from indeks.engine import notebook, shell  # noqa: F401
    from indeks.reports.region import sections  # noqa: F401

    engine.register()
    exporter().from_notebook_node(nbformat.v4.new_notebook())  # compiles the templates and the schema
    blocks.load_template()
    manifest.library_digest()
    manifest.raw_digest()
    manifest.versions()


@cache
def _load_figures(lang: str) -> None:
    """Draw one figure to nowhere, which loads matplotlib, finds the font and fills its caches."""
    from indeks.document.blocks import figure
    from indeks.figures.style import canvas, number_axis

    t = texts(lang)
    with canvas(1.0, left=1.0) as (drawing, (axis,)):
        axis.barh(["A", "B"], [1, 2])
        number_axis(axis, t)
        axis.text(1, 1, "0123456789,.", fontweight="bold")
        figure(drawing, alt="-", caption="-", source="-")


@cache
def _load_intake() -> None:
    """Load what reads datasets, without a library that makes data up, which pandera takes along if it is there."""
    with lean.without("hypothesis"), suppress(ImportError):
        import pandera.backends.pandas.register
        import pandera.pandas
        import pandera.strategies.pandas_strategies  # noqa: F401


@cache
def _load_types() -> None:
    """Prepare the lexicon and the index of the corpus that ship with the library."""
    import scipy.cluster.hierarchy
    import scipy.spatial.distance  # noqa: F401

    from indeks.reports.types import sections  # noqa: F401
    from indeks.typology import corpus, lexicon

    lexicon.load().matched  # noqa: B018
    corpus.shipped_index().words  # noqa: B018


@cache
def _load_formats(wanted: tuple[str, ...]) -> None:
    """Load the libraries of the formats that are wanted."""
    if PAPER & set(wanted):
        from indeks.document import typst  # noqa: F401
    if "docx" in wanted:
        from indeks.document import docx  # noqa: F401
    if "xlsx" in wanted:
        from indeks.document import xlsx  # noqa: F401


def prepare(job: Job) -> None:
    """Load what a report needs and shares with others, so that processes forked from this one have it.

    Parameters
    ----------
    job
        The report; what its notebook fails with may be raised here already.
    """
    from indeks import regions
    from indeks.published import history

    load()
    year, data = int(job.parameters["year"]), job.parameters.get("data")
    _load_figures(str(job.parameters["lang"]))
    _load_formats(job.formats)
    if data:
        _load_intake()
        _load_types()
    for kind in regions.TYPES:
        history.references(year, kind)
    kind_of(job.kind).prepare(job.parameters)


def forget() -> None:
    """Give the memory of what :func:`prepare` loaded back."""
    from indeks.reports import datasets

    datasets.forget()


def seed(job: Job) -> int:
    """Return a seed for random numbers that is the report's own, the same in every run and folder."""
    named = {k: Path(v).name if k in (*manifest.FILES, "edition") and v else v for k, v in job.parameters.items()}
    text = json.dumps([Path(job.kind).name, named], sort_keys=True, default=str)
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def own_errors() -> frozenset[str]:
    """Return the names of the errors that are written for the user: their name would say nothing more.

    The cell of a notebook may have run in another process, which tells an error by its name alone; what a report
    can raise is imported with what its cells import.
    """
    import_module("indeks.planning.pairs")
    import_module("indeks.planning.whatif")
    import_module("indeks.reports.plan.facts")
    import_module("indeks.reports.types.facts")
    import_module("indeks.reports.year.sections")
    return frozenset(kind.__name__ for kind in errors.family())


def _cause(error: Exception) -> str:
    """Return what a cell raised, in one line without the trace; of a long list of faults the beginning."""
    name = getattr(error, "ename", "") or type(error).__name__
    value = getattr(error, "evalue", "") or str(error)
    line = " ".join(value.split()).rstrip(".")
    short = line if len(line) <= LONG else line[:LONG].rsplit(" ", 1)[0] + " …"
    return short if name in own_errors() else f"{name}: {short}"


def attempt(job: Job, engine: str = PLAIN, started: Callable[[int], None] | None = None) -> str:
    """Make a report; return its failure, or ``""``."""
    try:
        make(job, engine, started)
    except (ReportError, FormatError, Faults) as error:
        return error.text(str(job.parameters["lang"]))
    except OSError as error:
        t = texts(str(job.parameters["lang"]))
        return t("reports.error.system", name=job.title, detail=system_text(error, t))
    return ""
