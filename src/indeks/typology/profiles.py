"""Regions by profile: which resemble each other in their mix of sectors, their maturity and their index.

The squared distance of two regions is a weighted sum of three parts (:data:`WEIGHTS`): the squared Hellinger
distance of their mixes of sectors, and the squared differences of mean maturity and of index. Each part is divided
by its mean over all pairs of regions first, so that the weights say what they seem to say. A mix from few
innovations is drawn towards the mix of all regions, as if :data:`PRIOR` innovations of that mix were added; else a
small region would look unlike every other by chance alone. The parts are Euclidean, so their sum is, and Ward's
linkage may be used on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indeks.typology.resample import SEED, by_size, stability

ENOUGH = 15
"""Fewer innovations than this say too little about a region's mix."""
PRIOR = 5.0
"""Innovations of the mix of all regions that are added to each region's own."""
WEIGHTS = {"mix": 0.6, "maturity": 0.2, "index": 0.2}
"""Share of each part in the squared distance; a part that no region has leaves its share to the others."""
MOST_CLUSTERS = 10
RESAMPLES, DEALS = 20, 10
STABLE = 0.65
"""Least mean adjusted Rand index over pairs of resamples that supports clusters of regions. Steinley (2004,
Psychological Methods 9, 386) calls agreement from 0.65 moderate and below that poor."""
TOLD = 3
"""Sectors named on each side when two regions are compared."""


@dataclass(frozen=True)
class Profiles:
    """Regions with enough innovations, described by their innovations.

    Attributes
    ----------
    counts
        Innovations by region (rows) and sector (columns), both in sorted order.
    numbers
        ``maturity`` (mean points) and ``index`` (0 to 100) by region; missing where not known.
    few
        Number of innovations of each region left out because it has fewer than :data:`ENOUGH`.
    rows
        ``region_code, sector, maturity`` of the innovations counted, by region, for resampling; the first two are
        categories in the order of ``counts``.
    """

    counts: pd.DataFrame
    numbers: pd.DataFrame
    few: pd.Series
    rows: pd.DataFrame

    @property
    def mix(self) -> pd.DataFrame:
        """Share of each sector in each region's innovations, as counted."""
        return self.counts.div(self.counts.sum(axis=1), axis=0)


@dataclass(frozen=True)
class RegionClusters:
    """Clusters of regions: ``labels`` by region (1 ..), their number and what speaks for them.

    ``silhouette`` is that of the chosen number, ``stability`` the mean adjusted Rand index over pairs of
    resamples; below :data:`STABLE` the clusters are not ``supported`` and are not to be shown as types of regions.
    """

    labels: pd.Series
    k: int
    silhouette: float
    stability: float

    @property
    def supported(self) -> bool:
        """Whether resampling supports the clusters."""
        return self.k > 1 and self.stability >= STABLE


def profiles(innovations: pd.DataFrame, index: Mapping[str, float] | None = None) -> Profiles:
    """Describe every region that has enough innovations.

    Parameters
    ----------
    innovations
        One row an innovation: ``region_code, sector`` and, where known, ``maturity`` in points.
    index
        Index (0 to 100) by region code, published or computed; one stage and edition for all.

    Returns
    -------
    Profiles
        Regions in the order of their codes; without any region where none has enough innovations.

    Examples
    --------
    >>> table = pd.DataFrame({"region_code": "99.71", "sector": ["kesehatan"] * 9 + ["pendidikan"] * 6})
    >>> profiles(table).mix.loc["99.71"].to_dict()
    {'kesehatan': 0.6, 'pendidikan': 0.4}
    """
    rows = pd.DataFrame(
        {
            "region_code": innovations["region_code"].astype(str),
            "sector": innovations["sector"].astype(str),
            "maturity": innovations["maturity"].astype(float) if "maturity" in innovations else np.nan,
        }
    )
    n = rows["region_code"].value_counts().sort_index()
    rows = rows[rows["region_code"].isin(n.index[n >= ENOUGH])]
    rows = rows.sort_values(list(rows.columns), ignore_index=True)
    counts = pd.crosstab(rows["region_code"], rows["sector"])
    given = pd.Series(dict(index or {}), dtype=float)
    numbers = pd.DataFrame(
        {"maturity": rows.groupby("region_code")["maturity"].mean(), "index": given.reindex(counts.index)},
        index=counts.index,
    )
    rows["region_code"] = pd.Categorical(rows["region_code"], counts.index)
    rows["sector"] = pd.Categorical(rows["sector"], counts.columns)
    return Profiles(counts, numbers, n[n < ENOUGH], rows)


