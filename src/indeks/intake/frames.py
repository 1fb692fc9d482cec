"""Reading tables that are in memory: each frame becomes a sheet, and passes what sheets of files pass.

Rows are counted by position from 1, whatever the index of a frame says. The frames given are never changed.
"""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Mapping
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
from indeks.problems import printable
from indeks.tables import REQUIRED_TABLES, TABLES

NAMES = (*TABLES, VERIFICATION, REGION_VERIFICATION)
"""What a table in memory may be called."""
_KINDS = "biufOM"
"""Kinds of columns that hold texts, numbers, dates or truth values."""
_SCALARS = (str, bool, np.bool_, numbers.Number, dt.date, Decimal, type(None), type(pd.NA), type(pd.NaT))


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
        name = printable(str(given))
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
        problems.add("frame_columns", name, found=", ".join(str(c) for c in frame.columns[:2]))
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
    labels = {code: printable(str(frame.columns[position])) for code, position in columns.items()}
    cells: dict[str, pd.Series] = {}
    for code, position in columns.items():
        column = frame.iloc[:, position].set_axis(rows)
        if not _readable(column):
            problems.add("parquet_type", name, column=labels[code], found=str(column.dtype))
            continue
        cells[code] = column
    sheet = Sheet(table, name, "", pd.DataFrame(cells, index=rows), labels)
    return without_error_values(within_calendar(_plain_cells(sheet, problems), problems), problems)


def _readable(column: pd.Series) -> bool:
    """Tell whether a column holds texts, numbers, dates or truth values."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        kind = kind.categories.dtype
    if isinstance(kind, (pd.PeriodDtype, pd.IntervalDtype, pd.SparseDtype)):
        return False
    return getattr(kind, "kind", "O") in _KINDS


def _plain_cells(sheet: Sheet, problems: Collector) -> Sheet:
    """Report cells that hold a list, a table or any other object, and leave them empty; decimals are numbers."""
    for code in sheet.frame.columns:
        column = sheet.frame[code]
        if column.dtype != object:
            continue
        kinds = set(map(type, column))
        if any(issubclass(kind, Decimal) for kind in kinds):
            column = sheet.frame[code] = column.map(lambda c: float(c) if isinstance(c, Decimal) else c)
        if int in kinds:
            column = sheet.frame[code] = column.map(lambda c: countable(c) if type(c) is int else c)
        if all(issubclass(kind, _SCALARS) and not issubclass(kind, complex) for kind in kinds):
            continue
        wrong = np.array([not isinstance(cell, _SCALARS) or isinstance(cell, complex) for cell in column])
        shown: list[Any] = column[wrong].tolist()
        rows = np.asarray(sheet.frame.index)[wrong]
        problems.at_rows(sheet, "cell_kind", rows, code, lambda k, s=shown: {"found": type(s[k]).__name__})  # type: ignore[misc]
        sheet.frame[code] = column.where(~wrong, None)
    return sheet
