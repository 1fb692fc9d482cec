"""Types of innovation by what they lack: clusters of their levels, told by what sets each apart.

Two innovations are as far apart as the points by which their levels differ: the sum over the indicators of weight
times difference of levels. Levels are ordinal, so each step counts alike within an indicator and the weights of
the edition say what a step of one counts beside a step of another. Written as steps (level 1 or more, 2 or more,
3) times the root of the weight, that distance is the squared Euclidean one, which k-means works on.

The number of types is that of the highest silhouette from 2 to :data:`MOST_TYPES`. They are claimed only if they
come back in resamples, and only if silhouette and stability are above those of every one of :data:`SHUFFLES` data
sets in which the levels of each indicator are dealt out anew among the innovations. So of data without structure
at most one in twenty gives types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indeks.typology.resample import SEED, by_size, stability, subsamples

if TYPE_CHECKING:
    from sklearn.cluster import KMeans

HIGHEST = 3
"""The highest level."""
ENOUGH = 30
"""Innovations from which types are sought."""
MOST_TYPES = 8
SAMPLE = 800
"""Innovations that the number of types and the support for them are found on, where there are more."""
RESAMPLES, SHUFFLES = 10, 19
STABLE = 0.65
"""Least mean adjusted Rand index of pairs of resamples; Steinley (2004, Psychological Methods 9, 386) calls
agreement from 0.65 moderate and below that poor."""
LOW, HIGH = 1.0, 2.0
"""Mean levels up to which a type lacks an indicator, and from which it has it."""
APART = 0.75
"""Levels by which a type has to differ in the mean from the rest to be told by an indicator."""
TOLD = 3
"""Indicators that a type is told by on each side."""
STARTS = 3
"""Starts of k-means."""


@dataclass(frozen=True)
class Types:
    """Types by what is lacking, and how far the data support them.

    Attributes
    ----------
    members
        The type of each innovation by identifier, from 1, the largest first; 0 where no types are supported.
    types
        ``type, n, lacks, has`` (codes of indicators, the most points first), ``level`` (mean of all indicators);
        without rows where no types are supported.
    common
        ``indicator, without, low, share, lost``: innovations at level 0 and at level 1, their share, and the mean
        points lost to the highest level; the most lost first.
    k, silhouette, stability
        Of the division tried; ``k`` is 1 where none was, and the others are missing then.
    by_chance
        The highest silhouette of the shuffled data sets, and the highest stability of them cut into as many types.
        Where one of them reaches the silhouette of the data, the silhouette of the first that does.
    """

    members: pd.Series
    types: pd.DataFrame
    common: pd.DataFrame
    k: int
    silhouette: float
    stability: float
    by_chance: tuple[float, float]

    @property
    def supported(self) -> bool:
        """Whether types are claimed."""
        return len(self.types) > 0


def wide(levels: pd.DataFrame, innovations: Sequence[str], indicators: Sequence[str]) -> pd.DataFrame:
    """Return levels as innovations x indicators, 0 where none is filled in.

    Parameters
    ----------
    levels
        ``innovation_id, indicator, level``.
    innovations, indicators
        What is wanted, in the order wanted.
    """
    rows = pd.Index([str(i) for i in innovations]).get_indexer(pd.Index(levels["innovation_id"].astype(str)))
    columns = pd.Index(list(indicators)).get_indexer(pd.Index(levels["indicator"].astype(str)))
    table = np.zeros((len(innovations), len(indicators)), dtype=int)
    known = (rows >= 0) & (columns >= 0) & levels["level"].notna().to_numpy()
    table[rows[known], columns[known]] = levels["level"].to_numpy(float, na_value=0)[known].astype(int)
    return pd.DataFrame(table, index=[str(i) for i in innovations], columns=list(indicators))


def types(levels: pd.DataFrame, weights: Mapping[str, float]) -> Types:
    """Divide innovations by their levels and keep the division where resampling and shuffling support it.

    Parameters
    ----------
    levels
        Result of :func:`wide`.
    weights
        Points of a level by indicator.

    Returns
    -------
    Types
        The same for the same innovations in any order.
    """
    ordered = levels.sort_index(kind="stable")
    weight = np.array([float(weights[code]) for code in ordered.columns])
    values = ordered.to_numpy()
    gaps = common(ordered, weights)
    nothing = Types(pd.Series(0, index=levels.index), _told(ordered, np.zeros(0), weight), gaps, 1,
                    float("nan"), float("nan"), (float("nan"), float("nan")))  # fmt: skip
    if len(values) < ENOUGH:
        return nothing
    rng = np.random.default_rng(SEED)
    some = values[np.sort(rng.permutation(len(values))[:SAMPLE])]
    if len(np.unique(some, axis=0)) == 1:
        return nothing
    k, silhouette = _best(some, weight)
    stable = _stability(some, weight, k)
    dealt = [_shuffled(some, rng) for _ in range(SHUFFLES)]
    highest = -np.inf
    for one in dealt:
        highest = max(highest, _best(one, weight)[1])
        if silhouette <= highest:  # one that reaches as much decides it
            break
    if silhouette <= highest or stable < STABLE:  # what chance gives need not be known to the end
        return _tried(nothing, k, silhouette, stable, (highest, float("nan")))
    again = max(_stability(one, weight, k) for one in dealt)
    if stable <= again:
        return _tried(nothing, k, silhouette, stable, (highest, again))
    model = _fitted(steps(some, weight), k)
    labels = by_size(model.predict(steps(values, weight)))
    members = pd.Series(labels, index=ordered.index).loc[levels.index]
    told = _told(ordered, labels, weight)
    return Types(members, told, gaps, k, silhouette, stable, (highest, again))


def _tried(nothing: Types, k: int, silhouette: float, stable: float, chance: tuple[float, float]) -> Types:
    return Types(nothing.members, nothing.types, nothing.common, k, silhouette, stable, chance)


def steps(levels: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Write levels as steps whose squared Euclidean distance is the difference in points.

    Examples
    --------
    >>> one, other = steps(np.array([[0, 3], [2, 1]]), np.array([1.5, 4.0]))
    >>> float(((one - other) ** 2).sum().round(9))  # 1.5 x 2 + 4 x 2
    11.0
    """
    reached = levels[:, :, None] >= np.arange(1, HIGHEST + 1)
    return (reached * np.sqrt(weight)[None, :, None]).reshape(len(levels), -1)


