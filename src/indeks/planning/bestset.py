"""The exact best set of innovations to send: one sort for each number sent, proved by exchange.

The points of a set are its count score and its sum of maturity over the divisor. For a number sent and a choice of
basic-service affairs that must be covered, the best set holds what must be sent, the best innovation of each of
those affairs that is not covered yet, and then the most mature ones: swapping any other in loses points or
coverage. The points over the number sent have several peaks, so every number is evaluated.

Arrays in, arrays out; must and never may have a leading axis of variants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from indeks.scoring import formula
from indeks.scoring.formula import Constants

NONE = -1
"""The affair of an innovation that belongs to no basic service."""
FAR = np.iinfo(np.int64).max // 4
EVEN = 1e-11
"""Points, of 250 or so, below which two values are one: sums over divisors differ by more, floats by less."""


@dataclass(frozen=True)
class BestSet:
    """The best set of one region: which innovations, and what every number sent would give.

    Attributes
    ----------
    chosen : bool array
        Whether each innovation is sent.
    n, cents : int array
        Numbers that can be sent, and the index of the best set of each, in hundredths.
    """

    chosen: np.ndarray
    n: np.ndarray
    cents: np.ndarray


def best_set(
    maturity: np.ndarray,
    affair: np.ndarray,
    rule: Constants,
    *,
    spd: int = 0,
    must: np.ndarray | None = None,
    never: np.ndarray | None = None,
) -> BestSet:
    """Return the best set; of equal ones that of fewest innovations, then the first in the order of the data.

    Parameters
    ----------
    maturity
        Maturity of each innovation, in units.
    affair
        Number of its basic-service affair, :data:`NONE` where it has none.
    rule
        Constants of the edition.
    spd
        SPD in units.
    must, never
        Whether an innovation has to be sent, or must not be.

    Examples
    --------
    Of 20 innovations of 111 and 280 of 30, all are sent or twenty are, and nothing between is as good:

    >>> from indeks.edition import load
    >>> rule = formula.constants(load("iid-2026"), 100)
    >>> best = best_set(np.array([11100] * 20 + [3000] * 280), np.arange(300) % 6, rule)
    >>> int(best.chosen.sum()), best.cents[[20, 100, 200]].tolist()
    (20, [4744, 3368, 4564])
    """
    size = len(maturity)
    must, never = _flags(must, size), _flags(never, size)
    values, orders = [], []
    for gate, affairs in choices(affair, rule):
        value, order = _points(maturity, affair, rule, must[None], never[None], gate, affairs)
        values.append(value[0])
        orders.append(order[0])
    table = np.array(values)
    option, n = _first_best(table, EVEN * rule.unit)
    chosen = np.zeros(size, dtype=bool)
    chosen[orders[option][:n]] = True
    numbers = np.flatnonzero(np.isfinite(table).any(axis=0))
    return BestSet(chosen, numbers, _cents(table[:, numbers], numbers, spd, rule))


def best_points(
    maturity: np.ndarray, affair: np.ndarray, rule: Constants, must: np.ndarray, never: np.ndarray
) -> np.ndarray:
    """Return the points of the innovations in the best set of each variant (rows of must and never), in units.

    Minus infinity where a variant leaves nothing to choose.
    """
    best = np.full(len(must), -np.inf)
    for gate, affairs in choices(affair, rule):
        best = np.maximum(best, _points(maturity, affair, rule, must, never, gate, affairs)[0].max(axis=1))
    return best


def choices(affair: np.ndarray, rule: Constants) -> Iterator[tuple[bool, tuple[int, ...]]]:
    """Yield whether the count score is won, and by which affairs: every choice of exactly as many as needed."""
    if not rule.min_basic_affairs:
        yield True, ()
        return
    yield False, ()
    there = sorted({int(a) for a in np.unique(affair) if a != NONE})
    yield from ((True, some) for some in combinations(there, rule.min_basic_affairs))


def covered(affair: np.ndarray, chosen: np.ndarray) -> int:
    """Return how many basic-service affairs a set covers."""
    return len(set(affair[chosen].tolist()) - {NONE})


def ranked(
    cost: np.ndarray, affair: np.ndarray, must: np.ndarray, never: np.ndarray, affairs: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the order in which innovations are taken: those that must be, one of each affair, the rest.

    Parameters
    ----------
    cost
        What is small comes first, within a row; of equal ones the first in the order of the data.
    affair, must, never
        As for :func:`best_set`, must and never with a leading axis of variants.
    affairs
        Those that have to be covered.

    Returns
    -------
    order, fewest, most, possible : arrays
        Positions by row; how many come first at least and can come at most; whether the affairs can be covered.
    """
    rows = np.arange(len(must))
    head, free = must.copy(), ~never & ~must
    possible = ~(must & never).any(axis=1)
    for one in affairs:
        mine = affair == one
        lacking = ~(must & mine).any(axis=1)
        candidates = free & mine
        first = np.where(candidates, cost, np.inf).argmin(axis=1)
        possible &= ~lacking | candidates.any(axis=1)
        take = lacking & candidates.any(axis=1)
        head[rows[take], first[take]] = True
    group = np.where(never, 2, np.where(head, 0, 1))
    by_cost = np.argsort(np.broadcast_to(cost, must.shape), axis=1, kind="stable")
    order = np.take_along_axis(
        by_cost, np.argsort(np.take_along_axis(group, by_cost, axis=1), axis=1, kind="stable"), axis=1
    )
    return order, head.sum(axis=1), (~never).sum(axis=1), possible


