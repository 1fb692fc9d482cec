"""Formats of a report beside its notebook: HTML page, PDF and Word for paper and office, Excel annex.

Each format is an nbconvert exporter, so ``jupyter nbconvert --to indeks-pdf report.ipynb`` works too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from indeks import files
from indeks.document.errors import FormatError, Incomplete

if TYPE_CHECKING:
    from nbformat import NotebookNode

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


Failures = dict[str, FormatError]
"""Why formats could not be made, by their names."""


def export(
    notebook: Path,
    formats: Collection[str],
    *,
    title: str,
    sections: int = 0,
    template: Path | None = None,
    logo: Path | None = None,
) -> tuple[dict[str, bytes], Failures]:
    """Export an executed notebook to several formats, in memory; one that fails does not cost the others.

    Parameters
    ----------
    notebook
        The executed notebook.
    formats
        Names of :data:`FORMATS`.
    title
        What errors call the report.
    sections
        Sections it must have, but for those that its banner says it leaves out.
    template
        The office's own Word template.
    logo
        PNG or SVG for the title pages.

    Returns
    -------
    contents, failures : dict
        What was made, and an error for each format that was not.

    Raises
    ------
    FormatError
        If the report lacks sections or figures: no format of it would be whole.
    """
    from indeks.document.blocks import banner_of
    from indeks.document.contents import read

    nb = nbformat.read(notebook, as_version=4)
    report = read(nb)
    sections -= len(banner_of(nb).get("left_out") or ())
    present = sum(b["kind"] == "heading" and b["level"] == 1 for b in report.plain.blocks)
    contents: dict[str, bytes] = {}
    failures: Failures = {}
    makers = _makers(nb, report, sections, str(template or ""), str(logo or ""))
    try:
        if present < sections:
            raise Incomplete("document.error.sections", found=present, wanted=sections)
        for name in (name for name in FORMATS if name in formats):
            try:
                contents[name] = makers[name]()
            except Incomplete:
                raise
            except Exception as error:  # whatever a library stumbles over costs its format and is told, no other
                failures[name] = _failure(name, error)
    except Incomplete as error:
        raise FormatError("document.error.incomplete", name=title, detail=error, path=notebook) from None
    return contents, failures


def _failure(name: str, error: Exception) -> FormatError:
    """Return what stopped a format as an error of this family, which keeps the first one as its cause."""
    if isinstance(error, FormatError):
        return error
    failure = FormatError("document.error.unforeseen", name=name, detail=f"{type(error).__name__}: {error}")
    failure.__cause__ = error
    return failure


def write_formats(
    notebook: Path, stem: Path, formats: Collection[str], **how: Any
) -> tuple[dict[str, Path], Failures]:
    """Export an executed notebook to files beside each other; those that could be made appear together.

    Parameters
    ----------
    notebook, formats, **how
        As for :func:`export`.
    stem
        Path of the report without its endings.

    Returns
    -------
    files, failures : dict
        The file of each format that was made, and an error for each that was not.

    Raises
    ------
    FormatError
        If the report lacks sections or figures; no file is written then.
    """
    contents, failures = export(notebook, formats, **how)
    return _written(contents, stem), failures


def _makers(
    nb: NotebookNode, report: Report, sections: int, template: str, logo: str
) -> dict[str, Callable[[], bytes]]:
    """Return what makes each format; the libraries of formats for paper and office are loaded only when called."""

    @cache
    def drawn() -> Report:
        from indeks.document import typst

        return typst.without_undrawable(report)

    @cache
    def source() -> str:
        from indeks.document import typst

        return typst.source(drawn(), logo=logo)

    def html() -> bytes:
        from indeks.document.html import page_of

        return page_of(nb, report, sections).encode()

    def pdf() -> bytes:
        from indeks.document import typst

        return typst.pdf(source())

    def docx() -> bytes:
        from indeks.document import docx

        return docx.document(drawn(), template=template, logo=logo)

    def xlsx() -> bytes:
        from indeks.document import xlsx

        return xlsx.workbook(report)

    return {"html": html, "pdf": pdf, "docx": docx, "xlsx": xlsx, "typst": lambda: source().encode()}


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