def _fitted(points: np.ndarray, k: int) -> KMeans:
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=STARTS, random_state=SEED).fit(points)


def _best(values: np.ndarray, weight: np.ndarray) -> tuple[int, float]:
    """Return the number of types with the highest silhouette, the fewer at a tie, and that silhouette."""
    from sklearn.metrics import pairwise_distances, silhouette_score

    points = steps(values, weight)
    gaps = pairwise_distances(points, metric="sqeuclidean").clip(min=0)
    np.fill_diagonal(gaps, 0)
    scores = {}
    for k in range(2, min(MOST_TYPES, len(np.unique(values, axis=0))) + 1):
        labels = _fitted(points, k).labels_
        if 1 < len(np.unique(labels)) < len(labels):
            scores[k] = round(float(silhouette_score(gaps, labels, metric="precomputed")), 9)
    return max(scores.items(), key=lambda one: (one[1], -one[0]))


def _stability(values: np.ndarray, weight: np.ndarray, k: int) -> float:
    points = steps(values, weight)
    parts = subsamples(len(points), RESAMPLES)
    return stability([pd.Series(_fitted(points[part], k).labels_, index=part) for part in parts])


def _shuffled(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Deal the levels of each indicator out anew: as many of each, but of nobody in particular."""
    return rng.permuted(values, axis=0)


def common(levels: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Return how often each indicator is lacking and what that costs, as :attr:`Types.common`."""
    values, weight = levels.to_numpy(), np.array([float(weights[code]) for code in levels.columns])
    table = pd.DataFrame(
        {
            "indicator": levels.columns,
            "without": (values == 0).sum(axis=0),
            "low": (values == 1).sum(axis=0),
            "share": (values <= 1).mean(axis=0) if len(values) else 0.0,
            "lost": weight * (HIGHEST - values).mean(axis=0) if len(values) else 0.0,
        }
    )
    return table.sort_values(["lost", "indicator"], ascending=[False, True], ignore_index=True)


def _told(levels: pd.DataFrame, labels: np.ndarray, weight: np.ndarray) -> pd.DataFrame:
    """Tell each type by the indicators in which it differs most from the rest, in points."""
    rows = []
    for label in range(1, int(labels.max(initial=0)) + 1):
        mine, rest = levels[labels == label].mean(), levels[labels != label].mean()
        gap = (rest - mine).to_numpy()
        lacks = (mine.to_numpy() <= LOW) & (gap >= APART)
        has = (mine.to_numpy() >= HIGH) & (-gap >= APART)
        order = np.argsort(-np.abs(gap) * weight, kind="stable")
        rows.append(
            {
                "type": label,
                "n": int((labels == label).sum()),
                "lacks": [levels.columns[k] for k in order if lacks[k]][:TOLD],
                "has": [levels.columns[k] for k in order if has[k]][:TOLD],
                "level": float(mine.mean()),
            }
        )
    return pd.DataFrame(rows, columns=["type", "n", "lacks", "has", "level"])


def missing_points(levels: pd.DataFrame, weights: Mapping[str, float], indicators: Sequence[str]) -> pd.Series:
    """Return the points each innovation would win if some indicators were at the highest level.

    Examples
    --------
    >>> levels = pd.DataFrame({"video": [0, 3], "replikasi": [1, 2]}, index=["a", "b"])
    >>> missing_points(levels, {"video": 4.0, "replikasi": 3.0}, ["video"]).to_dict()
    {'a': 12.0, 'b': 0.0}
    """
    weight = np.array([float(weights[code]) for code in indicators])
    lacking = HIGHEST - levels[list(indicators)].to_numpy()
    return pd.Series((lacking * weight).sum(axis=1), index=levels.index, dtype=float)
