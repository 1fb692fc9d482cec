"""Figures that tell how children hang together, and how two orders agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from indeks.composites.ranking import ranks


def whole_rows(children: np.ndarray) -> np.ndarray:
    """Return the rows without missing values."""
    return children[~np.isnan(children).any(axis=1)]


def alpha(children: np.ndarray) -> float:
    r"""Return Cronbach's alpha, :math:`\frac{k}{k-1}(1 - \sum s_i^2/s_T^2)`, over rows without missing values.

    Examples
    --------
    >>> alpha(np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]))
    1.0
    """
    x = whole_rows(children)
    k = x.shape[1]
    return float(k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1)))


def kmo(children: np.ndarray) -> float:
    r"""Return the measure of sampling adequacy of Kaiser, Meyer and Olkin; NaN if children are collinear.

    :math:`\sum r^2/(\sum r^2 + \sum p^2)` over pairs, with p the partial correlations.
    """
    r = np.corrcoef(whole_rows(children), rowvar=False)
    if np.linalg.cond(r) > 1e12:
        return np.nan
    inverse = np.linalg.inv(r)
    partial = -inverse / np.sqrt(np.outer(np.diag(inverse), np.diag(inverse)))
    off = ~np.eye(len(r), dtype=bool)
    return float((r[off] ** 2).sum() / ((r[off] ** 2).sum() + (partial[off] ** 2).sum()))


def eigenvalues(children: np.ndarray) -> np.ndarray:
    """Return the eigenvalues of the correlations of children, the largest first."""
    return np.linalg.eigvalsh(np.corrcoef(whole_rows(children), rowvar=False))[::-1]


def correlation(a: np.ndarray, b: np.ndarray, kind: str = "pearson") -> float:
    """Return the correlation over what both have; NaN where it is not defined.

    Parameters
    ----------
    a, b
        Values of the same units.
    kind
        ``pearson``, ``spearman`` or ``kendall`` (tau b).
    """
    both = ~(np.isnan(a) | np.isnan(b))
    if both.sum() < 3 or np.ptp(a[both]) == 0 or np.ptp(b[both]) == 0:
        return np.nan
    if kind == "kendall":
        return float(stats.kendalltau(a[both], b[both]).statistic)
    if kind == "spearman":
        return float(stats.spearmanr(a[both], b[both]).statistic)
    return float(np.corrcoef(a[both], b[both])[0, 1])


def agreement(first: np.ndarray, second: np.ndarray, tops: Sequence[int] = (10,)) -> pd.Series:
    """Return how two sets of scores of the same units agree in order.

    Parameters
    ----------
    first, second
        Scores, high is good; a unit missing in one is left out.
    tops
        Sizes of the top of which the common part is told.

    Returns
    -------
    pandas.Series
        ``kendall`` (tau b), ``kendall_weighted`` (exchanges near the top count more), ``spearman``, ``mean_shift``
        of ranks, ``largest_shift``, and ``top_k``: the common share of both tops.

    Notes
    -----
    Kendall (1945); Vigna (2015), additive hyperbolic weights.

    Examples
    --------
    >>> float(agreement(np.array([3.0, 2.0, 1.0]), np.array([9.0, 8.0, 1.0]), [1])["top_1"])
    1.0
    """
    both = ~(np.isnan(first) | np.isnan(second))
    a, b = first[both], second[both]
    ranks_a, ranks_b = ranks(a), ranks(b)
    result = {
        "kendall": stats.kendalltau(a, b).statistic,
        "kendall_weighted": stats.weightedtau(a, b).statistic,
        "spearman": stats.spearmanr(a, b).statistic,
        "mean_shift": np.abs(ranks_a - ranks_b).mean(),
        "largest_shift": np.abs(ranks_a - ranks_b).max(),
    }
    for top in tops:
        inside = (ranks_a <= top) | (ranks_b <= top)
        result[f"top_{top}"] = ((ranks_a <= top) & (ranks_b <= top)).sum() / max(inside.sum(), 1)
    return pd.Series({name: float(value) for name, value in result.items()})
