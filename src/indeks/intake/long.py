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

    def report(
        self, problems: Collector, code: str, positions: np.ndarray, field: str, values: object = None
    ) -> None:
        """Report a fault of rows by position; ``found`` in the message is the cell's value."""
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

    def known(self, problems: Collector, positions: np.ndarray, field: str) -> np.ndarray:
        """Tell of which rows an error in a field is known already."""
        rows = self.frame["_row"].to_numpy()[positions].astype("int64")
        if not self.wide:
            return problems.known(self.sheet, rows, field)
        names = self.frame["indicator"].to_numpy()[positions]
        result = np.zeros(len(positions), dtype=bool)
        for name in pd.unique(names).tolist():
            result[names == name] = problems.known(self.sheet, rows[names == name], f"{name}:{field}")
        return result

    def distinct(self, texts: pd.Series, positions: np.ndarray) -> tuple[list[tuple[int, str, str]], np.ndarray]:
        """Return each answer of some rows once (edition, indicator, text), and which of them a row has."""
        cells = pd.DataFrame(
            {
                "rule": self.frame["_rule"].to_numpy()[positions],
                "indicator": pd.factorize(self.frame["indicator"].iloc[positions])[0],
                "text": pd.factorize(texts.iloc[positions])[0],
            }
        )
        of_row = cells.groupby(list(cells), sort=False).ngroup().to_numpy()
        first = positions[np.unique(of_row, return_index=True)[1]]
        rules = self.frame["_rule"].to_numpy()[first].tolist()
        names = self.frame["indicator"].iloc[first].astype("str").tolist()
        return list(zip(rules, names, texts.iloc[first].tolist(), strict=True)), of_row
