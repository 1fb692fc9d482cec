"""What workbooks bring, cell by cell: one long table in which every filled cell keeps its file and place."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.errors import IndeksError
from indeks.form.per_agency import read_agencies
from indeks.gather.origin import Origins, read_origins
from indeks.intake.columns import code_text
from indeks.intake.folder import SUFFIXES
from indeks.intake.headers import FIELDS, REGION_VERIFICATION, VERIFICATION
from indeks.intake.read import WORKBOOKS
from indeks.intake.sheet import Collector, Sheet
from indeks.intake.vocabulary import stage, text_of
from indeks.intake.workbook import read_workbook
from indeks.problems import DataError, Problem
from indeks.tables import EXAMINED
from indeks.texts.spelling import key

COLUMNS = ("table", "id", "nth", "column", "value", "row", "cell")
"""A cell of an innovation is told by its ``id`` and, where an ID stands in several rows, by which of them it is; a
cell of a region's levels has region and year for an ID, one of its earlier results the region."""
OF_REGION = ("region_levels", REGION_VERIFICATION)
LEVELS = ("innovation_levels", VERIFICATION, *OF_REGION)
SPREADSHEETS = (".ods", ".xlsb", ".numbers", ".fods", ".xlt", ".xlw")
"""Kinds of files that may hold entries and cannot be read; of any other kind nobody expects them."""
RESULTS = "published_results"
READY = ("innovation_id", "region_code", "year")
"""Columns a workbook has filled in beforehand."""
_MODIFIED = re.compile(rb"<dcterms:modified\b[^>]*>([^<]+)<")
NEVER = dt.datetime(1980, 1, 1)


@dataclass(frozen=True)
class Brought:
    """What one file brings.

    Attributes
    ----------
    name
        The file as it is shown.
    modified
        When it was last saved, by its own word.
    cells
        Its filled cells, with ``COLUMNS``.
    agencies
        Its list of agencies: ``agency, kind, must_innovate``.
    origins
        Of a workbook that was merged before: under which IDs each innovation had come.
    problems
        What is wrong with the file.
    readable
        Whether anything could be read.
    """

    name: str
    modified: dt.datetime
    cells: pd.DataFrame
    agencies: pd.DataFrame
    origins: Origins | None
    problems: tuple[Problem, ...]
    readable: bool
    foreign: bool = False
    """Whether it is a file of a kind that holds no tables, such as a letter or a picture."""


def named_files(source: str | Path | Sequence[str | Path]) -> list[tuple[str, Path]]:
    """Return the files of a folder and the folders in it, or of a list, by the name they are shown by."""
    if isinstance(source, (str, Path)):
        source = [source]
    paths: list[tuple[str, Path]] = []
    for entry in map(Path, source):
        if entry.is_dir():
            inside = sorted(p for p in entry.rglob("*") if p.is_file() and not p.name.startswith((".", "~$")))
            paths += [(p.relative_to(entry).as_posix(), p) for p in inside]
        else:
            paths.append((entry.name, entry))
    counts = pd.Series([name for name, _ in paths]).value_counts()
    shown = {path: name if counts[name] == 1 else path.as_posix() for name, path in paths}
    return sorted((name, path) for path, name in shown.items())


def read(name: str, path: Path, lang: str) -> Brought:
    """Return what a file brings; a file that cannot be read brings its problem."""
    collector = Collector(lang)
    sheets: list[Sheet] = []
    agencies = pd.DataFrame(columns=["agency", "kind", "must_innovate"])
    problems: list[Problem] = []
    suffix, foreign = path.suffix.lower(), False
    try:
        if not path.exists():
            collector.add("path_not_found", path.name, path=str(path))
        elif suffix in SUFFIXES:
            agencies = read_agencies(path, lang=lang)
        elif suffix in WORKBOOKS:
            sheets = read_workbook(path, collector, None, ())
            listed = next((s for s in sheets if s.table == "agencies" and "agency" in s.frame), None)
            if listed is not None:
                agencies = _listed(listed)
            _told_without_levels(sheets, path.name, collector)
        elif suffix in SPREADSHEETS:
            collector.add("file_kind", path.name, suffix=suffix)
        else:
            foreign = True
    except PermissionError:
        collector.add("no_access", path.name)
    except DataError as error:
        problems = error.problems
    problems += collector.listed()
    return Brought(
        name,
        _modified(path) if sheets else NEVER,
        cells_of(sheets),
        agencies,
        read_origins(path) if sheets else None,
        tuple(replace(p, file=name) for p in problems),
        bool(sheets) or len(agencies) > 0,
        foreign,
    )


def _told_without_levels(sheets: Sequence[Sheet], file: str, collector: Collector) -> None:
    """Tell that a workbook has innovations and no sheet of their levels, which count nothing then."""
    tables = {sheet.table for sheet in sheets}
    if "innovations" in tables and "innovation_levels" not in tables:
        names = ", ".join(sheet.sheet for sheet in sheets)
        label = IndeksError("form.sheet.innovation_levels")
        collector.add("sheet_missing", file, table="innovation_levels", label=label, names=names)


def cells_of(sheets: Sequence[Sheet]) -> pd.DataFrame:
    """Return the filled cells of sheets, with ``COLUMNS``; rows that nobody used are left out."""
    cells = pd.DataFrame([c for sheet in sheets for c in _cells(sheet)], columns=list(COLUMNS))
    return _without_ready_agency(cells, sheets)


