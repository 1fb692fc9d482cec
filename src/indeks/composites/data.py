"""The data of a composite index: long, or wide as COINr's iData, into one array of unit-years by indicators."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from indeks.composites.tree import Framework, told
from indeks.errors import IndeksError

LONG = ("uCode", "iCode", "Value")
SHOWN = 20
"""Cells that cannot be used and are named one by one, of an indicator."""


@dataclass(frozen=True)
class Table:
    """Values of unit-years: ``values`` (rows by indicators), ``keys`` (uCode, Time), ``blocks`` of one year."""

    values: np.ndarray
    keys: pd.DataFrame
    groups: pd.DataFrame
    denominators: dict[str, np.ndarray]
    timed: bool
    blocks: tuple[np.ndarray, ...]

    def with_values(self, values: np.ndarray) -> Table:
        """Return the table with other values."""
        return replace(self, values=values)

    def only(self, kept: np.ndarray) -> Table:
        """Return the table of some rows, a truth for each."""
        keys = self.keys[kept].reset_index(drop=True)
        return Table(
            self.values[kept],
            keys,
            self.groups[kept].reset_index(drop=True),
            {name: column[kept] for name, column in self.denominators.items()},
            self.timed,
            _blocks(keys),
        )

    def scope(self, name: str) -> tuple[np.ndarray, ...]:
        """Return the rows that are looked at together: all, or those of one year."""
        return self.blocks if name == "year" else (np.arange(len(self.keys)),)

    def place(self, row: int) -> str:
        """Return the name of a row: the unit, and its year where there are years."""
        unit, time = self.keys.iloc[row]
        return f"{unit} {time}" if self.timed else str(unit)

    def rows(self) -> pd.DataFrame:
        """Return ``uCode``, and ``Time`` where there are years."""
        return self.keys.copy() if self.timed else self.keys[["uCode"]].copy()


def _blocks(keys: pd.DataFrame) -> tuple[np.ndarray, ...]:
    return tuple(np.flatnonzero(keys["Time"] == time) for time in sorted(keys["Time"].unique()))


def read(data: pd.DataFrame, tree: Framework) -> Table:
    """Return the data as an array of unit-years by indicators.

    Parameters
    ----------
    data
        Long (``uCode``, [``Time``], ``iCode``, ``Value``) or wide (``uCode``, [``uName``], [``Time``], one column
        an indicator).
    tree
        The framework whose indicators are taken.

    Raises
    ------
    IndeksError
        Naming the cell: a key twice, an indicator missing or empty, a value that is no number, only one unit.
        Several faults are told at once.
    """
    wide = _wide(data) if {"iCode", "Value"} <= set(data.columns) else data.reset_index(drop=True)
    keys = _keys(wide)
    timed = "Time" in wide
    names = [name for name in sorted(set(tree.table["Denominator"]) - {""}) if name in wide]
    told([fault for code in (*tree.indicators, *names) for fault in _faults(wide, code, keys, timed)])
    numbers = {code: _numbers(wide[code]) for code in (*tree.indicators, *names)}
    taken = [c for c in wide.columns if c not in tree.indicators and c not in ("uCode", "Time")]
    return Table(
        np.column_stack([numbers[code] for code in tree.indicators]),
        keys,
        wide[taken],
        {name: numbers[name] for name in names},
        timed,
        _blocks(keys),
    )


def _keys(wide: pd.DataFrame) -> pd.DataFrame:
    if "uCode" not in wide:
        raise IndeksError("composites.error.column", column="uCode")
    timed = "Time" in wide
    keys = pd.DataFrame({"uCode": wide["uCode"], "Time": wide["Time"] if timed else 0})
    empty = keys.isna().any(axis=1) | (keys["uCode"].astype(str).str.strip() == "")
    faults = [IndeksError("composites.error.no_key", row=row + 1) for row in np.flatnonzero(empty)[:SHOWN]]
    keys["uCode"] = keys["uCode"].astype(str)
    for unit, time in keys[keys.duplicated() & ~empty].drop_duplicates().itertuples(index=False):
        faults.append(IndeksError("composites.error.key_twice", unit=f"{unit} {time}" if timed else unit))
    told(faults)
    if keys["uCode"].nunique() < 2:
        raise IndeksError("composites.error.units")
    return keys


def _wide(data: pd.DataFrame) -> pd.DataFrame:
    """Return long data with a column an indicator; other columns stay where they say one thing of a unit."""
    keys = [c for c in ("uCode", "Time") if c in data]
    for column in LONG:
        if column not in data:
            raise IndeksError("composites.error.column", column=column)
    told(
        [
            IndeksError("composites.error.key_twice", unit=" ".join(str(cell) for cell in row))
            for row in data[data.duplicated([*keys, "iCode"])][[*keys, "iCode"]].itertuples(index=False)
        ]
    )
    if data[keys].isna().any(axis=None):
        return data  # told where keys are looked at
    rows = data.groupby(keys, sort=False)
    wide = data.pivot(index=keys, columns="iCode", values="Value").reindex(rows.size().index)
    others = [c for c in data.columns if c not in (*keys, "iCode", "Value") and c not in wide.columns]
    kept = [column for column in others if (rows[column].nunique() <= 1).all()]
    return pd.concat([wide, rows[kept].first()], axis=1).reset_index()


def _numbers(column: pd.Series) -> np.ndarray:
    return pd.to_numeric(column, errors="coerce").to_numpy(float)


def _faults(wide: pd.DataFrame, code: str, keys: pd.DataFrame, timed: bool) -> list[IndeksError]:
    if code not in wide:
        return [IndeksError("composites.error.indicator", code=code)]
    numbers = _numbers(wide[code])
    written = wide[code].notna().to_numpy() & (wide[code].astype(str).str.strip() != "").to_numpy()
    wrong = np.flatnonzero(written & ~np.isfinite(numbers))
    if not written.any():
        return [IndeksError("composites.error.all_missing", code=code)]
    faults = []
    for row in wrong[:SHOWN]:
        unit = " ".join(map(str, keys.iloc[row])) if timed else keys["uCode"].iloc[row]
        value = str(wide[code].iloc[row])
        faults.append(IndeksError("composites.error.number", code=code, unit=unit, value=value))
    return faults


def ends(block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest value of each indicator; NaN where all are missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmin(block, axis=-2), np.nanmax(block, axis=-2)


def denominated(table: Table, tree: Framework) -> Table:
    """Return the table with indicators divided by the columns that the metadata names under ``Denominator``."""
    values = table.values.copy()
    for at, code in enumerate(tree.indicators):
        name = tree.table.at[code, "Denominator"]
        if not name:
            continue
        if name not in table.denominators:
            raise IndeksError("composites.error.indicator", code=name)
        divisor = table.denominators[name]
        if (divisor == 0).any():
            row = int(np.argmax(divisor == 0))
            raise IndeksError("composites.error.divisor", code=name, unit=table.place(row))
        values[:, at] /= divisor
    return table.with_values(values)


def transformed(table: Table, tree: Framework) -> Table:
    """Return the table with the natural logarithm of the indicators that the metadata marks ``log``."""
    values = table.values.copy()
    faults = []
    for at, code in enumerate(tree.indicators):
        if tree.table.at[code, "Transform"] == "log":
            for row in np.flatnonzero(values[:, at] <= 0)[:SHOWN]:
                faults.append(IndeksError("composites.error.log", code=code, unit=table.place(row)))
            with np.errstate(divide="ignore", invalid="ignore"):
                values[:, at] = np.log(values[:, at])
    told(faults)
    return table.with_values(values)