def distances(profiles: Profiles) -> pd.DataFrame:
    """Return the distances of all pairs of regions, by the codes of both; the mean square of all pairs is 1.

    A number that a region lacks stands at the mean of the others, so that it neither joins nor parts regions.
    """
    from scipy.spatial.distance import pdist, squareform

    places = _places(profiles)
    codes = profiles.counts.index
    return pd.DataFrame(squareform(pdist(places)), index=codes, columns=codes)


def shares(profiles: Profiles) -> dict[str, float]:
    """Return the share of each part in the squared distance; parts in which no regions differ have none.

    Examples
    --------
    >>> table = pd.DataFrame({"region_code": ["99.71"] * 15 + ["99.72"] * 15, "sector": "sosial"})
    >>> shares(profiles(table, {"99.71": 40.0, "99.72": 60.0}))
    {'index': 1.0}
    """
    names = list(_parts(profiles))
    total = sum(WEIGHTS[name] for name in names)
    return {name: WEIGHTS[name] / total for name in names}


def _places(profiles: Profiles) -> np.ndarray:
    """Put each region at a point whose Euclidean distances are the stated ones: regions x (sectors + numbers)."""
    parts = _parts(profiles)
    if not parts:
        return np.zeros((len(profiles.counts), 1))
    return np.hstack([parts[name] * np.sqrt(share) for name, share in shares(profiles).items()])


def _parts(profiles: Profiles) -> dict[str, np.ndarray]:
    """Return the parts in which regions differ, each scaled so that the mean squared distance of a pair is 1."""
    counts = profiles.counts.to_numpy(float)
    if len(counts) < 2:
        return {}
    together = counts.sum(axis=0) / counts.sum()
    mix = (counts + PRIOR * together) / (counts.sum(axis=1, keepdims=True) + PRIOR)
    parts = {"mix": np.sqrt(mix)}
    for name in ("maturity", "index"):
        values = profiles.numbers[name].to_numpy(float)
        if np.isfinite(values).any():
            parts[name] = np.where(np.isnan(values), np.nanmean(values), values)[:, None]
    spread = {name: 2 * part.var(axis=0, ddof=1).sum() for name, part in parts.items()}  # mean square of a pair
    return {name: part / np.sqrt(spread[name]) for name, part in parts.items() if spread[name] > 1e-12}


def tree(profiles: Profiles) -> np.ndarray:
    """Return Ward's linkage of the regions in the form of :func:`scipy.cluster.hierarchy.linkage`.

    Raises
    ------
    ValueError
        If there are fewer than two regions.
    """
    return _linkage(_places(profiles))


def _linkage(places: np.ndarray) -> np.ndarray:
    from scipy.cluster.hierarchy import linkage

    if len(places) < 2:
        raise ValueError(f"tree: {len(places)} region; at least 2")
    return linkage(places, "ward")


def clusters(profiles: Profiles) -> RegionClusters:
    """Cut the tree where the silhouette is highest (2 to 10 clusters, the fewer at a tie), and resample.

    Each resample draws every region's innovations anew, as many and with replacement, and counts mix and maturity
    from them: with a part of them only, regions that differ by chance would look too stable. The stability is the
    mean adjusted Rand index of pairs of resamples, all cut into the same number of clusters. The index of a region
    is kept as it is.
    """
    places = _places(profiles)
    codes = profiles.counts.index
    most = min(MOST_CLUSTERS, len(places) - 1)
    none = RegionClusters(pd.Series(1, index=codes, dtype=int), 1, float("nan"), float("nan"))
    if most < 2 or np.allclose(places, places[0]):
        return none
    from scipy.cluster.hierarchy import fcluster
    from sklearn.metrics import silhouette_score

    whole = _linkage(places)
    cuts = {k: fcluster(whole, k, "maxclust") for k in range(2, most + 1)}
    silhouettes = {k: silhouette_score(places, cut) for k, cut in cuts.items() if 1 < len(set(cut)) < len(places)}
    if not silhouettes:
        return none
    k = max(silhouettes, key=lambda k: (round(silhouettes[k], 9), -k))
    again = [pd.Series(fcluster(_linkage(_places(drawn)), k, "maxclust"), codes) for drawn in _resamples(profiles)]
    return RegionClusters(pd.Series(by_size(cuts[k]), index=codes), k, float(silhouettes[k]), stability(again))


