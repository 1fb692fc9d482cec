"""The arithmetic of the measures: concentration and survival."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd


def herfindahl(counts: Collection[float]) -> float:
    """Return the Herfindahl index of some counts, the sum of squared shares; missing where there is nothing.

    Examples
    --------
    >>> herfindahl([5, 5]), herfindahl([10])
    (0.5, 1.0)
    """
    n = sum(counts)
    return sum((c / n) ** 2 for c in counts) if n > 0 else math.nan


def concentration(counts: Collection[float]) -> float:
    """Return the unbiased Herfindahl index: the chance that two different innovations are of one agency.

    ``(N·HHI − 1) / (N − 1)`` (Simpson 1949); missing below two innovations, where there is no pair.

    Examples
    --------
    >>> round(concentration([2, 2]), 4), concentration([1, 1, 1]), concentration([4])
    (0.3333, 0.0, 1.0)
    """
    n = sum(counts)
    return sum(c * (c - 1) for c in counts) / (n * (n - 1)) if n > 1 else math.nan


def effective_number(counts: Collection[float]) -> float:
    """Return how many equally active agencies would be as concentrated: one over :func:`herfindahl`.

    The plain index, so that it is never more than the agencies there are.

    Examples
    --------
    >>> effective_number([3, 3, 3]), round(effective_number([8, 1, 1]), 2), effective_number([7])
    (3.0, 1.52, 1.0)
    """
    return 1 / herfindahl(counts)


def kaplan_meier(durations: Sequence[float], ended: Sequence[bool]) -> pd.DataFrame:
    """Return the survival curve of Kaplan and Meier (1958), with errors of Greenwood.

    Parameters
    ----------
    durations
        How long each was seen.
    ended
        Whether it ended then; the others were last seen then and are censored.

    Returns
    -------
    pandas.DataFrame
        ``time, at_risk, ended, survival, error`` at every time at which one ended. ``error`` is missing where
        nobody is left.
    """
    time, event = np.asarray(durations, dtype=float), np.asarray(ended, dtype=bool)
    rows = []
    survival, summed = 1.0, 0.0
    for moment in np.unique(time[event]):
        at_risk, deaths = int((time >= moment).sum()), int((time[event] == moment).sum())
        survival *= 1 - deaths / at_risk
        summed += deaths / (at_risk * (at_risk - deaths)) if at_risk > deaths else math.nan
        rows.append((float(moment), at_risk, deaths, survival, survival * math.sqrt(summed)))
    return pd.DataFrame(rows, columns=["time", "at_risk", "ended", "survival", "error"])
