"""Formats of a report beside its notebook: HTML page, PDF and Word for paper and office, Excel annex.

Each format is an nbconvert exporter, so ``jupyter nbconvert --to indeks-pdf report.ipynb`` works too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from indeks import files
from indeks.document.errors import FormatError
from indeks.texts import texts

if TYPE_CHECKING:
    from indeks.document.contents import Report

FORMATS = ("html", "pdf", "docx", "xlsx", "typst")
ENDINGS = {"typst": "typ"}
"""File endings that are not the name of their format."""
ALWAYS = "ipynb"
"""The executed notebook is kept whatever the formats."""


def chosen(names: str | Iterable[str]) -> tuple[str, ...]:
    """Return the formats asked for, each once, in the order of ``FORMATS``.

    Parameters
    ----------
    names
        Names, or one text with commas between them; ``ipynb`` may be named and changes nothing.

    Raises
    ------
    FormatError
        If a name is not known, or there is none.

    Examples
    --------
    >>> chosen("pdf, html,ipynb,pdf")
    ('html', 'pdf')
    """
    listed = names.split(",") if isinstance(names, str) else list(names)
    wanted = {name.strip().lower() for name in listed if name.strip()}
    known = ", ".join((*FORMATS, ALWAYS))
    if not wanted:
        raise FormatError("document.error.no_format", known=known)
    for name in sorted(wanted - {*FORMATS, ALWAYS}):
        raise FormatError("document.error.format", name=name, known=known)
    return tuple(name for name in FORMATS if name in wanted)


def check_office_files(template: Path | None, logo: Path | None) -> None:
    """Look whether the template and the logo can be used, before anything is made; FormatError if not."""
    if template is not None:
        from indeks.document.docx import open_template

        open_template(template)
    if logo is not None:
        from indeks.document.typst import logo_content

        logo_content(logo)


def path_of(stem: Path, name: str) -> Path:
    """Return where a format of a report stands: the report's path with the format's ending."""
    return stem.with_name(f"{stem.name}.{ENDINGS.get(name, name)}")


def write_formats(
    notebook: Path,
    stem: Path,
    formats: Collection[str],
    *,
    title: str,
    lang: str,
    sections: int = 0,
    template: Path | None = None,
    logo: Path | None = None,
) -> dict[str, Path]:
    """Export an executed notebook to several formats; all files appear, or none.

    Parameters
    ----------
    notebook
        The executed notebook.
    stem
        Path of the report without its endings.
    formats
        Names of :data:`FORMATS`.
    title
        What errors call the report.
    lang
        Language of the report.
    sections
        Sections it must have, but for those that its banner says it leaves out.
    template
        The office's own Word template.
    logo
        PNG or SVG for the title pages.

    Returns
    -------
    dict of str to Path
        The file of each format.

    Raises
    ------
    FormatError
        If the report lacks sections, or a format cannot be made; no file is written then.
    """
    from indeks.document.blocks import banner_of
    from indeks.document.contents import read
    from indeks.document.html import page_of

    t = texts(lang)
    nb = nbformat.read(notebook, as_version=4)
    report = read(nb)
    sections -= len(banner_of(nb).get("left_out") or ())
    present = sum(b["kind"] == "heading" and b["level"] == 1 for b in report.plain.blocks)
    problem = t("document.error.sections", found=present, wanted=sections) if present < sections else ""
    contents: dict[str, bytes] = {}
    if not problem and "html" in formats:
        page, problem = page_of(nb, report, sections, t)
        contents["html"] = page.encode()
    if problem:
        raise FormatError("document.error.incomplete", name=title, detail=problem, path=notebook)
    contents |= _offices(report, set(formats), str(template or ""), str(logo or ""))
    return _written({name: contents[name] for name in formats}, stem)


def _offices(report: Report, wanted: set[str], template: str, logo: str) -> dict[str, bytes]:
    """Make the formats for paper and office; their libraries are loaded only where they are wanted."""
    contents: dict[str, bytes] = {}
    if wanted & {"pdf", "docx", "typst"}:
        from indeks.document import typst

        drawn = typst.without_undrawable(report)
    if wanted & {"pdf", "typst"}:
        source = typst.source(drawn, logo=logo)
        contents["typst"] = source.encode()
        if "pdf" in wanted:
            contents["pdf"] = typst.pdf(source)
    if "docx" in wanted:
        from indeks.document import docx

        contents["docx"] = docx.document(drawn, template=template, logo=logo)
    if "xlsx" in wanted:
        from indeks.document import xlsx

        contents["xlsx"] = xlsx.workbook(report)
    return contents


def _written(contents: dict[str, bytes], stem: Path) -> dict[str, Path]:
    """Write every file under a temporary name, then give all of them their names."""
    targets = {name: path_of(stem, name) for name in contents}
    partial = {name: files.beside(target) for name, target in targets.items()}
    try:
        for name, content in contents.items():
            partial[name].write_bytes(content)
        for name, target in targets.items():
            partial[name].replace(target)
    finally:
        for path in partial.values():
            path.unlink(missing_ok=True)
    return targets
