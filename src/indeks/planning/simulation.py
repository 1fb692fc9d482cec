"""Drawing what an examination may leave, with innovations refused as a whole: the number sent is random too."""

from __future__ import annotations

import numpy as np

from indeks.planning.distribution import Chances
from indeks.planning.standing import Rows, Standing

SEED = 2026
DRAWS = 4_000
AT_ONCE = 1_000_000
"""Levels drawn at once: more would not be faster, and take more memory."""


def simulate(
    here: Standing,
    chances: Chances,
    strictness: float,
    refused: np.ndarray,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> np.ndarray:
    """Draw the index that is left.

    Parameters
    ----------
    here
        The region; its sent innovations count.
    chances
        Of each level to be kept.
    strictness
        Standard deviation of the leniency that all levels of a draw share; it acts on refusals the other way.
    refused
        Chance of each innovation to be refused as a whole.
    draws, seed
        How many, and where the generator begins.

    Returns
    -------
    array
        One row a draw: hundredths of the index that is left; the same had no innovation been refused as a whole;
        how many innovations are left; how many basic affairs they cover.

    Examples
    --------
    >>> from indeks import example
    >>> from indeks.planning.standing import standing
    >>> here = standing(example.sample_region())
    >>> sure = Chances(np.ones(4), 0.0)
    >>> np.unique(simulate(here, sure, 0.5, np.zeros(29), draws=50), axis=0).tolist()
    [[4843, 4843, 28, 5]]
    """
    generator = np.random.default_rng(seed)
    leniency = strictness * generator.standard_normal(draws)
    at_once = max(1, AT_ONCE // max(1, here.sid.claimed.size))
    parts = [leniency[first : first + at_once] for first in range(0, draws, at_once)]
    return np.concatenate(
        [_left(here, chances, part, np.asarray(refused, dtype=float), generator) for part in parts]
    )


def _left(
    here: Standing, chances: Chances, leniency: np.ndarray, refused: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Draw once for each leniency."""
    kept = chances.kept(leniency)
    turned = 1 - Chances(1 - refused, 0.0).kept(leniency)
    stay = here.sent & (generator.random(turned.shape) >= turned)
    maturities = _points(here.sid, kept, chances.lowered, generator)
    spd = here.spd_total if here.spd is None else _points(here.spd, kept, chances.lowered, generator)
    everyone = np.broadcast_to(here.sent, stay.shape)
    left = [here.cents(spd, maturities, sent) for sent in (stay, everyone)]
    return np.stack([*left, stay.sum(axis=1), here.covered(stay)], axis=1)


def _points(rows: Rows, kept: np.ndarray, lowered: float, generator: np.random.Generator) -> np.ndarray:
    """Draw which levels are kept and return their points: draws first, then the axes of the rows but the last."""
    full = (rows.counted * rows.weights).astype(np.int32)
    less = (np.maximum(rows.counted - 1, 0) * rows.weights).astype(np.int32)
    sure, not_struck = kept.astype(np.float32), (kept + (1 - kept) * lowered).astype(np.float32)
    luck = generator.random((len(kept), *full.shape), dtype=np.float32)
    points = np.where(luck < sure[:, rows.evidence], full, np.where(luck < not_struck[:, rows.evidence], less, 0))
    return np.asarray(points.sum(axis=-1, dtype=np.int64))
