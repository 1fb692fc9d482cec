"""What closing a gap would win: points of maturity, and points of the index by the one formula."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indeks.edition import Edition, MissingPart
from indeks.scoring import formula
from indeks.scoring.units import Year, years
from indeks.tables import Dataset


def year_of(data: Dataset, year: int, edition: Edition | None = None) -> Year | None:
    """Return the sent innovations of one year in whole units; None where there are none.

    The edition is that of the year where none is given.
    """
    return next((one for one in years(data.of_year(year), edition=edition) if one.year == year), None)


def index_gains(year: Year, points: pd.Series) -> pd.Series:
    """Return how much the index of each region rises if its innovations win points.

    Parameters
    ----------
    year
        The year; its innovations are those sent.
    points
        Points of maturity won, by innovation.

    Returns
    -------
    pandas.Series
        Points of the index (0 to 100, not rounded) by region code, of the regions with one of the innovations;
        none where the edition lacks a part of the formula. Number of innovations, SPD and affairs stay as they
        are, so that only the sum of maturity changes.
    """
    try:
        constants = formula.constants(year.rule, year.unit)
    except MissingPart:
        return pd.Series(dtype=float)
    won = year.innovations["innovation_id"].astype(str).map(points)
    known = won.notna().to_numpy()
    units = np.zeros(len(year.keys), dtype=np.int64)
    np.add.at(units, year.place[known], np.rint(won[known].to_numpy(float) * year.unit).astype(np.int64))
    gains = formula.index_unrounded(0, 0, units, formula.divisor(year.n, constants), constants)
    having = np.unique(year.place[known])
    return pd.Series(np.asarray(gains, dtype=float)[having], index=[str(year.keys[k]) for k in having])
