"""The workbook a Bapperida sends to its agencies: sheets to fill in, with lists of answers and locked headers.

Each table sheet has a title, a row of column codes, a row of labels, and data from row 4 on;
:func:`indeks.intake.read` takes it back. What stands in which sheet is in
:mod:`indeks.form.sheets`, its looks in :mod:`indeks.form.layout`.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks import files, regions
from indeks.edition import Edition
from indeks.texts import texts


def write(
    path: str | Path, *, region_code: str, year: int, edition: Edition | str | None = None, lang: str = "id"
) -> Path:
    """Write an empty workbook for one region and year.

    Parameters
    ----------
    path
        Where to write it; an existing file is replaced at once, or not at all.
    region_code
        Kemendagri code, such as ``"19.71"``.
    year
        Year of the entries.
    edition
        The rules, or their identifier or path; by default those of the year.
    lang
        Language of labels and guide, ``"id"`` or ``"en"``.

    Raises
    ------
    indeks.regions.UnknownRegion
        If there is no such region.
    indeks.edition.EditionError
        If there is no edition for the year.
    """
    path = Path(path)
    rule = editions.resolve(edition, year)
    code = regions.resolve(region_code)
    save(workbook(path.name, region_code=code, year=year, edition=rule, lang=lang), path)
    return path


def workbook(file: str, *, region_code: str, year: int, edition: Edition, lang: str = "id") -> Any:
    """Return the empty workbook as openpyxl has it; ``file`` is the name its guide calls it by."""
    import openpyxl

    from indeks.form.sheets import Maker  # openpyxl takes long to import, and reading CSV needs none

    book = openpyxl.Workbook()
    book.properties.creator = "indeks"
    maker = Maker(book, edition, region_code, year, texts(lang), file)
    maker.guide()
    maker.agencies()
    maker.innovations()
    maker.innovation_levels()
    maker.verification()
    maker.region_levels()
    maker.lists()
    return book


def save(book: Any, path: Path) -> None:
    """Save a workbook whole or not at all; what a process that was ended has left beside it goes."""
    files.clean([path.parent])
    files.write(path, _content(book))


def _content(book: Any) -> bytes:
    """Return a workbook as a file; OSError where the sheets, which openpyxl sets aside on disk, find no room."""
    from lxml.etree import SerialisationError

    content = io.BytesIO()  # a ZIP file on a full disk could not be closed
    try:
        book.save(content)
    except SerialisationError as error:
        reason = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
    else:
        return content.getvalue()
    before, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        gc.collect()  # what openpyxl had begun cannot be ended, and would say so
    finally:
        sys.unraisablehook = before
    raise OSError(reason, os.strerror(reason), tempfile.gettempdir())
