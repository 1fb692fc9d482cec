"""Reports from notebooks: which are wanted, which are up to date, and how one is made.

A report is files beside each other: the executed notebook, one file a format, and the manifest. The formats and
the manifest appear only when the whole report is there; a notebook that failed is kept with its error.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks import resources, whole
from indeks.reports import facts, formats, manifest
from indeks.reports.facts import ReportError
from indeks.reports.formats import check_office_files, chosen
from indeks.texts import Texts, texts

NOTEBOOKS = {"city": "city_report.ipynb", "year": "year_report.ipynb", "types": "innovation_types.ipynb"}
PARAMETERS = {
    "city": ("region", "year", "lang", "data", "edition", "spd"),
    "year": ("year", "lang"),
    "types": ("region", "year", "since", "lang", "data", "corpus"),
}
SECTIONS = {"city": 13, "year": 7, "types": 10}
"""Sections a whole report has; a page with fewer is told as incomplete."""
TIMEOUT = 600
"""Seconds a cell may take before its notebook is stopped."""
LONG = 300
"""Characters of a failure that stand in a line; the notebook has the rest."""
PLAIN, FAST = "plain", "fast"
"""Roads to the same report: papermill's own engine with a kernel, or the cells run in this process."""


@dataclass(frozen=True)
class Job:
    """One report to be made: its notebook, its checked parameters, where it goes."""

    kind: str
    """Of :data:`NOTEBOOKS`, or the path of a notebook of one's own with at least ``year`` and ``lang``."""
    parameters: Mapping[str, Any]
    stem: Path
    """Path of the report without its endings."""
    title: str
    formats: tuple[str, ...] = ("html",)
    """What is made beside the notebook (``formats.FORMATS``)."""
    template: Path | None = None
    """The office's own Word template."""
    logo: Path | None = None
    """PNG or SVG for the title pages."""
    timeout: float = TIMEOUT
    """Seconds a cell may take."""

    @property
    def page(self) -> Path:
        """The HTML page."""
        return formats.path_of(self.stem, "html")

    @property
    def files(self) -> dict[str, Path]:
        """The file of each format."""
        return {name: formats.path_of(self.stem, name) for name in self.formats}

    @property
    def notebook(self) -> Path:
        """The executed notebook."""
        return self.stem.with_name(self.stem.name + ".ipynb")

    @property
    def manifest(self) -> Path:
        """The manifest, with the fingerprint of the inputs."""
        return self.stem.with_name(self.stem.name + ".json")


def job(
    kind: str,
    parameters: Mapping[str, Any],
    out: Path,
    *,
    formats: str | Iterable[str] = ("html",),
    template: Path | None = None,
    logo: Path | None = None,
) -> Job:
    """Check the parameters of a report and name its files.

    Parameters
    ----------
    kind
        ``"city"``, ``"year"`` or ``"types"``.
    parameters
        Those of the notebook (``PARAMETERS``); left-out ones take their defaults.
    out
        Folder of the reports.
    formats
        What is made beside the notebook: names, or one text with commas.
    template, logo
        The office's Word template; PNG or SVG for the title pages.

    Raises
    ------
    ReportError
        If a parameter, format, template or logo is unknown or not usable.
    indeks.regions.UnknownRegion, indeks.regions.AmbiguousRegion
        If the region is not one region.
    """
    lang = parameters.get("lang", "id")
    t = facts.check_language(lang)
    for name in parameters:
        if name not in PARAMETERS[kind]:
            raise ReportError(t("report.error.parameter", name=name, known=", ".join(PARAMETERS[kind])))
    year = facts.check_year(parameters.get("year"), t)
    check_office_files(template, logo, t.lang)
    form: dict[str, Any] = {"formats": chosen(formats, t), "template": template, "logo": logo}
    if kind == "year":
        stem = out / str(year) / f"nasional-{year}.{lang}"
        return Job(kind, {"year": year, "lang": lang}, stem, t("report.year.title", year=year), **form)
    if kind == "types":
        return _types_job(parameters, year, t, out, form)
    data, edition = str(parameters.get("data") or ""), str(parameters.get("edition") or "")
    spd = str(parameters.get("spd") or "")
    if data:
        facts.find_data(data, t)
    if edition:
        editions.load(edition, lang)
    code, name, slugged = _place(parameters.get("region"), data, edition, lang)
    full = {"region": code, "year": year, "lang": lang, "data": data, "edition": edition, "spd": spd}
    stem = out / str(year) / f"{slugged}-{slug(code, dots=True)}.{lang}"
    return Job(kind, full, stem, t("report.city.title", name=name, year=year), **form)


