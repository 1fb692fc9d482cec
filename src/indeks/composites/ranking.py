"""Ranks and rounding, over any leading axes."""

from __future__ import annotations

import numpy as np


def half_up(values: np.ndarray, decimals: int) -> np.ndarray:
    """Return values rounded half up (away from zero) to decimals; a last bit of noise does not turn a half.

    Examples
    --------
    >>> half_up(np.array([0.0005, 1.0049999999999999, -0.5]), 2).tolist(), half_up(np.array([2.5]), 0).tolist()
    ([0.0, 1.01, -0.5], [3.0])
    """
    if decimals >= 12:
        return np.round(values, decimals)
    scaled = np.round(np.abs(values) * 10.0**decimals, 12 - decimals)
    return np.sign(values) * np.floor(scaled + 0.5) / 10.0**decimals


def significant(values: np.ndarray, digits: int = 12) -> np.ndarray:
    """Return values rounded to significant digits, so that one bit of noise does not part equal values."""
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.where(values == 0, 0, np.floor(np.log10(np.abs(values))))
    # beyond these powers the scale itself would leave the range of floats
    scale = 10.0 ** (digits - 1 - np.clip(np.nan_to_num(power), -280, 300))
    return np.round(values * scale) / scale


def ranks(values: np.ndarray, ties: str = "competition") -> np.ndarray:
    """Return ranks along the last axis, the highest value first; a missing value has no rank.

    Parameters
    ----------
    values
        Any leading axes, units last.
    ties
        ``competition`` (1 2 2 4), ``worst`` (1 3 3 4) or ``average`` (1 2.5 2.5 4).

    Examples
    --------
    >>> ranks(np.array([5.0, 7.0, 7.0, np.nan])).tolist()
    [3.0, 1.0, 1.0, nan]
    """
    best = _best(values)
    if ties == "competition":
        return best
    count = np.sum(~np.isnan(values), axis=-1, keepdims=True)
    worst = count + 1 - _best(-values)
    return worst if ties == "worst" else (best + worst) / 2


def _best(values: np.ndarray) -> np.ndarray:
    order = np.argsort(-values, axis=-1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=-1)
    new = np.ones(values.shape, bool)
    new[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    first = np.maximum.accumulate(np.where(new, np.arange(values.shape[-1]), 0), axis=-1)
    result = np.empty(values.shape)
    np.put_along_axis(result, order, first + 1.0, axis=-1)
    result[np.isnan(values)] = np.nan
    return result
