"""Aggregation that compares units with one another: Copeland, Kemeny, benefit of the doubt."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.optimize import linprog

from indeks.errors import IndeksError

LARGEST_KEMENY = 12
"""Units for which all orders can be compared."""


def outranking(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return for each pair the share of weight with which the first is better; a tie gives half to each.

    Parameters
    ----------
    x
        Scores, shape (..., units, children). A child missing in one of the pair does not count.
    weights
        Shape (..., children).

    Returns
    -------
    numpy.ndarray
        Shape (..., units, units).
    """
    shape = (*np.broadcast_shapes(x.shape[:-2], weights.shape[:-1]), x.shape[-2], x.shape[-2])
    better, present = np.zeros(shape), np.zeros(shape)
    for at in range(x.shape[-1]):
        a, b = x[..., :, None, at], x[..., None, :, at]
        w = weights[..., at, None, None]
        better += w * ((a > b) + 0.5 * (a == b))
        present += w * ~(np.isnan(a) | np.isnan(b))
    with np.errstate(invalid="ignore", divide="ignore"):
        return better / present


def copeland(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the number of units a unit outranks, less the number that outrank it.

    Notes
    -----
    A unit outranks another where more than half the weight speaks for it. Handbook (2008), section 6.5; COINr
    ``a_copeland``.
    """
    share = np.round(outranking(x, weights) - 0.5, 12)
    scores = np.sum(np.sign(np.nan_to_num(share)), axis=-1)
    return np.where(np.isnan(x).all(axis=-1), np.nan, scores)


def kemeny(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the order with the largest agreement with the children, as points: the last has 1.

    Raises
    ------
    IndeksError
        If there are more than 12 units.

    Notes
    -----
    Agreement of an order is the sum over pairs of the weight that puts the first before the second; found exactly,
    by dynamic programming over sets of units. Of orders that agree equally well, units stand in the order of the
    data. Kemeny (1959); Young and Levenglick (1978); Handbook (2008), section 6.5.
    """
    if x.shape[-2] > LARGEST_KEMENY:
        raise IndeksError("composites.error.kemeny", largest=LARGEST_KEMENY)
    shares = np.nan_to_num(outranking(x, weights))
    flat = shares.reshape(-1, *shares.shape[-2:])
    points = np.array([_points(best_order(matrix)[0]) for matrix in flat])
    return points.reshape(shares.shape[:-1])


def _points(order: tuple[int, ...]) -> np.ndarray:
    points = np.empty(len(order))
    points[list(order)] = np.arange(len(order), 0, -1)
    return points


def best_order(shares: np.ndarray) -> tuple[tuple[int, ...], float]:
    """Return the Kemeny order of a matrix of pairs and its agreement.

    Examples
    --------
    >>> best_order(np.array([[0, 0.6], [0.4, 0]]))
    ((0, 1), 0.6)
    """
    units = range(len(shares))
    best: dict[frozenset[int], tuple[float, tuple[int, ...]]] = {frozenset(): (0.0, ())}
    for width in range(1, len(shares) + 1):
        for members in map(frozenset, combinations(units, width)):
            options = []
            for last in sorted(members, reverse=True):
                before = members - {last}
                value, order = best[before]
                gain = float(shares[list(before), last].sum()) if before else 0.0
                options.append((round(value + gain, 12), (*order, last)))
            top = max(value for value, _ in options)
            best[members] = min((o for o in options if o[0] == top), key=lambda option: option[1])
    value, order = best[frozenset(units)]
    return order, value


def benefit_of_the_doubt(
    x: np.ndarray, least_share: float = 0.0, largest_share: float = 1.0, of: str = "weights"
) -> np.ndarray:
    r"""Return each unit's score under the weights that favour it most.

    :math:`\max_w \sum_k w_k x_{ik}` with :math:`\sum_k w_k x_{jk} \le 1` for all units j, :math:`w \ge 0`, and
    each child between ``least_share`` and ``largest_share`` of the sum of the unit's weights (``of`` =
    ``weights``) or of its score (``contributions``). Weights of the metadata are not used: every unit has its own.

    Notes
    -----
    Melyn and Moesen (1991); Cherchye et al. (2007); Handbook (2008), section 6.2 and Table 19.
    """
    flat = x.reshape(-1, *x.shape[-2:])
    scores = np.array(
        [[_own_best(block, at, least_share, largest_share, of) for at in range(len(block))] for block in flat]
    )
    return scores.reshape(x.shape[:-1])


def _own_best(block: np.ndarray, at: int, least: float, largest: float, of: str) -> float:
    there = ~np.isnan(block[at])
    if not there.any():
        return np.nan
    own = block[at, there]
    others = np.nan_to_num(block[:, there])
    limits, bounds = [others], [np.ones(len(others))]
    whole = np.ones(len(own)) if of == "weights" else own
    shares = np.diag(whole)
    if least > 0:
        limits.append(least * whole[None, :] - shares)
        bounds.append(np.zeros(len(own)))
    if largest < 1:
        limits.append(shares - largest * whole[None, :])
        bounds.append(np.zeros(len(own)))
    scale = np.abs(others).max(axis=0)
    scale = np.where(scale == 0, 1, scale)
    answer = linprog(-own / scale, A_ub=np.vstack(limits) / scale, b_ub=np.concatenate(bounds), method="highs")
    if answer.status != 0:
        raise IndeksError("composites.error.shares", lower=str(least), upper=str(largest))
    return float(-answer.fun)