def _resamples(profiles: Profiles) -> list[Profiles]:
    """Profiles from innovations drawn with replacement inside each region."""
    rng = np.random.default_rng(SEED)
    size = profiles.counts.sum(axis=1).to_numpy()
    first, many = np.repeat(np.cumsum(size) - size, size), np.repeat(size, size)  # the rows stand by region
    return [_from(profiles, first + (rng.random(len(many)) * many).astype(int)) for _ in range(RESAMPLES)]


def _from(profiles: Profiles, drawn: np.ndarray) -> Profiles:
    """Profiles as if each innovation were the one at the position drawn for it."""
    n, width = profiles.counts.shape
    rows = profiles.rows.assign(**{name: profiles.rows[name].array[drawn] for name in ("sector", "maturity")})
    region, sector, maturity = rows["region_code"].cat.codes, rows["sector"].cat.codes, rows["maturity"]
    counts = np.bincount(region.astype(int) * width + sector, minlength=n * width).reshape(n, width)
    known = maturity.notna()
    total = np.bincount(region[known], maturity[known], minlength=n)
    with np.errstate(invalid="ignore"):  # a region without any has no mean
        mean = total / np.bincount(region[known], minlength=n)
    table = pd.DataFrame(counts, profiles.counts.index, profiles.counts.columns)
    return Profiles(table, profiles.numbers.assign(maturity=mean), profiles.few, rows)


def peers(profiles: Profiles, region_code: str, n: int = 5) -> pd.DataFrame:
    """Return the regions most like one, nearest first, with what makes them alike and what different.

    Parameters
    ----------
    profiles
        The profiles.
    region_code
        A region of them.
    n
        How many peers at most.

    Returns
    -------
    pandas.DataFrame
        ``region_code, distance`` (1 is usual for two regions), ``recurs`` (share of resamples in which it is among
        the nearest too), ``alike, more, less`` (lists of at most three sectors: where the mixes overlap most; of
        which the peer has a larger share; a smaller one), ``maturity, index`` (the peer's minus the region's;
        missing where either is).

    Raises
    ------
    KeyError
        If the region is not among the profiles: it has too few innovations, or none.
    """
    if region_code not in profiles.counts.index:
        raise KeyError(region_code)
    nearest = _nearest(_places(profiles), profiles.counts.index, region_code, n)
    again = [_nearest(_places(drawn), drawn.counts.index, region_code, n).index for drawn in _resamples(profiles)]
    mine, numbers = profiles.mix.loc[region_code], profiles.numbers
    rows = []
    for code, distance in nearest.items():
        theirs = profiles.mix.loc[code]
        overlap, difference = np.minimum(mine, theirs), theirs - mine
        rows.append(
            {
                "region_code": code,
                "distance": distance,
                "recurs": float(np.mean([code in codes for codes in again])),
                "alike": _largest(overlap),
                "more": _largest(difference),
                "less": _largest(-difference),
                "maturity": numbers.loc[code, "maturity"] - numbers.loc[region_code, "maturity"],
                "index": numbers.loc[code, "index"] - numbers.loc[region_code, "index"],
            }
        )
    heads = ["region_code", "distance", "recurs", "alike", "more", "less", "maturity", "index"]
    return pd.DataFrame(rows, columns=heads)


def chance_recurrence(profiles: Profiles, region_code: str, n: int = 5) -> float:
    """Return how often the nearest regions would recur (0 to 1) if nothing but chance told regions apart.

    The innovations of all regions are dealt out among them, each keeping its number, :data:`DEALS` times. Where
    regions are few this is much: of four others most are among the nearest anyhow.
    """
    rng = np.random.default_rng(SEED)
    dealt = (_from(profiles, rng.permutation(len(profiles.rows))) for _ in range(DEALS))
    return float(np.mean([peers(dealing, region_code, n)["recurs"].mean() for dealing in dealt]))


def _nearest(places: np.ndarray, codes: pd.Index, region_code: str, n: int) -> pd.Series:
    """Distances of the nearest regions; at a tie the lower code."""
    own = places[codes.get_loc(region_code)]
    gaps = pd.Series(np.sqrt(((places - own) ** 2).sum(axis=1)).round(9), index=codes).drop(region_code)
    return gaps.sort_values(kind="stable").head(n)


def _largest(values: pd.Series) -> list[str]:
    """Return the sectors with the largest positive values, at a tie by name."""
    shown = values[values > 0].sort_index().sort_values(ascending=False, kind="stable")
    return [str(name) for name in shown.index[:TOLD]]
