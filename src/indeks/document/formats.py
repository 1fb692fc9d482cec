"""Formats of a report beside its notebook: HTML page, PDF and Word for paper and office, Excel annex.

Each format is an nbconvert exporter, so ``jupyter nbconvert --to indeks-pdf report.ipynb`` works too.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from indeks import files
from indeks.reports.region.facts import ReportError
from indeks.texts import Texts, texts

if TYPE_CHECKING:
    from indeks.document.contents import Report
    from indeks.making.jobs import Job

FORMATS = ("html", "pdf", "docx", "xlsx", "typst")
ENDINGS = {"typst": "typ"}
"""File endings that are not the name of their format."""
ALWAYS = "ipynb"
"""The executed notebook is kept whatever the formats."""


def chosen(names: str | Iterable[str], t: Texts) -> tuple[str, ...]:
    """Return the formats asked for, each once, in the order of ``FORMATS``.

    Parameters
    ----------
    names
        Names, or one text with commas between them; ``ipynb`` may be named and changes nothing.
    t
        Texts, for what is said of an unknown format.

    Raises
    ------
    ReportError
        If a name is not known, or there is none.

    Examples
    --------
    >>> chosen("pdf, html,ipynb,pdf", texts("id"))
    ('html', 'pdf')
    """
    listed = names.split(",") if isinstance(names, str) else list(names)
    wanted = {name.strip().lower() for name in listed if name.strip()}
    known = ", ".join((*FORMATS, ALWAYS))
    if not wanted:
        raise ReportError(t("paper.error.no_format", known=known))
    for name in sorted(wanted - {*FORMATS, ALWAYS}):
        raise ReportError(t("paper.error.format", name=name, known=known))
    return tuple(name for name in FORMATS if name in wanted)


def check_office_files(template: Path | None, logo: Path | None, lang: str) -> None:
    """Look whether the template and the logo can be used, before anything is made; ReportError if not."""
    if template is not None:
        from indeks.document.docx import open_template

        open_template(template, lang)
    if logo is not None:
        from indeks.document.typst import logo_content

        logo_content(logo, lang)


def path_of(stem: Path, name: str) -> Path:
    """Return where a format of a report stands: the report's path with the format's ending."""
    return stem.with_name(f"{stem.name}.{ENDINGS.get(name, name)}")


def write_formats(notebook: Path, job: Job) -> dict[str, Path]:
    """Export an executed notebook to every format of a job; all files appear, or none.

    Parameters
    ----------
    notebook
        The executed notebook.
    job
        The report, with its formats, template and logo.

    Returns
    -------
    dict of str to Path
        The file of each format.

    Raises
    ------
    ReportError
        If the report lacks sections, or a format cannot be made; no file is written then.
    """
    from indeks.document.contents import read
    from indeks.document.html import page_of
    from indeks.making.jobs import SECTIONS

    lang = str(job.parameters["lang"])
    t = texts(lang)
    nb = nbformat.read(notebook, as_version=4)
    report = read(nb)
    wanted = SECTIONS.get(job.kind, 0)
    found = sum(b["kind"] == "heading" and b["level"] == 1 for b in report.blocks)
    problem = t("report.error.sections", found=found, wanted=wanted) if found < wanted else ""
    made: dict[str, bytes] = {}
    if not problem and "html" in job.formats:
        page, problem = page_of(nb, report, wanted, t)
        made["html"] = page.encode()
    if problem:
        raise ReportError(t("report.error.incomplete", name=job.title, detail=problem, path=notebook))
    made |= _offices(report, job)
    return _written({name: made[name] for name in job.formats}, job.stem)


def _offices(report: Report, job: Job) -> dict[str, bytes]:
    """The formats for paper and office; their libraries are loaded only where they are wanted."""
    wanted, made = set(job.formats), {}
    logo = str(job.logo or "")
    if wanted & {"pdf", "docx", "typst"}:
        from indeks.document import typst

        drawn = typst.without_undrawable(report)
    if wanted & {"pdf", "typst"}:
        source = typst.source(drawn, logo=logo)
        made["typst"] = source.encode()
        if "pdf" in wanted:
            made["pdf"] = typst.pdf(source, report.lang)
    if "docx" in wanted:
        from indeks.document import docx

        made["docx"] = docx.document(drawn, template=str(job.template or ""), logo=logo)
    if "xlsx" in wanted:
        from indeks.document import xlsx

        made["xlsx"] = xlsx.workbook(report)
    return made


def _written(made: dict[str, bytes], stem: Path) -> dict[str, Path]:
    """Write every file under a temporary name, then give all of them their names."""
    targets = {name: path_of(stem, name) for name in made}
    partial = {name: files.beside(target) for name, target in targets.items()}
    try:
        for name, content in made.items():
            partial[name].write_bytes(content)
        for name, target in targets.items():
            partial[name].replace(target)
    finally:
        for path in partial.values():
            path.unlink(missing_ok=True)
    return targets
