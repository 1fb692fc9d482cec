"""A map of innovations in two dimensions, and a tree of few: pictures of likeness, not measures of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indeks.typology.features import SCORE_WEIGHT, features, own_texts, squared_distances, words
from indeks.typology.resample import SEED

FEWEST, MOST = 12, 1000
"""Fewer different texts show nothing that a list does not; of more innovations a seeded sample is drawn."""
PERPLEXITY = 30.0
TREE_AT_MOST = 60
"""Leaves of a tree that can be read on a page."""


@dataclass(frozen=True)
class Map:
    """Places of innovations and how far they can be trusted.

    Attributes
    ----------
    points
        ``innovation_id, x, y``, in order of ``innovation_id``; axes have no unit.
    trust
        Trustworthiness (0 to 1, about 0.5 by chance): how far the ten nearest on the map are near in the features.
    sampled
        Number of innovations the points were drawn from, if not all are shown.
    """

    points: pd.DataFrame
    trust: float
    sampled: int


def place(innovations: pd.DataFrame, scores: pd.DataFrame) -> Map | None:
    """Place innovations by t-SNE, alike ones near each other; None for fewer than :data:`FEWEST` different texts.

    Parameters
    ----------
    innovations
        ``innovation_id, title`` and, where there is one, ``description``.
    scores
        Sector scores in the same order, innovations x sectors.
    """
    table, values = _in_order(innovations, scores)
    n = len(table)
    if n > MOST:
        kept = np.sort(np.random.default_rng(SEED).permutation(n)[:MOST])
        table, values = table.iloc[kept], values[kept]
    if len(table) < FEWEST:
        return None
    gaps = squared_distances(features(words(own_texts(table).tolist()), values, weight=SCORE_WEIGHT))
    if len(np.unique(gaps.round(6), axis=0)) < FEWEST:  # rows of distances are the same where the texts are
        return None
    from sklearn.manifold import TSNE, trustworthiness

    distances = np.sqrt(gaps)
    perplexity = min(PERPLEXITY, (len(table) - 1) / 3)
    model = TSNE(metric="precomputed", init="random", perplexity=perplexity, random_state=SEED)
    xy = model.fit_transform(distances)
    near = min(10, len(table) // 2 - 1)
    trust = float(trustworthiness(distances, xy, n_neighbors=near, metric="precomputed"))
    points = pd.DataFrame({"innovation_id": table["innovation_id"].to_numpy(), "x": xy[:, 0], "y": xy[:, 1]})
    return Map(points, trust, n if n > MOST else 0)


def tree(innovations: pd.DataFrame, scores: pd.DataFrame) -> tuple[np.ndarray, list[str]] | None:
    """Return Ward's linkage of 3 to 60 innovations and their identifiers in its order; None for other numbers."""
    if not 3 <= len(innovations) <= TREE_AT_MOST:
        return None
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    table, values = _in_order(innovations, scores)
    gaps = squared_distances(features(words(own_texts(table).tolist()), values, weight=SCORE_WEIGHT))
    return linkage(squareform(np.sqrt(gaps), checks=False), "ward"), list(table["innovation_id"])


def _in_order(innovations: pd.DataFrame, scores: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Innovations and scores in order of the identifiers, so that the order given does not matter."""
    table = innovations.assign(innovation_id=innovations["innovation_id"].astype(str))
    order = np.argsort(table["innovation_id"].to_numpy(), kind="stable")
    return table.iloc[order], scores.to_numpy(float)[order]
