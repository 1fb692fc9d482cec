"""Two methods or editions of an index beside each other, and a change between years told apart from the rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indeks.composites.calculation import Choice, composite
from indeks.composites.ranking import ranks
from indeks.composites.statistics import agreement
from indeks.errors import IndeksError

Rules = tuple[pd.DataFrame, Choice]
"""Metadata and method of an edition."""


def compare(
    first: pd.DataFrame, second: pd.DataFrame, code: str = "", tops: Sequence[int] = (3, 10)
) -> pd.DataFrame:
    """Return how two results of the same units agree in order.

    Parameters
    ----------
    first, second
        Tables as :func:`indeks.composite` returns them.
    code
        The node that is compared; the top of ``first`` if empty.
    tops
        Sizes of the top of which the common share is told.

    Returns
    -------
    pandas.DataFrame
        One row a year: [``Time``], ``Units`` in both, and the figures of
        :func:`indeks.composites.statistics.agreement`.

    Raises
    ------
    IndeksError
        If the two have no unit of the code in common.

    Examples
    --------
    >>> one = pd.DataFrame({"uCode": ["a", "b", "c"], "iCode": "all", "Level": 2, "Score": [3.0, 2.0, 1.0]})
    >>> other = one.assign(Score=[3.0, 1.0, 2.0])
    >>> compare(one, other, tops=[1])[["Units", "top_1", "largest_shift"]].values.tolist()
    [[3.0, 1.0, 1.0]]
    """
    both = _both(first, second, code)
    rows = []
    for time, year in both.groupby("Time", sort=True) if "Time" in both else [(None, both)]:
        told = agreement(year["Score_first"].to_numpy(float), year["Score_second"].to_numpy(float), tops)
        rows.append(({} if time is None else {"Time": time}) | {"Units": len(year)} | told.to_dict())
    return pd.DataFrame(rows)


def rank_shifts(first: pd.DataFrame, second: pd.DataFrame, code: str = "") -> pd.DataFrame:
    """Return the rank of each unit in both results, those that moved most first.

    Parameters
    ----------
    first, second, code
        As for :func:`compare`; ranks are among the units that stand in both.

    Returns
    -------
    pandas.DataFrame
        ``uCode``, [``Time``], ``Rank_first``, ``Rank_second``, ``Shift`` (positive: better in ``second``).
    """
    both = _both(first, second, code)
    keys = [column for column in ("uCode", "Time") if column in both]
    frame = both[keys].copy()
    for name in ("first", "second"):
        scores = both[f"Score_{name}"].round(12)
        if "Time" in both:
            frame[f"Rank_{name}"] = scores.groupby(both["Time"]).rank(ascending=False, method="min")
        else:
            frame[f"Rank_{name}"] = ranks(scores.to_numpy(float))
    frame["Shift"] = frame["Rank_first"] - frame["Rank_second"]
    order = np.lexsort((frame["uCode"], -frame["Shift"].abs()))
    return frame.iloc[order].reset_index(drop=True)


def _both(first: pd.DataFrame, second: pd.DataFrame, code: str) -> pd.DataFrame:
    code = code or str(first["iCode"].iloc[first["Level"].argmax()])
    keys = ["uCode", *(["Time"] if "Time" in first and "Time" in second else [])]
    sides = [table.loc[table["iCode"] == code, [*keys, "Score"]].dropna() for table in (first, second)]
    both = sides[0].merge(sides[1], on=keys, suffixes=("_first", "_second"))
    if not len(both):
        raise IndeksError("composites.error.nothing_common", code=code)
    return both


def changes(data: pd.DataFrame, new: Rules, old: Rules | None = None) -> pd.DataFrame:
    r"""Return the change of the index from each year to the next, split into the data's part and the rules'.

    Parameters
    ----------
    data
        A panel, with ``Time``.
    new
        Metadata and method under which the later year counts.
    old
        Those of the earlier year; ``new`` if not given.

    Returns
    -------
    pandas.DataFrame
        ``uCode``, ``Time`` (the later year), ``Before``, ``After``, ``Change``, ``Data``, ``Rules``; the last two
        add up to the change.

    Raises
    ------
    IndeksError
        If the data have no years.

    Notes
    -----
    With :math:`f_r(d)` the index of data d under rules r, the rules' part is
    :math:`\frac12 [f_1(d_0) - f_0(d_0) + f_1(d_1) - f_0(d_1)]`, whatever the order (Shapley 1953). A scale that is
    taken from the data holds for all years of the panel together; with one set of rules their part is exactly 0.
    """
    if "Time" not in data:
        raise IndeksError("composites.error.no_time")
    tables = []
    for meta, method in (old or new, new):
        whole = composite(data, meta, method)
        top = whole[whole["Level"] == whole["Level"].max()]
        tables.append(top.set_index(["uCode", "Time"])["Score"])
    scores = pd.DataFrame({"f0": tables[0], "f1": tables[1]}).reset_index().sort_values(["uCode", "Time"])
    before = scores.groupby("uCode")[["f0", "f1"]].shift()
    rules = ((before["f1"] - before["f0"]) + (scores["f1"] - scores["f0"])) / 2
    frame = scores[["uCode", "Time"]].assign(Before=before["f0"], After=scores["f1"])
    frame["Change"] = frame["After"] - frame["Before"]
    frame["Data"], frame["Rules"] = frame["Change"] - rules, rules
    first = scores["uCode"] != scores["uCode"].shift()
    return frame[~first].reset_index(drop=True)
