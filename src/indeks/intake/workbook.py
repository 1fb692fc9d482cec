"""Reading an XLSX workbook: what kind of file it is, its sheets, and cells that hold nothing to read."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse

from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.intake.folder import MAX_BYTES
from indeks.intake.headers import CORPUS, VERIFICATION, Row, blank, build, known_columns, locate, table_of
from indeks.intake.sheet import Collector, Sheet, shows_only
from indeks.tables import REQUIRED_TABLES

MAX_UNPACKED = 600 * 1024 * 1024
"""Unpacked XML of a full workbook of 40 MB; one that declares more is no workbook a person filled in."""
MAX_COLUMNS = 400
"""The widest sheet of ours has some 90; formatted columns beyond would only cost memory."""
MAX_TITLES = 12
"""Sheet names shown in a message."""
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Raw:
    """A sheet as openpyxl reads it, and what openpyxl does not tell: formulas without result, merged ranges."""

    title: str
    rows: list[Row]
    unfinished: list[tuple[int, int]]
    merged: list[str]


def read_workbook(
    path: Path,
    problems: Collector,
    extra_edition: Edition | None = None,
    required: Sequence[str] = REQUIRED_TABLES,
) -> list[Sheet]:
    """Read the tables of a workbook; what is wrong with it goes to ``problems``."""
    if not _openable(path, problems):
        return []
    try:
        titles, raw = _raw_sheets(path)
    except Exception:  # a damaged part makes openpyxl, zlib and the XML parser raise whatever they stumble over
        titles = []
    if not titles:  # openpyxl sees no sheet in the strict variant of the format
        problems.add("xlsx_corrupt", path.name)
        return []
    tables: dict[str, Raw] = {}
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


def _raw_sheets(path: Path) -> tuple[list[str], list[Raw]]:
    """Return the titles of all sheets, and the content of those named after a table."""
    import openpyxl

    with warnings.catch_warnings(), path.open("rb") as file, zipfile.ZipFile(path) as archive:
        warnings.simplefilter("ignore")  # openpyxl speaks of styles it drops; what matters to data is reported
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        raw = []
        for title in book.sheetnames:
            if table_of(title) is None:
                continue
            ws = book[title]
            part = ws._worksheet_path  # the only place that tells which part of the archive a sheet is
            raw.append(Raw(title, _rows(ws), *_scan(archive, part)))
        return list(book.sheetnames), raw


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


def _rows(ws: Any) -> list[Row]:
    ws.reset_dimensions()  # what a file states about its own size is often wrong
    rows: list[Row] = []
    for number, cells in enumerate(ws.iter_rows(values_only=True), start=1):
        if cells and not all(blank(c) for c in cells):
            rows.append((number, [_plain(c) for c in cells[:MAX_COLUMNS]]))
        elif rows:
            rows.append((number, ()))
    while rows and not rows[-1][1]:
        rows.pop()
    return rows


def _sheet(raw: Raw, table: str, file: str, problems: Collector, extra_edition: Edition | None) -> Sheet | None:
    from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries

    header = locate(raw.rows, known_columns(table, extra_edition))
    if header is None and table == VERIFICATION:
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
    for cells in raw.merged:
        left, first, right, last = range_boundaries(cells)
        columns = [c for c in range(left, right + 1) if c in by_column]
        if last > top and columns:
            problems.at(sheet, "merged_cells", max(first, top + 1), by_column[columns[0]], range=cells)
    return sheet


def _plain(cell: Any) -> Any:
    """Excel's TRUE and FALSE as words, durations and times as text; the rest as it is."""
    if isinstance(cell, bool):
        return str(cell).upper()
    return str(cell) if isinstance(cell, (dt.time, dt.timedelta)) else cell


def _scan(archive: zipfile.ZipFile, part: str) -> tuple[list[tuple[int, int]], list[str]]:
    """Return the cells whose formula was never calculated and the merged ranges: openpyxl's reader drops both."""
    from openpyxl.utils.cell import coordinate_to_tuple

    unfinished: list[tuple[int, int]] = []
    merged: list[str] = []
    with archive.open(part) as file:
        for _, element in iterparse(file):
            tag = element.tag.rpartition("}")[2]
            if tag == "c":
                inside = {child.tag.rpartition("}")[2]: child.text for child in element}
                # An empty text is a result too (t="str"); without a type an empty value was never calculated.
                calculated = bool(inside.get("v")) or ("v" in inside and element.get("t") == "str")
                where = element.get("r")
                if "f" in inside and not calculated and where:
                    unfinished.append(coordinate_to_tuple(where))
                element.clear()
            elif tag == "mergeCell":
                merged.append(element.get("ref", ""))
            elif tag == "row":
                element.clear()
    return unfinished, [cells for cells in merged if cells]