def _types_job(parameters: Mapping[str, Any], year: int, t: Texts, out: Path, form: Mapping[str, Any]) -> Job:
    """The report on types of innovation: of a region, or of all regions of a dataset."""
    from indeks.reports import types

    full = types.checked(**{"region": "", "data": "", "since": "", "corpus": "", **parameters, "year": year})
    code, name = types.place(full["region"], full["data"], t)
    plain = types.place(code, full["data"], texts("id"))[1]
    slugged = f"{slug(plain)}-{slug(code, dots=True)}" if code else "semua"
    title = t("typology.page.title", name=name, year=types.years(full["since"], year))
    return Job("types", full, out / str(year) / f"jenis-{slugged}.{t.lang}", title, **form)


def _place(region: Any, data: str, edition: str, lang: str) -> tuple[str, str, str]:
    """Return code, full name and the name's part of file names; the data may have regions of their own."""
    from indeks import regions

    try:
        code = regions.resolve(region, lang)
    except regions.UnknownRegion:
        if not data:
            raise
        found = facts.own_region(str(region).strip(), data, edition, lang)
        if found is None:
            raise
        return (*found, slug(found[1]))
    return code, regions.full_name(code, lang), slug(regions.full_name(code))


def slug(text: str, *, dots: bool = False) -> str:
    """Return a name as a safe part of a file name: lower case letters, digits, hyphens and, in a code, dots."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.]+" if dots else r"[^a-z0-9]+", "-", plain).strip("-.") or "daerah"


def source_notebook(kind: str) -> Path:
    """Return the notebook a kind of report is made with."""
    return resources.path("notebooks", NOTEBOOKS[kind]) if kind in NOTEBOOKS else Path(kind)


def inputs(one: Job, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the manifest of a report's inputs as they are now.

    ``known`` is what an earlier manifest says of the dataset: the same file shows the same.
    """
    edition = one.parameters.get("edition") or None
    try:
        rule = editions.resolve(edition, one.parameters["year"])
    except editions.EditionError:
        rule = None
    data = one.parameters.get("data")
    if not data:
        return manifest.of(one.parameters, rule, None)
    path = facts.find_data(data, texts("id"))
    if one.kind == "types":  # it shows every region of the data
        corpus = one.parameters.get("corpus")
        return manifest.of(one.parameters, rule, path, manifest.digest(Path(corpus)) if corpus else "")
    if known and known["sha256"] == manifest.data_digest(path):
        return manifest.of(one.parameters, rule, path, known["seen_sha256"])
    try:
        seen = facts.seen(one.parameters)
    except ValueError:  # data with errors: the notebook says which
        seen = ""
    return manifest.of(one.parameters, rule, path, seen)


PAPER = frozenset({"pdf", "docx", "typst"})
"""Formats that are made with the office's own files."""


def _office(one: Job) -> dict[str, str]:
    """Checksums of the office's own files that the wanted formats are made with."""
    used = {"template": one.template if "docx" in one.formats else None}
    used["logo"] = one.logo if PAPER & set(one.formats) else None
    return {name: manifest.digest(path) for name, path in used.items() if path is not None}


def _manifest(one: Job) -> dict[str, Any]:
    """The manifest of a report if it was made from the inputs as they are now; else empty."""
    if not (one.notebook.exists() and one.manifest.exists()):
        return {}
    try:
        found = json.loads(one.manifest.read_text(encoding="utf-8"))
        now = inputs(one, found.get("data"))
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
    found = _manifest(one)
    if found.get("notebook_sha256", "") != (manifest.digest(one.notebook) if one.notebook.exists() else None):
        found = {}
    kept = _unchanged(one, found) if found else set()
    described = inputs(one)
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
    described["title"] = one.title
    whole.write(one.manifest, json.dumps(described, indent=2, ensure_ascii=False) + "\n")


