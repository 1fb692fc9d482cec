"""The reports that can be made: their notebooks, their parameters, checked, and the names of their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indeks import files
from indeks.document import formats
from indeks.document.formats import check_office_files, chosen
from indeks.errors import Faults, IndeksError, unread
from indeks.problems import DataError
from indeks.reports import cover
from indeks.reports.kinds import KINDS, kind_of
from indeks.reports.parameters import ReportError

SHIPPED_LIST = Path("notebooks", "reports.toml")
"""The list of reports that comes with the library, found from any working folder."""
FAILED = ".gagal.ipynb"
"""Ending of a notebook that failed."""
TIMEOUT = 600
"""Seconds a cell may take before its notebook is stopped."""


@dataclass(frozen=True)
class Job:
    """One report to be made: its notebook, its checked parameters, where it goes."""

    kind: str
    """Name of one of the kinds, or the path of a notebook of one's own with at least ``year`` and ``lang``."""
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
    def failed(self) -> Path:
        """The notebook of a run that failed, beside the report as it was before; gone after the next success."""
        return self.stem.with_name(self.stem.name + FAILED)

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
        ``"city"``, ``"year"``, ``"types"`` or ``"plan"``, or the path of a notebook of one's own.
    parameters
        Those of the notebook; left-out ones take their defaults.
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
    of = kind_of(kind)
    checked = of.check(parameters)
    logo = logo or cover.read(checked.get("cover", "") if kind in KINDS else "").logo
    check_office_files(template, logo)
    stem = out / str(checked["year"]) / of.file_name(checked)
    form: dict[str, Any] = {"formats": chosen(formats), "template": template, "logo": logo}
    return Job(kind, checked, stem, of.title(checked), **form)


def source_notebook(kind: str) -> Path:
    """Return the notebook a kind of report is made with."""
    return kind_of(kind).notebook


def plan(path: Path, out: Path, langs: Iterable[str], **form: Any) -> list[Job]:
    """Read a list of reports from TOML: tables named after kinds, such as ``[[city]]``, with parameters.

    Parameters
    ----------
    path
        The list; a relative path starts at the working folder. Only ``SHIPPED_LIST`` is found where it is not
        there: it comes with the library.
    out
        Folder of the reports.
    langs
        Languages; every report of the list is made in each.
    **form
        Formats, template and logo as for :func:`job`, the same for every report.

    Returns
    -------
    list of Job

    Raises
    ------
    ReportError
        If the file is not there, or is not TOML.
    indeks.errors.Faults
        With every table it has that is no list of reports, and every report whose parameters are not usable.
    """
    try:
        shipped = path == SHIPPED_LIST and not path.exists()
        listed = files.toml(files.path(*path.parts) if shipped else path)
    except OSError:
        raise ReportError("reports.error.no_plan", path=path) from None
    except ValueError as error:
        raise ReportError("reports.error.plan", path=path, detail=unread(error)) from None
    faults = list(_shape_faults(listed))
    jobs: list[Job] = []
    for lang in langs if not faults else ():
        for kind in KINDS:
            for number, entry in enumerate(listed.get(kind, []), start=1):
                try:
                    if "lang" in entry:
                        raise IndeksError("making.list.lang")
                    jobs.append(job(kind, {**entry, "lang": lang}, out, **form))
                except DataError:
                    raise
                except IndeksError as error:
                    faults.append(IndeksError("making.list.entry", kind=kind, number=number, fault=error))
        if faults:  # the other languages have the same
            break
    if faults:
        raise Faults("making.list.head", faults, path=path)
    return jobs


def _shape_faults(listed: Mapping[str, Any]) -> Iterator[IndeksError]:
    """Yield what a list has that is no ``[[city]]``, ``[[year]]`` or ``[[types]]``, or that it is empty."""
    known = ", ".join(f"[[{kind}]]" for kind in KINDS)
    for name, entries in listed.items():
        if name not in KINDS:
            yield IndeksError("making.list.unknown", name=name, known=known)
        elif not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            yield IndeksError("making.list.brackets", name=name)
    if not any(listed.values()):
        yield IndeksError("making.list.empty", known=known)
