"""A table as it stands in a file, and the problems found in it: what keeps row, column and cell of each fault."""

from __future__ import annotations

import datetime as dt
import gc
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import methodcaller
from typing import Any

import numpy as np
import pandas as pd

from indeks.problems import ERROR, WARNING, Problem
from indeks.texts import texts

MAX_ALIKE = 100
"""Places shown of one fault in one column; the rest is counted. A slip in 700,000 rows is one message to read."""
MOST = 10**300
"""From here on a whole number is none that a float could hold."""
LONGEST = 1e15
"""From here on a float has no exact digits to show."""

ERROR_VALUES = frozenset({"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
"""What spreadsheets show for a formula that fails, in a workbook as in a CSV file saved from one."""

WARNINGS = frozenset(
    {
        "affair_empty", "agency_missing", "agency_without_innovation", "applied_date_empty",
        "basic_services_short",
        "basis_assumed", "column_ignored", "column_without_header", "columns_hidden", "control_characters",
        "dash_as_empty", "date_outside_window", "encoding_cp1252", "file_ignored", "form_empty",
        "innovation_without_levels", "level_without_evidence", "mandatory_empty", "number_by_context",
        "phase_before_applied", "previous_id_same", "reason_empty",
        "region_without_innovations", "row_blank", "rows_hidden", "sector_unknown",
        "sheet_by_content", "sheet_hidden", "short_text",
        "spd_level_unused", "spd_missing", "title_duplicate", "title_mismatch", "value_below",
        "value_above", "value_between", "value_between_read", "value_not_whole", "value_unused", "verified_above",
    }
)  # fmt: skip
"""Faults that leave the data usable; every other code is an error."""


STEP = 2_000_000
"""Rows between the first rows of two workbooks that are read as one; no sheet has as many."""


@dataclass(frozen=True)
class Sheet:
    """A table of a file with its columns named by code.

    Attributes
    ----------
    frame
        One column a code; the index is the row number a person sees, the header being row 1 or below.
    labels, letters
        Header text and Excel column letter by code; no letters for text files.
    parts
        The sheets a joined one consists of; the rows of the k-th are k x :data:`STEP` further on.
    """

    table: str
    file: str
    sheet: str
    frame: pd.DataFrame
    labels: Mapping[str, str]
    letters: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Sheet, ...] = ()

    def origin(self, row: int) -> tuple[Sheet, int]:
        """Return the sheet of a file that a row stands in, and its row there."""
        return (self.parts[row // STEP], row % STEP) if self.parts and row else (self, row)


@contextmanager
def in_one_go() -> Iterator[None]:
    """Keep Python from looking for circles of objects: with a million cells that costs more than reading."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Collector:
    """Collects problems; says a fault of many rows a limited number of times."""

    def __init__(self, lang: str | None) -> None:
        self._lang = texts(lang).lang if lang else ""  # a language there is none of is refused here
        self._problems: list[Problem] = []
        self._alike: Counter[Group] = Counter()
        self._unsaid: Counter[Group] = Counter()
        self._faulty: dict[Place, list[np.ndarray]] = {}

    def add(
        self,
        code: str,
        file: str,
        *,
        sheet: str = "",
        row: int = 0,
        column: str = "",
        cell: str = "",
        **values: Any,
    ) -> None:
        """Add a problem; ``values`` fill the placeholders of its two sentences, see :class:`Problem`."""
        if code not in WARNINGS:
            self._faulty.setdefault((file, sheet, column), []).append(np.array([row]))
        group = (code, file, sheet, column)
        if self._alike[group] == MAX_ALIKE:
            self._unsaid[group] += 1
            return
        self._alike[group] += 1
        severity = WARNING if code in WARNINGS else ERROR
        self._problems.append(
            Problem(file, sheet, int(row), column, cell, severity, code, values, lang=self._lang)
        )

    def at(self, place: Sheet, code: str, row: int, key: str, **values: Any) -> None:
        """Add a problem at a row and column code of a sheet."""
        origin, row = place.origin(row)
        if origin is not place and isinstance(values.get("first"), int):
            other, first = place.origin(values["first"])
            values["first"] = first if other is origin else f"{first} ({other.file})"
        place = origin
        letter = place.letters.get(key, "")
        cell = f"{letter}{row}" if letter and row else ""
        label = place.labels.get(key, key)
        self.add(code, place.file, sheet=place.sheet, row=row, column=label, cell=cell, **values)

    def at_rows(
        self,
        place: Sheet,
        code: str,
        rows: np.ndarray,
        key: str | Sequence[str],
        details: Callable[[int], Mapping[str, Any]] | None = None,
    ) -> None:
        """Add a problem for each of many rows.

        ``key`` is the column code, or one for each row. ``details`` gives the values of the k-th row, and is asked
        only for those that are listed.
        """
        rows = np.asarray(rows)
        parts = rows // STEP if place.parts else np.zeros(len(rows), dtype="int64")
        for part in np.unique(parts).tolist():  # each file has its own limit
            listed = np.flatnonzero(parts == part)
            for k in listed[:MAX_ALIKE].tolist():
                where = key if isinstance(key, str) else key[k]
                self.at(place, code, int(rows[k]), where, **(details(k) if details else {}))
            rest = listed[MAX_ALIKE:]
            if len(rest):
                origin, _ = place.origin(int(rows[rest[0]]))
                where = key if isinstance(key, str) else key[int(listed[0])]
                label = origin.labels.get(where, where)
                self._unsaid[code, origin.file, origin.sheet, label] += len(rest)
                if code not in WARNINGS and isinstance(key, str):
                    numbers = rows[rest] % STEP if place.parts else rows[rest]
                    self._faulty.setdefault((origin.file, origin.sheet, label), []).append(numbers)

    def known(self, place: Sheet, rows: np.ndarray, key: str) -> np.ndarray:
        """Tell at which rows of a column an error is known, so that one slip is not said twice."""
        result = np.zeros(len(rows), dtype=bool)
        parts = rows // STEP if place.parts else np.zeros(len(rows), dtype="int64")
        for part in np.unique(parts).tolist():
            mine = parts == part
            origin, _ = place.origin(int(rows[mine][0]))
            faulty = self._faulty.get((origin.file, origin.sheet, origin.labels.get(key, key)))
            if faulty:
                result[mine] = np.isin(rows[mine] % STEP if place.parts else rows[mine], np.concatenate(faulty))
        return result

    def listed(self) -> list[Problem]:
        """Return the problems by file, sheet, row and column; repetitions not listed as one line each."""
        problems = list({(p, p.what, p.fix): p for p in self._problems}.values())
        first: dict[Group, Problem] = {}
        for p in problems:
            first.setdefault((p.code, p.file, p.sheet, p.column), p)
        problems += [replace(first[group], row=0, cell="", more=n) for group, n in self._unsaid.items()]
        return sorted(problems)


Group = tuple[str, str, str, str]
"""What is counted as one fault: code, file, sheet and column."""
Place = tuple[str, str, str]
"""File, sheet and column."""


def plain(cell: object) -> Any:
    """Return a cell as a message shows it: numbers as each language writes them, nothing for a missing one."""
    if isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool):
        number = float(cell)
        if np.isnan(number):
            return ""
        return methodcaller("plain", number) if abs(number) < LONGEST else f"{number:g}"
    return "" if cell is None or cell is pd.NaT else str(cell)


def shows_only(table: str, code: str) -> bool:
    """Tell whether a column repeats what another sheet says, so that its formulas need no result."""
    return code == "title" and table != "innovations"


def without_error_values(sheet: Sheet, problems: Collector) -> Sheet:
    """Report the formulas that failed, and leave their cells empty."""
    for code in sheet.frame.columns:
        column = sheet.frame[code]
        if column.dtype.kind != "O":  # numbers, dates and truth values are no texts
            continue
        wrong = column.isin(ERROR_VALUES).to_numpy()
        if not wrong.any():
            continue
        if not shows_only(sheet.table, code):
            shown = column[wrong].tolist()
            rows = np.asarray(sheet.frame.index)[wrong]
            problems.at_rows(sheet, "error_value", rows, code, lambda k, s=shown: {"found": s[k]})  # type: ignore[misc]
        sheet.frame[code] = column.where(~wrong)
    return sheet


def within_calendar(sheet: Sheet, problems: Collector) -> Sheet:
    """Report times that no calendar has a day for, and leave their cells empty."""
    for code in sheet.frame.columns:
        column = sheet.frame[code]
        if column.dtype.kind != "M":
            continue
        plain_times = column.dt.tz_convert("UTC").dt.tz_localize(None) if hasattr(column.dtype, "tz") else column
        stamps = plain_times.to_numpy()
        years = stamps.astype("datetime64[Y]").astype("int64") + 1970
        wrong = ~np.isnat(stamps) & ((years <= dt.MINYEAR) | (years >= dt.MAXYEAR))
        if wrong.any():
            shown = stamps[wrong][:MAX_ALIKE].astype(str)
            rows = np.asarray(sheet.frame.index)[wrong]
            problems.at_rows(sheet, "date_out_of_range", rows, code, lambda k, s=shown: {"found": s[k]})  # type: ignore[misc]
            sheet.frame[code] = column.where(~wrong)
    return sheet


def countable(number: int) -> int | float:
    """Return a whole number, or infinity for one of so many digits that no float holds it."""
    return number if abs(number) < MOST else math.inf if number > 0 else -math.inf
