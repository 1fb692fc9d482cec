"""Innovations to look for look-alikes in: those that ship, a user's own file, or a whole dataset."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from indeks import files, regions
from indeks.errors import IndeksError
from indeks.intake import columns, load_innovations, vocabulary
from indeks.intake.folder import SUFFIXES, read_file
from indeks.intake.headers import CORPUS, table_of
from indeks.intake.read import WORKBOOKS
from indeks.intake.sheet import Collector, Sheet
from indeks.problems import DataError, errors
from indeks.typology import lookalikes
from indeks.typology.text import column

COLUMNS = ("innovation_id", "region_code", "year", "title", "description", "agency", "source")
REQUIRED = ("region_code", "title")


def shipped() -> pd.DataFrame:
    """Return the innovations of ``data/raw/named_innovations.csv``: named in the news or by the regions.

    Returns
    -------
    pandas.DataFrame
        Columns ``COLUMNS``, all texts; ``innovation_id`` is the row of the file, ``source`` its page.

    Examples
    --------
    >>> shipped().columns.tolist() == list(COLUMNS)
    True
    """
    return _shipped().copy()


@cache
def shipped_index() -> lookalikes.Index:
    """Return the innovations of :func:`shipped` ready to be compared; made once a process."""
    return lookalikes.index(_shipped())


def own_index(path: str | Path, lang: str = "id") -> lookalikes.Index:
    """Return the index of a corpus of one's own; see :func:`read`."""
    return lookalikes.index(read(path, lang))


@cache
def _shipped() -> pd.DataFrame:
    frame = pd.read_csv(files.raw("named_innovations.csv"), dtype=str, keep_default_na=False)
    frame["innovation_id"] = [f"named-{row:03d}" for row in range(1, len(frame) + 1)]
    frame["region_code"] = [
        regions.resolve(f"{kind} {name}") for kind, name in zip(frame["region_type"], frame["region"], strict=True)
    ]
    return frame[list(COLUMNS)]


def read(path: str | Path, lang: str = "id") -> pd.DataFrame:
    """Return the innovations of a user's own file or dataset.

    Parameters
    ----------
    path
        CSV, Parquet or XLSX file with a title and a region in each row, under the names of the template or common
        ones: ``title`` or ``judul``; ``region_code``, or ``region`` with the name, and ``region_type`` where the
        name does not say it. In a workbook the sheet is named as in the template. Or a folder: with
        ``innovations``, or with workbooks, say one a region; those say in ``source`` which they are of.
    lang
        Language of error messages.

    Returns
    -------
    pandas.DataFrame
        Columns ``COLUMNS``, empty text where nothing is given; rows without title and description are left out.
        An owner that is no region, such as a ministry, stands in ``region_code`` as it is written.

    Raises
    ------
    indeks.problems.DataError
        With every fault: file, row, column and what to do.
    """
    path = Path(path)
    if not path.is_dir():
        return _file(path, lang)
    books = workbooks_of(path)
    if not books:
        return _tidy(load_innovations(path, lang=lang).innovations, path.absolute().name)
    frames, faults = [], []
    for book in books:
        try:
            frames.append(_file(book, lang))
        except DataError as error:
            faults += error.problems
    if faults:
        raise DataError(faults, lang)
    return pd.concat(frames, ignore_index=True)


def workbooks_of(folder: Path) -> list[Path]:
    """Return the workbooks of a folder that holds no tables of a dataset."""
    files_here = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    if any(p.suffix.lower() in SUFFIXES and table_of(p.stem) for p in files_here):
        return []
    return [p for p in files_here if p.suffix.lower() in WORKBOOKS]


def _file(path: Path, lang: str) -> pd.DataFrame:
    """Return the innovations of one file."""
    found = Collector(lang)
    sheet = sheet_of(path, found)
    if sheet is None:
        raise DataError(found.listed(), lang)
    if "region_code" not in sheet.frame and "region" in sheet.frame:
        sheet = _with_region(sheet)
    missing = [name for name in REQUIRED if name not in sheet.frame]
    for name in missing:
        label = IndeksError(f"form.column.innovations.{name}")
        found.add("column_missing", path.name, sheet=sheet.sheet, missing=name, label=label)
    frame = pd.DataFrame({c: vocabulary.text_column(sheet.frame[c]) for c in COLUMNS if c in sheet.frame})
    if not missing:
        frame["region_code"] = columns.region_codes(sheet, (), found).fillna(frame["region_code"])
    problems = [p for p in found.listed() if p.code != "region_unknown"]
    if errors(problems):
        raise DataError(problems, lang)
    if "innovation_id" not in frame:
        frame["innovation_id"] = [f"{path.stem}-{row}" for row in frame.index]
    tidy = _tidy(frame, path.name)
    if tidy.empty:
        found.add("no_innovations", path.name, sheet=sheet.sheet)
        raise DataError(found.listed(), lang)
    return tidy


def _with_region(sheet: Sheet) -> Sheet:
    """Return the sheet with its names of regions, and their types where given, in place of codes."""
    named = column(sheet.frame, "region")
    if "region_type" in sheet.frame:
        named = (column(sheet.frame, "region_type") + " " + named).where(named != "", "").str.strip()
    labels = {**sheet.labels, "region_code": sheet.labels["region"]}
    letters = {**sheet.letters, "region_code": sheet.letters["region"]} if sheet.letters else sheet.letters
    return replace(sheet, frame=sheet.frame.assign(region_code=named), labels=labels, letters=letters)


def sheet_of(path: Path, found: Collector) -> Sheet | None:
    """Return the innovations of a CSV, Parquet or XLSX file; None, with the faults noted, where there are none."""
    suffix = path.suffix.lower()
    if files.obstacle(path):
        found.add("path_not_found", path.name, path=str(path))
    elif suffix in WORKBOOKS:
        from indeks.intake.workbook import read_workbook

        return next(iter(read_workbook(path, found, required=(CORPUS,))), None)
    elif suffix in SUFFIXES:
        return read_file(path, CORPUS, found)
    else:
        found.add("file_kind", path.name, suffix=suffix or path.name)
    return None


def _tidy(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    tidy = pd.DataFrame({name: column(frame, name) for name in COLUMNS})
    tidy["source"] = tidy["source"].where(tidy["source"] != "", source)
    return tidy[(tidy["title"] != "") | (tidy["description"] != "")].reset_index(drop=True)