def _points(
    maturity: np.ndarray,
    affair: np.ndarray,
    rule: Constants,
    must: np.ndarray,
    never: np.ndarray,
    gate: bool,
    affairs: tuple[int, ...],
) -> tuple[np.ndarray, np.ndarray]:
    """Return points for every variant and number sent (minus infinity where it cannot be), and the orders."""
    order, fewest, most, possible = ranked(-maturity, affair, must, never, affairs)
    n = np.arange(len(maturity) + 1)
    sums = np.zeros((len(must), len(n)), dtype=np.int64)
    np.cumsum(np.take_along_axis(np.broadcast_to(maturity, must.shape), order, axis=1), axis=1, out=sums[:, 1:])
    count, divisor = count_points(n, gate, rule), formula.divisor(n, rule)
    value = formula.numerator(0, count, sums, divisor) / divisor
    can = possible[:, None] & (n >= fewest[:, None]) & (n <= most[:, None])
    return np.where(can, value, -np.inf), order


def count_points(n: Any, gate: bool, rule: Constants) -> np.ndarray:
    """Return the count score of a number sent, with the basic services covered or not, in units."""
    enough = rule.min_basic_affairs or 0
    return np.asarray(formula.count_points(n, enough if gate else -1, rule), dtype=np.int64)


def _first_best(table: np.ndarray, even: float) -> tuple[int, int]:
    """Return option and number of the greatest value; of equal ones the fewest innovations."""
    if not np.isfinite(table).any():
        raise ValueError("must and never overlap")
    near = table >= table.max() - even
    n = int(near.any(axis=0).argmax())
    return int(near[:, n].argmax()), n


def _cents(table: np.ndarray, n: np.ndarray, spd: int, rule: Constants) -> np.ndarray:
    """Return the index in hundredths of the best value of each number sent."""
    divisor = formula.divisor(n, rule)
    numerator = np.rint(table.max(axis=0) * divisor).astype(np.int64) + spd * divisor
    return np.asarray(formula.rounded(numerator, formula.denominator(divisor, rule)))


def _flags(given: np.ndarray | None, size: int) -> np.ndarray:
    return np.zeros(size, dtype=bool) if given is None else np.asarray(given, dtype=bool)
