"""What an examiner notes beside the levels: why one was lowered or refused, and on which day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indeks.intake import columns
from indeks.intake.sheet import Collector, Sheet
from indeks.intake.vocabulary import text_column
from indeks.tables import EXAMINED


def notes(sheet: Sheet, keys: pd.DataFrame, problems: Collector) -> pd.DataFrame:
    """Return the notes of a sheet that hold something, one row for each key.

    Parameters
    ----------
    sheet
        A sheet that may have the columns :data:`indeks.tables.EXAMINED`.
    keys
        What the rows are about, typed, with the index of the sheet.
    problems
        Takes what is wrong with the dates.
    """
    frame = keys.copy()
    frame["reason"], frame["examined_date"] = pd.Series(pd.NA, keys.index, dtype="str"), pd.NaT
    if "reason" in sheet.frame:
        frame["reason"] = columns.one_line(text_column(sheet.frame["reason"]).astype("str"))
    if "examined_date" in sheet.frame:
        frame["examined_date"] = columns.dates(sheet, "examined_date", problems)
    frame = frame.dropna(subset=list(EXAMINED), how="all").dropna(subset=list(keys.columns))
    return frame.drop_duplicates(list(keys.columns)).reset_index(drop=True)


def noted(frame: pd.DataFrame, told: Sequence[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    """Return a table with the notes beside its rows, those told first where two tell of one row."""
    parts = [part for part in told if len(part)]
    if not parts:
        return frame
    given = pd.concat(parts, ignore_index=True).drop_duplicates(list(keys))
    left = frame[list(keys)].astype(dict.fromkeys(keys, "object"))
    beside = left.merge(given.astype(dict.fromkeys(keys, "object")), on=list(keys), how="left")
    return frame.assign(**{name: beside[name].to_numpy() for name in EXAMINED}).astype(
        {"reason": "str", "examined_date": "datetime64[ns]"}
    )


def lowered(levels: pd.DataFrame) -> np.ndarray:
    """Tell which levels an examiner lowered or refused."""
    stated, accepted = (levels[c].to_numpy(dtype="float64", na_value=np.nan) for c in ("level", "verified_level"))
    return accepted < np.nan_to_num(stated)
