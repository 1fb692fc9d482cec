"""A table as it stands in a file, and the problems found in it: what keeps row, column and cell of each fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from indeks.problems import ERROR, WARNING, Problem
from indeks.texts import texts

MAX_ALIKE = 100
"""Places shown of one fault in one column; the rest is counted. A slip in 700,000 rows is one message to read."""
MAX_SHOWN = 60
"""Characters of a cell quoted in a message."""
LONGEST = 1e15
"""From here on a float has no exact digits to show."""

ERROR_VALUES = frozenset({"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
"""What spreadsheets show for a formula that fails, in a workbook as in a CSV file saved from one."""

WARNINGS = frozenset(
    {
        "affair_empty", "agency_missing", "agency_without_innovation", "basic_services_short", "applied_date_empty", "basis_assumed", "column_ignored",
        "column_without_header", "control_characters", "dash_as_empty", "date_outside_window", "encoding_cp1252",
        "file_ignored", "form_empty", "innovation_without_levels",
        "level_without_evidence", "mandatory_empty", "short_text", "number_by_context",
        "region_without_innovations", "row_blank", "sector_unknown", "spd_level_unused", "spd_missing",
        "title_duplicate", "title_mismatch", "value_below", "value_between", "value_not_whole", "value_unused",
        "verified_above",
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


class Collector:
    """Collects problems in one language; says a fault of many rows a limited number of times."""

    def __init__(self, lang: str) -> None:
        self.t = texts(lang)
        self.lang = lang
        self._problems: list[Problem] = []
        self._alike: Counter[tuple[str, str, str, str]] = Counter()
        self._unsaid: Counter[tuple[str, str, str, str]] = Counter()
        self._faulty: set[tuple[str, str, int, str]] = set()

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
        """Add a problem; ``values`` fill the placeholders of its two sentences."""
        if code not in WARNINGS:
            self._faulty.add((file, sheet, int(row), column))
        group = (code, file, sheet, column)
        if self._alike[group] == MAX_ALIKE:
            self._unsaid[group] += 1
            return
        self._alike[group] += 1
        given = {k: quoted(str(v)) if k == "found" else v for k, v in values.items()}
        given |= {"column": column, "sheet": sheet or file, "file": file, "row": row}
        what, fix = (self.t(f"intake.{code}.{part}", **given) for part in ("what", "fix"))
        severity = WARNING if code in WARNINGS else ERROR
        self._problems.append(Problem(file, sheet, int(row), column, cell, severity, code, what, fix))

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
        """Add a problem for each of many rows; ``details`` gives the values of the k-th one.

        ``key`` is the column code, or one for each row.
        """
        if place.parts:
            self._at_parts(place, code, rows, key, details)
            return
        for k, row in enumerate(rows[:MAX_ALIKE].tolist()):
            where = key if isinstance(key, str) else key[k]
            self.at(place, code, row, where, **(details(k) if details else {}))
        if len(rows) > MAX_ALIKE:
            if code not in WARNINGS and isinstance(key, str):
                label = place.labels.get(key, key)
                self._faulty.update((place.file, place.sheet, r, label) for r in rows[MAX_ALIKE:].tolist())
            where = key if isinstance(key, str) else key[0]
            self._unsaid[code, place.file, place.sheet, place.labels.get(where, where)] += len(rows) - MAX_ALIKE

    def _at_parts(
        self, place: Sheet, code: str, rows: np.ndarray, key: str | Sequence[str],
        details: Callable[[int], Mapping[str, Any]] | None,
    ) -> None:  # fmt: skip
        """Add a problem for each row of a joined sheet; each file has its own limit."""
        shown: Counter[int] = Counter()
        for k, row in enumerate(rows.tolist()):
            shown[row // STEP] += 1
            where = key if isinstance(key, str) else key[k]
            if shown[row // STEP] <= MAX_ALIKE:
                self.at(place, code, row, where, **(details(k) if details else {}))
                continue
            part, number = place.origin(row)
            label = part.labels.get(where, where)
            if code not in WARNINGS:
                self._faulty.add((part.file, part.sheet, number, label))
            group = (code, part.file, part.sheet, label)
            if group in self._alike:
                self._unsaid[group] += 1

    def plain(self, cell: object) -> str:
        """Return a cell as a message shows it: numbers as the language writes them, nothing for a missing one."""
        if isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool):
            number = float(cell)
            if np.isnan(number):
                return ""
            return self.t.plain(number) if abs(number) < LONGEST else f"{number:g}"
        return "" if cell is None or cell is pd.NaT else str(cell)

    def has(self, place: Sheet, row: int, key: str) -> bool:
        """Tell whether an error is known at a cell, so that one slip is not said twice."""
        place, row = place.origin(row)
        return (place.file, place.sheet, row, place.labels.get(key, key)) in self._faulty

    def problems(self) -> list[Problem]:
        """Return what was found, by file, sheet, row and column; unsaid repetitions as one line each."""
        found = list(dict.fromkeys(self._problems))
        for group, count in self._unsaid.items():
            first = next(p for p in found if (p.code, p.file, p.sheet, p.column) == group)
            what = self.t("intake.more_alike.what", n=count, example=first.what)
            fix = self.t("intake.more_alike.fix")
            found.append(replace(first, row=0, cell="", what=what, fix=fix))
        return sorted(found)


def shows_only(table: str, code: str) -> bool:
    """Tell whether a column repeats what another sheet says, so that its formulas need no result."""
    return code == "title" and table != "innovations"


def without_error_values(sheet: Sheet, found: Collector) -> Sheet:
    """Report the formulas that failed, and leave their cells empty."""
    for code in sheet.frame.columns:
        column = sheet.frame[code]
        wrong = column.isin(ERROR_VALUES).to_numpy()
        if not wrong.any():
            continue
        if not shows_only(sheet.table, code):
            shown = column[wrong].tolist()
            rows = np.asarray(sheet.frame.index)[wrong]
            found.at_rows(sheet, "error_value", rows, code, lambda k, s=shown: {"found": s[k]})  # type: ignore[misc]
        sheet.frame[code] = column.where(~wrong)
    return sheet


def quoted(text: str) -> str:
    """Return a text fit for a message: one line, printable, not too long."""
    line = printable(text)
    return line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1] + "…"


def printable(text: str) -> str:
    """Return a text on one line: what steers a terminal or breaks lines becomes a space."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
