"""Reports from notebooks: which are wanted, which are up to date, and how one is made.

A report is files beside each other: the executed notebook, one file a format, and the manifest. The formats and
the manifest appear only when the whole report is there; a notebook that failed is kept with its error.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks import resources, whole
from indeks.reports import facts, formats, manifest
from indeks.reports.facts import ReportError
from indeks.reports.formats import check_office_files, chosen
from indeks.texts import texts

NOTEBOOKS = {"city": "city_report.ipynb", "year": "year_report.ipynb"}
PARAMETERS = {"city": ("region", "year", "lang", "data", "edition", "spd"), "year": ("year", "lang")}
SECTIONS = {"city": 13, "year": 7}
"""Sections a whole report has; a page with fewer is told as incomplete."""
LONG = 300
"""Characters of a failure that stand in a line; the notebook has the rest."""
TIMEOUT = 600
"""Seconds a cell may take before its notebook is stopped."""


@dataclass(frozen=True)
class Job:
    """One report to be made: its notebook, its checked parameters, where it goes."""

    kind: str
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
        ``"city"`` or ``"year"``.
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
    from indeks import regions

    code, name = _region(parameters.get("region"), bool(parameters.get("data")), lang)
    data, edition = str(parameters.get("data") or ""), str(parameters.get("edition") or "")
    spd = str(parameters.get("spd") or "")
    if data:
        facts.find_data(data, t)
    if edition:
        editions.load(edition, lang)
    full = {"region": code, "year": year, "lang": lang, "data": data, "edition": edition, "spd": spd}
    plain = regions.full_name(code) if regions.known(code) else name
    stem = out / str(year) / f"{slug(plain)}-{slug(code) if plain == code else code}.{lang}"
    return Job(kind, full, stem, t("report.city.title", name=name, year=year), **form)


def _region(region: Any, in_data: bool, lang: str) -> tuple[str, str]:
    """Code and name of a region; one that only the dataset's own table knows is named by its code here."""
    from indeks import regions

    try:
        code = regions.resolve(region, lang)
    except regions.UnknownRegion:
        if in_data and re.fullmatch(r"\d\d\.\d{2,4}", str(region)):
            return str(region), str(region)
        raise
    return code, regions.full_name(code, lang)


def slug(text: str) -> str:
    """Return a name as a safe part of a file name: lower case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "daerah"


def source_notebook(kind: str) -> Path:
    """Return the notebook a kind of report is made with."""
    return resources.path("notebooks", NOTEBOOKS[kind])


def inputs(one: Job) -> dict[str, Any]:
    """Return the manifest of a report's inputs as they are now."""
    edition = one.parameters.get("edition") or None
    try:
        rule = editions.resolve(edition, one.parameters["year"])
    except editions.EditionError:
        rule = None
    data = one.parameters.get("data")
    return manifest.of(one.parameters, rule, facts.find_data(data, texts("id")) if data else None)


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
    except ValueError:
        return {}
    same = found.get("fingerprint") == manifest.fingerprint(inputs(one), source_notebook(one.kind))
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


def make(one: Job) -> None:
    """Run a report's notebook with papermill, check that it is whole, and export it to every format.

    Where only a format is missing, the notebook that is there is exported and the other formats stay.

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
        _run(one)
    written = formats.write_formats(one.notebook, one)
    described["fingerprint"] = manifest.fingerprint(described, source_notebook(one.kind))
    described["notebook_sha256"] = manifest.digest(one.notebook)
    described["files"] = {name: found["files"][name] for name in sorted(kept)}
    described["files"] |= {name: manifest.digest(path) for name, path in written.items()}
    described["office"] = _office(one) if PAPER & set(one.formats) else found.get("office", {})
    described["title"] = one.title
    whole.write(one.manifest, json.dumps(described, indent=2, ensure_ascii=False) + "\n")


def _run(one: Job) -> None:
    """Execute a report's notebook; one that failed is kept with its error."""
    t = texts(str(one.parameters["lang"]))
    running = whole.beside(one.notebook)
    try:
        _execute(one, running)
    except Exception as error:
        if running.exists():
            running.replace(one.notebook)
        detail = _cause(error)
        raise ReportError(t("report.error.failed", name=one.title, detail=detail, path=one.notebook)) from None
    running.replace(one.notebook)


def _execute(one: Job, target: Path) -> None:
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    import papermill

    papermill.execute_notebook(
        str(source_notebook(one.kind)),
        str(target),
        parameters=dict(one.parameters),
        kernel_name="python3",
        progress_bar=False,
        log_output=False,
        execution_timeout=TIMEOUT,
        autosave_cell_every=0,
        # the kernel warns about unencrypted local sockets on every start
        extra_arguments=["--IPKernelApp.log_level=40"],
    )


def _cause(error: Exception) -> str:
    """What a cell raised, in one line without the trace; of a long list of faults the beginning."""
    name = getattr(error, "ename", "") or type(error).__name__
    value = getattr(error, "evalue", "") or str(error)
    line = " ".join(value.split())
    return f"{name}: {line if len(line) <= LONG else line[:LONG].rsplit(' ', 1)[0] + ' …'}"


def make_all(
    jobs: Iterable[Job], *, workers: int = 2, told: Callable[[int, int, Job, str], None] | None = None
) -> tuple[list[Job], list[Job], list[str]]:
    """Make the reports that are missing or out of date, several at once.

    Parameters
    ----------
    jobs
        What is wanted.
    workers
        How many at once.
    told
        Called after each report with how many are done, how many there are, the job and its failure or ``""``.

    Returns
    -------
    made, fresh : list of Job
        Reports made now, and those that were up to date.
    failures : list of str
        One sentence per report that could not be made; the others go on.
    """
    wanted = list(jobs)
    fresh = [j for j in wanted if is_fresh(j)]
    stale = [j for j in wanted if j not in fresh]
    made: list[Job] = []
    failures: list[str] = []

    def note(one: Job, failure: str) -> None:
        if failure:
            failures.append(failure)
        else:
            made.append(one)
        if told:
            told(len(made) + len(failures), len(stale), one, failure)

    if len(stale) == 1 or workers <= 1:
        for one in stale:
            note(one, _attempt(one))
    elif stale:
        with ProcessPoolExecutor(max_workers=min(workers, len(stale))) as pool:
            running = {pool.submit(_attempt, one): one for one in stale}
            for done in as_completed(running):
                note(running[done], done.result())
    return made, fresh, failures


def _attempt(one: Job) -> str:
    try:
        make(one)
    except ReportError as error:
        return str(error)
    return ""


def plan(path: Path, out: Path, langs: Iterable[str], messages: str = "id", **form: Any) -> list[Job]:
    """Read a list of reports from TOML: tables ``[[city]]`` and ``[[year]]`` with parameters.

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
