"""Indicators on one scale. Every function takes unit-years on the last axis but one, indicators on the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from indeks.composites.data import Table, ends
from indeks.composites.method import Step
from indeks.composites.ranking import half_up, ranks, significant
from indeks.composites.tree import Framework, told
from indeks.errors import IndeksError

FREE = ("none", "common")
"""Ways that do not look at the other units, so that a constant indicator is no fault."""


def normalised(table: Table, tree: Framework, how: Step) -> np.ndarray:
    r"""Return the indicators on one scale, higher always better.

    With :math:`x` the value times its direction, :math:`l, u` the goalposts, :math:`a, b` ``lower`` and ``upper``:

    - ``minmax``: :math:`a + (b - a)(x - l)/(u - l)`; goalposts of the metadata where given (``table``), of the
      metadata for all (``fixed``), or least and largest value (``data``); not clipped unless ``clip``
    - ``common``: the same with one pair ``from``, ``to`` for all indicators
    - ``zscore``: :math:`mean + sd (x - \bar x)/s`, s the standard deviation, of the ``sample`` or the
      ``population`` (``spread``)
    - ``rank`` from below (ties share the lowest), ``borda``: rank - 1, ``percentile``: (rank - 1)/(n - 1) with n
      the ``count`` of values or the ``highest`` rank, rounded to ``decimals`` where not negative
    - ``target``: :math:`(x - \min)/(target - \min)`; ``reference``: :math:`(x - \min)/(x_{unit} - \min)`;
      ``maximum``: ratio to the best, :math:`x/\max`; where low is good, :math:`\min/x`

    Raises
    ------
    IndeksError
        Naming the indicator, if it is constant or has no goalposts or target.

    Notes
    -----
    OECD/JRC Handbook (2008), step 5 and Table 15; COINr ``Normalise``.
    """
    values = table.values
    result = np.empty(values.shape)
    for rows in table.scope(how.options.get("scope", "all")):
        block = values[rows]
        _check_spread(block, table, rows, tree, how)
        result[rows] = _WAYS[how.way](block, tree, how, table, rows)
    return result


def _check_spread(block: np.ndarray, table: Table, rows: np.ndarray, tree: Framework, how: Step) -> None:
    if how.way in FREE:
        return
    fixed = np.zeros(block.shape[1], bool)
    if how.way == "minmax" and how["goalposts"] != "data":
        fixed = ~np.isnan(tree.column("Goalpost_lower"))
    low, high = ends(block)
    faults = []
    for code, constant in zip(tree.indicators, (low == high) | np.isnan(low), strict=True):
        if constant and not fixed[tree.indicators.index(code)]:
            faults.append(_constant(code, table, rows))
    told(faults)


def _constant(code: str, table: Table, rows: np.ndarray) -> IndeksError:
    if len(rows) == len(table.keys):
        return IndeksError("composites.error.constant", code=code)
    return IndeksError("composites.error.constant_year", code=code, time=str(table.keys["Time"].iloc[rows[0]]))


def _none(block: np.ndarray, tree: Framework, *_: Any) -> np.ndarray:
    return block * tree.column("Direction")


def _scaled(block: np.ndarray, low: np.ndarray, high: np.ndarray, tree: Framework, how: Step) -> np.ndarray:
    share = (block - low) / (high - low)
    share = np.where(tree.column("Direction") > 0, share, (high - block) / (high - low))
    if how["clip"]:
        share = np.clip(share, 0, 1)
    return how["lower"] + (how["upper"] - how["lower"]) * share


def _minmax(block: np.ndarray, tree: Framework, how: Step, *_: Any) -> np.ndarray:
    low, high = ends(block)
    if how["goalposts"] != "data":
        lower, upper = tree.column("Goalpost_lower"), tree.column("Goalpost_upper")
        logged = np.array([tree.table.at[code, "Transform"] == "log" for code in tree.indicators])
        if (lower[logged] <= 0).any():
            code = tree.indicators[int(np.argmax(logged & (lower <= 0)))]
            raise IndeksError("composites.error.log_goalpost", code=code)
        lower[logged], upper[logged] = np.log(lower[logged]), np.log(upper[logged])
        if how["goalposts"] == "fixed" and np.isnan(lower).any():
            code = tree.indicators[int(np.argmax(np.isnan(lower)))]
            raise IndeksError("composites.error.no_goalposts", code=code)
        low, high = np.where(np.isnan(lower), low, lower), np.where(np.isnan(upper), high, upper)
    return _scaled(block, low, high, tree, how)


def _common(block: np.ndarray, tree: Framework, how: Step, *_: Any) -> np.ndarray:
    if not how["from"] < how["to"]:
        raise IndeksError("composites.error.goalposts", code="*", lower=str(how["from"]), upper=str(how["to"]))
    share = (_none(block, tree) - how["from"]) / (how["to"] - how["from"])
    share = np.clip(share, 0, 1) if how["clip"] else share
    return how["lower"] + (how["upper"] - how["lower"]) * share


def _zscore(block: np.ndarray, tree: Framework, how: Step, *_: Any) -> np.ndarray:
    x = _none(block, tree)
    mean = np.nanmean(x, axis=-2, keepdims=True)
    sd = np.nanstd(x, axis=-2, ddof=1 if how["spread"] == "sample" else 0, keepdims=True)
    return how["mean"] + how["sd"] * (x - mean) / sd


def _rank(block: np.ndarray, tree: Framework, *_: Any) -> np.ndarray:
    x = significant(_none(block, tree))
    return np.swapaxes(ranks(-np.swapaxes(x, -1, -2)), -1, -2)


def _borda(block: np.ndarray, tree: Framework, *_: Any) -> np.ndarray:
    return _rank(block, tree) - 1


def _percentile(block: np.ndarray, tree: Framework, how: Step, *_: Any) -> np.ndarray:
    rank = _rank(block, tree)
    count = np.sum(~np.isnan(rank), axis=-2, keepdims=True)
    highest = count if how["divisor"] == "count" else np.nanmax(rank, axis=-2, keepdims=True)
    share = (rank - 1) / (highest - 1)
    return half_up(share, how["decimals"]) if how["decimals"] >= 0 else share


def _target(block: np.ndarray, tree: Framework, how: Step, *_: Any) -> np.ndarray:
    target = tree.column("Target")
    if np.isnan(target).any():
        raise IndeksError("composites.error.no_target", code=tree.indicators[int(np.argmax(np.isnan(target)))])
    low, high = ends(block)
    up = tree.column("Direction") > 0
    worst = np.where(up, low, high)
    if (worst == target).any():
        raise IndeksError("composites.error.target_worst", code=tree.indicators[int(np.argmax(worst == target))])
    share = (block - worst) / (target - worst)
    return np.minimum(share, 1) if how["clip"] else share


def _reference(block: np.ndarray, tree: Framework, how: Step, table: Table, rows: np.ndarray) -> np.ndarray:
    at = np.flatnonzero(table.keys["uCode"].iloc[rows] == how["unit"])
    if len(at) != 1:
        raise IndeksError("composites.error.reference", unit=how["unit"] or "-")
    x = _none(block, tree)
    low = ends(x)[0]
    own = x[..., at[0], :]
    if (own == low).any() or np.isnan(own).any():
        code = tree.indicators[int(np.argmax((own == low) | np.isnan(own)))]
        raise IndeksError("composites.error.reference_worst", unit=how["unit"], code=code)
    return (x - low) / (own - low)


def _maximum(block: np.ndarray, tree: Framework, *_: Any) -> np.ndarray:
    low, high = ends(block)
    up = tree.column("Direction") > 0
    wrong = np.where(up, high == 0, low <= 0)
    if wrong.any():
        raise IndeksError("composites.error.maximum_zero", code=tree.indicators[int(np.argmax(wrong))])
    return np.where(up, block / high, low / np.where(up, 1.0, block))


_WAYS: dict[str, Callable[..., np.ndarray]] = {
    "none": _none,
    "minmax": _minmax,
    "common": _common,
    "zscore": _zscore,
    "rank": _rank,
    "borda": _borda,
    "percentile": _percentile,
    "target": _target,
    "reference": _reference,
    "maximum": _maximum,
}
