"""CSV files of data and metadata, as COINr's R or a spreadsheet writes them, into frames with every digit kept."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd

from indeks.composites.tree import told
from indeks.errors import IndeksError

MISSING = ("", "NA")
"""What a missing value is written as, by a spreadsheet and by R."""
NAMES = ("uCode", "iCode", "uName", "iName")
"""Columns of names: they stay text, and NA is Namibia."""
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
COMMA = re.compile(r"[-+]?\d*,\d+([eE][-+]?\d+)?")


def read_csv(path: str | Path) -> pd.DataFrame:
    """Read a CSV file of data or metadata.

    Parameters
    ----------
    path
        UTF-8, with a heading; cells parted by commas, semicolons or tabs, whichever the heading has most of. A
        missing value is an empty cell or ``NA``. Where cells are not parted by commas, a number may have a decimal
        comma.

    Returns
    -------
    pandas.DataFrame
        Columns of numbers where every cell that is there is one, else of text.

    Raises
    ------
    IndeksError
        Naming line and column, if the file is not such a table.
    """
    raw = Path(path).read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IndeksError("composites.error.csv_encoding", at=error.start + 1) from None
    heading = text.partition("\n")[0]
    mark = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise IndeksError("composites.error.csv_quotes", detail=f"{reader.line_num}: {error}") from None
    if len(rows) < 2:
        raise IndeksError("composites.error.csv_empty")
    names = [name.strip() for name in rows[0][1]]
    for at, name in enumerate(names):
        if not name or name in names[:at]:
            raise IndeksError("composites.error.csv_heading", at=at + 1, name=name)
    lines = [line for line, _ in rows[1:]]
    told(
        [
            IndeksError("composites.error.csv_cells", line=line, n=len(row), wanted=len(names))
            for line, row in rows[1:]
            if len(row) != len(names)
        ][:20]
    )
    columns = zip(*(row for _, row in rows[1:]), strict=True)
    return pd.DataFrame(
        {name: _column(name, cells, lines, mark != ",") for name, cells in zip(names, columns, strict=True)}
    )


def _column(name: str, cells: tuple[str, ...], lines: list[int], commas: bool) -> pd.Series:
    cells = tuple(cell.strip() for cell in cells)
    if name in NAMES:
        return pd.Series([cell or None for cell in cells], dtype=object)
    there = [cell for cell in cells if cell not in MISSING]
    if commas and any(COMMA.fullmatch(cell) for cell in there):
        for line, cell in zip(lines, cells, strict=True):
            if "." in cell and NUMBER.fullmatch(cell):
                raise IndeksError("composites.error.csv_mixed", column=name, line=line, value=cell)
        cells = tuple(cell.replace(",", ".") if COMMA.fullmatch(cell) else cell for cell in cells)
        there = [cell for cell in cells if cell not in MISSING]
    if not there:
        return pd.Series([float("nan")] * len(cells))
    if all(NUMBER.fullmatch(cell) for cell in there):
        if len(there) == len(cells) and all(cell.isdecimal() and len(cell) < 18 for cell in cells):
            return pd.Series([int(cell) for cell in cells])
        return pd.Series([float("nan") if cell in MISSING else float(cell) for cell in cells])
    return pd.Series([None if cell in MISSING else cell for cell in cells], dtype=object)
