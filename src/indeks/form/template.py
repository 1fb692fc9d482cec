"""The workbook a Bapperida sends to its agencies: sheets to fill in, with lists of answers and locked headers.

Each table sheet has a title, a row of column codes, a row of labels, and data from row 4 on;
:func:`indeks.intake.read` takes it back. What stands in which sheet is in
:mod:`indeks.form.sheets`, its looks in :mod:`indeks.form.layout`.
"""

from __future__ import annotations

import datetime as dt
import errno
import gc
import io
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indeks import edition as editions
from indeks import files, regions
from indeks.edition import Edition
from indeks.texts import texts

if TYPE_CHECKING:
    from indeks.form.sheets import Maker

_FIRST_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)(.*?)(</dcterms:(?:created|modified)>)", re.DOTALL)


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


def workbook(
    file: str, *, region_code: str, year: int, edition: Edition, lang: str = "id",
    listed: Sequence[Mapping[str, Any]] = (), ids: Sequence[str] = (),
) -> Any:  # fmt: skip
    """Return the empty workbook as openpyxl has it.

    Parameters
    ----------
    file
        The name its guide calls it by.
    region_code, year, edition, lang
        As for :func:`write`, the edition read already.
    listed
        Agencies that are known: ``agency``, ``kind``, ``must_innovate`` as cells.
    ids
        Identifiers of the rows for innovations; by default they are numbered.
    """
    from indeks.form import region_sheets  # openpyxl takes long to import

    maker = _maker(file, region_code, year, edition, lang, listed=listed, ids=ids)
    maker.guide()
    maker.agencies()
    maker.innovations()
    maker.innovation_levels()
    region_sheets.levels(maker)
    maker.verification()
    region_sheets.verification(maker)
    region_sheets.results(maker)
    maker.lists()
    return maker.book


def agency_workbook(
    file: str, agency: Mapping[str, Any], *, ids: Sequence[str], region_code: str, year: int, edition: Edition,
    lang: str = "id",
) -> Any:  # fmt: skip
    """Return the workbook of one agency: what it fills in itself, with its name in every row."""
    name = str(agency["agency"])
    maker = _maker(file, region_code, year, edition, lang, listed=[agency], ids=ids, agency=name)
    maker.guide()
    maker.agencies()
    maker.innovations()
    maker.innovation_levels()
    maker.lists()
    return maker.book


def _maker(file: str, region_code: str, year: int, edition: Edition, lang: str, **given: Any) -> Maker:
    import openpyxl

    from indeks.form.sheets import Maker  # openpyxl takes long to import, and reading CSV needs none

    book = openpyxl.Workbook()
    book.properties.creator = "indeks"
    return Maker(book, edition, region_code, year, texts(lang), file, **given)


def save(book: Any, path: Path, *, modified: dt.datetime | None = None) -> None:
    """Save a workbook whole or not at all; what a process that was ended has left beside it goes.

    With the time at which its content was ``modified``, the same content gives the same bytes.
    """
    files.clean([path.parent])
    content = _content(book)
    files.write(path, content if modified is None else _at_time(content, modified))


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


def _at_time(archive: bytes, modified: dt.datetime) -> bytes:
    """Return a workbook in which every clock shows one time."""
    moment = f"{modified:%Y-%m-%dT%H:%M:%SZ}".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _TIMES.sub(lambda tag: tag[1] + moment + tag[3], content)
            part = zipfile.ZipInfo(name, _FIRST_OF_ZIP)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, content)
    return packed.getvalue()
