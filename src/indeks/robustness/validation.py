"""How an examination may end: which of the levels that nobody has examined stand, by a prior that the user states.

In each replicate the strictness of examiners is drawn once for all regions, then each region's share around it,
then the levels that stand; the others fall to 0. A level that was examined keeps what the examiner accepted.
"""

from __future__ import annotations

import numpy as np

from indeks.robustness.assumed import Validation
from indeks.robustness.state import HIGHEST, State, counts, indicator_of, levels_of, rows_of
from indeks.scoring.units import CLAIMED, VERIFIED

LEVELS = np.arange(1, HIGHEST + 1)


def unexamined(state: State, aspect: str) -> tuple[np.ndarray, np.ndarray]:
    """Return sums of accepted levels (regions, indicators), and counts of levels 1 to 3 nobody examined."""
    rows, place = rows_of(state.year, aspect)
    accepted = counts(state.year, aspect, VERIFIED) @ np.arange(HIGHEST + 1)
    shape = (*accepted.shape, HIGHEST)
    if not len(rows) or (aspect == "spd" and not state.year.rule.has_spd_levels):
        return accepted, np.zeros(shape, dtype=np.int64)
    which = indicator_of(rows["indicator"], [i.code for i in state.year.rule.of_aspect(aspect)])
    level = levels_of(rows, CLAIMED)
    open_ = np.isnan(levels_of(rows, VERIFIED)) & (level >= 1) & (which >= 0) & (place >= 0)
    cells = np.ravel_multi_index((place[open_], which[open_], level[open_].astype(int) - 1), shape)
    return accepted, np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape)


def validated(
    state: State, prior: Validation, spd: np.ndarray, sid: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return SPD and the sum of maturity in units after an examination, replicates by regions.

    Parameters
    ----------
    state
        The year.
    prior
        How examiners may judge.
    spd, sid
        Weights of each replicate in units, replicates by indicators.
    seed
        Each replicate has a stream of its own, so that the same seed gives the same numbers in any chunks.

    Notes
    -----
    Levels of one region fall independently given its share, so a number that stands is binomial.
    """
    spd_done, spd_open = unexamined(state, "spd")
    sid_done, sid_open = unexamined(state, "sid")
    result = np.empty((2, len(spd), len(state.year.keys)), dtype=np.int64)
    for at in range(len(spd)):
        rng = np.random.default_rng([seed, 1, at])
        mean = rng.beta(prior.stands * prior.strictness, (1 - prior.stands) * prior.strictness)
        mean = np.clip(mean, 1e-6, 1 - 1e-6)
        share = rng.beta(mean * prior.regions, (1 - mean) * prior.regions, size=len(state.year.keys))
        for k, (done, opened, weights) in enumerate(((spd_done, spd_open, spd), (sid_done, sid_open, sid))):
            result[k, at] = (done + _standing(rng, opened, share) @ LEVELS) @ weights[at]
    total = state.spd_total
    return np.where(total >= 0, total, result[0]), result[1]


def _standing(rng: np.random.Generator, opened: np.ndarray, share: np.ndarray) -> np.ndarray:
    there = opened > 0
    result = np.zeros_like(opened)
    result[there] = rng.binomial(opened[there], np.broadcast_to(share[:, None, None], opened.shape)[there])
    return result
