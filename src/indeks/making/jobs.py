"""The reports that can be made: their notebooks, their parameters, checked, and the names of their files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks import files
from indeks.document import formats
from indeks.document.formats import check_office_files, chosen
from indeks.reports.region import facts
from indeks.reports.region.facts import ReportError
from indeks.texts import Texts, texts

NOTEBOOKS = {"city": "city_report.ipynb", "year": "year_report.ipynb", "types": "innovation_types.ipynb"}
PARAMETERS = {
    "city": ("region", "year", "lang", "data", "edition", "spd"),
    "year": ("year", "lang"),
    "types": ("region", "year", "since", "lang", "data", "corpus", "lexicon"),
}
SECTIONS = {"city": 13, "year": 7, "types": 10}
"""Sections a whole report has; a page with fewer is told as incomplete."""
TIMEOUT = 600
"""Seconds a cell may take before its notebook is stopped."""


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
        editions.load(edition)
    code, name, slugged = _place(parameters.get("region"), data, edition, lang)
    full = {"region": code, "year": year, "lang": lang, "data": data, "edition": edition, "spd": spd}
    stem = out / str(year) / f"{slugged}-{slug(code, dots=True)}.{lang}"
    return Job(kind, full, stem, t("report.city.title", name=name, year=year), **form)


def _types_job(parameters: Mapping[str, Any], year: int, t: Texts, out: Path, form: Mapping[str, Any]) -> Job:
    """The report on types of innovation: of a region, or of all regions of a dataset."""
    from indeks.reports.types import facts as type_facts

    full = type_facts.checked(**{**parameters, "year": year})
    code, name = type_facts.place(full["region"], full["data"], t)
    plain = type_facts.place(code, full["data"], texts("id"))[1]
    slugged = f"{slug(plain)}-{slug(code, dots=True)}" if code else "semua"
    title = t("typology.page.title", name=name, year=type_facts.years(full["since"], year))
    return Job("types", full, out / str(year) / f"jenis-{slugged}.{t.lang}", title, **form)


def _place(region: Any, data: str, edition: str, lang: str) -> tuple[str, str, str]:
    """Return code, full name and the name's part of file names; the data may have regions of their own."""
    from indeks import regions

    try:
        code = regions.resolve(region)
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
    return files.path("notebooks", "reports", NOTEBOOKS[kind]) if kind in NOTEBOOKS else Path(kind)


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
        found = path if path.exists() else files.path(*path.parts)
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
