"""The data of a composite index: long, or wide as COINr's iData, into one array of unit-years by indicators."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from indeks.composites.tree import Framework
from indeks.errors import IndeksError

LONG = ("uCode", "iCode", "Value")


@dataclass(frozen=True)
class Table:
    """Values of unit-years: ``values`` (rows by indicators), ``keys`` (uCode, Time), ``blocks`` of one year."""

    values: np.ndarray
    keys: pd.DataFrame
    groups: pd.DataFrame
    denominators: dict[str, np.ndarray]
    blocks: tuple[np.ndarray, ...]
    timed: bool

    def with_values(self, values: np.ndarray) -> Table:
        """Return the table with other values."""
        return replace(self, values=values)

    def scope(self, name: str) -> tuple[np.ndarray, ...]:
        """Return the rows that are looked at together: all, or those of one year."""
        return self.blocks if name == "year" else (np.arange(len(self.keys)),)

    def place(self, row: int) -> str:
        """Return the name of a row: the unit, and its year where there are years."""
        unit, time = self.keys.iloc[row]
        return f"{unit} {time}" if self.timed else str(unit)


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
    """
    wide = _wide(data) if {"iCode", "Value"} <= set(data.columns) else data.reset_index(drop=True)
    if "uCode" not in wide:
        raise IndeksError("composites.error.column", column="uCode")
    timed = "Time" in wide
    keys = pd.DataFrame({"uCode": wide["uCode"].astype(str), "Time": wide["Time"] if timed else 0})
    if wide["uCode"].isna().any() or keys["Time"].isna().any():
        raise IndeksError(
            "composites.error.no_key", row=int(np.argmax(wide["uCode"].isna() | keys["Time"].isna())) + 1
        )
    twice = keys[keys.duplicated()]
    if len(twice):
        unit, time = twice.iloc[0]
        raise IndeksError("composites.error.key_twice", unit=f"{unit} {time}" if timed else unit)
    if keys["uCode"].nunique() < 2:
        raise IndeksError("composites.error.units")
    values = np.column_stack([_column(wide, code, keys) for code in tree.indicators])
    for code, column in zip(tree.indicators, values.T, strict=True):
        if np.isnan(column).all():
            raise IndeksError("composites.error.all_missing", code=code)
    names = sorted(set(tree.table["Denominator"]) - {""})
    denominators = {name: _column(wide, name, keys) for name in names if name in wide}
    blocks = tuple(np.flatnonzero(keys["Time"] == time) for time in sorted(keys["Time"].unique()))
    taken = [c for c in wide.columns if c not in tree.indicators and c not in ("uCode", "Time")]
    return Table(values, keys, wide[taken], denominators, blocks, timed)


def _wide(data: pd.DataFrame) -> pd.DataFrame:
    keys = [c for c in ("uCode", "Time") if c in data]
    for column in LONG:
        if column not in data:
            raise IndeksError("composites.error.column", column=column)
    twice = data[data.duplicated([*keys, "iCode"])]
    if len(twice):
        row = twice.iloc[0]
        raise IndeksError("composites.error.key_twice", unit=" ".join(str(row[c]) for c in [*keys, "iCode"]))
    return data.pivot(index=keys, columns="iCode", values="Value").reset_index()


def _column(wide: pd.DataFrame, code: str, keys: pd.DataFrame) -> np.ndarray:
    if code not in wide:
        raise IndeksError("composites.error.indicator", code=code)
    numbers = pd.to_numeric(wide[code], errors="coerce").to_numpy(float)
    written = wide[code].notna().to_numpy() & (wide[code].astype(str).str.strip() != "").to_numpy()
    wrong = written & ~np.isfinite(numbers)
    if wrong.any():
        row = int(np.argmax(wrong))
        unit = " ".join(map(str, keys.iloc[row])) if "Time" in wide else keys["uCode"].iloc[row]
        raise IndeksError("composites.error.number", code=code, unit=unit, value=str(wide[code].iloc[row]))
    return numbers


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
    for at, code in enumerate(tree.indicators):
        if tree.table.at[code, "Transform"] == "log":
            low = values[:, at] <= 0
            if low.any():
                raise IndeksError("composites.error.log", code=code, unit=table.place(int(np.argmax(low))))
            values[:, at] = np.log(values[:, at])
    return table.with_values(values)
