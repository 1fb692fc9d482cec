"""The arithmetic of the index, here and nowhere else: whole numbers in, whole numbers out.

::

    divisor   = max(min_divisor, n)
    count     = count_weight x min(n, count_cap), 0 if too few basic-service affairs are covered
    numerator = (SPD + count) x divisor + sum of maturity
    index     = numerator / (divisor x max_total) x 100, rounded half up to hundredths

Every argument is a whole number of units (:attr:`Constants.unit`) or a count, a scalar or an int64 array; arrays
broadcast, so that leading axes can hold replicates: resampled data, or rules that vary. Nothing is rounded
but the hundredths at the end, so a tie is a tie. A numerator up to :data:`LARGEST` is computed exactly; beyond it,
64 bits would overflow without a word, so it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from indeks.edition import Edition, MissingPart
from indeks.errors import IndeksError

CENTS = 10_000
"""Hundredths of the whole scale of the index, 0 to 100."""
LARGEST = (2**63 - 1) // (4 * CENTS)
"""Greatest numerator and denominator: about 230 million million units. With weights of two decimals and 250 points
in all that is a region with nine thousand million innovations; with SPD totals of six decimals, with 900,000."""


@dataclass(frozen=True)
class Constants:
    """The numbers of a rule in whole units; each may be an array that broadcasts against the data.

    Attributes
    ----------
    unit : int
        Units in a point: 100 where the finest weight has two decimals.
    min_divisor, count_cap : int or array
        Counts of innovations.
    count_weight, max_total : int or array
        In units.
    min_basic_affairs : int, array or None
        Affairs that must be covered for the count score to count; None where the rule asks for none.
    bounds : array
        Lower bounds of the categories in hundredths of the index, rising along the last axis.
    categories : tuple of str
        Their names, lowest first.
    """

    unit: int
    min_divisor: Any
    count_weight: Any
    count_cap: Any
    max_total: Any
    min_basic_affairs: Any
    bounds: Any
    categories: tuple[str, ...]


def constants(rule: Edition, unit: int) -> Constants:
    """Return the constants of an edition.

    Parameters
    ----------
    rule
        The edition; it must hold every part of the formula.
    unit
        Units in a point, a power of ten; every weight must be a whole number of units.

    Returns
    -------
    Constants

    Raises
    ------
    MissingPart
        If the edition lacks a part of the formula; all that it lacks is named.

    Examples
    --------
    >>> from indeks.edition import load
    >>> rule = constants(load("iid-2026"), 100)
    >>> rule.min_divisor, rule.count_weight, rule.max_total, rule.bounds.tolist()
    (12, 38, 25000, [0, 1, 4001, 6501])
    """
    if rule.missing:
        raise MissingPart(rule.id, rule.missing)
    ordered = sorted(rule.categories, key=lambda c: c.min)
    needed = int(rule.constant("min_basic_affairs")) if rule.has_basic_rule else None
    return Constants(
        unit=unit,
        min_divisor=int(rule.constant("min_divisor")),
        count_weight=_units(rule.constant("count_weight"), unit),
        count_cap=int(rule.constant("count_cap")),
        max_total=_units(rule.constant("max_total"), unit),
        min_basic_affairs=needed,
        bounds=np.array([int(c.min * 100) for c in ordered], dtype=np.int64),
        categories=tuple(c.name for c in ordered),
    )


def _units(points: Any, unit: int) -> int:
    return int(Decimal(str(points)) * unit)


def divisor(n: Any, rule: Constants) -> Any:
    """Return what the sum of maturity is divided by: the innovations sent, at least the rule's minimum."""
    return np.maximum(np.asarray(n, dtype=np.int64), rule.min_divisor)


def count_points(n: Any, affairs: Any, rule: Constants) -> Any:
    """Return the count score in units.

    Parameters
    ----------
    n
        Innovations sent.
    affairs
        Basic-service affairs that they cover.
    rule
        The constants.

    Examples
    --------
    >>> from indeks.edition import load
    >>> count_points([8, 8, 300], [5, 4, 6], constants(load("iid-2026"), 100)).tolist()
    [304, 0, 7600]
    """
    points = np.minimum(np.asarray(n, dtype=np.int64), rule.count_cap) * rule.count_weight
    needed = 0 if rule.min_basic_affairs is None else rule.min_basic_affairs
    return np.where(np.asarray(affairs) >= needed, points, 0)