def _listed(sheet: Sheet) -> pd.DataFrame:
    names = ["agency", "kind", "must_innovate"]
    frame = pd.DataFrame({c: [text_of(v) for v in sheet.frame[c]] if c in sheet.frame else "" for c in names},
                         index=sheet.frame.index)  # fmt: skip
    return frame[frame["agency"] != ""].reset_index(drop=True)


def _modified(path: Path) -> dt.datetime:
    """Return when a workbook was last saved, as it says itself: copying a file changes the clock of the file."""
    with zipfile.ZipFile(path) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return NEVER
        match = _MODIFIED.search(archive.read("docProps/core.xml"))
    try:
        return dt.datetime.fromisoformat(match[1].decode().rstrip("Z")[:19]) if match else NEVER
    except ValueError:
        return NEVER


def _cells(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    """Yield the filled cells of a sheet."""
    if sheet.table in LEVELS:
        yield from _level_cells(sheet)
    elif sheet.table == RESULTS:
        yield from _result_cells(sheet)
    if sheet.table not in ("innovations", "innovation_levels", VERIFICATION) or "innovation_id" not in sheet.frame:
        return
    nth = _nth(sheet.frame)
    plain = [c for c in sheet.frame.columns if ":" not in c and c not in ("innovation_id", "indicator")]
    if sheet.table != "innovations":
        plain = [c for c in plain if c in (*EXAMINED, "evidence")]
    ids = [text_of(v) for v in sheet.frame["innovation_id"]]
    for column in plain:
        for row, name, k, value in zip(sheet.frame.index, ids, nth, sheet.frame[column], strict=True):
            if text_of(value):
                yield sheet.table, name, k, column, value, int(row), _cell(sheet, column, row)


def _level_cells(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of levels, from one column an indicator or from one row an indicator."""
    frame, of_region = sheet.frame, sheet.table in OF_REGION
    owner = "region_code" if of_region else "innovation_id"
    if owner not in frame:
        return
    names = [text_of(v) for v in frame[owner]]
    if of_region:
        years = frame["year"] if "year" in frame else [""] * len(frame)
        names = [f"{code_text(c)}|{text_of(y)}" for c, y in zip(frame[owner], years, strict=True)]
    wide = "indicator" not in frame
    nth = _nth(frame) if wide and not of_region else [0] * len(frame)
    for place in frame.columns:
        if (":" not in place) if wide else (place not in (*FIELDS, *(EXAMINED if of_region else ()))):
            continue
        indicators = [place.partition(":")[0]] * len(frame) if wide else [text_of(v) for v in frame["indicator"]]
        field = place.rpartition(":")[2]
        moved = of_region and field in ("verified_level", *EXAMINED)  # one sheet had both before
        table = REGION_VERIFICATION if moved else sheet.table
        bare = field == "level" and not of_region
        for row, name, k, code, value in zip(frame.index, names, nth, indicators, frame[place], strict=True):
            if text_of(value) and code:
                column = code if bare else f"{code}:{field}"
                yield table, name, k, column, value, int(row), _cell(sheet, place, row)


def _result_cells(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of earlier results, told apart by year and stage."""
    frame = sheet.frame
    if not {"region_code", "year", "stage"} <= set(frame.columns):
        return
    keys = [
        (text_of(y), stage(text_of(s)) or text_of(s)) for y, s in zip(frame["year"], frame["stage"], strict=True)
    ]
    names = [code_text(c) for c in frame["region_code"]]
    for column in frame.columns.drop("region_code"):
        for row, name, (year, of), value in zip(frame.index, names, keys, frame[column], strict=True):
            if text_of(value):
                yield sheet.table, name, 0, f"{year}|{of}:{column}", value, int(row), _cell(sheet, column, row)


def _nth(frame: pd.DataFrame) -> list[int]:
    """Tell for each row which of the rows with its ID it is, from 0."""
    return frame["innovation_id"].map(text_of).groupby(frame["innovation_id"].map(text_of)).cumcount().tolist()


def _cell(sheet: Sheet, column: str, row: Any) -> str:
    letter = sheet.letters.get(column, "")
    return f"{sheet.sheet}!{letter}{row}" if letter else f"{sheet.sheet}:{row}"


def _without_ready_agency(cells: pd.DataFrame, sheets: Sequence[Sheet]) -> pd.DataFrame:
    """Leave out the rows nobody used: only what is there beforehand, the name of the one agency included."""
    rows = cells["table"] == "innovations"
    ready = rows & cells["column"].isin([*READY, "sent"])
    sheet = next((s for s in sheets if s.table == "innovations"), None)
    if sheet is not None and "agency" in sheet.frame and len(sheet.frame) > 1:
        counts = sheet.frame["agency"].map(text_of).map(key).value_counts()
        most = str(counts.index[0])
        if most and 2 * int(counts.iloc[0]) > len(sheet.frame):  # some row may have it in another spelling
            ready |= rows & (cells["column"] == "agency") & (cells["value"].map(text_of).map(key) == most)
    whole = cells["table"].isin([*OF_REGION, RESULTS])
    said = cells[~ready & ~whole]
    used = set(zip(said["id"], said["nth"], strict=True))
    keep = [of_region or (i, k) in used
            for of_region, i, k in zip(whole, cells["id"], cells["nth"], strict=True)]  # fmt: skip
    return cells[np.array(keep, dtype=bool)].reset_index(drop=True)
