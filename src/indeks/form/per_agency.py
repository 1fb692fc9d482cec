"""One workbook an agency: its own rows only, its name filled in, identifiers that no other agency has.

Beside them stands one for the region itself: the whole list of agencies, the levels of the region, and room for
innovations of agencies that are not listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from indeks import edition as editions
from indeks import regions
from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.form import lists, template
from indeks.intake.folder import SUFFIXES, read_file
from indeks.intake.sheet import Collector, Sheet
from indeks.intake.vocabulary import text_column
from indeks.problems import DataError
from indeks.tables import TABLES
from indeks.texts import texts
from indeks.texts.spelling import key

COLUMNS = tuple(c for c in TABLES["agencies"] if c != "region_code")


@dataclass(frozen=True)
class Written:
    """The workbooks of a region: that of the region itself, and one an agency."""

    region: Path
    agencies: tuple[Path, ...]


def read_agencies(path: str | Path, *, lang: str = "id") -> pd.DataFrame:
    """Return a list of agencies, each once, in the order of its file.

    Parameters
    ----------
    path
        A CSV or Parquet file, or a workbook with a sheet of agencies; ``agency`` and, where there are, ``kind``
        and ``must_innovate``, as their headers name them in the template.
    lang
        Language of the problems.

    Returns
    -------
    DataFrame
        ``agency, kind, must_innovate`` as texts, empty where nothing is written.

    Raises
    ------
    indeks.problems.DataError
        If the file cannot be read, has no agency, or has one twice.
    """
    path, collector = Path(path), Collector(lang)
    sheet = _sheet(path, collector)
    frame = pd.DataFrame(columns=list(COLUMNS))
    if sheet is not None and "agency" in sheet.frame:
        frame = pd.DataFrame({c: _texts(sheet, c) for c in COLUMNS})
        frame = frame[frame["agency"] != ""]
        spelled = frame["agency"].map(key)
        first = dict(zip(spelled[::-1], frame.index[::-1], strict=True))
        again = frame[spelled.duplicated()]
        for row, name in zip(again.index, again["agency"], strict=True):
            collector.at(sheet, "duplicate_agencies", int(row), "agency", found=name, first=int(first[key(name)]))
    elif sheet is not None:
        label = IndeksError("form.column.agencies.agency")
        collector.add("column_missing", path.name, sheet=sheet.sheet, missing="agency", label=label)
    problems = [p for p in collector.listed() if not p.code.startswith("column_ignored")]
    if frame.empty and not problems:
        collector.add("table_empty", path.name)
        problems = collector.listed()
    if frame.empty or any(p.severity == "error" for p in problems):
        raise DataError(problems, lang)
    return frame.reset_index(drop=True)


def _sheet(path: Path, collector: Collector) -> Sheet | None:
    if not path.exists():
        collector.add("path_not_found", path.name or str(path), path=str(path))
        return None
    if path.suffix.lower() in SUFFIXES:
        return read_file(path, "agencies", collector)
    from indeks.intake.workbook import read_workbook

    return next((s for s in read_workbook(path, collector, None, ("agencies",)) if s.table == "agencies"), None)


def _texts(sheet: Sheet, column: str) -> pd.Series:
    if column not in sheet.frame:
        return pd.Series("", index=sheet.frame.index)
    text = text_column(sheet.frame[column]).astype("object")
    return text.where(text.notna(), "").map(lambda cell: " ".join(str(cell).split()))


def write(
    folder: str | Path, *, region_code: str, year: int, agencies: pd.DataFrame,
    edition: Edition | str | None = None, lang: str = "id",
) -> Written:  # fmt: skip
    """Write one workbook an agency, and one for the region itself, into a folder.

    Parameters
    ----------
    folder
        Where to write; made if need be.
    region_code, year, edition, lang
        As for :func:`indeks.form.template.write`.
    agencies
        As :func:`read_agencies` returns them.

    Raises
    ------
    IndeksError
        If one of the files is there already; none is written then.
    """
    folder, rule = Path(folder), editions.resolve(edition, year)
    code = regions.resolve(region_code)
    names = list(file_names(agencies["agency"].tolist(), lang))
    standing = [name for name in names if (folder / name).exists()]
    if standing:
        raise IndeksError(
            "form.error.standing", folder=str(folder), names=", ".join(standing[:3]), n=len(standing)
        )
    folder.mkdir(parents=True, exist_ok=True)
    rows = agencies.replace({np.nan: ""}).to_dict("records")
    book = template.workbook(names[0], region_code=code, year=year, edition=rule, lang=lang, listed=rows)
    template.save(book, folder / names[0])
    for number, (name, agency) in enumerate(zip(names[1:], rows, strict=True), start=1):
        ids = [lists.innovation_id(code, year, k, number) for k in range(1, lists.ROOM_OF_AGENCY + 1)]
        book = template.agency_workbook(
            name, agency, ids=ids, region_code=code, year=year, edition=rule, lang=lang
        )
        template.save(book, folder / name)
    return Written(folder / names[0], tuple(folder / name for name in names[1:]))


def file_names(agencies: list[str], lang: str) -> Iterator[str]:
    """Yield the names of the workbooks: the region's first, then one an agency, numbered in their order.

    Examples
    --------
    >>> list(file_names(['Dinas Kesehatan', 'RSUD "Contoh"'], "id"))
    ['00-daerah.xlsx', '01-dinas-kesehatan.xlsx', '02-rsud-contoh.xlsx']
    """
    yield f"00-{texts(lang)('form.file.region')}.xlsx"
    for number, name in enumerate(agencies, start=1):
        yield f"{number:02d}-{key(name, '-')[:60].strip('-')}.xlsx"
