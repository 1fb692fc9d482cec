"""Groups inside a sector: which innovations are about the same thing, and how surely.

A group is found by its words, never by form, phase or maturity: those are cross-tabs. Inside each sector with
enough innovations the features are the tf-idf of words and of pieces of words, with the sector scores beside
them; Ward's linkage cuts them into about twelve innovations a group. Then the sector is clustered anew on seeded
resamples: the adjusted Rand index over pairs of them is the stability of the clustering, and a group is claimed
only if it comes back in the resamples (:data:`RECURRENCE`). What is in no such group stays in its sector.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indeks.typology import text
from indeks.typology.features import INSIDE_WEIGHT, Words, features, own_texts, squared_distances, words
from indeks.typology.labels import central, key_words
from indeks.typology.resample import SEED, by_size, stability, subsamples

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

PER_GROUP = 12
"""Innovations a group aimed at: the number of groups is that of the innovations over this, rounded half up."""
ENOUGH = PER_GROUP * 3 // 2
"""Innovations from which a sector is divided: of fewer the number of groups rounds to one."""
MOST_GROUPS = 15
"""Most groups of a sector, however large: the last number up to which the silhouette on labelled texts rose."""
WARD_AT_MOST = 600
"""Above this, Ward's linkage divides a sample of so many, and k-means sets out from its groups over all. Pieces of
words are left out then, since among many texts whole words recur."""
ROUNDS = 10
"""Most rounds of k-means."""
RESAMPLES, RESAMPLES_OF_MANY = 16, 6
RECURRENCE = 0.75
"""Least mean Jaccard index of a group with its best match in the resamples. Hennig (2007, Computational
Statistics & Data Analysis 52, 258) calls groups from 0.75 valid and groups below 0.6 not to be trusted."""
LEAST_IN_GROUP = 6
"""Half the size aimed at. Of smaller groups many come back even where the same words are dealt out at random; of
groups of this size, on labelled texts, about a sixth as many."""
MOST_SHARE = 0.5
"""A group of more than half its sector comes back in every resample whatever the texts, and is not claimed."""


@dataclass(frozen=True)
class Groups:
    """Groups of every sector.

    Attributes
    ----------
    members
        ``innovation_id, sector, group``, one row an innovation in the order given; ``sector`` is empty where
        none is known, ``group`` where none is claimed.
    groups
        ``group, sector, n, words, title, recurrence``, one row a claimed group; ``group`` is the sector with a
        number, from the largest; ``words`` a list of names for it, ``title`` that of the most central innovation.
    sectors
        ``sector, n, k, stability, claimed, grouped``, one row a sector: its innovations, the groups it was cut
        into (1 is not divided), the mean adjusted Rand index of pairs of resamples (missing where not divided),
        the groups claimed and the innovations in them.
    """

    members: pd.DataFrame
    groups: pd.DataFrame
    sectors: pd.DataFrame


def groups(innovations: pd.DataFrame, sectors: pd.Series, scores: pd.DataFrame) -> Groups:
    """Divide each sector into groups and keep those that resampling supports.

    Parameters
    ----------
    innovations
        ``innovation_id, title`` and, where there is one, ``description``.
    sectors
        The sector of each innovation, in the same order; missing where none is known.
    scores
        Sector scores in the same order, innovations x sectors (:func:`indeks.typology.sectors.scores`).

    Returns
    -------
    Groups
        The same for the same innovations in any order.
    """
    identifiers = innovations["innovation_id"].astype(str).to_numpy()
    order = np.argsort(identifiers, kind="stable")
    table = pd.DataFrame(
        {
            "innovation_id": identifiers[order],
            "sector": sectors.astype(object).where(sectors.notna(), "").to_numpy()[order],
            "title": text.column(innovations, "title").to_numpy()[order],
            "text": own_texts(innovations).to_numpy()[order],
        }
    )
    values = scores.to_numpy(float)[order]
    counted = words(table["text"].tolist())
    member = pd.Series("", index=table.index, dtype=object)
    entries: list[dict[str, object]] = []
    summary: list[dict[str, object]] = []
    for sector, rows in table[table["sector"] != ""].groupby("sector"):
        division = _divide(Words(counted.counts[rows.index], counted.pieces), values[rows.index])
        claimed = _claimed(division)
        for number, label in enumerate(claimed, start=1):
            mine = np.flatnonzero(division.labels == label)
            name = f"{sector}-{number}"
            member[rows.index[mine]] = name
            entries.append(
                {
                    "group": name,
                    "sector": sector,
                    "n": len(mine),
                    "title": rows["title"].iloc[mine[central(division.features[mine])]],
                    "recurrence": division.recurrence[label],
                }
            )
        summary.append(
            {
                "sector": sector,
                "n": len(rows),
                "k": int(division.labels.max()),
                "stability": division.stability,
                "claimed": len(claimed),
                "grouped": int(np.isin(division.labels, claimed).sum()),
            }
        )
    # words are held against all sectors: a verb that is rare in one sector may be common in the rest
    classes = member.where(member != "", table["sector"])
    titles = table["title"].tolist()
    terms = key_words(table["text"].tolist(), classes.tolist(), titles=titles) if entries else {}
    named = [{**row, "words": terms[str(row["group"])]} for row in entries]
    members = table[["innovation_id", "sector"]].assign(group=member).iloc[np.argsort(order)]
    return Groups(
        members.reset_index(drop=True),
        pd.DataFrame(named, columns=["group", "sector", "n", "words", "title", "recurrence"]),
        pd.DataFrame(summary, columns=["sector", "n", "k", "stability", "claimed", "grouped"]),
    )


@dataclass(frozen=True)
class _Division:
    """One sector divided: labels 1 .. k from the largest, recurrence by label, mean ARI of pairs of resamples."""

    labels: np.ndarray
    features: csr_matrix
    recurrence: dict[int, float]
    stability: float


def number_of_groups(n: int) -> int:
    """Return into how many groups a sector of ``n`` innovations is cut.

    Examples
    --------
    >>> [number_of_groups(n) for n in (14, 17, 18, 30, 138, 5000)]
    [1, 1, 2, 3, 12, 15]
    """
    return min(MOST_GROUPS, max(1, math.floor(n / PER_GROUP + 0.5)))


def _divide(counted: Words, scores: np.ndarray) -> _Division:
    n = len(scores)
    k = number_of_groups(n)
    small = n <= WARD_AT_MOST
    vectors = features(counted, scores, weight=INSIDE_WEIGHT, with_pieces=small)
    if k == 1 or _alike(vectors):
        return _Division(np.ones(n, dtype=int), vectors, {}, math.nan)
    gaps = squared_distances(vectors) if small else None
    labels = by_size(_k_means(vectors, k) if gaps is None else _ward(gaps, k))
    held: dict[int, list[float]] = {label: [] for label in range(1, labels.max() + 1)}
    again = []
    for part in subsamples(n, RESAMPLES if small else RESAMPLES_OF_MANY):
        cut = _k_means(vectors[part], k) if gaps is None else _ward(gaps[np.ix_(part, part)], k)
        again.append(pd.Series(cut, index=part))
        for label, best in _best_matches(labels[part], cut).items():
            held[label].append(best)
    recurrence = {label: float(np.mean(values)) if values else 0.0 for label, values in held.items()}
    return _Division(labels, vectors, recurrence, stability(again))


def _alike(vectors: csr_matrix) -> bool:
    """Whether all rows are the same; then there is nothing to divide."""
    return bool(abs(vectors - vectors[[0] * vectors.shape[0]]).max() < 1e-6)


def _ward(gaps: np.ndarray, k: int) -> np.ndarray:
    """Cut items into at most ``k`` groups by Ward's linkage of their squared distances."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    return fcluster(linkage(squareform(np.sqrt(gaps), checks=False), "ward"), k, "maxclust")


