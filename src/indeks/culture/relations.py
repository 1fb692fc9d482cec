"""Whether traces go together with scores across regions: only where that can be told, and never as a cause.

Nothing is tested below ten regions. The p of a pair is that of random permutations; over the family that is
printed the rate of false discoveries is held (Benjamini and Hochberg 1995). Pairs that go together because the
index contains what the trace measures are left out: they would say that the index goes with itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

LEAST_REGIONS = 10
DRAWS = 9_999
SEED = 2026
BY_CONSTRUCTION: Mapping[str, tuple[str, ...]] = {
    "dependence": ("regulasi", "anggaran", "sdm"),
    "cross_agency": ("jejaring", "aktor"),
    "partners": ("jejaring", "aktor"),
    "ip": ("fasilitasi_haki",),
    "digital": ("alat_kerja", "layanan_terintegrasi"),
    "trial_to_use": ("kecepatan_penciptaan",),
}
"""Measures of :data:`indeks.culture.traces.MEASURES` that the index contains, with the indicators that do."""
COLUMNS = ["measure", "outcome", "n", "r", "low", "high", "p", "q", "why"]


def relate(
    measures: pd.DataFrame,
    outcomes: pd.DataFrame,
    *,
    by_construction: Mapping[str, Sequence[str]] = BY_CONSTRUCTION,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Return how measures and outcomes of regions go together.

    Parameters
    ----------
    measures, outcomes
        One row a region, by its code.
    by_construction
        Measures that are left out.
    draws, seed
        Of the permutations.

    Returns
    -------
    pandas.DataFrame
        Every pair: ``measure, outcome, n, r`` (Pearson), ``low, high`` (Fisher, 95 percent), ``p`` (permutations,
        both sides), ``q`` (Benjamini and Hochberg over the pairs tested) and ``why``, empty where the pair was
        tested, else ``by_construction``, ``too_few`` or ``constant``; untested pairs have no figure.
    """
    from scipy import stats

    rng = np.random.default_rng(seed)
    rows: list[tuple[object, ...]] = []
    for measure in measures.columns:
        for outcome in outcomes.columns:
            both = pd.concat([measures[measure], outcomes[outcome]], axis=1, join="inner").astype(float).dropna()
            x, y, n = both.iloc[:, 0].to_numpy(), both.iloc[:, 1].to_numpy(), len(both)
            why = ""
            if measure in by_construction:
                why = "by_construction"
            elif n < LEAST_REGIONS:
                why = "too_few"
            elif np.ptp(x) == 0 or np.ptp(y) == 0:
                why = "constant"
            if why:
                rows.append((measure, outcome, n, *[math.nan] * 4, math.nan, why))
                continue
            told = stats.pearsonr(x, y)
            ends = told.confidence_interval(0.95)
            p = permutation_p(x, y, draws, rng)
            rows.append((measure, outcome, n, float(told.statistic), ends.low, ends.high, p, math.nan, why))
    table = pd.DataFrame(rows, columns=COLUMNS)
    tested = table["why"] == ""
    if tested.any():
        table.loc[tested, "q"] = stats.false_discovery_control(table.loc[tested, "p"].to_numpy(float))
    return table


def permutation_p(x: np.ndarray, y: np.ndarray, draws: int, rng: np.random.Generator) -> float:
    """Return the share of permutations, the observed order among them, whose correlation is as far from 0."""
    centred, other = x - x.mean(), y - y.mean()
    observed = abs(float(centred @ other))
    shuffled = rng.permuted(np.broadcast_to(other, (draws, len(other))), axis=1)
    return (1 + int((np.abs(shuffled @ centred) >= observed * (1 - 1e-12)).sum())) / (draws + 1)
