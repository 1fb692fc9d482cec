"""Reading an XLSX workbook: what kind of file it is, its sheets, and cells that hold nothing to read."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.intake.folder import MAX_BYTES
from indeks.intake.headers import CORPUS, REGION_VERIFICATION, VERIFICATION, build, known_columns, locate, table_of
from indeks.intake.sheet import Collector, Sheet, shows_only
from indeks.tables import REQUIRED, REQUIRED_TABLES

if TYPE_CHECKING:
    from indeks.intake import parts

MAX_UNPACKED = 600 * 1024 * 1024
"""Unpacked XML of a full workbook of 40 MB; one that declares more is no workbook a person filled in."""
MAX_TITLES = 12
"""Sheet names shown in a message."""
LEAST_WIDE = 3
"""Columns of indicators by which a sheet of another name is known for one of levels."""
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(
    path: Path,
    problems: Collector,
    extra_edition: Edition | None = None,
    required: Sequence[str] = REQUIRED_TABLES,
) -> list[Sheet]:
    """Read the tables of a workbook; what is wrong with it goes to ``problems``."""
    from indeks.intake import parts

    if not _openable(path, problems):
        return []
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")  # openpyxl speaks of styles it drops; what matters to data is reported
            titles, raw = parts.raw_sheets(file)
    except parts.TooMuch as limit:
        problems.add(limit.code, path.name, **limit.values)
        return []
    except Exception:  # a damaged part makes openpyxl, zlib and the XML parser raise whatever they stumble over
        titles = []
    if not titles:  # openpyxl sees no sheet in the strict variant of the format
        problems.add("xlsx_corrupt", path.name)
        return []
    tables: dict[str, parts.Raw] = {}
    named = {table_of(sheet.title) for sheet in raw}
    missing = [table for table in REQUIRED_TABLES if table not in named]
    if missing and CORPUS not in required and len(titles) > len(raw):
        tables = _by_content(path, missing, problems, extra_edition)
    for sheet in raw:
        table = table_of(sheet.title) or ""
        if table in tables:
            problems.add("table_twice", path.name, sheet=sheet.title, table=table, first=tables[table].title)
        else:
            tables[table] = sheet
    if CORPUS in required:
        tables = {CORPUS: tables["innovations"]} if "innovations" in tables else {}
        required = () if tables else ("innovations",)
    for table in required:
        if table not in tables:
            label, names = IndeksError(f"form.sheet.{table}"), ", ".join(titles[:MAX_TITLES])
            problems.add("sheet_missing", path.name, table=table, label=label, names=names)
    if not tables and not required:
        problems.add("workbook_without_tables", path.name, names=", ".join(titles[:MAX_TITLES]))
    sheets = [_sheet(sheet, table, path.name, problems, extra_edition) for table, sheet in tables.items()]
    return [sheet for sheet in sheets if sheet is not None]


def _by_content(
    path: Path, missing: Sequence[str], problems: Collector, extra_edition: Edition | None
) -> dict[str, parts.Raw]:
    """Return the sheets that somebody gave another name, told by their headers, where only one can be meant."""
    from indeks.intake import parts

    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            unnamed = [s for s in parts.raw_sheets(file, every=True)[1] if table_of(s.title) is None]
    except Exception:  # what is wrong with the other sheets is nobody's fault here
        return {}
    tables = {}
    for table in missing:
        meant = [sheet for sheet in unnamed if _has_columns_of(table, sheet, extra_edition)]
        if len(meant) == 1:
            tables[table] = meant[0]
            label = IndeksError(f"form.sheet.{table}")
            problems.add("sheet_by_content", path.name, sheet=meant[0].title, table=table, label=label)
    return tables


def _has_columns_of(table: str, sheet: parts.Raw, extra_edition: Edition | None) -> bool:
    header = locate(sheet.rows, known_columns(table, extra_edition))
    codes = set(header.columns.values()) if header else set()
    wide = sum(code.endswith(":level") for code in codes) >= LEAST_WIDE
    wanted = ("innovation_id",) if table == "innovation_levels" and wide else REQUIRED[table]
    return set(wanted) <= codes


def _openable(path: Path, problems: Collector) -> bool:
    """Tell what the file is by its content before anything unpacks it."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        problems.add("file_too_large", path.name, size=size / 1024 / 1024, limit=MAX_BYTES // 1024 // 1024)
        return False
    if size == 0:
        problems.add("file_empty", path.name)
        return False
    content = path.read_bytes()
    if content.startswith(OLE_MAGIC):
        problems.add("xlsx_password" if ENCRYPTED in content else "xls_old", path.name)
        return False
    if not content.startswith(b"PK"):
        problems.add("xlsx_corrupt", path.name)
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        problems.add("xlsx_corrupt", path.name)
        return False
    names = {m.filename for m in members}
    if not any(name.startswith("xl/") and name.endswith("workbook.xml") for name in names):
        problems.add("not_xlsx", path.name)
        return False
    unpacked = sum(m.file_size for m in members)
    if unpacked > MAX_UNPACKED:
        problems.add("xlsx_bomb", path.name, size=unpacked / 1024 / 1024, limit=MAX_UNPACKED // 1024 // 1024)
        return False
    return True


def _sheet(
    raw: parts.Raw, table: str, file: str, problems: Collector, extra_edition: Edition | None
) -> Sheet | None:
    from openpyxl.utils import column_index_from_string, get_column_letter

    header = locate(raw.rows, known_columns(table, extra_edition))
    if header is None and table in (VERIFICATION, REGION_VERIFICATION):
        return None
    sheet = build(
        raw.rows, table, file=file, sheet=raw.title, problems=problems, extra_edition=extra_edition,
        letter=lambda j: get_column_letter(j + 1),
    )  # fmt: skip
    if sheet is None or header is None:
        return None
    top = raw.rows[header.last][0]
    by_column = {column_index_from_string(letter): code for code, letter in sheet.letters.items()}
    for row, column in raw.unfinished:
        if row > top and column in by_column and not shows_only(table, by_column[column]):
            problems.at(sheet, "formula_without_value", row, by_column[column])
    for cells, (left, first, right, last) in _ranges(raw.merged):
        merged_columns = [c for c in by_column if left <= c <= right]
        if last > top and merged_columns:
            problems.at(sheet, "merged_cells", max(first, top + 1), by_column[min(merged_columns)], range=cells)
    if raw.hidden and len(sheet.frame):
        problems.add("sheet_hidden", file, sheet=raw.title, n=len(sheet.frame))
    hidden_rows = sheet.frame.index.intersection(pd.Index(raw.hidden_rows, dtype="int64"))
    if len(hidden_rows):
        problems.add("rows_hidden", file, sheet=raw.title, n=len(hidden_rows), first=int(hidden_rows[0]))
    hidden = [by_column[c] for c in sorted(by_column) if any(a <= c <= b for a, b in raw.hidden_columns)]
    if hidden:
        labels = ", ".join(sheet.labels[code] for code in hidden[:MAX_TITLES])
        problems.add("columns_hidden", file, sheet=raw.title, n=len(hidden), names=labels)
    return sheet


def _ranges(merged: Sequence[str]) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """Yield each merged range once with its bounds; what names no range is nobody's cell."""
    from openpyxl.utils import range_boundaries

    for cells in dict.fromkeys(merged):
        try:
            left, first, right, last = range_boundaries(cells)
        except (ValueError, TypeError):
            continue
        if None not in (left, first, right, last):
            yield cells, (left, first, right, last)
