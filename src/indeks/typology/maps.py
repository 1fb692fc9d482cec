"""A map of innovations in two dimensions, and a tree of few: pictures of likeness of texts, not measures of it.

Both are drawn from the words alone. Sectors have no part in them: what clouds of one sector a map shows were
found, not put in, and :attr:`Map.same` says beside chance how far they are there at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indeks.typology.features import features, own_texts, squared_distances, words
from indeks.typology.resample import SEED

FEWEST, MOST = 12, 1000
"""Fewer different texts show nothing that a list does not; of more innovations a seeded sample is drawn."""
LEAST_TRUST = 0.7
"""Trustworthiness from which a map is shown. Titles alone reach 0.58 at 100 and 0.77 at 1,000 of them; chance is
0.5."""
PERPLEXITY = 30.0
NEAR = 10
"""Neighbours that trust and the share of one sector are counted among."""
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
        Trustworthiness (0 to 1, about 0.5 by chance): how far the nearest on the map are near in the texts.
    near
        How many nearest were counted.
    same, chance
        Of the nearest on the map the share that is of the same sector, and the share that would be if sectors were
        dealt out at random; missing where no sector is known.
    sampled
        Number of innovations the points were drawn from, if not all are shown.
    """

    points: pd.DataFrame
    trust: float
    near: int
    same: float
    chance: float
    sampled: int

    @property
    def trusted(self) -> bool:
        """Whether the map may be shown."""
        return self.trust >= LEAST_TRUST


def place(innovations: pd.DataFrame, sectors: Sequence[object] | None = None) -> Map | None:
    """Place innovations by t-SNE, alike texts near each other; None for fewer than :data:`FEWEST` different texts.

    Parameters
    ----------
    innovations
        ``innovation_id, title`` and, where there is one, ``description``.
    sectors
        The sector of each in the same order, empty or missing where none is known. They are counted on the map
        that is drawn, and have no part in drawing it.
    """
    table = _in_order(innovations.assign(_sector="" if sectors is None else list(sectors)))
    n = len(table)
    if n > MOST:
        table = table.iloc[np.sort(np.random.default_rng(SEED).permutation(n)[:MOST])]
    if len(table) < FEWEST:
        return None
    gaps = _gaps(table)
    if len(np.unique(gaps.round(6), axis=0)) < FEWEST:  # rows of distances are the same where the texts are
        return None
    from sklearn.manifold import TSNE, trustworthiness

    distances = np.sqrt(gaps)
    perplexity = min(PERPLEXITY, (len(table) - 1) / 3)
    model = TSNE(metric="precomputed", init="random", perplexity=perplexity, random_state=SEED)
    xy = model.fit_transform(distances).astype(float)
    near = min(NEAR, len(table) // 2 - 1)
    trust = float(trustworthiness(distances, xy, n_neighbors=near, metric="precomputed"))
    points = pd.DataFrame({"innovation_id": table["innovation_id"].to_numpy(), "x": xy[:, 0], "y": xy[:, 1]})
    own = table["_sector"].astype(object).where(table["_sector"].notna(), "").to_numpy()
    return Map(points, trust, near, *of_one_sector(xy, own, near), n if n > MOST else 0)


def of_one_sector(xy: np.ndarray, sectors: np.ndarray, near: int) -> tuple[float, float]:
    """Return the share of the nearest points that are of a point's own sector, and the share by chance.

    Points without a sector are left out.

    Examples
    --------
    >>> xy = np.array([[0.0, 0], [0, 1], [9, 0], [9, 1]])
    >>> share, chance = of_one_sector(xy, np.array(["a", "a", "b", "b"]), 1)
    >>> share, round(chance, 3)
    (1.0, 0.333)
    """
    known = np.array([bool(s) for s in sectors])
    xy, sectors = xy[known], sectors[known]
    if len(xy) <= near:
        return float("nan"), float("nan")
    gaps = ((xy[:, None] - xy[None]) ** 2).sum(axis=-1)
    np.fill_diagonal(gaps, np.inf)
    nearest = np.argsort(gaps, axis=1, kind="stable")[:, :near]
    alike = sectors[:, None] == sectors[None]
    share = np.take_along_axis(alike, nearest, axis=1).mean()
    chance = (alike.sum(axis=1) - 1).mean() / (len(xy) - 1)
    return float(share), float(chance)


def tree(innovations: pd.DataFrame) -> tuple[np.ndarray, list[str]] | None:
    """Return Ward's linkage of 3 to 60 innovations by their texts, and their identifiers; else None."""
    if not 3 <= len(innovations) <= TREE_AT_MOST:
        return None
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    table = _in_order(innovations)
    return linkage(squareform(np.sqrt(_gaps(table)), checks=False), "ward"), list(table["innovation_id"])


def _gaps(table: pd.DataFrame) -> np.ndarray:
    """Squared distances of texts: of their words and pieces of words, nothing else."""
    nothing = np.zeros((len(table), 0))
    return squared_distances(features(words(own_texts(table).tolist()), nothing, weight=0))


def _in_order(innovations: pd.DataFrame) -> pd.DataFrame:
    """Innovations in order of the identifiers, so that the order given does not matter."""
    table = innovations.assign(innovation_id=innovations["innovation_id"].astype(str))
    return table.iloc[np.argsort(table["innovation_id"].to_numpy(), kind="stable")]
