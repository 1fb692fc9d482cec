"""Reading tables that are in memory: each frame becomes a sheet, and passes what sheets of files pass.

Rows are counted by position from 1, whatever the index of a frame says. The frames given are never changed.
"""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition
from indeks.intake.headers import (
    REGION_VERIFICATION,
    VERIFICATION,
    expected,
    known_columns,
    named_columns,
    table_of,
)
from indeks.intake.sheet import Collector, Sheet, countable, within_calendar, without_error_values
from indeks.problems import named
from indeks.tables import REQUIRED_TABLES, TABLES

NAMES = (*TABLES, VERIFICATION, REGION_VERIFICATION)
"""What a table in memory may be called."""
_KINDS = "biufOM"
"""Kinds of columns that hold texts, numbers, dates or truth values."""
_PLAIN = frozenset({str, bool, float, dt.date, dt.datetime, pd.Timestamp, type(None)})
"""Kinds of cells that stay as they are; whole numbers may have too many digits."""
_ODD = object()
"""Stands for a cell that is neither text nor number, date or truth value."""


def read_frames(
    tables: Mapping[str, pd.DataFrame], problems: Collector, extra_edition: Edition | None = None
) -> list[Sheet]:
    """Return a sheet for each table in memory; what is wrong with one goes to ``problems``.

    Parameters
    ----------
    tables
        Frames by table, such as ``{"innovations": ..., "innovation_levels": ...}``. An optional table without rows
        counts as not given.
    problems
        Takes the problems.
    extra_edition
        An edition of one's own, whose indicators may be columns too.
    """
    sheets: dict[str, Sheet] = {}
    for given, frame in tables.items():
        name = named(given)
        table = table_of(name)
        if table is None:
            problems.add("frame_unknown", name, found=name, names=", ".join(NAMES))
        elif table in sheets:
            problems.add("table_twice", name, sheet=name, table=table, first=sheets[table].file)
        elif not isinstance(frame, pd.DataFrame):
            problems.add("frame_kind", name, found=type(frame).__name__)
        elif len(frame) or table in REQUIRED_TABLES:
            sheet = _sheet(table, name, frame, problems, extra_edition)
            if sheet is not None:
                sheets[table] = sheet
    return list(sheets.values())


def _sheet(
    table: str, name: str, frame: pd.DataFrame, problems: Collector, extra_edition: Edition | None
) -> Sheet | None:
    """Name the columns by code and count the rows from 1."""
    if frame.columns.nlevels > 1:
        problems.add("frame_columns", name, found=", ".join(map(named, frame.columns[:2])))
        return None
    indexed = [label for label in frame.index.names if label is not None and label not in frame.columns]
    if indexed:  # what pivot() and set_index() leave: the key stands in the index
        frame = frame.reset_index(level=indexed)
    if not frame.shape[1]:
        problems.add("table_empty", name)
        return None
    columns = named_columns(list(frame.columns), known_columns(table, extra_edition), problems, file=name)
    if not columns:
        problems.add("header_missing", name, expected=expected(table), searched=1)
        return None
    rows = pd.RangeIndex(1, len(frame) + 1)
    labels = {code: named(frame.columns[position]) for code, position in columns.items()}
    cells: dict[str, pd.Series] = {}
    for code, position in columns.items():
        column = _common(frame.iloc[:, position].set_axis(rows))
        if column is None:
            found = named(frame.dtypes.iloc[position])
            problems.add("parquet_type", name, column=labels[code], found=found)
            continue
        cells[code] = column
    sheet = Sheet(table, name, "", pd.DataFrame(cells, index=rows), labels)
    return without_error_values(within_calendar(_plain_cells(sheet, problems), problems), problems)


def _common(column: pd.Series) -> pd.Series | None:
    """Return a column as texts, numbers, dates, truth values or cells of any kind; None for other dtypes.

    Dtypes of Arrow become those of NumPy, categories that are no texts the cells they stand for.
    """
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        return column if _sure_text(kind.categories.dtype) else column.astype(object)
    if isinstance(kind, pd.StringDtype):
        return column if _sure_text(kind) else column.astype(object)
    if isinstance(kind, pd.ArrowDtype):
        return _of_arrow(column)
    if isinstance(kind, (pd.PeriodDtype, pd.IntervalDtype, pd.SparseDtype)):
        return None
    return column if getattr(kind, "kind", "O") in _KINDS else None


