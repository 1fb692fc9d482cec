"""Reading a folder of CSV and Parquet files named after the tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from indeks.edition import Edition
from indeks.intake.headers import Row, build, known_columns, table_of
from indeks.intake.sheet import Collector, Sheet
from indeks.texts.spelling import key, nearest

MAX_BYTES = 40 * 1024 * 1024
"""A country's levels are 25 MB as CSV and 2 MB as Parquet; a larger file is another file, or needs Parquet."""
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
SUFFIXES = (*TEXT_SUFFIXES, ".parquet")
OTHERS = frozenset({"published results", "panel marks", "readme", "readme first", "baca dulu"})
"""Files that may lie beside the tables and are read by other parts, or by people."""
DELIMITERS = ";,\t"
SNIFF_LINES = 12
SNIFF_LETTERS = 100_000
MAX_ROWS = 1_048_576
"""Rows of a text file: as many as a spreadsheet holds; a country's levels are 735,000."""
MAX_COLUMNS = 16_384
"""Columns of a text file: as many as a spreadsheet holds."""


def read_folder(folder: Path, problems: Collector, extra_edition: Edition | None = None) -> list[Sheet]:
    """Read every table of a folder; what is wrong with a file goes to ``problems``."""
    files: dict[str, Path] = {}
    # Excel keeps a lock beside a workbook that is open: ~$isian.xlsx
    visible = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    for path in visible:
        if path.suffix.lower() not in SUFFIXES:
            continue
        table = table_of(path.stem)
        if table is None:
            if key(path.stem) not in OTHERS:
                alike = nearest(path.stem, ["innovations", "innovation_levels", "region_levels", "agencies"], 1)
                problems.add("file_ignored", path.name, nearest=", ".join(alike) or "innovations")
            continue
        if table in files:
            problems.add("table_twice", path.name, table=table, first=files[table].name)
            continue
        files[table] = path
    if not files:
        problems.add("folder_without_tables", folder.absolute().name)
    sheets = [read_file(path, table, problems, extra_edition) for table, path in files.items()]
    return [sheet for sheet in sheets if sheet is not None]


def read_file(path: Path, table: str, problems: Collector, extra_edition: Edition | None = None) -> Sheet | None:
    """Read one file as a table; None where that is not possible."""
    try:
        return _read(path, table, problems, extra_edition)
    except PermissionError:
        problems.add("no_access", path.name)
        return None


def _read(path: Path, table: str, problems: Collector, extra_edition: Edition | None) -> Sheet | None:
    size = path.stat().st_size
    if size > MAX_BYTES:
        problems.add("file_too_large", path.name, size=size / 1024 / 1024, limit=MAX_BYTES // 1024 // 1024)
        return None
    if size == 0:
        problems.add("file_empty", path.name)
        return None
    if path.suffix.lower() == ".parquet":
        from indeks.intake.parquet import read_parquet

        return read_parquet(path, table, problems, extra_edition)
    text = _decode(path, problems)
    if text is None:
        return None
    rows = _rows(text, path.name, problems)
    if rows is None:
        return None
    return build(rows, table, file=path.name, sheet="", problems=problems, extra_edition=extra_edition)


def _decode(path: Path, problems: Collector) -> str | None:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.add("encoding_utf16", path.name)
        return None
    if b"\x00" in content:
        row = content[: content.index(b"\x00")].count(b"\n") + 1
        problems.add("nul_bytes", path.name, row=row)
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        text = content.decode("cp1252", errors="replace")
        if "\ufffd" in text:
            problems.add("encoding_unknown", path.name, row=row)
            return None
        problems.add("encoding_cp1252", path.name, row=row, found=text.split("\n")[row - 1])
        return text


def _delimiter(text: str) -> str:
    """Return the mark that names most known columns in one of the first lines; a comma where none does."""
    names = {
        k
        for t in ("innovations", "innovation_levels", "region_levels", "agencies", "regions")
        for k in known_columns(t)
    }
    best, most = ",", 0
    lines = [line[:SNIFF_LETTERS] for _, line in zip(range(SNIFF_LINES), io.StringIO(text), strict=False)]
    for mark in DELIMITERS:
        for line in lines:
            count = sum(key(part) in names for part in line.split(mark)) if mark in line else 0
            if count > most:
                best, most = mark, count
    return best


def _rows(text: str, file: str, problems: Collector) -> list[Row] | None:
    """Split a text into rows, the blank ones left out; an unbalanced quote ends the file."""
    mark = _delimiter(text)
    rows: list[Row] = []
    number = marks = 0

    def lines() -> Iterator[str]:
        """Yield the lines, so long as the row they belong to is no wider than a spreadsheet."""
        nonlocal marks
        for line in io.StringIO(text, newline=""):
            marks += line.count(mark)
            if marks >= MAX_COLUMNS:
                raise _TooWide
            yield line

    try:
        for number, record in enumerate(csv.reader(lines(), delimiter=mark, strict=True), start=1):
            marks = 0
            if any(record) and any(map(str.strip, record)):
                if len(rows) == MAX_ROWS:
                    problems.add("too_many_rows", file, limit=MAX_ROWS)
                    return None
                rows.append((number, record))
    except _TooWide:
        problems.add("row_too_wide", file, row=number + 1, limit=MAX_COLUMNS)
        return None
    except csv.Error:
        problems.add("quote_unbalanced", file, row=number + 1)
        return None
    return rows


class _TooWide(Exception):
    """A row has more cells than a spreadsheet can hold."""
