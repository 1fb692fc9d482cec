"""Raw values against the bounds of an edition: the level they give, and where a stated level disagrees."""

from __future__ import annotations

from itertools import pairwise
from operator import methodcaller
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Indicator, Scale
from indeks.intake.long import Levels
from indeks.intake.sheet import Collector, plain
from indeks.problems import each_language

DIGITS = 9
"""Decimals kept of a value: no bound has more than two, and spreadsheet arithmetic leaves dust."""


def against_bounds(levels: Levels, lookup: dict[tuple[int, str], Indicator], problems: Collector) -> np.ndarray:
    """Return the levels, those left empty filled from the values; report what does not fit."""
    frame = levels.frame
    result = frame["level"].to_numpy(dtype="float64").copy()
    with np.errstate(over="ignore"):  # a slip of 300 digits rounds to infinity, which no bound minds
        values = np.round(frame["value"].to_numpy(dtype="float64"), DIGITS)
    has_value = np.flatnonzero(~np.isnan(values))
    keys = pd.DataFrame(
        {
            "rule": frame["_rule"].to_numpy()[has_value],
            "indicator": frame["indicator"].cat.codes.to_numpy()[has_value],
            "basis": frame["basis"].fillna("").to_numpy()[has_value],
        }
    )
    categories = frame["indicator"].cat.categories
    for (rule, position, basis), places in keys.groupby(["rule", "indicator", "basis"], sort=True).indices.items():
        indicator = lookup.get((int(rule), categories[position])) if position >= 0 else None
        if indicator is None or not indicator.scales:
            continue
        rows = has_value[places]
        scale = _scale(indicator, basis)
        if scale is None or not scale.numeric:
            _report(levels, problems, "value_unused", rows, indicator, result, values)
            continue
        if not basis and len(indicator.scales) > 1:
            silent = rows[~levels.known(problems, rows, "basis")]
            _report(
                levels,
                problems,
                "basis_assumed",
                silent,
                indicator,
                result,
                values,
                basis=scale.basis,
                field="basis",
            )
        _one_scale(levels, problems, indicator, scale, rows, result, values)
    return result


def _scale(indicator: Indicator, basis: str) -> Scale | None:
    try:
        return indicator.scale(basis)
    except KeyError:
        return None


def _one_scale(
    levels: Levels, problems: Collector, indicator: Indicator, scale: Scale, rows: np.ndarray, result: np.ndarray,
    values: np.ndarray,
) -> None:  # fmt: skip
    value, stated = values[rows], result[rows]
    lows = [float(lv.min) if lv.min is not None else -np.inf for lv in scale.levels]
    highs = [float(lv.max) if lv.max is not None else np.inf for lv in scale.levels]
    scores = np.array([lv.score for lv in scale.levels], dtype="float64")
    covers = np.array([(value >= low) & (value <= high) for low, high in zip(lows, highs, strict=True)])
    n_covering = covers.sum(axis=0)
    first = scores[covers.argmax(axis=0)]
    rising = lows[0] < lows[-1]
    unmet = (n_covering == 0) & ((value < lows[0]) if rising else (value > highs[0]))
    between = (n_covering == 0) & ~unmet
    empty = np.isnan(stated)
    under, over = _neighbours(value, lows, highs, scores, rising=rising)
    beside = between & ((stated == under) | (stated == over) | np.isnan(over))
    agrees = (covers & (scores[:, None] == stated)).any(axis=0) | (unmet & (stated == 0)) | beside | empty

    def tell(code: str, where: np.ndarray, **more: Any) -> None:
        _report(levels, problems, code, rows[where], indicator, result, values, **more)

    single = (n_covering == 1) & ~agrees
    for score in np.unique(first[single]).tolist():
        tell("level_value", single & (first == score), derived=str(int(score)), field="level")
    tell("level_value", unmet & ~agrees, derived="0", field="level")
    two = (n_covering > 1) & ~agrees
    for pattern in np.unique(covers[:, two], axis=1).T:
        names = methodcaller("join", [str(int(s)) for s in scores[pattern]])
        tell("level_value", two & (covers == pattern[:, None]).all(axis=0), derived=names, field="level")
    for pattern in np.unique(covers[:, (n_covering > 1) & empty], axis=1).T:
        same = (n_covering > 1) & empty & (covers == pattern[:, None]).all(axis=0)
        tell("value_overlap", same, derived=methodcaller("join", [str(int(s)) for s in scores[pattern]]))
    tell("value_above", between & np.isnan(over))
    for low, high in pairwise(scores):
        here = between & (under == low) & (over == high)
        names = methodcaller("join", [str(int(low)), str(int(high))])
        tell("level_value", here & ~agrees, derived=names, field="level")
        tell("value_between", here & agrees & ~empty, derived=names)
        tell("value_between_read", here & empty, derived=names, read_as=str(int(low)))
    tell("value_below", unmet & empty)
    if scale.step == 1 and scale.unit != "persen":  # half a percent is a percentage, half a person is none
        tell("value_not_whole", (n_covering > 0) & (value != np.round(value)), unit=scale.unit)
    filled = empty & (n_covering == 1)
    result[rows[filled]] = first[filled]
    result[rows[empty & unmet]] = 0
    read = empty & between & ~np.isnan(over)  # the lower of the two is reached for sure
    result[rows[read]] = under[read]


def _neighbours(
    value: np.ndarray, lows: list[float], highs: list[float], scores: np.ndarray, *, rising: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return the level whose better bound each value has passed, and the next one; missing where there is none."""
    passed = [value > high if rising else value < low for low, high in zip(lows, highs, strict=True)]
    place = np.sum(passed, axis=0) - 1
    padded = np.append(scores, np.nan)
    return padded[np.where(place < 0, len(scores), place)], padded[np.clip(place + 1, 0, len(scores))]


def _report(
    levels: Levels, problems: Collector, code: str, rows: np.ndarray, indicator: Indicator, result: np.ndarray,
    values: np.ndarray, *, field: str = "value", **more: Any,
) -> None:  # fmt: skip
    if len(rows) == 0:
        return
    places = levels.frame["_row"].to_numpy()[rows]

    def details(k: int) -> dict[str, Any]:
        stated = result[rows[k]]
        return {
            "found": plain(values[rows[k]]),
            "stated": plain(stated),
            "indicator": each_language(indicator.text),
            **more,
        }

    columns = levels.keys(rows, field)
    if levels.wide:  # a wide sheet may lack the column the fault is about
        columns = [c if c in levels.sheet.labels else f"{indicator.code}:value" for c in columns]
    elif field not in levels.sheet.labels:
        columns = ["value"] * len(rows)
    problems.at_rows(levels.sheet, code, places, columns, details)
