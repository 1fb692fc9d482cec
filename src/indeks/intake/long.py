"""Levels in long form, and how a fault of theirs is placed in the file they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indeks.edition import Edition
from indeks.intake.sheet import MAX_ALIKE, Collector, Sheet, plain


@dataclass(frozen=True)
class Levels:
    """Levels in long form, with where each comes from.

    ``frame`` has the key columns, ``indicator`` (categories), the fields, ``_row`` (row in the file) and
    ``_rule`` (position of the edition in ``rules``, -1 where there is none).
    """

    frame: pd.DataFrame
    sheet: Sheet
    aspect: str
    wide: bool
    rules: Sequence[Edition] = ()

    def keys(self, rows: np.ndarray, field: str) -> list[str]:
        """Return the column code of a field in the file, for rows by position."""
        if not self.wide:
            return [field] * len(rows)
        names = self.frame["indicator"].iloc[rows[:MAX_ALIKE]]
        return [f"{name}:{field}" for name in names] + [field] * max(0, len(rows) - MAX_ALIKE)

    def report(self, problems: Collector, code: str, where: np.ndarray, field: str, values: object = None) -> None:
        """Report a fault of the rows where a mask is True; ``found`` in the message is the cell's value."""
        positions = np.flatnonzero(where)
        if len(positions) == 0:
            return
        rows = self.frame["_row"].to_numpy()[positions]
        indicator = self.frame["indicator"]
        shown = self.frame[field] if values is None else values

        def details(k: int) -> dict[str, object]:
            cell = shown.iloc[positions[k]] if isinstance(shown, pd.Series) else shown[positions[k]]  # type: ignore[index]
            name = indicator.iloc[positions[k]]
            return {"found": plain(cell), "indicator": name}

        problems.at_rows(self.sheet, code, rows, self.keys(positions, field), details)
