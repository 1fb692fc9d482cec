"""Reading an XLSX workbook: what kind of file it is, its sheets, and cells that hold nothing to read."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError, iterparse

from indeks.intake.folder import MAX_BYTES
from indeks.intake.headers import VERIFICATION, Row, blank, build, known_columns, locate, table_of
from indeks.intake.sheet import Collector, Sheet
from indeks.tables import REQUIRED_TABLES

MAX_UNPACKED = 600 * 1024 * 1024
"""Unpacked XML of a full workbook of 40 MB; one that declares more is no workbook a person filled in."""
MAX_COLUMNS = 400
"""The widest sheet of ours has some 90; formatted columns beyond would only cost memory."""
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ERROR_VALUES = frozenset({"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})


def read_workbook(path: Path, found: Collector, extra_edition: str | None = None) -> list[Sheet]:
    """Read the tables of a workbook; what is wrong with it goes to ``found``."""
    if not _openable(path, found):
        return []
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            with zipfile.ZipFile(path) as archive:
                return _sheets(book, archive, path.name, found, extra_edition)
    except (
        zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError,
        IndexError, EOFError, OSError, NotImplementedError, SyntaxError,
    ):  # fmt: skip
        # openpyxl has no exception of its own for a damaged part of a workbook.
        found.add("xlsx_corrupt", path.name)
        return []


def _openable(path: Path, found: Collector) -> bool:
    """Tell what the file is by its content before anything unpacks it."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        found.add("file_too_large", path.name, size=size / 1024 / 1024, limit=MAX_BYTES // 1024 // 1024)
        return False
    if size == 0:
        found.add("file_empty", path.name)
        return False
    content = path.read_bytes()
    if content.startswith(OLE_MAGIC):
        found.add("xlsx_password" if ENCRYPTED in content else "xls_old", path.name)
        return False
    if not content.startswith(b"PK"):
        found.add("xlsx_corrupt", path.name)
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        found.add("xlsx_corrupt", path.name)
        return False
    names = {m.filename for m in members}
    if not any(name.startswith("xl/") and name.endswith("workbook.xml") for name in names):
        found.add("not_xlsx", path.name)
        return False
    unpacked = sum(m.file_size for m in members)
    if unpacked > MAX_UNPACKED:
        found.add("xlsx_bomb", path.name, size=unpacked / 1024 / 1024, limit=MAX_UNPACKED // 1024 // 1024)
        return False
    return True


def _sheets(
    book: Any, archive: zipfile.ZipFile, file: str, found: Collector, extra_edition: str | None
) -> list[Sheet]:
    titles: dict[str, str] = {}
    for title in book.sheetnames:
        table = table_of(title)
        if table is None:
            continue
        if table in titles:
            found.add("table_twice", file, sheet=title, table=table, first=titles[table])
        else:
            titles[table] = title
    missing = [t for t in REQUIRED_TABLES if t not in titles]
    for table in missing:
        found.add(
            "sheet_missing", file, table=table, label=found.t(f"template.sheet.{table}"),
            names=", ".join(book.sheetnames[:12]),
        )  # fmt: skip
    sheets = [_sheet(book[title], archive, table, file, found, extra_edition) for table, title in titles.items()]
    return [sheet for sheet in sheets if sheet is not None]


def _sheet(
    ws: Any, archive: zipfile.ZipFile, table: str, file: str, found: Collector, extra_edition: str | None
) -> Sheet | None:
    from openpyxl.utils import get_column_letter

    ws.reset_dimensions()  # what a file states about its own size is often wrong
    rows: list[Row] = []
    for number, cells in enumerate(ws.iter_rows(values_only=True), start=1):
        if cells and not all(blank(c) for c in cells):
            rows.append((number, [_plain(c) for c in cells[:MAX_COLUMNS]]))
        elif rows:
            rows.append((number, ()))
    while rows and not rows[-1][1]:
        rows.pop()
    header = locate(rows, known_columns(table, extra_edition))
    if header is None and table == VERIFICATION:
        return None
    sheet = build(
        rows, table, file=file, sheet=ws.title, found=found, extra_edition=extra_edition,
        letter=lambda j: get_column_letter(j + 1),
    )  # fmt: skip
    if sheet is not None and header is not None:
        top = rows[header.last][0]
        _scan(ws, archive, sheet, top, found)
        _error_values(sheet, found)
    return sheet


def _plain(cell: Any) -> Any:
    """Excel's TRUE and FALSE as words, durations and times as text; the rest as it is."""
    if isinstance(cell, bool):
        return str(cell).upper()
    return str(cell) if isinstance(cell, (dt.time, dt.timedelta)) else cell


def _error_values(sheet: Sheet, found: Collector) -> None:
    for code in sheet.frame.columns:
        column = sheet.frame[code]
        wrong = column.isin(ERROR_VALUES)
        for row, value in column[wrong].items():
            found.at(sheet, "error_value", int(str(row)), code, found=str(value))
        if wrong.any():
            sheet.frame[code] = column.where(~wrong)


def _scan(ws: Any, archive: zipfile.ZipFile, sheet: Sheet, top: int, found: Collector) -> None:
    """Report formulas saved without a result and merged cells among the data: openpyxl's reader drops both."""
    from openpyxl.utils import coordinate_to_tuple, range_boundaries
    from openpyxl.utils.cell import column_index_from_string

    by_column = {column_index_from_string(letter): code for code, letter in sheet.letters.items()}
    with archive.open(ws._worksheet_path) as part:  # the only place that tells which part is which sheet
        for _, element in iterparse(part):
            tag = element.tag.rpartition("}")[2]
            if tag == "c":
                parts = {child.tag.rpartition("}")[2]: child.text for child in element}
                # An empty text is a result too (t="str"); without a type an empty value was never calculated.
                calculated = bool(parts.get("v")) or ("v" in parts and element.get("t") == "str")
                if "f" in parts and not calculated and element.get("r"):
                    row, column = coordinate_to_tuple(element.get("r"))
                    if row > top and column in by_column:
                        found.at(sheet, "formula_without_value", row, by_column[column])
                element.clear()
            elif tag == "mergeCell":
                left, first, right, last = range_boundaries(element.get("ref"))
                columns = [c for c in range(left, right + 1) if c in by_column]
                if last > top and columns:
                    found.at(
                        sheet, "merged_cells", max(first, top + 1), by_column[columns[0]], range=element.get("ref")
                    )
            elif tag == "row":
                element.clear()
