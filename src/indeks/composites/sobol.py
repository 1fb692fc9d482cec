"""Which assumption moves ranks: Sobol' indices from a quasi-random design, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from indeks.composites.calculation import Choice, computed
from indeks.composites.replicates import (
    PARTS,
    Assumptions,
    as_assumptions,
    check_assumptions,
    from_uniform,
    numbers_wanted,
    rank_replicates,
)
from indeks.errors import IndeksError

RESAMPLES = 200


def design(widths: Sequence[int], points: int, seed: int) -> list[np.ndarray]:
    """Return the samples A, B and, for each group of columns, A with this group from B.

    Parameters
    ----------
    widths
        Number of columns of each group.
    points
        Rows of A, a power of 2.
    seed
        Seed of the scrambling.

    Notes
    -----
    Saltelli et al. (2010), Computer Physics Communications 181; scrambled Sobol' sequence (Owen 1998).
    """
    if points < 2 or points & (points - 1):
        raise IndeksError("composites.error.points", value=str(points))
    columns = sum(widths)
    sample = qmc.Sobol(2 * columns, scramble=True, seed=seed).random(points)
    a, b = sample[:, :columns], sample[:, columns:]
    samples, start = [a, b], 0
    for width in widths:
        mixed = a.copy()
        mixed[:, start : start + width] = b[:, start : start + width]
        samples.append(mixed)
        start += width
    return samples


def resampled(points: int, seed: int) -> np.ndarray:
    """Return how often each point stands in each resample of the bootstrap, shape (resamples, points)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(points, np.full(points, 1 / points), size=RESAMPLES).astype(float)


def indices(
    a: np.ndarray, b: np.ndarray, mixed: Sequence[np.ndarray], drawn: np.ndarray, share: float = 0.95
) -> pd.DataFrame:
    """Return Sobol' indices of one output with bootstrap intervals, one row a group.

    First order: the correlation of B with A mixed, which share one group; total: 1 less the correlation of A with
    A mixed, which share all but one. Both use the mean and variance of both samples.

    Parameters
    ----------
    a, b, mixed
        The output on the samples of :func:`design`.
    drawn, share
        Resamples of the bootstrap, and the share of them in an interval.

    Returns
    -------
    pandas.DataFrame
        ``First``, ``First_lower``, ``First_upper``, ``Total``, ``Total_lower``, ``Total_upper``; NaN where the
        output does not vary.

    Notes
    -----
    Janon, Klein, Lagnoux, Nodet and Prieur (2014), ESAIM: Probability and Statistics 18; Monod, Naud and Makowski
    (2006). Intervals are normal, from the bootstrap's standard error, and do not use that the points are
    quasi-random, so they are rather too wide than too narrow.
    """
    centre = (a.mean() + b.mean()) / 2
    pairs = [(x - centre, m - centre) for x in (b, a) for m in mixed]
    rows = np.column_stack([column for x, m in pairs for column in ((x + m) / 2, (x**2 + m**2) / 2, x * m)])
    resampled_means = drawn.astype(np.float32) @ rows.astype(np.float32) / len(a)
    means = np.vstack([rows.mean(axis=0), resampled_means]).reshape(-1, len(pairs), 3)
    mean, square, together = np.moveaxis(means, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(square - mean**2 > 1e-12, (together - mean**2) / (square - mean**2), np.nan)
    shares[:, len(mixed) :] = 1 - shares[:, len(mixed) :]
    value, half = shares[0], _normal(share) * shares[1:].std(axis=0, ddof=1)
    frame: dict[str, np.ndarray] = {}
    for name, at in (("First", slice(0, len(mixed))), ("Total", slice(len(mixed), None))):
        frame |= {name: value[at], f"{name}_lower": value[at] - half[at], f"{name}_upper": value[at] + half[at]}
    return pd.DataFrame(frame)


def _normal(share: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + share) / 2))


def sobol(
    function: Callable[[np.ndarray], np.ndarray], widths: Sequence[int], points: int = 1024, seed: int = 0
) -> pd.DataFrame:
    """Return Sobol' indices of a function of uniform numbers.

    Parameters
    ----------
    function
        Takes (rows, columns) of numbers from 0 to 1, returns one value a row.
    widths
        Number of columns of each group of inputs.
    points, seed
        Rows of the base sample, a power of 2; seed.
    """
    a, b, *mixed = (function(sample) for sample in design(widths, points, seed))
    return indices(a, b, mixed, resampled(points, seed))


def sensitivity(
    data: pd.DataFrame,
    meta: pd.DataFrame,
    method: Choice = None,
    assumptions: Assumptions | Mapping[str, Any] | str | Path | None = None,
    points: int = 1024,
    seed: int = 0,
    limit: float = 0.1,
) -> pd.DataFrame:
    """Return how much each assumption moves ranks: of every unit, and the mean shift from the method itself.

    Parameters
    ----------
    data, meta, method, assumptions
        As for :func:`indeks.composites.replicates.uncertainty`; all weights together are one assumption.
    points, seed
        Rows of the base sample, a power of 2; seed. The index is computed ``points`` x (assumptions + 2) times.
    limit
        Largest half-width at which an index is given.

    Returns
    -------
    pandas.DataFrame
        ``uCode`` (empty for the mean shift), [``Time``], ``Part``, the columns of :func:`indices`, and ``Needed``:
        the points with which the intervals would keep the limit, where they do not; the indices are then empty.
    """
    index = computed(data, meta, method)
    varied = assumptions if isinstance(assumptions, Assumptions) else as_assumptions(assumptions)
    check_assumptions(varied, index.tree, index.method)
    if not varied.parts:
        raise IndeksError("composites.error.nothing_varies", choices=", ".join(PARTS))
    widths = [numbers_wanted(name, index.tree, varied) for name in varied.parts]
    rank, table = index.ranks(), index.table

    def outputs(sample: np.ndarray) -> np.ndarray:
        pieces = np.split(sample, np.cumsum(widths)[:-1], axis=1)
        uniform = dict(zip(varied.parts, pieces, strict=True))
        ranks = rank_replicates(index, varied, from_uniform(index.tree, varied, uniform))
        return np.column_stack([np.nanmean(np.abs(ranks - rank), axis=1), ranks])

    a, b, *mixed = (outputs(sample) for sample in design(widths, points, seed))
    drawn, frames = resampled(points, seed), []
    for at in range(a.shape[1]):
        frame = indices(a[:, at], b[:, at], [m[:, at] for m in mixed], drawn)
        frame.insert(0, "Part", varied.parts)
        if table.timed:
            frame.insert(0, "Time", table.keys["Time"].iloc[at - 1] if at else None)
        frame.insert(0, "uCode", table.keys["uCode"].iloc[at - 1] if at else "")
        frames.append(_limited(frame, points, limit))
    return pd.concat(frames, ignore_index=True)


def _limited(frame: pd.DataFrame, points: int, limit: float) -> pd.DataFrame:
    half = np.maximum(frame["First_upper"] - frame["First"], frame["Total_upper"] - frame["Total"])
    wide = (half > limit).to_numpy()
    needed = points * (half[wide] / limit) ** 2
    frame["Needed"] = pd.array([pd.NA] * len(frame), dtype="Int64")
    frame.loc[wide, "Needed"] = (2 ** np.ceil(np.log2(needed))).astype(int)
    frame.loc[wide, ["First", "Total"]] = np.nan
    return frame