def _k_means(vectors: csr_matrix, k: int) -> np.ndarray:
    """Cut many items into at most ``k`` groups: k-means over all, from the groups of a sample."""
    from sklearn.cluster import KMeans

    some = vectors[np.sort(np.random.default_rng(SEED).permutation(vectors.shape[0])[:WARD_AT_MOST])]
    labels = _ward(squared_distances(some), k)
    centres = np.vstack([np.asarray(some[labels == label].mean(axis=0)) for label in np.unique(labels)])
    return KMeans(len(centres), init=centres, n_init=1, max_iter=ROUNDS).fit_predict(vectors)


def _best_matches(labels: np.ndarray, cut: np.ndarray) -> dict[int, float]:
    """Return, for each label on the resample, its largest Jaccard index with a group of the new cut."""
    table = pd.crosstab(labels, cut)
    union = table.sum(axis=1).to_numpy()[:, None] + table.sum(axis=0).to_numpy()[None] - table.to_numpy()
    return dict(zip(table.index, (table.to_numpy() / union).max(axis=1), strict=True))


def _claimed(division: _Division) -> list[int]:
    """Return the labels of groups that come back, are not too small and not most of the sector, largest first."""
    sizes = np.bincount(division.labels)
    most = MOST_SHARE * len(division.labels)
    return [
        label
        for label, value in division.recurrence.items()
        if value >= RECURRENCE and LEAST_IN_GROUP <= sizes[label] <= most
    ]
