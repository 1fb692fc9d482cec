"""What a user may change in a rule, whether the new values are usable, and the maxima that follow from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any

from indeks.errors import IndeksError

OWN = "own"
"""Certainty of what a user has set: no source states it."""
MAX_LEVEL = 3
"""The highest level of every indicator."""
CHANGEABLE = {"min_divisor": 1, "count_weight": 0, "count_cap": 0, "min_basic_affairs": 0}
"""Constants that :meth:`indeks.edition.Edition.with_` changes, and the least value of each."""


def constant(name: str, value: Any, most: int | None = None) -> Any:
    """Return a constant's new value, as an exact number.

    Parameters
    ----------
    name
        The constant.
    value
        What the user has set.
    most
        The greatest value it can have; None where nothing bounds it.

    Raises
    ------
    IndeksError
        If no such constant can be changed, or the value is not usable.

    Examples
    --------
    >>> constant("min_divisor", 10.0), constant("count_weight", 0.4)
    (10, Decimal('0.4'))
    """
    if name not in CHANGEABLE:
        raise IndeksError("edition.own.unknown", name=name, known=", ".join([*CHANGEABLE, "weights"]))
    least, number = CHANGEABLE[name], _number(value)
    whole = name != "count_weight"
    fits = number is not None and number >= least and (most is None or number <= most)
    if not fits or (whole and number != int(number or 0)):
        kind = "between" if most is not None else "whole" if whole else "number"
        expected = IndeksError(f"edition.own.expected.{kind}", low=least, high=most)
        raise IndeksError("edition.own.value", name=name, value=repr(value), expected=expected)
    assert number is not None
    return int(number) if whole else number


def weight(code: str, value: Any, known: Sequence[str]) -> Decimal:
    """Return an indicator's new weight.

    Parameters
    ----------
    code
        The indicator.
    value
        What the user has set.
    known
        The indicators that have a weight.

    Raises
    ------
    IndeksError
        If there is no such indicator, or the weight is not usable.
    """
    if code not in known:
        raise IndeksError("edition.own.unknown", name=code, known=", ".join(known))
    number = _number(value)
    if number is None or number < 0:
        expected = IndeksError("edition.own.expected.number", low=0)
        raise IndeksError("edition.own.value", name=code, value=repr(value), expected=expected)
    return number


def maxima(weights: Mapping[str, Sequence[Decimal | None]], constants: Mapping[str, Any]) -> dict[str, Any]:
    """Return the maxima that follow from weights and constants; None for the total where a part is not known.

    Parameters
    ----------
    weights
        The weights of each aspect, ``"spd"`` and ``"sid"``; None where a weight is not known.
    constants
        Values of the constants of the formula.
    """
    known = dict(constants)
    followed: dict[str, Any] = {}
    for name, aspect in (("max_spd", "spd"), ("max_maturity", "sid")):
        numbers = [w for w in weights[aspect] if w is not None]
        if numbers and len(numbers) == len(weights[aspect]):
            followed[name] = sum(numbers, Decimal(0)) * MAX_LEVEL
    if {"count_weight", "count_cap"} <= known.keys():
        followed["max_count"] = Decimal(known["count_weight"]) * known["count_cap"]
    parts = [(known | followed).get(name) for name in ("max_spd", "max_maturity", "max_count")]
    followed["max_total"] = None if None in parts else sum((Decimal(str(p)) for p in parts), Decimal(0)) or None
    return followed


def _number(value: Any) -> Decimal | None:
    """Return a value as an exact number; None for text, truth values and what is not finite."""
    if isinstance(value, bool) or not isinstance(value, (Real, Decimal)):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None