def _sure_text(kind: Any) -> bool:
    """Tell whether a dtype can hold nothing but texts of whole letters: Arrow keeps UTF-8."""
    return isinstance(kind, pd.StringDtype) and kind.storage == "pyarrow"


def _of_arrow(column: pd.Series) -> pd.Series | None:
    """Return a column of an Arrow type with a dtype of NumPy; None for one that is not read."""
    import pyarrow as pa

    is_a, kind = pa.types, column.dtype.pyarrow_dtype
    if is_a.is_dictionary(kind):
        return column.astype(object)
    if is_a.is_timestamp(kind):
        local = column.dt.tz_localize(None) if kind.tz else column
        return pd.Series(local.to_numpy(dtype=f"datetime64[{kind.unit}]"), index=column.index)
    if is_a.is_floating(kind):
        return pd.Series(column.to_numpy(dtype="float64", na_value=np.nan), index=column.index)
    if is_a.is_integer(kind):
        missing, signed = bool(column.isna().any()), not is_a.is_unsigned_integer(kind)
        return column.astype(("Int64" if signed else "UInt64") if missing else "int64" if signed else "uint64")
    others = (is_a.is_string, is_a.is_large_string, is_a.is_boolean, is_a.is_date, is_a.is_decimal, is_a.is_null)
    return column.astype(object) if any(test(kind) for test in others) else None


def _plain_cells(sheet: Sheet, problems: Collector) -> Sheet:
    """Leave texts, numbers, dates and truth values in cells; others are reported and left empty."""
    for code in sheet.frame.columns:
        column = sheet.frame[code]
        if column.dtype != object:
            continue
        cells: list[Any] = list(column)
        if not set(map(type, cells)) <= _PLAIN:
            plain = [cell if type(cell) in _PLAIN else _plain(cell) for cell in cells]
            _report(sheet, code, cells, [cell is _ODD for cell in plain], "cell_kind", problems)
            cells = [None if cell is _ODD else cell for cell in plain]
        if not _whole("".join([cell for cell in cells if type(cell) is str])):
            broken = [type(cell) is str and not _whole(cell) for cell in cells]
            _report(sheet, code, cells, broken, "cell_text", problems)
            cells = [None if wrong else cell for cell, wrong in zip(cells, broken, strict=True)]
        sheet.frame[code] = pd.Series(cells, index=column.index, dtype=object)
    return sheet


def _plain(cell: Any) -> Any:
    """Return a cell as text, number, date or truth value of the plainest kind, ``_ODD`` where it is none."""
    if isinstance(cell, str):
        return str.__str__(cell)
    if isinstance(cell, (bool, np.bool_)):
        return bool(cell)
    if cell is pd.NA or cell is pd.NaT or (isinstance(cell, np.datetime64) and np.isnat(cell)):
        return None
    if isinstance(cell, np.datetime64):
        cell = cell.item()  # a count of something where no calendar has the day
        return cell if isinstance(cell, dt.date) else _ODD
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, np.timedelta64) or not isinstance(cell, (numbers.Real, Decimal)):
        return _ODD
    try:
        if isinstance(cell, numbers.Integral):
            return countable(int(cell))
        return math.nan if isinstance(cell, Decimal) and cell.is_nan() else float(cell)
    except OverflowError:
        return math.inf
    except Exception:  # a kind of number of somebody's own
        return _ODD


def _whole(text: str) -> bool:
    """Tell whether a text is of whole letters: half a pair of UTF-16 is none that a file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _report(
    sheet: Sheet, column: str, cells: Sequence[Any], wrong: Sequence[bool], code: str, problems: Collector
) -> None:
    """Report the cells of a column that are wrong, by their kind or, for texts, by what they say."""
    places = np.flatnonzero(wrong)

    def details(k: int) -> dict[str, str]:
        cell = cells[places[k]]
        return {"found": cell if type(cell) is str else type(cell).__name__}

    problems.at_rows(sheet, code, np.asarray(sheet.frame.index)[places], column, details)
