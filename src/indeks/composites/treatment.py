"""Outliers: winsorise, then take logarithms, until skew and kurtosis are moderate."""

from __future__ import annotations

import numpy as np

from indeks.composites.data import Table
from indeks.composites.method import Step


def skew(values: np.ndarray) -> float:
    r"""Return the bias-corrected skew, :math:`g_1 \sqrt{n(n-1)}/(n-2)`; NaN where it is not defined.

    Examples
    --------
    >>> round(skew(np.array([1.0, 2.0, 3.0, 10.0])), 4)
    1.7636
    """
    x = values[~np.isnan(values)]
    if len(x) < 3 or x.min() == x.max():
        return np.nan
    d = x - x.mean()
    g = (d**3).mean() / (d**2).mean() ** 1.5
    return float(g * np.sqrt(len(x) * (len(x) - 1)) / (len(x) - 2))


def kurtosis(values: np.ndarray) -> float:
    r"""Return the bias-corrected excess kurtosis, :math:`\frac{(n-1)((n+1) g_2 + 6)}{(n-2)(n-3)}`."""
    x = values[~np.isnan(values)]
    n = len(x)
    if n < 4 or x.min() == x.max():
        return np.nan
    d = x - x.mean()
    g = (d**4).mean() / (d**2).mean() ** 2 - 3
    return float(((n + 1) * g + 6) * (n - 1) / ((n - 2) * (n - 3)))


def moderate(values: np.ndarray, how: Step) -> bool:
    """Tell whether skew or kurtosis of an indicator is below its limit (or not defined)."""
    return not (abs(skew(values)) >= how["skew"] and kurtosis(values) >= how["kurtosis"])


def treated(table: Table, how: Step) -> Table:
    r"""Return the table with the outliers of each indicator treated.

    Where :math:`|skew| \ge` ``skew`` and kurtosis :math:`\ge` ``kurtosis``, the highest value (the lowest if skew
    is negative) takes the value next to it, one more point at a time, until the indicator passes or ``winsorise``
    points are reached. If it still fails and ``log`` is true, the values before winsorising become
    :math:`\ln(x - \min x + 0.01 (\max x - \min x))`.

    Notes
    -----
    COINr ``Treat`` with ``winsorise``, ``log_CT`` and ``check_SkewKurt``.
    """
    if how.way == "none":
        return table
    values = table.values.copy()
    for rows in table.scope(how["scope"]):
        for at in range(values.shape[1]):
            values[rows, at] = _column(values[rows, at], how)
    return table.with_values(values)


def _column(x: np.ndarray, how: Step) -> np.ndarray:
    if moderate(x, how):
        return x
    cut = _winsorised(x, how)
    if moderate(cut, how) or not how["log"]:
        return cut
    low, high = np.nanmin(x), np.nanmax(x)
    return np.log(x - low + 0.01 * (high - low))


def _winsorised(x: np.ndarray, how: Step) -> np.ndarray:
    y = x.copy()
    points = {"high": 0, "low": 0}
    while sum(points.values()) < how["winsorise"] and not moderate(y, how):
        side = "high" if skew(y) >= 0 else "low"
        end = np.nanmax(y) if side == "high" else np.nanmin(y)
        at = y == end
        rest = y[~at & ~np.isnan(y)]
        points[side] = int(at.sum())
        y[at] = rest.max() if side == "high" else rest.min()
    return y