def numerator(spd: Any, count: Any, maturity_sum: Any, divisor: Any) -> Any:
    """Return (SPD + count score) x divisor + sum of maturity: the total times the divisor, in units.

    Raises
    ------
    IndeksError
        If it could be greater than :data:`LARGEST`.
    """
    spd, count, maturity_sum, divisor = (
        np.asarray(v, dtype=np.int64) for v in (spd, count, maturity_sum, divisor)
    )
    _check((_most(spd) + _most(count)) * _most(divisor) + _most(maturity_sum))
    return (spd + count) * divisor + maturity_sum


def denominator(divisor: Any, rule: Constants) -> Any:
    """Return what the numerator is divided by for the share of the whole scale: divisor x maximum, in units."""
    _check(_most(divisor) * _most(rule.max_total))
    return np.asarray(divisor, dtype=np.int64) * rule.max_total


def _most(values: Any) -> int:
    return int(np.max(np.abs(values), initial=0))


def _check(greatest: int) -> None:
    if greatest > LARGEST:
        raise IndeksError("edition.error.too_fine")


def rounded(numerator: Any, denominator: Any) -> Any:
    """Return hundredths of ``numerator / denominator x 100``, rounded half up in whole numbers.

    Examples
    --------
    >>> int(rounded(65_005, 100_000)), int(rounded(650_049, 1_000_000))
    (6501, 6500)
    """
    return (numerator * (2 * CENTS) + denominator) // (2 * denominator)


def index_cents(spd: Any, maturity_sum: Any, n: Any, affairs: Any, rule: Constants) -> Any:
    """Return the index in hundredths.

    Parameters
    ----------
    spd
        SPD in units.
    maturity_sum
        Sum of the maturity of the innovations sent, in units.
    n
        Innovations sent.
    affairs
        Basic-service affairs that they cover.
    rule
        The constants.

    Returns
    -------
    int64 array
        Of the shape that the arguments broadcast to.

    Raises
    ------
    IndeksError
        If the numbers are too great for exact arithmetic (:data:`LARGEST`).

    Examples
    --------
    Forty points of SPD and eight innovations of maturity 80, with five and with four of the affairs covered:

    >>> from indeks.edition import load
    >>> index_cents(40_00, 640_00, 8, [5, 4], constants(load("iid-2026"), 100)).tolist()
    [3855, 3733]
    """
    by = divisor(n, rule)
    return rounded(numerator(spd, count_points(n, affairs, rule), maturity_sum, by), denominator(by, rule))


def index_unrounded(spd: Any, count: Any, maturity_sum: Any, divisor: Any, rule: Constants) -> Any:
    """Return the index before rounding, as a float, from its four parts (in units, but the divisor)."""
    return numerator(spd, count, maturity_sum, divisor) * 100 / denominator(divisor, rule)


def per_point(rule: Constants) -> Any:
    """Return how much one point is worth on the scale of the index, 0 to 100."""
    return 100 * rule.unit / rule.max_total


def category_of(cents: Any, rule: Constants) -> Any:
    """Return the number of the category of an index in hundredths: its place in ``rule.categories``.

    Examples
    --------
    >>> from indeks.edition import load
    >>> category_of([0, 1, 6500, 6501], constants(load("iid-2026"), 100)).tolist()
    [0, 1, 2, 3]
    """
    return np.sum(np.asarray(cents)[..., None] >= rule.bounds, axis=-1) - 1


def least_numerator(cents: Any, n: Any, rule: Constants) -> Any:
    """Return the least numerator, not below 0, whose index reaches a value.

    Parameters
    ----------
    cents
        The value in hundredths of the index.
    n
        Innovations sent.
    rule
        The constants.

    Returns
    -------
    int64 array
        In units. An index of 65.01 is reached from 65.005 on, for it is rounded half up.

    Examples
    --------
    >>> from indeks.edition import load
    >>> rule = constants(load("iid-2026"), 1000)
    >>> least = least_numerator(6501, 20, rule)
    >>> int(least) / (20 * rule.max_total) * 100
    65.005
    """
    whole = denominator(divisor(n, rule), rule)
    doubled = 2 * np.asarray(cents, dtype=np.int64) - 1
    return np.maximum(-(-doubled * whole // (2 * CENTS)), 0)