def _run(one: Job, engine: str, started: Callable[[int], None] | None) -> None:
    """Execute a report's notebook; one that failed is kept with its error."""
    t = texts(str(one.parameters["lang"]))
    running = whole.beside(one.notebook)
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
        from indeks.reports import engine as ours

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
    return whole.beside(one.notebook, pid, ".journal")


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
        from indeks.reports.engine.notebook import from_journal

        nb = from_journal(journal_of(one, pid), detail)
        if nb is not None:
            whole.write(one.notebook, json.dumps(nb, indent=1, ensure_ascii=False) + "\n")
        return t("report.error.failed", name=one.title, detail=detail, path=one.notebook)
    finally:
        whole.remove(one.notebook, pid)


def prepare(one: Job) -> None:
    """Load what a report shares with others, so that processes forked from this one have it."""
    from indeks import history, regions
    from indeks.reports import cache

    year, data = int(one.parameters["year"]), one.parameters.get("data")
    for kind in regions.TYPES:
        history.references(year, kind)
    if data:
        path = facts.find_data(data, texts("id"))
        manifest.data_digest(path)
        loaded = cache.load(path, edition=one.parameters["edition"] or None)
        loaded.region("")
        rule = facts.rule_of(one.parameters["edition"], year, "id")
        if rule is not None:
            loaded.parts(year, rule, one.parameters["edition"] or None, "id")


def forget() -> None:
    """Give the memory of what :func:`prepare` loaded back."""
    from indeks.reports import cache

    cache.forget()


def seed(one: Job) -> int:
    """Return a seed for random numbers that is the report's own, the same in every run."""
    text = json.dumps([one.kind, dict(one.parameters)], sort_keys=True, default=str)
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def _cause(error: Exception) -> str:
    """What a cell raised, in one line without the trace; of a long list of faults the beginning."""
    name = getattr(error, "ename", "") or type(error).__name__
    value = getattr(error, "evalue", "") or str(error)
    line = " ".join(value.split())
    return f"{name}: {line if len(line) <= LONG else line[:LONG].rsplit(' ', 1)[0] + ' …'}"


def attempt(one: Job, engine: str = PLAIN, started: Callable[[int], None] | None = None) -> str:
    """Make a report; return its failure, or ``""``."""
    try:
        make(one, engine, started)
    except ReportError as error:
        return str(error)
    return ""


def make_all(
    jobs: Iterable[Job], *, workers: int = 2, told: Callable[[int, int, Job, str], None] | None = None
) -> tuple[list[Job], list[Job], list[str]]:
    """Make the reports that are missing or out of date; see :func:`indeks.reports.batch.make_all`.

    Returns
    -------
    made, fresh : list of Job
        Reports made now, and those that were up to date.
    failures : list of str
        One sentence per report that could not be made; the others go on.
    """
    from indeks.reports import batch

    result = batch.make_all(jobs, workers=workers, told=told)
    return result.made, result.fresh, result.failures


def plan(path: Path, out: Path, langs: Iterable[str], messages: str = "id", **form: Any) -> list[Job]:
    """Read a list of reports from TOML: tables ``[[city]]``, ``[[year]]`` and ``[[types]]`` with parameters.

    Formats, template and logo (``form``) are those of :func:`job`, the same for every report.

    Raises
    ------
    ReportError
        If the file is not there, is not TOML, or a report of it has parameters that are not usable.
    """
    import tomllib

    t = texts(messages)
    try:
        found = path if path.exists() else resources.path(*path.parts)
        listed = tomllib.loads(found.read_text(encoding="utf-8"))
    except OSError:
        raise ReportError(t("report.error.no_plan", path=path)) from None
    except ValueError as error:
        raise ReportError(t("report.error.plan", path=path, detail=str(error))) from None
    return [
        job(kind, {**entry, "lang": lang}, out, **form)
        for lang in langs
        for kind in NOTEBOOKS
        for entry in listed.get(kind, [])
    ]
