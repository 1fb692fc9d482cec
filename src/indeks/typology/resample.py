"""Resampling: how far a clustering repeats itself when a fifth of the data is left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

SEED = 2026
SHARE = 0.8
"""Part of the data in a resample, drawn without replacement."""


def subsamples(n: int, times: int, share: float = SHARE) -> list[np.ndarray]:
    """Return positions (0 .. n - 1, rising) of seeded subsamples of ``n`` items, at least one item each."""
    rng = np.random.default_rng(SEED)
    return [np.sort(rng.permutation(n)[: max(1, round(share * n))]) for _ in range(times)]


def stability(clusterings: Sequence[pd.Series]) -> float:
    """Return the mean adjusted Rand index of pairs of clusterings on the items that both hold.

    Parameters
    ----------
    clusterings
        Labels by item, one clustering a resample; the first is held against the second, the third against the
        fourth, and so on.

    Returns
    -------
    float
        1 where all pairs agree, about 0 where they agree as by chance.

    Examples
    --------
    >>> stability([pd.Series([1, 1, 2], index=list("abc")), pd.Series([7, 7, 9, 9], index=list("abcd"))])
    1.0
    """
    from sklearn.metrics import adjusted_rand_score

    scores = []
    for first, second in zip(clusterings[::2], clusterings[1::2], strict=True):
        both = first.index.intersection(second.index)
        scores.append(adjusted_rand_score(first[both], second[both]))
    return float(np.mean(scores))


def by_size(labels: np.ndarray) -> np.ndarray:
    """Return clusters numbered 1, 2, ... from the largest; at a tie the one that comes first is first.

    Examples
    --------
    >>> by_size(np.array([5, 3, 3, 8])).tolist()
    [2, 1, 1, 3]
    """
    ordered = pd.Series(labels).value_counts(sort=False).sort_values(ascending=False, kind="stable").index
    return pd.Series(labels).map({label: k for k, label in enumerate(ordered, start=1)}).to_numpy()
